import { inboxOf, isOwnAddress } from './desk.ts';
import type { Desk, Inbox } from './desk.ts';
import { dmarcOf, normalAddress } from './inbound-message.ts';
import type { InboundMessage, Mailbox } from './inbound-message.ts';
import { looksLikeReplyAddress } from './reply-address.ts';
import type { Author } from './threading.ts';
import type { SenderRule } from './sender-rule.ts';
import type { SuspensionCause } from './suspended-item.ts';
import type { Ticket } from './ticket.ts';

/** More people than this on one mail is a mailing, not a conversation. */
export const MOST_PEOPLE = 25;
/** RFC 5321 §4.5.3.1: 64 octets, an @ and 255 octets. */
const LONGEST_ADDRESS = 320;

export interface Refusal {
  cause: SuspensionCause;
  explanation: string;
}

/** The inbox that owns a new ticket: the first of ours in To, then Cc, then wherever it was delivered. */
export function inboxFor(message: InboundMessage, desk: Desk): Inbox | null {
  const named = [...message.to, ...message.cc].map((mailbox) => mailbox.address);
  const addresses = [...named, message.door, ...message.evidence.recipients].map(normalAddress);
  const found = addresses.flatMap((address) => inboxOf(desk, address) ?? [])[0];
  if (found) return found;
  const answersNothingWeKnow = addresses.some((address) => looksLikeReplyAddress(address, desk.mailDomain));
  return answersNothingWeKnow ? (desk.inboxes[0] ?? null) : null;
}

/** Others whom the sender put on the mail: never our own addresses, never an agent, never himself. */
export function companionsOf(message: InboundMessage, desk: Desk): Mailbox[] {
  const sender = normalAddress(message.from.address);
  const seen = new Set([sender]);
  return [...message.to, ...message.cc].filter((mailbox) => {
    const address = normalAddress(mailbox.address);
    const isAgent = desk.agents.some((agent) => agent.address.toLowerCase() === address);
    if (message.passage?.through.includes(address)) return false;
    if (!isAddress(address) || seen.has(address) || isAgent || isOwnAddress(desk, address)) return false;
    seen.add(address);
    return true;
  });
}

/** What people have decided that bears on whether a message goes further. */
export interface Leave {
  /** What was decided about its sender. */
  rule: SenderRule | null;
  /** Causes that do not count for it. */
  waived: ReadonlySet<SuspensionCause>;
  /** How strict the inbox is with senders whose own domain disowns them; `enforce` when absent. */
  level?: 'observe' | 'flag' | 'enforce';
}

const NO_LEAVE: Leave = { rule: null, waived: new Set() };

/** Why a message is held back whoever it is for; null when nothing speaks against it. */
export function refusalOf(message: InboundMessage, desk: Desk, leave: Leave = NO_LEAVE): Refusal | null {
  return unlessWaived(refusalsOf(message, desk, leave), leave);
}

/** Why a message that belongs to no ticket opens none; null when it may. */
export function newTicketRefusal(
  message: InboundMessage,
  desk: Desk,
  leave: Leave = NO_LEAVE,
): Refusal | null {
  return unlessWaived(newTicketRefusals(message, desk, leave), leave);
}

function unlessWaived(refusals: Iterable<Refusal>, { waived }: Leave): Refusal | null {
  for (const refusal of refusals) if (!waived.has(refusal.cause)) return refusal;
  return null;
}

function* refusalsOf(message: InboundMessage, desk: Desk, leave: Leave): Generator<Refusal> {
  const { verdicts } = message;
  const { rule, level = 'enforce' } = leave;
  if (message.class === 'own_loop')
    yield { cause: 'loop', explanation: 'A mail of this desk came back to it.' };
  if (verdicts?.virus === 'FAIL')
    yield { cause: 'virus', explanation: 'The mail service found a virus in it.' };
  if (rule?.kind === 'block')
    yield { cause: 'blocklisted', explanation: `${rule.sender} was blocked by ${rule.by}: ${rule.why}` };
  if (dmarcOf(message) === 'FAIL' && verdicts?.dmarcPolicy === 'reject' && level === 'enforce')
    yield {
      cause: 'auth_failed',
      explanation: 'The sender’s domain wants mail refused that fails DMARC as this did.',
    };
  if (
    message.class !== 'bounce' &&
    isOwnAddress(desk, normalAddress(message.from.address)) &&
    message.channel === 'mail'
  )
    yield { cause: 'from_own_address', explanation: 'It claims to come from this desk’s own address.' };
  const isBlank = !message.text.trim() && !message.subject.trim() && message.attachments.length === 0;
  if (isBlank && message.class === 'human')
    yield { cause: 'blank', explanation: 'It has neither subject nor text nor attachment.' };
}

