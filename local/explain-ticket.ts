import * as z from 'zod';
import type { TicketRef } from '../functions/core/ids.ts';
import type { Message } from '../functions/core/ticket.ts';
import { receiptInWords } from './receipt-words.ts';

const details = z.object({ messages: z.array(z.custom<Message>((value) => typeof value === 'object')) });

/**
 * Asks the desk that runs on this computer for a ticket, and says of each of its messages why it is there.
 * @returns the exit code.
 */
export async function explainTicket(ref: TicketRef, port = 8080): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/_desk/tickets/${ref}`).catch(() => null);
  if (!answer?.ok) {
    process.stderr.write(
      answer
        ? `The desk on port ${port} has no ticket ${ref}.\n`
        : `No desk answers on port ${port}: start it with npm start.\n`,
    );
    return 1;
  }
  const { messages } = details.parse(await answer.json());
  process.stdout.write(messages.map(receiptInWords).join('\n'));
  return 0;
}
