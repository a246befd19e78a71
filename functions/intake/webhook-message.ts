import type { WebhookSource } from '../core/desk.ts';
import { normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import type { Instant } from '../core/instant.ts';
import { oneLine } from './one-line.ts';
import type { MappedPayload } from './webhook-mapping.ts';

/** A mapped delivery as an inbound message: the source answers for its sender, so there is nothing to verify. */
export function webhookMessage(delivery: {
  source: Pick<WebhookSource, 'id' | 'inbox'>;
  deliveryId: string;
  sentAt: Instant;
  receivedAt: Instant;
  rawKey: string;
  mapped: MappedPayload;
}): InboundMessage {
  const { source, mapped } = delivery;
  const { priority, process } = mapped;
  return {
    channel: 'webhook',
    door: source.id,
    deliveryId: delivery.deliveryId,
    receivedAt: delivery.receivedAt,
    sentAt: delivery.sentAt,
    from: { address: normalAddress(mapped.from.address), name: oneLine(mapped.from.name) },
    replyTo: null,
    to: [{ address: source.inbox, name: '' }],
    cc: [],
    subject: oneLine(mapped.subject),
    text: mapped.text,
    reply: mapped.text,
    attachments: [],
    messageId: null,
    evidence: { recipients: [source.inbox], inReplyTo: null, references: [] },
    class: 'human',
    outOfOffice: false,
    answerable: mapped.answerable,
    bounce: null,
    forwardedFrom: null,
    verdicts: null,
    degraded: [],
    rawKey: delivery.rawKey,
    wanted: { ...(priority && { priority }), ...(process && { process }) },
  };
}
