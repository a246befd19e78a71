import type { HeldAnswer } from '../functions/app/held-words.ts';
import type { KeptRule } from '../functions/app/sender-rules.ts';
import type { HeldMail, ListedHeld, ShownHeld } from './held-mail.ts';
import { askRunningDesk } from './running-desk.ts';

/** The held mail of the desk that runs on this computer, over its control API. Every call may throw DeskNotRunning. */
export function heldMailAt(port: number): HeldMail {
  const ask = (path: string, init?: RequestInit) => askRunningDesk(port, path, init);

  async function order(path: string, body: object): Promise<HeldAnswer> {
    const answer = await ask(path, { method: 'POST', body: JSON.stringify(body) });
    const { says, error } = (await answer.json()) as { says?: string; error?: string };
    const kind = answer.ok ? 'done' : answer.status === 404 ? 'unknown' : 'refused';
    return { kind, says: says ?? error ?? `The desk answered ${answer.status}.` };
  }

  return {
    list: async () => ((await (await ask('held')).json()) as { held: ListedHeld[] }).held,
    show: async (id) => {
      const answer = await ask(`held/${encodeURIComponent(id)}`);
      return answer.ok ? ((await answer.json()) as ShownHeld) : null;
    },
    recover: ({ id, ...rest }) => order(`held/${encodeURIComponent(id)}/recover`, rest),
    discard: ({ id, ...rest }) => order(`held/${encodeURIComponent(id)}/discard`, rest),
    decideSender: (decision) => order('senders', decision),
    senders: async () => ((await (await ask('senders')).json()) as { senders: KeptRule[] }).senders,
    liftSender: (lifted) => order('senders/lift', lifted),
  };
}
