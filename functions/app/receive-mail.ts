import { createHash } from 'node:crypto';
import type { InboundMessage } from '../core/inbound-message.ts';
import type { MailReceipt } from '../intake/mail-receipt.ts';
import type { Refusal, SuspensionCause } from '../core/suspended-item.ts';
import { withKnownFiles } from './known-files.ts';
import type { MailReader, TextRecords } from './ports.ts';
import { withProvenSeal } from './proven-seal.ts';
import { storeFile } from './store-file.ts';
import { takeInMessage } from './take-in-message.ts';
import type { TakeInDeps, TakeInOutcome } from './taking-in.ts';

export interface ReceiveDeps extends TakeInDeps {
  readMail: MailReader;
  textRecords: TextRecords;
}

/**
 * Takes in a mail that lies in the blob store: reads it, stores its files by their content, and takes it in.
 * @throws Error when the raw mail is not there (yet), which the queue retries.
 */
export async function receiveMail(deps: ReceiveDeps, receipt: MailReceipt): Promise<TakeInOutcome> {
  const mail = await readStoredMail(deps, receipt);
  if (!mail) throw new Error(`no raw mail at ${receipt.rawKey}`);
  return takeInMessage(deps, await withKnownFiles(deps, mail.message), mail.unread);
}

/**
 * A mail as it will be taken in, its files stored; null when its bytes are not there. Of a mail with a virus that
 * somebody lets in all the same only the words come in.
 * @param waived causes for which it is read all the same.
 */
export async function readStoredMail(
  deps: Pick<ReceiveDeps, 'blobs' | 'desk' | 'readMail' | 'textRecords'>,
  receipt: MailReceipt,
  waived: ReadonlySet<SuspensionCause> = new Set(),
): Promise<{ message: InboundMessage; unread: Refusal | null } | null> {
  const raw = await deps.blobs.get(receipt.rawKey);
  if (!raw) return null;
  const { desk } = deps;
  const {
    message: read,
    files,
    suspended,
  } = await deps.readMail({
    raw,
    receipt,
    own: {
      mailDomain: desk.mailDomain,
      addresses: desk.inboxes.map((inbox) => inbox.address),
      loopId: desk.mailDomain,
    },
    waived,
  });
  const message = await withProvenSeal(deps, raw, read);
  const { deliveryId, mailFrom, recipients } = receipt;
  const identified = {
    ...message,
    door: 'mail',
    deliveryId: identityOf(message, files),
    envelope: { deliveryId, mailFrom, recipients },
  };
  if (suspended && !waived.has(suspended.cause))
    return { message: identified, unread: { ...suspended, explanation: asSentence(suspended.explanation) } };
  if (receipt.verdicts.virus === 'FAIL') return { message: withoutFiles(identified), unread: null };
  const attachments = await Promise.all(
    message.attachments.map(async (attachment, index) => {
      const bytes = files[index]?.bytes;
      return bytes
        ? storeFile({ blobs: deps.blobs, rules: desk.attachments }, attachment, bytes)
        : attachment;
    }),
  );
  return { message: { ...identified, attachments }, unread: null };
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

function withoutFiles(message: InboundMessage): InboundMessage {
  const left = 'its files were left out, for the mail service found a virus';
  return message.attachments.length === 0
    ? message
    : { ...message, attachments: [], degraded: [...message.degraded, left] };
}

/**
 * The same mail delivered again (by a sender's retry under another delivery id, or to another of our inboxes) has
 * the same identity; a Message-ID that a careless sender uses twice for different words or files has not.
 */
function identityOf(message: InboundMessage, files: readonly { bytes: Uint8Array }[]): string {
  const { messageId, from, sentAt, subject, text } = message;
  if (!messageId && !sentAt) return message.deliveryId;
  const digests = files.map(({ bytes }) => createHash('sha256').update(bytes).digest('base64'));
  const identity = [messageId, from.address, sentAt, subject, text, ...digests];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
