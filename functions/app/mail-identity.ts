import { createHash } from 'node:crypto';
import type { InboundMessage } from '../core/inbound-message.ts';
import { readHeaderSection } from '../intake/mime/header-fields.ts';

/**
 * The same mail delivered again (by a sender's retry under another delivery id, or to another of our inboxes) has
 * the same identity; a Message-ID that a careless sender uses twice for different words or files has not.
 */
export function identityOf(message: InboundMessage, files: readonly { bytes: Uint8Array }[]): string {
  return identityBy(message, [message.text, ...files.map(({ bytes }) => digestOf(bytes))]);
}

/**
 * The identity that the mail has when nothing but its header can be read: its body counts byte for byte. Its way adds to
 * its header, and to nothing else.
 */
export function identityUnread(message: InboundMessage, raw: Uint8Array): string {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return identityBy(message, ['unread', digestOf(bytes.subarray(readHeaderSection(bytes, 0).end))]);
}

function identityBy(
  { messageId, from, sentAt, subject, deliveryId }: InboundMessage,
  says: string[],
): string {
  if (!messageId && !sentAt) return deliveryId;
  return createHash('sha256')
    .update(JSON.stringify([messageId, from.address, sentAt, subject, ...says]))
    .digest('hex');
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
