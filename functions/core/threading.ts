import type { TicketRef } from './ids.ts';
import { normalAddress } from './inbound-message.ts';
import type { Evidence, InboundMessage } from './inbound-message.ts';
import { looksLikeReplyAddress, readReplyAddress } from './reply-address.ts';
import type { Mac, ReplyToken } from './reply-address.ts';
import { readRootMessageId } from './root-message-id.ts';
import type { Participant, Ticket } from './ticket.ts';

/** What was found in a message that names a ticket, strongest first; whether it may act there is judged later. */
export interface Clues {
  /** The door itself knows the ticket (chat, status page). */
  door: TicketRef | null;
  token: ReplyToken | null;
  /** Our own signed root id among the references. */
  root: TicketRef | null;
  /** Ids to look up: In-Reply-To first, then References from the newest to the oldest (RFC 5322 §3.6.4). */
  messageIds: string[];
  /** What looked like evidence and was none. */
  rejected: string[];
}

/** More ids than any mail client sends, fewer than one batch read takes. */
const MOST_IDS = 50;

export function cluesOf(evidence: Evidence, domain: string, mac: Mac): Clues {
  const tokens = evidence.recipients.flatMap((address) => readReplyAddress(address, domain, mac) ?? []);
  const forged = evidence.recipients.filter(
    (address) => looksLikeReplyAddress(address, domain) && !readReplyAddress(address, domain, mac),
  );
  const chain = [...(evidence.inReplyTo ? [evidence.inReplyTo] : []), ...evidence.references.toReversed()];
  const messageIds = [...new Set(chain)].slice(0, MOST_IDS);
  const root = messageIds.flatMap((id) => readRootMessageId(id, domain, mac) ?? [])[0] ?? null;
  return {
    door: evidence.ticketRef ?? null,
    token: tokens[0] ?? null,
    root,
    messageIds,
    rejected: forged.map(() => 'reply_address_forged'),
  };
}

/** Who wrote a message that belongs to a ticket, and what he may do there. */
export type Author =
  /** May speak for the desk: the mail came to a reply address issued to this agent, from his address, authenticated. */
  | { kind: 'agent'; participant: Participant; answerAs: 'reply' | 'note' }
  /** Says it is the agent, but proves it not. */
  | { kind: 'unproven_agent'; participant: Participant; why: 'not_authenticated' | 'other_address' }
  /** An agent without a reply address of his own: his words stay with the desk. */
  | { kind: 'agent_without_token'; participant: Participant }
  | { kind: 'participant'; participant: Participant }
  /** Nobody the ticket knows; he was shown the way by somebody, or forged nothing but references. */
  | { kind: 'stranger' };

/**
 * Judges evidence against sender (who wrote, to whom the reply address was issued, what the receipt says).
 * An agent's word counts only with all three: his own token, his own address, and a DMARC pass (RFC 7489).
 */
export function authorOf(
  message: InboundMessage,
  clues: Clues,
  ticket: { ticket: Ticket; participants: Participant[] },
): Author {
  const from = normalAddress(message.from.address);
  const sender = ticket.participants.find(
    (participant) => participant.address !== '' && participant.address === from,
  );
  const addressee =
    clues.token?.ref === ticket.ticket.ref
      ? ticket.participants.find((participant) => participant.id === clues.token?.participant)
      : undefined;
  if (clues.door) {
    const owner = ticket.participants.find((participant) => participant.id === ticket.ticket.requester);
    return owner ? { kind: 'participant', participant: sender ?? owner } : { kind: 'stranger' };
  }
  if (addressee?.role === 'agent') {
    if (addressee.address !== from)
      return { kind: 'unproven_agent', participant: addressee, why: 'other_address' };
    if (message.verdicts?.dmarc !== 'PASS')
      return { kind: 'unproven_agent', participant: addressee, why: 'not_authenticated' };
    return { kind: 'agent', participant: addressee, answerAs: clues.token?.role ?? 'note' };
  }
  if (sender?.role === 'agent') return { kind: 'agent_without_token', participant: sender };
  return sender ? { kind: 'participant', participant: sender } : { kind: 'stranger' };
}
