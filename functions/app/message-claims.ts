import { externalKey } from '../core/external-reference.ts';
import type { TicketRef, Ulid } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import type { Instant } from '../core/instant.ts';
import type { ExternalReference, Message } from '../core/ticket.ts';
import type { Change } from './ports.ts';
import type { Recovery, TakingIn } from './taking-in.ts';

/** The writes by which a delivery counts once, and by which later messages find the ticket that has it. */

/** A delivery is claimed the first time; a held one is given its ticket once. */
export function claimsOf({ message, record, recovery }: TakingIn, ref: TicketRef, at: Instant): Change[] {
  return recovery
    ? recoveredAs(recovery, message, { ref, messageId: record.id, at })
    : [claimOf(message, record, ref)];
}

/** The held item's message is on that ticket, and so is every delivery of it. */
export function recoveredAs(
  { item, by }: Recovery,
  message: InboundMessage,
  taken: { ref: TicketRef; messageId: Ulid; at: Instant },
): Change[] {
  const { ref, messageId, at } = taken;
  return [
    {
      kind: 'change_held',
      item: { ...item, state: { kind: 'recovered', ref, at, by } },
      from: item.state.kind,
    },
    reclaimOf(item, { ref, messageId }),
    reclaimOf(message, { ref, messageId }),
  ];
}

/** What was held unread is another delivery once it can be read: that one is claimed too, null for what is still held. */
export function reclaimOf(
  { channel, door, deliveryId }: Pick<InboundMessage, 'channel' | 'door' | 'deliveryId'>,
  taken: { ref: TicketRef | null; messageId: Ulid },
): Change {
  return { kind: 'reclaim', channel, door, deliveryId, ...taken };
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