function* newTicketRefusals(message: InboundMessage, desk: Desk, { rule }: Leave): Generator<Refusal> {
  const automated = automatedRefusal(message);
  if (automated) yield automated;
  if (message.verdicts?.spam === 'FAIL')
    yield { cause: 'spam', explanation: 'The mail service calls it spam.' };
  if (message.channel === 'mail' && !isAddress(normalAddress(message.from.address)))
    yield {
      cause: 'unparseable',
      explanation: 'No sender can be read from it, so nobody could be answered.',
    };
  if (companionsOf(message, desk).length > MOST_PEOPLE)
    yield { cause: 'too_many_recipients', explanation: `More than ${MOST_PEOPLE} people are on it.` };
  const inbox = inboxFor(message, desk);
  if (!inbox) yield addresseeRefusal(message, desk);
  if (inbox?.disabled)
    yield { cause: 'inbox_disabled', explanation: `${inbox.address} takes no new requests.` };
  if (inbox?.allowedOnly && rule?.kind !== 'allow')
    yield {
      cause: 'not_allowlisted',
      explanation: `${inbox.address} takes new requests only from senders that were allowed.`,
    };
}

function automatedRefusal(message: InboundMessage): Refusal | null {
  switch (message.class) {
    case 'bounce':
      return { cause: 'automated_mail', explanation: 'It reports a mail that this desk does not know.' };
    case 'auto_reply':
    case 'auto_generated':
    case 'receipt':
    case 'complaint':
      return { cause: 'automated_mail', explanation: 'A machine wrote it and it belongs to no ticket.' };
    case 'bulk':
      return { cause: 'bulk_mail', explanation: 'It is a newsletter or list mail and belongs to no ticket.' };
    default:
      return null;
  }
}

function addresseeRefusal({ evidence }: InboundMessage, desk: Desk): Refusal {
  const isToNobody = evidence.recipients.some(
    (address) => isOwnAddress(desk, address) && /^(no|do-?not)[-_.]?reply@/i.test(address),
  );
  return isToNobody
    ? { cause: 'to_noreply', explanation: 'It was sent to an address whose mail nobody reads.' }
    : { cause: 'unroutable_recipient', explanation: 'It is addressed to none of the inboxes in desk.yaml.' };
}

/**
 * What somebody recovers may have been held for whom it came from or to: what no ticket can hold is left out, a
 * sender whom nobody could answer and people more than take part in a conversation.
 */
export function fitForTicket(message: InboundMessage, desk: Desk): InboundMessage {
  const { from } = message;
  const isCrowd = companionsOf(message, desk).length > MOST_PEOPLE;
  return {
    ...message,
    from:
      message.channel !== 'mail' || isAddress(normalAddress(from.address)) ? from : { ...from, address: '' },
    ...(isCrowd
      ? { to: [], cc: [], degraded: [...message.degraded, 'who else it went to was left out'] }
      : {}),
  };
}

/** Why a message that belongs to a ticket is not put there; null when it may. */
export function appendRefusal(message: InboundMessage, author: Author): Refusal | null {
  if (author.kind === 'unproven_agent' && !isByMachine(message))
    return { cause: 'agent_auth_failed', explanation: unproven[author.why] };
  const isKnown = author.kind === 'participant' || author.kind === 'agent';
  return message.verdicts?.spam === 'FAIL' && !isKnown
    ? { cause: 'spam', explanation: 'The mail service calls it spam and its sender is not on the ticket.' }
    : null;
}

/** Nobody gets into a confidential matter by having been shown one of its mails; null for everybody who is in it. */
export function strangerRefusal(
  message: InboundMessage,
  author: Author,
  ticket: Pick<Ticket, 'confidential'>,
): Refusal | null {
  if (!ticket.confidential || author.kind !== 'stranger' || isByMachine(message)) return null;
  return {
    cause: 'confidential_unknown_sender',
    explanation: 'The request is confidential and its sender is not on it.',
  };
}

const unproven = {
  other_address: 'It answers to an agent’s reply address, but was sent from another address than his.',
  not_authenticated: 'It answers to an agent’s reply address, but did not pass DMARC.',
  no_agent: 'It answers to the reply address of somebody who is no agent in desk.yaml any more.',
};

/** Nobody has read what it answers, and nobody would read an answer to it. */
export function isByMachine({ class: kind }: InboundMessage): boolean {
  return kind !== 'human' && kind !== 'bulk';
}

function isAddress(address: string): boolean {
  return address.includes('@') && address.length <= LONGEST_ADDRESS;
}
