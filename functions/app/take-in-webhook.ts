import { createHash } from 'node:crypto';
import type { Desk, WebhookSource } from '../core/desk.ts';
import { cutText } from '../core/cut-text.ts';
import { newUlid } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import { asSentence } from '../core/sentence.ts';
import type { Refusal, SuspendedItem, SuspensionCause } from '../core/suspended-item.ts';
import { mapPayload } from '../intake/webhook-mapping.ts';
import type { MappedPayload } from '../intake/webhook-mapping.ts';
import { webhookMessage } from '../intake/webhook-message.ts';
import type { Blobs, Clock, Log, RandomBytes, Store } from './ports.ts';
import type { TakeInOutcome } from './taking-in.ts';

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
  if (mapping.kind === 'failed') return hold(deps, received, asSentence(mapping.explanation));
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
        receivedAt,
        state: { kind: 'held' },
        cause: 'unparseable',
        explanation,
        waived: [],
        channel: 'webhook',
        door: source.id,
        deliveryId,
        from: '',
        subject: '',
        rawKey,
        envelope: null,
        verdicts: null,
        ref: null,
        inbox: source.inbox,
        receipt: { by: 'new', rejected: [] },
      },
    },
  ]);
  if (outcome.kind === 'already_taken_in') return { kind: 'duplicate', ref: outcome.ref };
  deps.log('delivery_held', { source: source.id, item: id, cause: 'unparseable' });
  return { kind: 'suspended', cause: 'unparseable' };
}

/**
 * A delivery that was held, mapped as desk.yaml says today; as plain text when it cannot be mapped and somebody wants
 * it all the same. Null when the payload is not in the blob store any more.
 */
export async function readStoredDelivery(
  deps: { blobs: Pick<Blobs, 'get'>; desk: Pick<Desk, 'webhooks'> },
  item: SuspendedItem,
  waived: ReadonlySet<SuspensionCause>,
): Promise<{ message: InboundMessage; unread: Refusal | null } | null> {
  const { door, deliveryId, receivedAt, rawKey } = item;
  const body = await deps.blobs.get(rawKey);
  if (!body) return null;
  const source = deps.desk.webhooks.find(({ id }) => id === door);
  const mapping = source
    ? await mapPayload({ mapping: source.mapping, body })
    : ({ kind: 'failed', explanation: `desk.yaml has no webhook source ${door} any more` } as const);
  const isMapped = mapping.kind === 'mapped';
  const message = webhookMessage({
    source: source ?? { id: door, inbox: item.inbox ?? '' },
    deliveryId,
    sentAt: receivedAt,
    receivedAt,
    rawKey,
    mapped: isMapped ? mapping.message : asPlainText(door, body),
  });
  const unread: Refusal | null =
    isMapped || waived.has('unparseable')
      ? null
      : { cause: 'unparseable', explanation: asSentence(mapping.explanation) };
  return { message, unread };
}

const LONGEST_PAYLOAD_SHOWN = 20_000;

function asPlainText(source: string, body: Uint8Array): MappedPayload {
  const text = cutText(new TextDecoder().decode(body), LONGEST_PAYLOAD_SHOWN);
  return { from: { address: '', name: source }, subject: `Delivery of ${source}`, text, answerable: false };
}
