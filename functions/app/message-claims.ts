import { externalKey } from '../core/external-reference.ts';
import type { TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import type { Instant } from '../core/instant.ts';
import type { ExternalReference, Message } from '../core/ticket.ts';
import type { Change } from './ports.ts';
import type { TakingIn } from './taking-in.ts';

/** The writes by which a delivery counts once, and by which later messages find the ticket that has it. */

/** A delivery is claimed the first time; a held one is given its ticket once. */
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

export function claimOf(message: InboundMessage, record: Message, ref: TicketRef | null): Change {
  const { channel, door, deliveryId } = message;
  return { kind: 'claim', channel, door, deliveryId, ref, messageId: record.id };
}

/** By these numbers of their own help desk others of a house find the ticket. */
export function indexOfExternal(references: ExternalReference[], ref: TicketRef): Change[] {
  return references.map((reference) => ({ kind: 'index_cited_id', messageId: externalKey(reference), ref }));
}

export function indexOf(messageIds: (string | null)[], ref: TicketRef): Change[] {
  const known = new Set(messageIds.filter((messageId) => messageId !== null));
  return [...known].map((messageId) => ({ kind: 'index_message_id', messageId, ref }));
}
