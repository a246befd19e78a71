import { createHash } from 'node:crypto';
import { agentByAddress, isOwnAddress } from '../core/desk.ts';
import type { Desk, Widget } from '../core/desk.ts';
import type { RandomBytes, TicketRef, Ulid } from '../core/ids.ts';
import { toBase32 } from '../core/ids.ts';
import { normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage, Mailbox } from '../core/inbound-message.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { Message, Participant, Ticket, TicketStatus } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { ChatContactRequest, ChatMessageRequest } from '../intake/chat-request.ts';
import { typedMessage } from '../intake/typed-message.ts';
import type { Clock, Log, Store, TicketState } from './ports.ts';
import { publicMessages, shownText } from './public-messages.ts';
import type { TakeInOutcome } from './taking-in.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/**
 * Conversations of a chat widget. A conversation is a secret of 128 random bits that only the visitor's browser keeps;
 * the desk knows its digest, which is the conversation's name. Nothing is stored before the first message, and that
 * message makes the ticket.
 */

const MESSAGES_A_MINUTE = 20;
const NEW_CONVERSATIONS_A_MINUTE = 60;
const MESSAGES_A_PAGE = 50;
/** Seen again within this time, the visitor is still there and nothing needs to be written. */
const SEEN_EVERY_MS = 60_000;

export interface ChatDeps {
  store: Store;
  desk: Desk;
  takeIn: (message: InboundMessage) => Promise<TakeInOutcome>;
  clock: Clock;
  log: Log;
}

/** A widget's conversation whose secret the visitor has shown. */
export interface Conversation {
  widget: Widget;
  /** Digest of the secret. */
  id: string;
}

export function startConversation(randomBytes: RandomBytes): { conversation: string; secret: string } {
  const secret = toBase32(randomBytes(16)).toLowerCase();
  return { conversation: conversationOf(secret), secret };
}

/** The name of the conversation that a secret opens. */
export function conversationOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export type ChatSendOutcome =
  | { kind: 'taken_in'; ref: TicketRef }
  /** Put aside until a person of the desk has looked at it. */
  | { kind: 'held' }
  | { kind: 'too_many' };

/** Repeating it with the same client id changes nothing and yields the same outcome. */
export async function sendChatMessage(
  deps: ChatDeps,
  { widget, id }: Conversation,
  request: ChatMessageRequest,
): Promise<ChatSendOutcome> {
  const ref = await deps.store.ticketOfConversation(id);
  if (!(await withinBudget(deps, { widget, id }, ref))) return { kind: 'too_many' };
  const state = ref ? await deps.store.ticket(ref) : null;
  const outcome = await deps.takeIn(
    typedMessage({
      door: widget.id,
      deliveryId: `${id}.${request.clientId}`,
      receivedAt: deps.clock(),
      from: state ? requesterOf(state) : visitorMailbox(deps.desk, request),
      inbox: widget.inbox,
      text: request.text,
      conversation: { widget: widget.id, digest: id },
      ...(ref && { ticket: ref }),
    }),
  );
  return 'ref' in outcome && outcome.ref ? { kind: 'taken_in', ref: outcome.ref } : { kind: 'held' };
}

/** A message as the visitor sees it. */
export interface ChatLine {
  id: Ulid;
  at: Instant;
  from: 'visitor' | 'desk';
  name: string;
  text: string;
}

export interface ChatReading {
  ticket: TicketRef | null;
  status: TicketStatus | null;
  /** Oldest first. */
  messages: ChatLine[];
  /** Where to read on; unchanged when there was nothing new. */
  cursor: string | null;
  more: boolean;
}

