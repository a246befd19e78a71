import { isOwnAddress } from './desk.ts';
import type { Desk, Inbox } from './desk.ts';
import { holdRuleFor } from './hold-rule.ts';
import { dmarcOf, isUnreadable, normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { companionsOf, inboxFor, isAddress, isByMachine, MOST_PEOPLE } from './inbound-routing.ts';
import { repliesGoToAgent } from './known-sender.ts';
import { malwareRefusal } from './malware-refusal.ts';
import type { SenderRule } from './sender-rule.ts';
import { asSentence } from './sentence.ts';
import type { Refusal, SuspensionCause } from './suspended-item.ts';
import type { Author } from './threading.ts';
import type { EvidenceKind, Ticket } from './ticket.ts';

/** What people have decided that bears on whether a message goes further. */
export interface Leave {
  /** What was decided about its sender. */
  rule: SenderRule | null;
  /** Causes that do not count for it. */
  waived: ReadonlySet<SuspensionCause>;
}

const NO_LEAVE: Leave = { rule: null, waived: new Set() };

/** Where a message would go: the inbox of its ticket or of a new one, and who wrote it when it is an answer. */
interface Destination {
  inbox?: Inbox | null;
  author?: Author | null;
}

/** Why a message is held back wherever it goes; null when nothing speaks against it. */
export function refusalOf(
  message: InboundMessage,
  desk: Desk,
  given: Partial<Leave> & Destination = {},
): Refusal | null {
  const leave = { ...NO_LEAVE, ...given };
  return (
    unlessWaived(refusalsAnywhere(message, desk, leave), leave) ??
    unlessWaived(refusalsOfDesk(message, desk, given), leave)
  );
}

/** Why a message that belongs to no ticket opens none; null when it may. */
export function newTicketRefusal(
  message: InboundMessage,
  desk: Desk,
  leave: Leave = NO_LEAVE,
): Refusal | null {
  return unlessWaived(newTicketRefusals(message, desk, leave), leave);
}

/** Why a message that belongs to a ticket is not put there; null when it may. */
export function appendRefusal(
  message: InboundMessage,
  added: { author: Author; by: string; inbox: Inbox | null },
  leave: Leave,
): Refusal | null {
  return unlessWaived(appendRefusals(message, added), leave);
}

/** Nobody gets into a confidential matter by having been shown one of its mails; null for everybody who is in it. */
export function strangerRefusal(
  message: InboundMessage,
  author: Author,
  { ticket, leave }: { ticket: Pick<Ticket, 'confidential'>; leave: Leave },
): Refusal | null {
  if (!ticket.confidential || author.kind !== 'stranger' || isByMachine(message)) return null;
  const explanation = 'The request is confidential and its sender is not on it.';
  return unlessWaived([{ cause: 'confidential_unknown_sender', explanation }], leave);
}

function unlessWaived(refusals: Iterable<Refusal>, { waived }: Leave): Refusal | null {
  for (const refusal of refusals) if (!waived.has(refusal.cause)) return refusal;
  return null;
}

function* refusalsAnywhere(
  message: InboundMessage,
  desk: Desk,
  { rule, inbox }: Leave & Destination,
): Generator<Refusal> {
  const { verdicts } = message;
  if (message.class === 'own_loop')
    yield { cause: 'loop', explanation: 'A mail of this desk came back to it.' };
  if (verdicts?.virus === 'FAIL')
    yield { cause: 'virus', explanation: 'The mail service found a virus in it.' };
  if (rule?.kind === 'block')
    yield {
      cause: 'blocklisted',
      explanation: asSentence(`Its sender, ${rule.sender}, was blocked by ${rule.by}: ${rule.why}`),
    };
  if (dmarcOf(message) === 'FAIL' && verdicts?.dmarcPolicy === 'reject' && isStrict(inbox))
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

/** What a desk, or an inbox of it, wants held. An agent who has proven himself may write what he likes. */
function* refusalsOfDesk(
  message: InboundMessage,
  desk: Desk,
  { inbox, author }: Destination,
): Generator<Refusal> {
  if (message.channel !== 'mail' || author?.kind === 'agent') return;
  if (
    !isByMachine(message) &&
    repliesGoToAgent(message, desk) &&
    dmarcOf(message) !== 'PASS' &&
    isStrict(inbox)
  )
    yield {
      cause: 'reply_to_conflict',
      explanation: 'It wants its answers sent to an agent, and its sender is proven by nothing.',
    };
  const malware = malwareRefusal(message, desk);
  if (malware) yield malware;
  if (inbox?.encrypted === 'hold' && isUnreadable(message))
    yield { cause: 'encrypted_unreadable', explanation: `It is encrypted, and ${inbox.address} has no key.` };
  const rule = message.class === 'bounce' ? null : holdRuleFor(message, desk.hold);
  if (rule)
    yield { cause: 'policy', explanation: asSentence(`A rule of desk.yaml holds it: ${rule.because}`) };
}

function isStrict(inbox: Inbox | null | undefined): boolean {
  return (inbox?.verdicts ?? 'enforce') === 'enforce';
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

/** What leads anybody to a ticket: he was shown one of its mails. */
const STRONG = new Set<string>(['door', 'reply_address', 'root_id', 'message_id'] satisfies EvidenceKind[]);

function* appendRefusals(
  message: InboundMessage,
  { author, by, inbox }: { author: Author; by: string; inbox: Inbox | null },
): Generator<Refusal> {
  if (author.kind === 'unproven_agent' && !isByMachine(message))
    yield { cause: 'agent_auth_failed', explanation: whyUnproven[author.why] };
  if (message.verdicts?.spam === 'FAIL' && !isHisAnswer(message, author, by))
    yield {
      cause: 'spam',
      explanation: 'The mail service calls it spam and its sender is not on the ticket.',
    };
  if (author.kind !== 'stranger' || author.isColleague || isByMachine(message)) return;
  const isDisowned = dmarcOf(message) === 'FAIL' && message.verdicts?.dmarcPolicy === 'quarantine';
  if (inbox?.strangers === 'hold')
    yield { cause: 'unknown_sender_update', explanation: 'It answers a ticket that its sender is not on.' };
  else if (isDisowned && isStrict(inbox))
    yield {
      cause: 'unknown_sender_update',
      explanation:
        'It answers a ticket that its sender is not on, and his domain wants mail set apart that fails DMARC as this did.',
    };
}

/** Somebody on the ticket answers one of its mails, or is proven to be himself: what a machine calls spam is none then. */
export function isHisAnswer(message: InboundMessage, author: Author, by: string): boolean {
  const isKnown = author.kind === 'participant' || author.kind === 'agent';
  return isKnown && (STRONG.has(by) || dmarcOf(message) === 'PASS');
}

/** What an agent’s mail lacks that is held until somebody has looked at it. */
export const whyUnproven = {
  other_address: 'It answers to an agent’s reply address, but was sent from another address than his.',
  not_authenticated: 'It answers to an agent’s reply address, but did not pass DMARC.',
  no_agent: 'It answers to the reply address of somebody who is no agent in desk.yaml any more.',
};
