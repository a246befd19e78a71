import { comesTooLate } from '../core/customer-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { inboxOf } from '../core/desk.ts';
import type { Desk, Inbox } from '../core/desk.ts';
import type { Belonging } from '../core/evidence.ts';
import { inboxFor, isByMachine } from '../core/inbound-routing.ts';
import { repliesGoToAgent, withKnownSender } from '../core/known-sender.ts';
import { isHisAnswer, refusalOf, strangerRefusal } from '../core/refusals.ts';
import type { Leave } from '../core/refusals.ts';
import { setAsideBy } from '../core/sender-rule.ts';
import type { Refusal } from '../core/suspended-item.ts';
import { cluesOf } from '../core/threading.ts';
import type { Author, Clues } from '../core/threading.ts';
import type { DecisionReceipt, Message } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { appendMessage } from './append-message.ts';
import { beginTicket } from './begin-ticket.ts';
import { unlessEcho } from './echo.ts';
import { belongsNowhere, belongsWhereTold, findTicket } from './find-ticket.ts';
import { holdAnswer, holdMessage } from './hold-message.ts';
import { recoveredAs } from './message-claims.ts';
import { recordOf, withLongTextsStored } from './message-record.ts';
import type { TicketState } from './ports.ts';
import { waivedBy } from './taking-in.ts';
import type { Decided, RecoverAs, Recovery, TakeInDeps, TakeInOutcome, TakingIn } from './taking-in.ts';
import { decideAndCommit } from './ticket-changes.ts';

/**
 * Finds the ticket a message belongs to, or makes one, and writes everything that follows from it in one
 * transaction with the claim of the delivery: taken in twice, it counts once. Nothing is ever dropped: what may not
 * go further becomes a suspended item with its cause.
 */
export async function takeInMessage(
  deps: TakeInDeps,
  message: InboundMessage,
  /** Why it could not, or must not, be read: it is held. */
  unread: Refusal | null = null,
): Promise<TakeInOutcome> {
  const taken = await takeInOnce(deps, withKnownSender(message, deps.desk), unread);
  logTaken(deps, message, taken);
  return taken;
}

/**
 * Takes in a message that was held, with the cause set aside for which it was. What else speaks against it still
 * counts: then it stays held, for that. Of two who recover it at the same moment one does. What could not be read when it
 * was held, and has been taken in from another delivery, is a `duplicate`.
 * @returns `settled` when somebody else has decided about it meanwhile.
 */
export async function takeInHeld(
  deps: TakeInDeps,
  received: InboundMessage,
  { unread, recovery }: Pick<TakingIn, 'unread'> & { recovery: Recovery },
): Promise<TakeInOutcome | { kind: 'settled' }> {
  const message = withKnownSender(received, deps.desk);
  const plain = recordOf(message, deps.randomBytes);
  const put = typeof recovery.as === 'object' ? [`put_here_by: ${recovery.by}`] : [];
  const record = { ...plain, flags: [...plain.flags, 'late_recovered', ...put] };
  const { result } = await decideAndCommit<TakeInOutcome | { kind: 'settled' }>(deps.store, async () => {
    const item = await deps.store.heldItem(recovery.item.id);
    if (item?.state.kind !== recovery.item.state.kind) return { changes: [], result: { kind: 'settled' } };
    const twin = await deps.store.claimed(message.channel, message.door, message.deliveryId);
    if (twin?.ref) {
      const taken = { ref: twin.ref, messageId: twin.messageId, at: deps.clock() };
      return { changes: recoveredAs(recovery, message, taken), result: { kind: 'duplicate', ref: twin.ref } };
    }
    return decideAndStore(deps, { message, record, unread, recovery });
  });
  if (result.kind !== 'settled') logTaken(deps, message, result);
  return result;
}

function logTaken({ log }: TakeInDeps, message: InboundMessage, taken: TakeInOutcome): void {
  log('message_taken_in', {
    kind: taken.kind,
    ref: 'ref' in taken ? taken.ref : null,
    cause: 'cause' in taken ? taken.cause : null,
    channel: message.channel,
    class: message.class,
  });
}

/** Most repeated deliveries are seen at once and spend no budget; two at the same moment meet at the claim. */
async function takeInOnce(
  deps: TakeInDeps,
  message: InboundMessage,
  unread: Refusal | null,
): Promise<TakeInOutcome> {
  const earlier = await deps.store.claimed(message.channel, message.door, message.deliveryId);
  if (earlier) return { kind: 'duplicate', ref: earlier.ref };
  const record = recordOf(message, deps.randomBytes);
  const { outcome, result } = await decideAndCommit(deps.store, () =>
    decideAndStore(deps, { message, record, unread, recovery: null }),
  );
  return outcome.kind === 'already_taken_in' ? { kind: 'duplicate', ref: outcome.ref } : result;
}

