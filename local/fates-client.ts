import * as z from 'zod';
import type { Delivery, OutboxItem } from '../functions/core/outbox.ts';
import type { Message } from '../functions/core/ticket.ts';
import { explained } from './acknowledgement.ts';
import type { MailFate } from './mail-fate.ts';
import type { MailFates } from './mail-fates.ts';
import { askRunningDesk } from './running-desk.ts';

const isObject = (value: unknown) => typeof value === 'object';
const details = z.object({
  messages: z.array(z.custom<Message>(isObject)),
  outbox: z.array(z.custom<OutboxItem & { deliveries: Delivery[] }>(isObject)),
});
const refusal = z.object({ error: z.string() });
const fate = z.custom<MailFate>((value) => typeof value === 'object');

/** What became of the mail of the desk that runs on this computer, over its control API. Every call may throw DeskNotRunning. */
export function fatesAt(port: number): MailFates {
  async function ask(path: string, init?: RequestInit): Promise<Response | null> {
    const answer = await askRunningDesk(port, path, init);
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
      if (!answer) return null;
      const { messages, outbox } = details.parse(await answer.json());
      const deliveries = outbox.flatMap((item) => item.deliveries);
      return messages.map((message) => explained(message, { outbox, deliveries }));
    },
    original: async ({ name, evenInfected }) => {
      const query = evenInfected ? '?even-infected=yes' : '';
      const answer = await askRunningDesk(port, `originals/${encodeURIComponent(name)}${query}`);
      if (answer.ok) return { kind: 'found', bytes: new Uint8Array(await answer.arrayBuffer()) };
      const { error } = refusal.parse(await answer.json());
      return { kind: answer.status === 404 ? 'not_here' : 'dangerous', why: error };
    },
  };
}
