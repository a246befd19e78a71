import { addAgentMessage } from '../core/agent-message.ts';
import { addCustomerMessage, mayReopen } from '../core/customer-message.ts';
import { addDeliveryReport } from '../core/delivery-report.ts';
import type { Desk } from '../core/desk.ts';
import { newTicketRef, newUlid, ulidAfter } from '../core/ids.ts';
import type { RandomBytes, TicketRef } from '../core/ids.ts';
import { domainOf, normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { inboxFor, newTicketRefusal, refusalOf } from '../core/inbound-routing.ts';
import type { Refusal } from '../core/inbound-routing.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import { newTicket } from '../core/new-ticket.ts';
import { authorOf, cluesOf } from '../core/threading.ts';
import type { Author, Clues } from '../core/threading.ts';
import type { Message, SuspendedItem, SuspensionCause } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Blobs, Change, Clock, Log, Signer, Store, TicketState } from './ports.ts';
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

/** Longer texts lie in the blob store, their beginning on the message. */
const LONGEST_TEXT = 32 * 1024;

/** How many a correspondent may cause within a window; what is over is held, never dropped. */
const budgets = {
  newTickets: { limit: 600, minutes: 60 },
  acknowledgements: { limit: 10, minutes: 180 },
  messagesOfATicket: { limit: 200, minutes: 60 },
};

/**
 * Finds the ticket a message belongs to, or makes one, and writes everything that follows from it in one
 * transaction with the claim of the delivery: taken in twice, it counts once. Nothing is ever dropped: what may not
 * go further becomes a suspended item with its cause.
 */
export async function takeInMessage(deps: TakeInDeps, message: InboundMessage): Promise<TakeInOutcome> {
  const record = await recordOf(deps, message);
  const { outcome, result } = await decideAndCommit(deps.store, () => decide(deps, { message, record }));
  const taken: TakeInOutcome =
    outcome.kind === 'already_taken_in' ? { kind: 'duplicate', ref: outcome.ref } : result;
  deps.log('message_taken_in', {
    kind: taken.kind,
    ref: 'ref' in taken ? taken.ref : null,
    cause: 'cause' in taken ? taken.cause : null,
    channel: message.channel,
    class: message.class,
  });
  return taken;
}

interface TakingIn {
  message: InboundMessage;
  record: Message;
}

type Decided = { changes: Change[]; result: TakeInOutcome };

