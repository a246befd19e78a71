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
import { newTicket } from '../core/new-ticket.ts';
import { setAsideBy } from '../core/sender-rule.ts';
import type { SuspensionCause } from '../core/suspended-item.ts';
import { authorOf, cluesOf } from '../core/threading.ts';
import type { Author, Clues } from '../core/threading.ts';
import type { Message } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { addUnheededMessage, tellUnprovenAgent } from '../core/unheeded-message.ts';
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
  const taken = await takeInOnce(deps, message, unread);
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
  message: InboundMessage,
  { unread, recovery }: Pick<TakingIn, 'unread'> & { recovery: Recovery },
): Promise<TakeInOutcome | { kind: 'settled' }> {
  const plain = recordOf(message, deps.randomBytes);
  const record = { ...plain, flags: [...plain.flags, 'late_recovered'] };
  const { result } = await decideAndCommit(deps.store, async () => {
    const item = await deps.store.heldItem(recovery.item.id);
    if (item?.state.kind !== recovery.item.state.kind)
      return { changes: [], result: { kind: 'settled' } as const };
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

async function decide(deps: TakeInDeps, taking: TakingIn): Promise<Decided> {
  const { message, unread, recovery } = taking;
  const [clues, leave] = await Promise.all([cluesFor(deps, message), leaveFor(deps, taking)]);
  const found = recovery?.as === 'new' ? null : await findTicket(deps, message, clues);
  const refusal = unread ?? refusalOf(message, deps.desk, leave);
  if (refusal) return hold(deps, taking, { refusal, clues, found });
  if (!found) return open(deps, taking, { clues, leave, follows: null });
  const draft = new TicketDraft(found.state, { now: deps.clock(), desk: deps.desk });
  const author = authorOf(message, clues, found.state, deps.desk.agents);
  const unknown = strangerRefusal(message, author, found.state.ticket);
  if (unknown && !leave.waived.has(unknown.cause))
    return hold(deps, taking, { refusal: unknown, clues, found });
  const isByCustomer =
    (author.kind === 'stranger' ||
      (author.kind === 'participant' && author.participant.role !== 'external')) &&
    !isByMachine(message);
  return isByCustomer && comesTooLate(draft, message, deps.desk)
    ? open(deps, taking, { clues, leave, follows: found.state })
    : append(deps, taking, { draft, author, by: found.by, clues, leave });
}

/** One read of two small rows, for mail alone: a sender is allowed or blocked by the address that he writes from. */
async function leaveFor({ store }: TakeInDeps, { message, recovery }: TakingIn): Promise<Leave> {
  const rule = message.channel === 'mail' ? await store.senderRule(message.from.address) : null;
  return { rule, waived: new Set([...waivedBy(recovery), ...setAsideBy(rule, message)]) };
}

/** Of two first messages of a conversation at the same moment, the second finds the ticket that the first has made. */
async function cluesFor({ desk, signer, store }: TakeInDeps, message: InboundMessage): Promise<Clues> {
  const clues = cluesOf(message.evidence, desk.mailDomain, signer.mac.bind(signer));
  const { conversation } = message;
  if (clues.door || !conversation) return clues;
  return { ...clues, door: await store.ticketOfConversation(conversation.digest) };
}

async function findTicket(
  deps: TakeInDeps,
  message: InboundMessage,
  clues: Clues,
): Promise<{ state: TicketState; by: string } | null> {
  const named: [TicketRef | null | undefined, string][] = [
    [clues.door, 'door'],
    [clues.token?.ref, 'reply_address'],
    [clues.root, 'root_id'],
  ];
  for (const [ref, by] of named) {
    const state = ref ? await deps.store.ticket(ref) : null;
    if (state) return { state, by };
  }
  const reported = message.bounce?.originalMessageId;
  const ids = reported ? [reported, ...clues.messageIds] : clues.messageIds;
  const known = ids.length > 0 ? await deps.store.ticketOfMessageIds(ids) : null;
  const state = known && (await deps.store.ticket(known.ref));
  return state ? { state, by: 'message_id' } : null;
}

async function open(
  deps: TakeInDeps,
  taking: TakingIn,
  { clues, follows }: { clues: Clues; follows: TicketState | null },
): Promise<Decided> {
  const { message, record } = taking;
  const now = deps.clock();
  const followed = follows?.ticket.ref ?? null;
  const inbox = inboxFor(message, deps.desk);
  const refusal = newTicketRefusal(message, deps.desk);
  if (refusal || !inbox) return hold(taking, { refusal, ref: followed, at: now });
  if (!(await mayOpenTicket(deps, message)))
    return hold(taking, { refusal: tooMany, ref: followed, at: now });
  const ref = newTicketRef(deps.randomBytes);
  const receipt = { by: follows ? 'follows_closed' : 'new', rejected: clues.rejected };
  const draft = newTicket({
    ref,
    message,
    record: { ...record, receipt },
    inbox,
    desk: deps.desk,
    now,
    acknowledge: await mayBeAcknowledged(deps, message),
    follows: follows?.ticket ?? null,
  });
  return {
    changes: [
      claimOf(taking, ref),
      ...changesOf(draft.finish(), 'create_ticket'),
      ...indexOf(message, ref),
      ...conversationOf(message, { ref, before: clues.door }),
    ],
    result: { kind: 'new_ticket', ref },
  };
}

async function append(
  deps: TakeInDeps,
  taking: TakingIn,
  found: { draft: TicketDraft; author: Author; by: string; clues: Clues },
): Promise<Decided> {
  const { message } = taking;
  const { draft, author, by, clues } = found;
  const { ref } = draft.ticket;
  const refusal = appendRefusal(message, author) ?? ((await mayAddToTicket(deps, ref)) ? null : tooMany);
  if (refusal) {
    tellUnprovenAgent(draft, author, clues.token?.role ?? 'note');
    const held = hold(taking, { refusal, ref, at: draft.now });
    return draft.isUntouched ? held : withTicket(held, draft);
  }
  const id = ulidAfter(draft.ticket.lastMessage, taking.record.id);
  const text =
    author.kind === 'participant' ? await customersOwnWords(deps.store, draft, message) : message.reply;
  const record: Message = { ...taking.record, id, text, receipt: { by, rejected: clues.rejected } };
  const mayBeAnswered = asksForAnswers(draft) && (await mayBeAcknowledged(deps, message));
  const about = clues.token?.step ?? null;
  addWords(draft, { message, record, author, desk: deps.desk, mayBeAnswered, about });
  return withTicket(
    {
      changes: [claimOf({ ...taking, record }, ref), ...indexOf(message, ref)],
      result: { kind: 'appended', ref },
    },
    draft,
  );
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

function claimOf(taking: TakingIn, ref: TicketRef | null): Change {
  const { channel, door, deliveryId } = taking.message;
  return { kind: 'claim', channel, door, deliveryId, ref, messageId: taking.record.id };
}

function indexOf(message: InboundMessage, ref: TicketRef): Change[] {
  return message.messageId ? [{ kind: 'index_message_id', messageId: message.messageId, ref }] : [];
}

function conversationOf(
  { conversation }: InboundMessage,
  { ref, before }: { ref: TicketRef; before: TicketRef | null },
): Change[] {
  return conversation ? [{ kind: 'index_conversation', conversation: conversation.digest, ref, before }] : [];
}

function hold(
  { message, record }: TakingIn,
  held: { refusal: Refusal | null; ref: TicketRef | null; at: string },
): Decided {
  const refusal = held.refusal ?? {
    cause: 'unroutable_recipient',
    explanation: 'No inbox of the desk takes it.',
  };
  const item: SuspendedItem = {
    id: record.id,
    at: held.at,
    ...refusal,
    channel: message.channel,
    door: message.door,
    from: cutText(message.from.address, 320),
    subject: record.subject,
    rawKey: message.rawKey,
    ref: held.ref,
  };
  return {
    changes: [claimOf({ message, record }, null), { kind: 'hold', item }],
    result: { kind: 'suspended', cause: refusal.cause },
  };
}