/** Public messages after a cursor. Changes nothing. */
export async function readConversation(
  deps: Pick<ChatDeps, 'store' | 'desk'>,
  { id }: Conversation,
  after: string | null,
): Promise<ChatReading> {
  const ref = await deps.store.ticketOfConversation(id);
  const state = ref ? await deps.store.ticket(ref) : null;
  if (!state) return { ticket: null, status: null, messages: [], cursor: after, more: false };
  const { ticket } = state;
  const { messages, more } = await publicMessages(deps.store, ticket.ref, { limit: MESSAGES_A_PAGE, after });
  return {
    ticket: ticket.ref,
    status: ticket.status,
    messages: messages.map((message) => chatLine(deps.desk, state, message)),
    cursor: messages.at(-1)?.id ?? after,
    more,
  };
}

/** The visitor is looking: an answer need not go by mail as well. */
export async function visitorSeen(deps: ChatDeps, { id }: Conversation): Promise<void> {
  await changeTicket(deps, id, (draft) => {
    const { chat } = draft.ticket;
    if (!chat || millisOf(draft.now) - millisOf(chat.visitorSeenAt) < SEEN_EVERY_MS) return false;
    draft.ticket = { ...draft.ticket, chat: { ...chat, visitorSeenAt: draft.now } };
    return true;
  });
}

/** Where answers go when the visitor has left. An address, once given, is not changed from a chat. */
export async function leaveContact(
  deps: ChatDeps,
  { id }: Conversation,
  contact: ChatContactRequest,
): Promise<void> {
  const { address, name } = visitorMailbox(deps.desk, contact);
  await changeTicket(deps, id, (draft) => {
    const requester = draft.participant(draft.ticket.requester);
    if (requester.address || !address || draft.participantByAddress(address)) return false;
    draft.putParticipant({ ...requester, address, name: name || requester.name });
    draft.addEvent('contact_left', `participant:${requester.id}`);
    return true;
  });
}

async function changeTicket(
  deps: ChatDeps,
  conversation: string,
  change: (draft: TicketDraft) => boolean,
): Promise<void> {
  const ref = await deps.store.ticketOfConversation(conversation);
  if (!ref) return;
  await decideAndCommit(deps.store, async () => {
    const state = await deps.store.ticket(ref);
    if (!state) return { changes: [], result: null };
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    const changed = change(draft);
    return { changes: changed ? changesOf(draft.finish(), 'update_ticket') : [], result: null };
  });
}

/**
 * Whom a visitor says to be. What is typed proves nothing: an address of the desk or of its people is not believed,
 * because mail from there counts as theirs.
 */
function visitorMailbox(desk: Desk, { address, name }: { address?: string; name?: string }): Mailbox {
  const typed = normalAddress(address ?? '');
  const believed = typed && !isOwnAddress(desk, typed) && !agentByAddress(desk, typed);
  return { address: believed ? typed : '', name: name ?? '' };
}

function requesterOf({ ticket, participants }: TicketState): Participant {
  const requester = participants.find(({ id }) => id === ticket.requester);
  if (!requester) throw new Error(`${ticket.ref} has no participant ${ticket.requester}`);
  return requester;
}

async function withinBudget(
  { store, clock }: ChatDeps,
  { widget, id }: Conversation,
  ref: TicketRef | null,
): Promise<boolean> {
  const now = clock();
  const window = now.slice(0, 16);
  const expires = instantOf(millisOf(now) + 10 * 60_000);
  const spent = await store.spendBudget({ scope: `chat:${id}`, window, limit: MESSAGES_A_MINUTE, expires });
  if (ref || !spent) return spent;
  return store.spendBudget({
    scope: `chat-new:${widget.id}`,
    window,
    limit: NEW_CONVERSATIONS_A_MINUTE,
    expires,
  });
}

function chatLine(desk: Desk, { ticket, participants }: TicketState, message: Message): ChatLine {
  const author = participants.find(({ id }) => id === message.author);
  const { id, at } = message;
  const text = shownText(message);
  return isVisitor(ticket, author)
    ? { id, at, from: 'visitor', name: author?.name ?? '', text }
    : { id, at, from: 'desk', name: author?.name || desk.name, text };
}

function isVisitor(ticket: Ticket, author: Participant | undefined): boolean {
  return author !== undefined && (author.id === ticket.requester || author.role === 'cc');
}