async function decideAndStore(deps: TakeInDeps, taking: TakingIn): Promise<Decided> {
  const { changes, result } = await decide(deps, taking);
  return { changes: await withLongTextsStored(deps.blobs, changes), result };
}

async function decide(deps: TakeInDeps, given: TakingIn): Promise<Decided> {
  const { message, unread, recovery } = given;
  const [clues, leave] = await Promise.all([cluesFor(deps, message), leaveFor(deps, given)]);
  const belonging = await belongingOf(deps, { message, clues, as: recovery?.as ?? 'intended' });
  const inbox = inboxOfDestination(deps.desk, message, belonging);
  const author = belonging.kind === 'append' ? belonging.author : null;
  const taking = { ...given, record: await flagged(deps, given, inbox) };
  const refusal = unread ?? refusalOf(message, deps.desk, { ...leave, inbox, author });
  const { receipt } = belonging;
  if (belonging.kind === 'append') return takeAnswer(deps, taking, { ...belonging, leave, refusal });
  return refusal
    ? holdMessage(deps, taking, { refusal, found: null, receipt })
    : beginTicket(deps, taking, { clues, leave, receipt, follows: null, related: belonging.related });
}

/** What belongs to a ticket goes there, begins the one that follows a ticket closed long ago, or is held. */
async function takeAnswer(
  deps: TakeInDeps,
  given: TakingIn,
  answer: {
    state: TicketState;
    author: Author;
    clues: Clues;
    leave: Leave;
    receipt: DecisionReceipt;
    refusal: Refusal | null;
  },
): Promise<Decided> {
  const { state, author, clues, leave, receipt } = answer;
  const taking = await unlessEcho(deps.store, given, answer);
  const { message } = taking;
  const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
  const refusal = answer.refusal ?? strangerRefusal(message, author, { ticket: state.ticket, leave });
  if (refusal) return holdAnswer(deps, taking, { refusal, draft, receipt });
  const isByCustomer =
    (author.kind === 'stranger' ||
      (author.kind === 'participant' && author.participant.role !== 'external')) &&
    !isByMachine(message);
  const isPutHere = typeof taking.recovery?.as === 'object';
  if (!isByCustomer || isPutHere || !comesTooLate(draft, message, deps.desk))
    return appendMessage(deps, taking, { draft, author, clues, leave, receipt });
  const waived = isHisAnswer(message, author, receipt.by)
    ? new Set([...leave.waived, 'spam' as const])
    : leave.waived;
  const follows = { follows: state, related: null };
  return beginTicket(deps, taking, { clues, leave: { ...leave, waived }, receipt, ...follows });
}

function belongingOf(
  deps: TakeInDeps,
  { message, clues, as }: { message: InboundMessage; clues: Clues; as: RecoverAs },
): Promise<Belonging<TicketState>> {
  if (typeof as === 'object') return belongsWhereTold(deps, message, { clues, ref: as.into });
  return as === 'new' ? Promise.resolve(belongsNowhere(message, clues)) : findTicket(deps, message, clues);
}

function inboxOfDestination(
  desk: Desk,
  message: InboundMessage,
  belonging: Belonging<TicketState>,
): Inbox | null {
  return belonging.kind === 'append'
    ? (inboxOf(desk, belonging.state.ticket.inbox) ?? null)
    : inboxFor(message, desk);
}

/** What people should know of the message, wherever it goes. */
async function flagged(
  { store, desk }: TakeInDeps,
  { message, record }: TakingIn,
  inbox: Inbox | null,
): Promise<Message> {
  const { messageId, channel } = message;
  const isReused = channel === 'mail' && messageId !== null && (await store.ticketOfMessageIds([messageId]));
  return {
    ...record,
    flags: [
      ...record.flags.filter((flag) => inbox?.verdicts !== 'observe' || !flag.startsWith('unverified: ')),
      ...(isReused ? ['message_id_reused'] : []),
      ...(message.verdicts?.spam === 'FAIL' ? ['called_spam'] : []),
      ...(repliesGoToAgent(message, desk) ? ['replies_go_to_agent'] : []),
      ...(message.identity ? [`sender_by_${message.identity.by}: ${message.identity.says}`] : []),
    ],
  };
}

/** One read of two small rows, for mail alone: a sender is allowed or blocked by the address that he writes from. */
async function leaveFor({ store }: TakeInDeps, { message, recovery }: TakingIn): Promise<Leave> {
  const rule = message.channel === 'mail' ? await store.senderRule(message.from.address) : null;
  return { rule, waived: new Set([...waivedBy(recovery), ...setAsideBy(rule, message)]) };
}

/** Of two first messages of a conversation at the same moment, the second finds the ticket that the first has made. */
async function cluesFor({ desk, signer, store }: TakeInDeps, message: InboundMessage): Promise<Clues> {
  const clues = cluesOf(message, desk.mailDomain, signer.mac.bind(signer));
  const { conversation } = message;
  if (clues.door || !conversation) return clues;
  return { ...clues, door: await store.ticketOfConversation(conversation.digest) };
}
