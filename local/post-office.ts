import type { Blobs, Clock, RandomBytes } from '../functions/app/ports.ts';
import { inboundPrefix } from '../functions/aws/contract.ts';
import { newUlid } from '../functions/core/ids.ts';
import { millisOf } from '../functions/core/instant.ts';
import type { MailReceipt } from '../functions/intake/mail-receipt.ts';
import type { MailEnvelope } from './local-mailer.ts';
import { readLocalVerdicts } from './local-verdicts.ts';
import type { Mailboxes } from './mailboxes.ts';

export interface PostOfficeDeps {
  isOwnAddress: (address: string) => boolean;
  blobs: Blobs;
  mailboxes: Mailboxes;
  /** Remembers a mail to the desk until it has been taken in. */
  remember: (receipt: MailReceipt) => void;
  clock: Clock;
  randomBytes: RandomBytes;
}

export interface Accepted {
  id: string;
  /** Words of `X-Local-Verdicts` that mean nothing. */
  unread: string[];
}

/**
 * Sorts a mail: to the desk, and into the mailboxes of everybody else. When it returns, the mail is stored and will
 * not be lost; when it throws, the sender has to try again.
 *
 * @param envelope.id a mail of this id is delivered once, however often it is accepted.
 */
export async function acceptMail(
  deps: PostOfficeDeps,
  raw: Uint8Array,
  envelope: MailEnvelope & { id?: string },
): Promise<Accepted> {
  const at = deps.clock();
  const id = envelope.id ?? newUlid(millisOf(at), deps.randomBytes);
  const toDesk = envelope.recipients.filter(deps.isOwnAddress);
  const toOthers = envelope.recipients.filter((address) => !deps.isOwnAddress(address));
  const mail = readLocalVerdicts(raw);
  if (toOthers.length > 0) {
    const rawKey = `mailbox/${id}`;
    await deps.blobs.put(rawKey, mail.raw, 'message/rfc822');
    deps.mailboxes.deliver({ id, at, recipients: toOthers, rawKey });
  }
  if (toDesk.length > 0) {
    const rawKey = `${inboundPrefix}${id}`;
    await deps.blobs.put(rawKey, mail.raw, 'message/rfc822');
    const { mailFrom } = envelope;
    deps.remember({
      deliveryId: id,
      receivedAt: at,
      mailFrom,
      recipients: toDesk,
      verdicts: mail.verdicts,
      rawKey,
    });
  }
  return { id, unread: mail.unread };
}
