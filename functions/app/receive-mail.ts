import { createHash } from 'node:crypto';
import type { Attachment, InboundMessage } from '../core/inbound-message.ts';
import { readMail } from '../intake/read-mail.ts';
import type { MailReceipt } from '../intake/mail-receipt.ts';
import { newUlid } from '../core/ids.ts';
import { millisOf } from '../core/instant.ts';
import { takeInMessage } from './take-in-message.ts';
import type { TakeInDeps, TakeInOutcome } from './take-in-message.ts';

/**
 * Takes in a mail that lies in the blob store: reads it, stores its files by their content, and takes it in.
 * @throws Error when the raw mail is not there (yet), which the queue retries.
 */
export async function receiveMail(deps: TakeInDeps, receipt: MailReceipt): Promise<TakeInOutcome> {
  const raw = await deps.blobs.get(receipt.rawKey);
  if (!raw) throw new Error(`no raw mail at ${receipt.rawKey}`);
  const { desk } = deps;
  const { message, files, suspended } = await readMail({
    raw,
    receipt,
    own: {
      mailDomain: desk.mailDomain,
      addresses: desk.inboxes.map((inbox) => inbox.address),
      loopId: desk.mailDomain,
    },
  });
  const identified = { ...message, door: 'mail', deliveryId: identityOf(message) };
  if (suspended) return holdUnread(deps, identified, suspended);
  const attachments = await Promise.all(
    message.attachments.map((attachment, index) => storeFile(deps, attachment, files[index]?.bytes)),
  );
  return takeInMessage(deps, { ...identified, attachments });
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
  deps: TakeInDeps,
  attachment: Attachment,
  bytes: Uint8Array | undefined,
): Promise<Attachment> {
  if (!bytes) return attachment;
  const blobKey = `att/${createHash('sha256').update(bytes).digest('hex')}`;
  await deps.blobs.put(blobKey, bytes, attachment.contentType);
  return { ...attachment, blobKey };
}

async function holdUnread(
  deps: TakeInDeps,
  message: InboundMessage,
  suspended: NonNullable<Awaited<ReturnType<typeof readMail>>['suspended']>,
): Promise<TakeInOutcome> {
  const at = deps.clock();
  const id = newUlid(millisOf(at), deps.randomBytes);
  const { channel, door, deliveryId, rawKey } = message;
  const item = {
    id,
    at,
    ...suspended,
    channel,
    door,
    from: message.from.address,
    subject: message.subject.slice(0, 250),
    rawKey,
    ref: null,
  };
  const outcome = await deps.store.commit([
    { kind: 'claim', channel, door, deliveryId, ref: null, messageId: id },
    { kind: 'hold', item },
  ]);
  return outcome.kind === 'already_taken_in'
    ? { kind: 'duplicate', ref: outcome.ref }
    : { kind: 'suspended', cause: suspended.cause };
}
