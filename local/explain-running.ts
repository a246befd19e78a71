import * as z from 'zod';
import type { TicketRef } from '../functions/core/ids.ts';
import type { Message } from '../functions/core/ticket.ts';
import { fateInWords } from './fate-words.ts';
import type { MailFate } from './mail-fates.ts';
import { receiptInWords } from './receipt-words.ts';

/** Asks the desk that runs on this computer what became of mail. The commands return the exit code. */

const details = z.object({ messages: z.array(z.custom<Message>((value) => typeof value === 'object')) });
const fate = z.custom<MailFate>((value) => typeof value === 'object');

/** Says of each message of a ticket why it is there. */
export async function explainTicket(ref: TicketRef, port: number): Promise<number> {
  const answer = await ask(port, `tickets/${ref}`);
  if (!answer?.ok) return refuse(answer ? `The desk on port ${port} has no ticket ${ref}.` : noDesk(port));
  const { messages } = details.parse(await answer.json());
  process.stdout.write(messages.map(receiptInWords).join('\n'));
  return 0;
}

/** Says what became of a mail: by its Message-ID, a held item's id or that of its delivery. */
export async function explainNamed(name: string, port: number): Promise<number> {
  const answer = await ask(port, `fates/${encodeURIComponent(name)}`);
  if (!answer?.ok)
    return refuse(
      `There is no file ${name}, and ${answer ? `the desk answered ${answer.status}.` : noDesk(port)}`,
    );
  const found = fate.parse(await answer.json());
  process.stdout.write(fateInWords(found));
  return found.kind === 'unknown' ? 1 : 0;
}

/** What became of the mail with these bytes, in words; also that nobody can say. */
export async function fateOfFile(raw: Uint8Array<ArrayBuffer>, port: number): Promise<string> {
  const answer = await ask(port, 'fates', { method: 'POST', body: raw });
  return answer?.ok ? fateInWords(fate.parse(await answer.json())) : `${noDesk(port)}\n`;
}

async function ask(port: number, path: string, init?: RequestInit): Promise<Response | null> {
  return fetch(`http://127.0.0.1:${port}/_desk/${path}`, init).catch(() => null);
}

function noDesk(port: number): string {
  return `no desk answers on port ${port}, which could say what became of it: start it with npm start, or name its --http-port.`;
}

function refuse(words: string): number {
  process.stderr.write(`${words}\n`);
  return 1;
}
