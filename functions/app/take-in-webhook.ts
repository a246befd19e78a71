import { createHash } from 'node:crypto';
import type { Desk, WebhookSource } from '../core/desk.ts';
import { newUlid } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import { mapPayload } from '../intake/webhook-mapping.ts';
import { webhookMessage } from '../intake/webhook-message.ts';
import type { Blobs, Clock, Log, RandomBytes, Store } from './ports.ts';
import type { TakeInOutcome } from './take-in-message.ts';

export interface WebhookDeps {
  store: Pick<Store, 'commit' | 'claimed'>;
  blobs: Pick<Blobs, 'put'>;
  desk: Pick<Desk, 'webhooks'>;
  takeIn: (message: InboundMessage) => Promise<TakeInOutcome>;
  clock: Clock;
  randomBytes: RandomBytes;
  log: Log;
}

/** A delivery whose signature has been verified. */
export interface WebhookDelivery {
  source: WebhookSource;
  deliveryId: string;
  sentAt: Instant;
  body: Uint8Array;
}

/**
 * Stores the payload as received, maps it and takes it in. What cannot be mapped is held with its cause: the sender
 * has done its part and need not try again. A delivery that was taken in or held before changes nothing.
 */
export async function takeInWebhook(deps: WebhookDeps, delivery: WebhookDelivery): Promise<TakeInOutcome> {
  const { source, deliveryId, body } = delivery;
  const earlier = await deps.store.claimed('webhook', source.id, deliveryId);
  if (earlier) return { kind: 'duplicate', ref: earlier.ref };
  const received = { ...delivery, receivedAt: deps.clock(), rawKey: rawKeyOf(delivery) };
  await deps.blobs.put(received.rawKey, body, 'application/json');
  const mapping = await mapPayload({ mapping: source.mapping, body });
  if (mapping.kind === 'failed') return hold(deps, received, mapping.explanation);
  return deps.takeIn(webhookMessage({ ...received, mapped: mapping.message }));
}

/** The sender chooses its ids, so a digest stands for them where they would become part of a path. */
function rawKeyOf({ source, deliveryId }: WebhookDelivery): string {
  return `webhook/${source.id}/${createHash('sha256').update(deliveryId).digest('hex')}`;
}

async function hold(
  deps: WebhookDeps,
  delivery: WebhookDelivery & { receivedAt: Instant; rawKey: string },
  explanation: string,
): Promise<TakeInOutcome> {
  const { source, deliveryId, receivedAt, rawKey } = delivery;
  const id = newUlid(millisOf(receivedAt), deps.randomBytes);
  const outcome = await deps.store.commit([
    { kind: 'claim', channel: 'webhook', door: source.id, deliveryId, ref: null, messageId: id },
    {
      kind: 'hold',
      item: {
        id,
        at: receivedAt,
        cause: 'mapping_failed',
        explanation,
        channel: 'webhook',
        door: source.id,
        from: '',
        subject: '',
        rawKey,
        ref: null,
      },
    },
  ]);
  if (outcome.kind === 'already_taken_in') return { kind: 'duplicate', ref: outcome.ref };
  deps.log('delivery_held', { source: source.id, item: id, cause: 'mapping_failed' });
  return { kind: 'suspended', cause: 'mapping_failed' };
}
