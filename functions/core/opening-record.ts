import type { AgentForward } from './agent-forward.ts';
import type { Desk } from './desk.ts';
import type { TicketRef } from './ids.ts';
import { normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { inboxesNamed } from './inboxes-named.ts';
import type { Message } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** A ticket's first message as the ticket keeps it: in the customer's name and words where an agent has passed it on. */
export function openingRecord(
  record: Message,
  given: { message: InboundMessage; forward: AgentForward; related: TicketRef | null },
): Message {
  const { message, forward, related } = given;
  const flags = [
    ...record.flags,
    ...(related ? [`perhaps_about: ${related}`] : []),
    ...(forward.kind === 'doubt' ? [`forward_in_doubt: ${forward.why}`] : []),
    ...(forward.kind === 'customer' ? [`forwarded_by: ${normalAddress(forward.agent.address)}`] : []),
  ];
  if (forward.kind !== 'customer') return { ...record, flags };
  const { from, reply: text, messageId } = message;
  return { ...record, flags, from, text, messageId };
}

/** Other tickets and teams that a new ticket may have to do with. Nothing is written on them. */
export function noteNeighbours(
  draft: TicketDraft,
  { message, related, desk }: { message: InboundMessage; related: TicketRef | null; desk: Desk },
): void {
  const { inbox, links = [] } = draft.ticket;
  const referrals = inboxesNamed(message, desk).flatMap(({ address }) =>
    address === inbox ? [] : [address],
  );
  if (referrals.length > 0) {
    draft.ticket = { ...draft.ticket, referrals };
    draft.addEvent('referred', 'desk', { inboxes: referrals });
  }
  if (!related) return;
  draft.ticket = { ...draft.ticket, links: [...links, { kind: 'related', ref: related }] };
  draft.addEvent('perhaps_related', 'desk', { ref: related });
}