async function decide(deps: TakeInDeps, taking: TakingIn): Promise<Decided> {
  const { message } = taking;
  const clues = cluesOf(message.evidence, deps.desk.mailDomain, deps.signer.mac.bind(deps.signer));
  const refusal = refusalOf(message, deps.desk);
  if (refusal) return hold(taking, { refusal, ref: clues.token?.ref ?? null, at: deps.clock() });
  const found = await findTicket(deps, message, clues);
  if (!found) return open(deps, taking, clues);
  const draft = new TicketDraft(found.state, { now: deps.clock(), calendars: deps.desk.calendars });
  const author = authorOf(message, clues, found.state);
  const cameLate = found.state.ticket.closed && message.class === 'human' && !mayReopen(draft, deps.desk);
  if (cameLate && author.kind !== 'agent') return open(deps, taking, clues, found.state.ticket.ref);
  return append(deps, taking, { draft, author, by: found.by, clues });
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
  clues: Clues,
  follows: TicketRef | null = null,
): Promise<Decided> {
  const { message, record } = taking;
  const now = deps.clock();
  const inbox = inboxFor(message, deps.desk);
  const refusal = newTicketRefusal(message, deps.desk);
  if (refusal || !inbox) return hold(taking, { refusal, ref: follows, at: now });
  const from = normalAddress(message.from.address);
  if (from && !(await spend(deps, `new:${from}`, budgets.newTickets)))
    return hold(taking, { refusal: tooMany, ref: follows, at: now });
  const ref = newTicketRef(deps.randomBytes);
  const receipt = { by: follows ? 'follows_closed' : 'new', rejected: clues.rejected };
  const draft = newTicket({
    ref,
    message,
    record: { ...record, receipt },
    inbox,
    desk: deps.desk,
    now,
    acknowledge: await isAcknowledged(deps, message),
  });
  if (follows) draft.addEvent('follows', 'desk', { ref: follows });
  return {
    changes: [
      claimOf(taking, ref),
      ...changesOf(draft.finish(), 'create_ticket'),
      ...indexOf(message, ref),
      ...(message.conversation
        ? [{ kind: 'index_conversation', conversation: message.conversation.digest, ref } satisfies Change]
        : []),
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
  const held = appendRefusal(message, author) ?? (await floodRefusal(deps, ref));
  if (held) return hold(taking, { refusal: held, ref, at: draft.now });
  const id = ulidAfter(draft.ticket.lastMessage, taking.record.id);
  const record: Message = { ...taking.record, id, receipt: { by, rejected: clues.rejected } };
  addWords(draft, { message, record, author, desk: deps.desk });
  return {
    changes: [claimOf({ ...taking, record }, ref), ...changesOf(draft.finish(), 'update_ticket'), ...indexOf(message, ref)],
    result: { kind: 'appended', ref },
  };
}

function addWords(
  draft: TicketDraft,
  words: { message: InboundMessage; record: Message; author: Author; desk: Desk },
): void {
  const { message, record, author, desk } = words;
  if (message.bounce) return addDeliveryReport(draft, { bounce: message.bounce, record, desk });
  const byMachine = message.class !== 'human' && message.class !== 'bulk';
  if (byMachine) return addUnheeded(draft, { ...record, flags: [...record.flags, message.class] }, author);
  switch (author.kind) {
    case 'agent':
      return addAgentMessage(draft, {
        message,
        record,
        author: author.participant,
        answerAs: author.answerAs,
        desk,
      });
    case 'participant':
      return addCustomerMessage(draft, { message, record, author: author.participant, desk });
    case 'agent_without_token':
      return addUnheeded(draft, { ...record, flags: [...record.flags, 'no_reply_address'] }, author);
    case 'stranger':
      return addUnheeded(draft, { ...record, flags: [...record.flags, 'stranger'] }, author);
    case 'unproven_agent':
      throw new Error('an unproven agent’s mail is held, not appended');
  }
}

/** Kept on the ticket for the desk to see; it changes nothing and nobody outside is told. */
function addUnheeded(draft: TicketDraft, record: Message, author: Author): void {
  const id = 'participant' in author ? author.participant.id : null;
  draft.addMessage({ ...record, author: id, visibility: 'internal' });
  draft.addEvent('message_noted', id === null ? 'desk' : `participant:${id}`, {
    message: record.id,
    flags: record.flags,
  });
}

const tooMany: Refusal = {
  cause: 'rate_limited',
  explanation: 'More came from there than this desk takes at a time.',
};

function appendRefusal(message: InboundMessage, author: Author): Refusal | null {
  if (author.kind === 'unproven_agent' && message.class === 'human')
    return {
      cause: 'agent_auth_failed',
      explanation:
        author.why === 'other_address'
          ? 'It answers to an agent’s reply address, but was sent from another address than his.'
          : 'It answers to an agent’s reply address, but did not pass DMARC.',
    };
  const isKnown = author.kind === 'participant' || author.kind === 'agent';
  return message.verdicts?.spam === 'FAIL' && !isKnown
    ? { cause: 'spam', explanation: 'The mail service calls it spam and its sender is not on the ticket.' }
    : null;
}

async function floodRefusal(deps: TakeInDeps, ref: TicketRef): Promise<Refusal | null> {
  return (await spend(deps, `ticket:${ref}`, budgets.messagesOfATicket)) ? null : tooMany;
}

/** Only people get automatic answers, never more than a few an hour, and none whose sender is probably forged. */
async function isAcknowledged(deps: TakeInDeps, message: InboundMessage): Promise<boolean> {
  const isTrusted = message.verdicts?.dmarc !== 'FAIL' && message.verdicts?.spam !== 'FAIL';
  if (!message.answerable || !isTrusted || !message.from.address) return false;
  return spend(deps, `ack:${normalAddress(message.from.address)}`, budgets.acknowledgements);
}

async function spend(
  deps: TakeInDeps,
  scope: string,
  budget: { limit: number; minutes: number },
): Promise<boolean> {
  const span = budget.minutes * 60_000;
  const window = Math.floor(millisOf(deps.clock()) / span);
  return deps.store.spendBudget({
    scope,
    window: `${budget.minutes}:${window}`,
    limit: budget.limit,
    expires: instantOf((window + 2) * span),
  });
}

function claimOf(taking: TakingIn, ref: TicketRef | null): Change {
  const { channel, door, deliveryId } = taking.message;
  return { kind: 'claim', channel, door, deliveryId, ref, messageId: taking.record.id };
}

function indexOf(message: InboundMessage, ref: TicketRef): Change[] {
  return message.messageId ? [{ kind: 'index_message_id', messageId: message.messageId, ref }] : [];
}

function hold(
  taking: TakingIn,
  held: { refusal: Refusal | null; ref: TicketRef | null; at: string },
): Decided {
  const { message, record } = taking;
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
    from: message.from.address,
    subject: message.subject.slice(0, 250),
    rawKey: message.rawKey,
    ref: held.ref,
  };
  return {
    changes: [claimOf(taking, null), { kind: 'hold', item }],
    result: { kind: 'suspended', cause: refusal.cause },
  };
}

async function recordOf(deps: TakeInDeps, message: InboundMessage): Promise<Message> {
  const id = newUlid(millisOf(message.receivedAt), deps.randomBytes);
  const long = message.reply.length > LONGEST_TEXT;
  const textKey = `text/${id}`;
  if (long)
    await deps.blobs.put(textKey, new TextEncoder().encode(message.reply), 'text/plain; charset=utf-8');
  return {
    id,
    at: message.receivedAt,
    channel: message.channel,
    author: null,
    from: message.from,
    visibility: 'public',
    class: message.class,
    subject: message.subject.slice(0, 250),
    text: long ? message.reply.slice(0, LONGEST_TEXT / 4) : message.reply,
    ...(long ? { textKey } : {}),
    attachments: message.attachments,
    messageId: message.messageId,
    rawKey: message.rawKey,
    bounce: message.bounce,
    receipt: { by: 'new', rejected: [] },
    flags: [
      ...message.degraded.map((what) => `degraded: ${what}`),
      ...(message.verdicts && message.verdicts.dmarc === 'FAIL'
        ? [`unverified: ${domainOf(message.from.address)}`]
        : []),
    ],
  };
}
