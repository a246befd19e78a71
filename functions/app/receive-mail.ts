import { heldDeciderOf } from '../core/held-decider.ts';
import type { MailReceipt } from '../intake/mail-receipt.ts';
import { obeyHeldOrders } from './obey-held-orders.ts';
import { readStoredMail } from './read-stored-mail.ts';
import type { ReceiveDeps } from './read-stored-mail.ts';
import { withRepeatedMarked } from './repeated-pictures.ts';
import { takeInMessage } from './take-in-message.ts';
import { takeInRead } from './take-in-read.ts';
import type { TakeInOutcome } from './taking-in.ts';

/**
 * Takes in a mail that lies in the blob store: reads it, stores its files by their content, and takes it in. One that
 * orders something about held mail is obeyed and becomes no ticket.
 * @throws Error when the raw mail is not there (yet), which the queue retries.
 */
export async function receiveMail(
  deps: ReceiveDeps,
  receipt: MailReceipt,
): Promise<TakeInOutcome | { kind: 'ordered' }> {
  const mail = await readStoredMail(deps, receipt);
  if (!mail) throw new Error(`no raw mail at ${receipt.rawKey}`);
  const decider = mail.unread ? null : heldDeciderOf(mail.message, deps.desk, deps.signer.mac);
  if (decider) return obeyHeldOrders(deps, mail.message, decider);
  return mail.unread
    ? takeInMessage(deps, mail.message, mail.unread)
    : takeInRead(deps, await withRepeatedMarked(deps, mail.message), mail.idUnread);
}
