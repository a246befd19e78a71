import * as z from 'zod';
import type { Message } from '../functions/core/ticket.ts';
import { DeskNotRunning } from './held-client.ts';
import type { MailFate, MailFates } from './mail-fates.ts';

const details = z.object({ messages: z.array(z.custom<Message>((value) => typeof value === 'object')) });
const fate = z.custom<MailFate>((value) => typeof value === 'object');

/** What became of the mail of the desk that runs on this computer, over its control API. Every call may throw DeskNotRunning. */
export function fatesAt(port: number): MailFates {
  async function ask(path: string, init?: RequestInit): Promise<Response | null> {
    const answer = await fetch(`http://127.0.0.1:${port}/_desk/${path}`, init).catch((cause: unknown) => {
      throw new DeskNotRunning(`no desk answers on port ${port}`, { cause });
    });
    if (!answer.ok && answer.status !== 404) throw new Error(`the desk answered ${answer.status} to ${path}`);
    return answer.ok ? answer : null;
  }

  async function fateIn(answer: Response | null): Promise<MailFate> {
    return answer ? fate.parse(await answer.json()) : { kind: 'unknown' };
  }

  return {
    ofMail: async (raw) => fateIn(await ask('fates', { method: 'POST', body: new Uint8Array(raw) })),
    named: async (name) => fateIn(await ask(`fates/${encodeURIComponent(name)}`)),
    ofTicket: async (ref) => {
      const answer = await ask(`tickets/${ref}`);
      return answer && details.parse(await answer.json()).messages;
    },
  };
}
