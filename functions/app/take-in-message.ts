import { addForwarder, agentForward } from '../core/agent-forward.ts';
import { addAgentMessage } from '../core/agent-message.ts';
import { addCustomerMessage, comesTooLate } from '../core/customer-message.ts';
import { addDeliveryReport } from '../core/delivery-report.ts';
import type { Desk } from '../core/desk.ts';
import { addExternalMessage, answersAsExternal } from '../core/external-message.ts';
import { newTicketRef, ulidAfter } from '../core/ids.ts';
import type { RandomBytes, TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import {
  appendRefusal,
  fitForTicket,
  inboxFor,
  isByMachine,
  newTicketRefusal,
  refusalOf,
  strangerRefusal,
} from '../core/inbound-routing.ts';
import type { Leave, Refusal } from '../core/inbound-routing.ts';
import { repliesGoToAgent, verdictLevel, withKnownSender } from '../core/known-sender.ts';
import { newTicket } from '../core/new-ticket.ts';
import { noteNeighbours, openingRecord } from '../core/opening-record.ts';
import { setAsideBy } from '../core/sender-rule.ts';
import type { SuspensionCause } from '../core/suspended-item.ts';
import { cluesOf } from '../core/threading.ts';
import type { Author, Clues } from '../core/threading.ts';
import type { DecisionReceipt, Message, Ticket } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { followTopic } from '../core/topic.ts';
import { addUnheededMessage, tellUnprovenAgent } from '../core/unheeded-message.ts';
import { belongsNowhere, findTicket } from './find-ticket.ts';
import { claimsOf, holdMessage, waivedBy } from './hold-message.ts';
import type { Recovery, TakingIn } from './hold-message.ts';
import { recordOf, withLongTextsStored } from './message-record.ts';
import { customersOwnWords } from './customers-own-words.ts';
import type { Blobs, Change, Clock, Log, Signer, Store, TicketState } from './ports.ts';
import { mayAddToTicket, mayBeAcknowledged, mayOpenTicket } from './take-in-budgets.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

export interface TakeInDeps {
  store: Store;
  blobs: Blobs;
  desk: Desk;
  signer: Signer;
  clock: Clock;
  randomBytes: RandomBytes;
  log: Log;
}

export type TakeInOutcome =
  | { kind: 'new_ticket'; ref: TicketRef }
  | { kind: 'appended'; ref: TicketRef }
  /** This delivery was taken in before, into that ticket (null: it was suspended). */
  | { kind: 'duplicate'; ref: TicketRef | null }
  | { kind: 'suspended'; cause: SuspensionCause };

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
 * counts: then it stays held, for that. Of two who recover it at the same moment one does.
 * @returns `settled` when somebody else has decided about it meanwhile.
 */
export async function takeInHeld(
  deps: TakeInDeps,
  received: InboundMessage,
  { unread, recovery }: Pick<TakingIn, 'unread'> & { recovery: Recovery },
): Promise<TakeInOutcome | { kind: 'settled' }> {
  const message = withKnownSender(received, deps.desk);
  const plain = recordOf(message, deps.randomBytes);
  const record = { ...plain, flags: [...plain.flags, 'late_recovered'] };
  const { result } = await decideAndCommit<TakeInOutcome | { kind: 'settled' }>(deps.store, async () => {
    const item = await deps.store.heldItem(recovery.item.id);
    if (item?.state.kind !== recovery.item.state.kind) return { changes: [], result: { kind: 'settled' } };
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

interface Decided {
  changes: Change[];
  result: TakeInOutcome;
}

async function decide(deps: TakeInDeps, given: TakingIn): Promise<Decided> {
  const { message, unread, recovery } = given;
  const [clues, leave] = await Promise.all([cluesFor(deps, message), leaveFor(deps, given)]);
  const belonging =
    recovery?.as === 'new' ? belongsNowhere(message, clues) : await findTicket(deps, message, clues);
  const found = belonging.kind === 'append' ? belonging.state : null;
  const inbox = found?.ticket.inbox ?? inboxFor(message, deps.desk)?.address;
  const level = verdictLevel(deps.desk, inbox);
  const taking = { ...given, record: await flagged(deps, given, level) };
  const { receipt } = belonging;
  const refusal = unread ?? refusalOf(message, deps.desk, { ...leave, level });
  if (refusal) return hold(deps, taking, { refusal, found, receipt });
  if (belonging.kind === 'new')
    return open(deps, taking, { clues, leave, receipt, follows: null, related: belonging.related });
  const { author, state } = belonging;
  const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
  const unknown = strangerRefusal(message, author, state.ticket);
  if (unknown && !leave.waived.has(unknown.cause))
    return hold(deps, taking, { refusal: unknown, found, receipt });
  const isByCustomer =
    (author.kind === 'stranger' ||
      (author.kind === 'participant' && author.participant.role !== 'external')) &&
    !isByMachine(message);
  return isByCustomer && comesTooLate(draft, message, deps.desk)
    ? open(deps, taking, { clues, leave, receipt, follows: state, related: null })
    : append(deps, taking, { draft, author, clues, leave, receipt });
}

/** What people should know of the message, wherever it goes. */
async function flagged(
  { store, desk }: TakeInDeps,
  { message, record }: TakingIn,
  level: ReturnType<typeof verdictLevel>,
): Promise<Message> {
  const { messageId, channel } = message;
  const isReused = channel === 'mail' && messageId !== null && (await store.ticketOfMessageIds([messageId]));
  return {
    ...record,
    flags: [
      ...record.flags.filter((flag) => level !== 'observe' || !flag.startsWith('unverified: ')),
      ...(isReused ? ['message_id_reused'] : []),
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

async function open(
  deps: TakeInDeps,
  taking: TakingIn,
  from: {
    clues: Clues;
    leave: Leave;
    receipt: DecisionReceipt;
    follows: TicketState | null;
    related: TicketRef | null;
  },
): Promise<Decided> {
  const { desk } = deps;
  const { clues, leave, follows, related } = from;
  const receipt = follows ? { ...from.receipt, by: 'follows_closed' } : from.receipt;
  const refusal =
    newTicketRefusal(taking.message, desk, leave) ??
    (leave.waived.has('rate_limited') || (await mayOpenTicket(deps, taking.message)) ? null : tooMany);
  const inbox = inboxFor(taking.message, desk) ?? desk.inboxes[0];
  if (refusal) return hold(deps, taking, { refusal, found: follows, receipt });
  if (!inbox) throw new Error('desk.yaml has no inbox');
  const received = taking.recovery ? fitForTicket(taking.message, desk) : taking.message;
  const forward = agentForward(received, desk);
  const message = forward.kind === 'customer' ? forward.message : received;
  const ref = newTicketRef(deps.randomBytes);
  const draft = newTicket({
    ref,
    message,
    record: openingRecord({ ...taking.record, receipt }, { message, forward, related }),
    inbox,
    desk,
    now: deps.clock(),
    acknowledge: !quotesUs(receipt) && (await mayBeAcknowledged(deps, message)),
    follows: follows?.ticket ?? null,
  });
  noteNeighbours(draft, { message, related, desk });
  if (forward.kind === 'customer') {
    const id = ulidAfter(draft.ticket.lastMessage, taking.record.id);
    addForwarder(draft, { ...forward, record: { ...taking.record, id, receipt } });
  }
  return {
    changes: [
      ...claimsOf(taking, ref, draft.now),
      ...changesOf(draft.finish(), 'create_ticket'),
      ...indexOf([taking.message.messageId, message.messageId], ref),
      ...citationOf(received, ref),
      ...conversationOf(message, { ref, before: clues.door }),
    ],
    result: { kind: 'new_ticket', ref },
  };
}

async function append(
  deps: TakeInDeps,
  taking: TakingIn,
  found: { draft: TicketDraft; author: Author; clues: Clues; leave: Leave; receipt: DecisionReceipt },
): Promise<Decided> {
  const { message } = taking;
  const { draft, author, clues, leave, receipt } = found;
  const { ref } = draft.ticket;
  const refusal = await refusedBy(deps, { message, author, ref, leave });
  if (refusal) {
    tellUnprovenAgent(draft, author, clues.token?.role ?? 'note');
    const held = hold(deps, taking, { refusal, found: draft, receipt });
    return draft.isUntouched ? held : withTicket(held, draft);
  }
  const id = ulidAfter(draft.ticket.lastMessage, taking.record.id);
  const text =
    author.kind === 'participant' ? await customersOwnWords(deps.store, draft, message) : message.reply;
  const isByCustomer = author.kind === 'participant' && author.participant.role !== 'external';
  const topic = isByCustomer && !isByMachine(message) ? followTopic(draft, message) : null;
  const flags = [...taking.record.flags, ...(topic ? [topic] : [])];
  const record: Message = { ...taking.record, id, text, receipt, flags };
  const mayBeAnswered = asksForAnswers(draft) && (await mayBeAcknowledged(deps, message));
  const about = clues.token?.step ?? null;
  addWords(draft, { message, record, author, desk: deps.desk, mayBeAnswered, about });
  return withTicket(
    {
      changes: [...claimsOf({ ...taking, record }, ref, draft.now), ...indexOf([message.messageId], ref)],
      result: { kind: 'appended', ref },
    },
    draft,
  );
}

/** A budget is spent only by what nothing else speaks against. */
async function refusedBy(
  deps: TakeInDeps,
  added: { message: InboundMessage; author: Author; ref: TicketRef; leave: Leave },
): Promise<Refusal | null> {
  const { waived } = added.leave;
  const refusal = appendRefusal(added.message, added.author);
  if (refusal && !waived.has(refusal.cause)) return refusal;
  return waived.has('rate_limited') || (await mayAddToTicket(deps, added.ref)) ? null : tooMany;
}

function withTicket({ changes, result }: Decided, draft: TicketDraft): Decided {
  return { changes: [...changes, ...changesOf(draft.finish(), 'update_ticket')], result };
}

/** Somebody outside has a form to fill in, and may fill it in badly. */
function asksForAnswers(draft: TicketDraft): boolean {
  return draft.openSteps.some(
    ({ definition }) =>
      (definition.kind === 'customer' || definition.kind === 'external') &&
      Object.keys(definition.form).length > 0,
  );
}

interface Words {
  message: InboundMessage;
  record: Message;
  author: Author;
  desk: Desk;
  mayBeAnswered: boolean;
  /** The code of the step whose mail is answered. */
  about: string | null;
}

function addWords(draft: TicketDraft, words: Words): void {
  const { message, record, author, desk } = words;
  if (message.bounce) return addDeliveryReport(draft, { bounce: message.bounce, record, desk });
  if (isByMachine(message)) return addUnheededMessage(draft, words);
  switch (author.kind) {
    case 'agent':
      if (answersAsExternal(draft, author))
        return addExternalMessage(draft, { ...words, author: author.participant });
      return addAgentMessage(draft, {
        ...words,
        author: author.participant,
        answerAs: author.answerAs,
        about: author.step,
      });
    case 'participant':
      if (author.participant.role === 'external')
        return addExternalMessage(draft, { ...words, author: author.participant });
      return addCustomerMessage(draft, { ...words, author: author.participant });
    default:
      return addUnheededMessage(draft, words);
  }
}

const tooMany: Refusal = {
  cause: 'rate_limited',
  explanation: 'More came from there than this desk takes at a time.',
};

function indexOf(messageIds: (string | null)[], ref: TicketRef): Change[] {
  const known = new Set(messageIds.filter((messageId) => messageId !== null));
  return [...known].map((messageId) => ({ kind: 'index_message_id', messageId, ref }));
}

/** Somebody who is on no ticket answers a mail of ours: perhaps an answering machine under one of its many addresses. */
function quotesUs({ evidence = [] }: DecisionReceipt): boolean {
  return evidence.some(({ kind, rejected }) => rejected === 'not_on_ticket' && kind !== 'shared_ancestry');
}

/** The mail from which its whole conversation comes, so that others of it which come later find this ticket. */
function citationOf({ channel, evidence }: InboundMessage, ref: TicketRef): Change[] {
  const origin = evidence.references[0] ?? evidence.inReplyTo;
  return channel === 'mail' && origin ? [{ kind: 'index_cited_id', messageId: origin, ref }] : [];
}

function conversationOf(
  { conversation }: InboundMessage,
  { ref, before }: { ref: TicketRef; before: TicketRef | null },
): Change[] {
  return conversation ? [{ kind: 'index_conversation', conversation: conversation.digest, ref, before }] : [];
}

function hold(
  deps: TakeInDeps,
  taking: TakingIn,
  held: { refusal: Refusal; found: { ticket: Ticket } | null; receipt: DecisionReceipt },
): Decided {
  const { refusal, found, receipt } = held;
  const intended = { ref: found?.ticket.ref ?? null, receipt };
  return {
    changes: holdMessage(deps, taking, { refusal, intended }),
    result: { kind: 'suspended', cause: refusal.cause },
  };
}
