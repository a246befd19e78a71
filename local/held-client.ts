import type { ShownItem } from '../functions/app/held-items.ts';
import type { HeldAnswer } from '../functions/app/held-words.ts';
import type { KeptRule } from '../functions/app/sender-rules.ts';
import type { SuspendedItem } from '../functions/core/suspended-item.ts';
import type { HeldMail } from './held-mail.ts';

/** No desk answers there. */
export class DeskNotRunning extends Error {}

/** The held mail of the desk that runs on this computer, over its control API. Every call may throw DeskNotRunning. */
export function heldMailAt(port: number): HeldMail {
  const url = (path: string) => `http://127.0.0.1:${port}/_desk/${path}`;

  async function ask(path: string, init?: RequestInit): Promise<Response> {
    try {
      return await fetch(url(path), init);
    } catch (cause) {
      throw new DeskNotRunning(`no desk answers on port ${port}`, { cause });
    }
  }

  async function order(path: string, body: object): Promise<HeldAnswer> {
    const answer = await ask(path, { method: 'POST', body: JSON.stringify(body) });
    const { says, error } = (await answer.json()) as { says?: string; error?: string };
    const kind = answer.ok ? 'done' : answer.status === 404 ? 'unknown' : 'refused';
    return { kind, says: says ?? error ?? `The desk answered ${answer.status}.` };
  }

  return {
    list: async () => ((await (await ask('held')).json()) as { held: SuspendedItem[] }).held,
    show: async (id) => {
      const answer = await ask(`held/${encodeURIComponent(id)}`);
      return answer.ok ? ((await answer.json()) as ShownItem) : null;
    },
    recover: ({ id, ...rest }) => order(`held/${encodeURIComponent(id)}/recover`, rest),
    discard: ({ id, ...rest }) => order(`held/${encodeURIComponent(id)}/discard`, rest),
    decideSender: (decision) => order('senders', decision),
    senders: async () => ((await (await ask('senders')).json()) as { senders: KeptRule[] }).senders,
    liftSender: (lifted) => order('senders/lift', lifted),
  };
}
