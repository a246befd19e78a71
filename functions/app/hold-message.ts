import { cutText } from '../core/cut-text.ts';
import type { TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { inboxFor } from '../core/inbound-routing.ts';
import type { Refusal } from '../core/inbound-routing.ts';
import type { Desk } from '../core/desk.ts';
import type { Instant } from '../core/instant.ts';
import type { SuspendedItem, SuspensionCause } from '../core/suspended-item.ts';
import type { Message } from '../core/ticket.ts';
import type { Change, Clock } from './ports.ts';

/** Somebody's decision that a message which was held is to be taken in after all. */
export interface Recovery {
  item: SuspendedItem;
  /** `new`: as a ticket of its own, whatever it answers. */
  as: 'intended' | 'new';
  by: string;
}

/** A message on its way in, for the first time or out of the held ones. */
export interface TakingIn {
  message: InboundMessage;
  record: Message;
  /** Why it could not, or must not, be read. */
  unread: Refusal | null;
  recovery: Recovery | null;
}

/** The causes that no longer count for a message which is recovered: one for each time that somebody decided. */
export function waivedBy(recovery: Recovery | null): SuspensionCause[] {
  return recovery ? [...recovery.item.waived, recovery.item.cause] : [];
}

/** So that a delivery counts once: it is claimed the first time; a held one is given its ticket once. */
export function claimsOf({ message, record, recovery }: TakingIn, ref: TicketRef, at: Instant): Change[] {
  if (!recovery) return [claimOf(message, record, ref)];
  const { item, by } = recovery;
  const { channel, door, deliveryId } = item;
  return [
    {
      kind: 'change_held',
      item: { ...item, state: { kind: 'recovered', ref, at, by } },
      from: item.state.kind,
    },
    { kind: 'reclaim', channel, door, deliveryId, ref, messageId: record.id },
  ];
}

function claimOf(message: InboundMessage, record: Message, ref: TicketRef | null): Change {
  const { channel, door, deliveryId } = message;
  return { kind: 'claim', channel, door, deliveryId, ref, messageId: record.id };
}

/** Where it would have gone, and how that was found. */
export interface Intended {
  ref: TicketRef | null;
  receipt: Message['receipt'];
}

/**
 * The writes that hold a message back. One that was held before, and now is for another cause, keeps its place.
 */
export function holdMessage(
  deps: { desk: Desk; clock: Clock },
  taking: TakingIn,
  { refusal, intended }: { refusal: Refusal; intended: Intended },
): Change[] {
  const { message, record, recovery } = taking;
  if (recovery) {
    const { item } = recovery;
    const waived = [...new Set(waivedBy(recovery))];
    return [{ kind: 'change_held', item: { ...item, ...refusal, waived }, from: item.state.kind }];
  }
  const item: SuspendedItem = {
    id: record.id,
    at: deps.clock(),
    receivedAt: message.receivedAt,
    state: { kind: 'held' },
    ...refusal,
    waived: [],
    channel: message.channel,
    door: message.door,
    deliveryId: message.deliveryId,
    from: cutText(message.from.address, 320),
    subject: record.subject,
    rawKey: message.rawKey,
    ...(message.rawKey ? {} : { typed: message }),
    envelope: message.envelope ?? null,
    verdicts: message.verdicts,
    inbox: intended.ref ? null : (inboxFor(message, deps.desk)?.address ?? null),
    ...intended,
  };
  return [claimOf(message, record, null), { kind: 'hold', item }];
}
