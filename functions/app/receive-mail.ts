import { createHash } from 'node:crypto';
import type { Attachment, InboundMessage } from '../core/inbound-message.ts';
import { readMail } from '../intake/read-mail.ts';
import type { MailReceipt } from '../intake/mail-receipt.ts';
import type { Refusal } from '../core/inbound-routing.ts';
import type { SuspensionCause } from '../core/suspended-item.ts';
import { takeInMessage } from './take-in-message.ts';
import type { TakeInDeps, TakeInOutcome } from './take-in-message.ts';

/**
 * Takes in a mail that lies in the blob store: reads it, stores its files by their content, and takes it in.
 * @throws Error when the raw mail is not there (yet), which the queue retries.
 */
export async function receiveMail(deps: TakeInDeps, receipt: MailReceipt): Promise<TakeInOutcome> {
  const mail = await readStoredMail(deps, receipt);
  if (!mail) throw new Error(`no raw mail at ${receipt.rawKey}`);
  return takeInMessage(deps, mail.message, mail.unread);
}

/**
 * A mail as it will be taken in, its files stored; null when its bytes are not there. Of a mail with a virus that
 * somebody lets in all the same only the words come in.
 * @param waived causes for which it is read all the same.
 */
export async function readStoredMail(
  deps: Pick<TakeInDeps, 'blobs' | 'desk'>,
  receipt: MailReceipt,
  waived: ReadonlySet<SuspensionCause> = new Set(),
): Promise<{ message: InboundMessage; unread: Refusal | null } | null> {
  const raw = await deps.blobs.get(receipt.rawKey);
  if (!raw) return null;
  const { desk } = deps;
  const { message, files, suspended } = await readMail({
    raw,
    receipt,
    own: {
      mailDomain: desk.mailDomain,
      addresses: desk.inboxes.map((inbox) => inbox.address),
      loopId: desk.mailDomain,
    },
    waived,
  });
  const { deliveryId, mailFrom, recipients } = receipt;
  const identified = {
    ...message,
    door: 'mail',
    deliveryId: identityOf(message),
    envelope: { deliveryId, mailFrom, recipients },
  };
  if (suspended && !waived.has(suspended.cause)) return { message: identified, unread: suspended };
  if (receipt.verdicts.virus === 'FAIL') return { message: withoutFiles(identified), unread: null };
  const attachments = await Promise.all(
    message.attachments.map((attachment, index) => storeFile(deps, attachment, files[index]?.bytes)),
  );
  return { message: { ...identified, attachments }, unread: null };
}

function withoutFiles(message: InboundMessage): InboundMessage {
  const left = 'its files were left out, for the mail service found a virus';
  return message.attachments.length === 0
    ? message
    : { ...message, attachments: [], degraded: [...message.degraded, left] };
}

/**
 * The same mail delivered again (by a sender's retry under another delivery id, or to another of our inboxes) has
 * the same identity; a Message-ID that a careless sender uses twice for different words has not.
 */
function identityOf(message: InboundMessage): string {
  if (!message.messageId && !message.sentAt) return message.deliveryId;
  const identity = [message.messageId, message.from.address, message.sentAt, message.subject, message.text];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

async function storeFile(
  deps: Pick<TakeInDeps, 'blobs'>,
  attachment: Attachment,
  bytes: Uint8Array | undefined,
): Promise<Attachment> {
  if (!bytes) return attachment;
  const blobKey = `att/${createHash('sha256').update(bytes).digest('hex')}`;
  await deps.blobs.put(blobKey, bytes, attachment.contentType);
  return { ...attachment, blobKey };
}
