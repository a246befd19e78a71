import type { Agent } from './desk.ts';
import { externalTags } from './external-reference.ts';
import { parseTicketRef } from './ids.ts';
import type { TicketRef } from './ids.ts';
import { dmarcOf, normalAddress } from './inbound-message.ts';
import type { Evidence, InboundMessage } from './inbound-message.ts';
import { isSameOrganisation } from './organisation.ts';
import { readPageToken } from './page-link.ts';
import { looksLikeReplyAddress, readReplyAddress } from './reply-address.ts';
import type { Mac, ReplyToken } from './reply-address.ts';
import { readRootMessageId } from './root-message-id.ts';
import type { Participant, Ticket } from './ticket.ts';

/** What was found in a message that names a ticket, strongest first; whether it may act there is judged later. */
export interface Clues {
  /** The door itself knows the ticket (chat, status page). */
  door: TicketRef | null;
  token: IssuedToken | null;
  /** Our own signed root id among the references. */
  root: TicketRef | null;
  /** Our own signed link in the text: programs that strip headers quote our words all the same. */
  marker: TicketRef | null;
  /** `[T-7K3M-9QXA]` in the subject: anybody can write that. */
  subject: TicketRef | null;
  /** Ids to look up: In-Reply-To first, then References from the newest to the oldest (RFC 5322 §3.6.4). */
  messageIds: string[];
  /** What looked like evidence and was none. */
  rejected: string[];
}

/** `mergedAway`: it was issued for this ticket, which goes on as the other one; it names no step there. */
type IssuedToken = ReplyToken & { mergedAway?: TicketRef };

/** More ids than any mail client sends, fewer than one batch read takes. */
const MOST_IDS = 50;

/** A link to a page of ours as a text quotes it, also inside another link. */
const PAGE_LINK = /(?:\/|%2f)t(?:\/|%2f)([0-9a-z]{37})(?![0-9a-z])/gi;
const SUBJECT_REFERENCE = /\[(T-[0-9A-Z]{4}-[0-9A-Z]{4})\]/gi;
/** A mail is not searched for links any further. */
const TEXT_SEARCHED = 500_000;

export function cluesOf(
  message: { evidence: Evidence; subject: string; text: string },
  domain: string,
  mac: Mac,
): Clues {
  const { evidence, subject, text } = message;
  const tokens = evidence.recipients.flatMap((address) => readReplyAddress(address, domain, mac) ?? []);
  const forged = evidence.recipients.filter(
    (address) => looksLikeReplyAddress(address, domain) && !readReplyAddress(address, domain, mac),
  );
  const chain = [...(evidence.inReplyTo ? [evidence.inReplyTo] : []), ...evidence.references.toReversed()];
  const messageIds = [...new Set(chain)].slice(0, MOST_IDS);
  const root = messageIds.flatMap((id) => readRootMessageId(id, domain, mac) ?? [])[0] ?? null;
  const links = [...text.slice(0, TEXT_SEARCHED).matchAll(PAGE_LINK)].map(([, token = '']) =>
    token.toLowerCase(),
  );
  const linked = [...new Set(links)].slice(0, MOST_IDS).flatMap((token) => readPageToken(token, mac) ?? []);
  const named = [...subject.matchAll(SUBJECT_REFERENCE)].flatMap(([, ref = '']) => parseTicketRef(ref) ?? []);
  return {
    door: evidence.ticketRef ?? null,
    token: tokens[0] ?? null,
    root,
    marker: linked[0]?.ref ?? null,
    subject: named[0] ?? null,
    messageIds,
    rejected: [
      ...forged.map(() => 'reply_address_forged'),
      ...(links.length > 0 && linked.length === 0 ? ['body_marker_forged'] : []),
      ...(externalTags(subject).length > 0 ? ['foreign_reference'] : []),
    ],
  };
}

/** Who wrote a message that belongs to a ticket, and what he may do there. */
export type Author =
  /** May speak for the desk: the mail came to a reply address issued to this agent, from his address, authenticated. */
  | {
      kind: 'agent';
      participant: Participant;
      answerAs: 'reply' | 'note';
      /** The code of the step that the mail was about which he answers; null when it was about none. */
      step: string | null;
    }
  /** Says it is the agent, but proves it not. */
  | {
      kind: 'unproven_agent';
      participant: Participant;
      why: 'not_authenticated' | 'other_address' | 'no_agent';
    }
  /** An agent without a reply address of his own: his words stay with the desk. */
  | { kind: 'agent_without_token'; participant: Participant }
  /** The same, and he is not on the ticket yet: a colleague has passed a mail on to him. */
  | { kind: 'colleague'; agent: Agent }
  | { kind: 'participant'; participant: Participant }
  /** Nobody the ticket knows; he was shown the way by somebody, or forged nothing but references. */
  | {
      kind: 'stranger';
      /** His domain is the requester's and vouches for him. */
      isColleague: boolean;
    };

/**
 * Judges evidence against sender (who wrote, to whom the reply address was issued, what the receipt says).
 * An agent's word counts only with all three: his own token, the address that desk.yaml gives him today, and a DMARC
 * pass (RFC 7489). A customer to whom an agent's mail was passed on is still the customer, and a colleague is himself: of
 * a confidential ticket only when he is on it.
 */
export function authorOf(
  message: InboundMessage,
  clues: Clues,
  ticket: { ticket: Ticket; participants: Participant[] },
  agents: readonly Agent[],
): Author {
  const { ref, requester } = ticket.ticket;
  const from = normalAddress(message.from.address);
  const sender = ticket.participants.find(({ address, left }) => address !== '' && address === from && !left);
  const byId = (id: number | undefined) => ticket.participants.find((participant) => participant.id === id);
  const isColleague = dmarcOf(message) === 'PASS' && isSameOrganisation(from, byId(requester)?.address ?? '');
  if (clues.door === ref) return asSender(sender ?? byId(requester), isColleague);
  const { token } = clues;
  const addressee = token?.ref === ref ? byId(token.participant) : undefined;
  if (token && addressee?.role === 'agent') {
    const agent = agents.find(({ id }) => id === addressee.agentId);
    const isHis = agent?.address.toLowerCase() === from;
    const isProven = message.verdicts?.dmarc === 'PASS' && !message.identity;
    if (isHis)
      return isProven
        ? { kind: 'agent', participant: addressee, answerAs: token.role, step: token.step ?? null }
        : { kind: 'unproven_agent', participant: addressee, why: 'not_authenticated' };
    const colleague = isProven && agents.find(({ address }) => address.toLowerCase() === from);
    if (colleague && sender?.role === 'agent') return { kind: 'agent_without_token', participant: sender };
    if (colleague && !sender && !ticket.ticket.confidential) return { kind: 'colleague', agent: colleague };
    if (!sender || sender.role === 'agent')
      return { kind: 'unproven_agent', participant: addressee, why: agent ? 'other_address' : 'no_agent' };
  }
  // Somebody may be on a ticket twice, as its customer and as whom the desk asked: he answers as who was written to.
  const isAddressee = addressee?.role !== 'agent' && addressee?.address === from && !addressee.left;
  return asSender(isAddressee ? addressee : sender, isColleague);
}

/** An agent without his reply address does not speak for the desk, not on a customer's page either. */
function asSender(participant: Participant | undefined, isColleague: boolean): Author {
  if (!participant) return { kind: 'stranger', isColleague };
  return participant.role === 'agent'
    ? { kind: 'agent_without_token', participant }
    : { kind: 'participant', participant };
}
