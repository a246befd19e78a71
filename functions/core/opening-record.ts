import type { AgentForward } from './agent-forward.ts';
import type { Desk } from './desk.ts';
import type { TicketRef } from './ids.ts';
import { normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { inboxesNamed } from './inboxes-named.ts';
import { ALSO_TO, LOOKS_LIKE, PERHAPS_ABOUT } from './offered-orders.ts';
import type { Message, TicketLink } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** A ticket's first message as the ticket keeps it: in the customer's name and words where an agent has passed it on. */
export function openingRecord(
  record: Message,
  given: {
    message: InboundMessage;
    forward: AgentForward;
    related: TicketRef | null;
    alike: TicketRef | null;
  },
): Message {
  const { message, forward, related, alike } = given;
  const flags = [
    ...record.flags,
    ...(related ? [`${PERHAPS_ABOUT}${related}`] : []),
    ...(alike && alike !== related ? [`${LOOKS_LIKE}${alike}`] : []),
    ...(forward.kind === 'doubt' ? [`forward_in_doubt: ${forward.why}`] : []),
    ...(forward.kind === 'customer' ? [`forwarded_by: ${normalAddress(forward.agent.address)}`] : []),
    ...(forward.kind === 'customer' && forward.others.length > 0
      ? [`${ALSO_TO}${forward.others.map(({ address }) => normalAddress(address)).join(' ')}`]
      : []),
  ];
  if (forward.kind !== 'customer') return { ...record, flags };
  const { from, reply: text, messageId } = message;
  return { ...record, flags, from, text, messageId };
}

/** Other tickets and teams that a new ticket may have to do with. Nothing is written on them. */
export function noteNeighbours(
  draft: TicketDraft,
  given: {
    message: InboundMessage;
    /** What the message itself names. */
    related: TicketRef | null;
    /** What its sender wrote lately in much the same words. */
    alike: TicketRef | null;
    desk: Desk;
  },
): void {
  const { message, related, alike, desk } = given;
  const { inbox, links = [] } = draft.ticket;
  const referrals = inboxesNamed(message, desk).flatMap(({ address }) =>
    address === inbox ? [] : [address],
  );
  if (referrals.length > 0) {
    draft.ticket = { ...draft.ticket, referrals };
    draft.addEvent('referred', 'desk', { inboxes: referrals });
  }
  const refs = [...new Set([related, alike])].filter((ref) => ref !== null);
  if (refs.length === 0) return;
  const found: TicketLink[] = refs.map((ref) => ({ kind: 'related', ref }));
  draft.ticket = { ...draft.ticket, links: [...links, ...found] };
  if (related) draft.addEvent('perhaps_related', 'desk', { ref: related });
  if (alike) draft.addEvent('perhaps_duplicate', 'desk', { ref: alike });
}
