import { createHash } from 'node:crypto';
import type { InboundMessage } from '../core/inbound-message.ts';

/**
 * The same mail delivered again (by a sender's retry under another delivery id, or to another of our inboxes) has
 * the same identity; a Message-ID that a careless sender uses twice for different words or files has not.
 */
export function identityOf(message: InboundMessage, files: readonly { bytes: Uint8Array }[]): string {
  const { messageId, from, sentAt, subject, text } = message;
  if (!messageId && !sentAt) return message.deliveryId;
  const digests = files.map(({ bytes }) => createHash('sha256').update(bytes).digest('base64'));
  const identity = [messageId, from.address, sentAt, subject, text, ...digests];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}

/** The identity that the mail has when nothing but its header can be read. */
export function identityUnread(message: InboundMessage): string {
  return identityOf({ ...message, text: '' }, []);
}
