import { addForwarder, agentForward } from '../core/agent-forward.ts';
import { inboxOf } from '../core/desk.ts';
import type { Inbox } from '../core/desk.ts';
import { noteExternalReferences } from '../core/external-reference.ts';
import { newTicketRef, ulidAfter } from '../core/ids.ts';
import type { TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { fitForTicket, inboxFor } from '../core/inbound-routing.ts';
import { newTicket } from '../core/new-ticket.ts';
import { obeyOpening, openingWords } from '../core/opening-orders.ts';
import { noteNeighbours, openingRecord } from '../core/opening-record.ts';
import { newTicketRefusal } from '../core/refusals.ts';
import type { Leave } from '../core/refusals.ts';
import type { Clues } from '../core/threading.ts';
import type { DecisionReceipt } from '../core/ticket.ts';
import { holdMessage } from './hold-message.ts';
import { claimsOf, indexOf, indexOfExternal } from './message-claims.ts';
import type { Change, TicketState } from './ports.ts';
import { rememberRequest, similarRequest } from './similar-request.ts';
import { mayOpenTicket, tooMany, whyUnanswered } from './take-in-budgets.ts';
import type { Decided, TakeInDeps, TakingIn } from './taking-in.ts';
import { changesOf } from './ticket-changes.ts';

/** Begins a ticket with a message, or holds it back where it may begin none. */
export async function beginTicket(
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
  const found = follows ? { ...from.receipt, by: 'follows_closed' } : from.receipt;
  const refusal =
    newTicketRefusal(taking.message, desk, leave) ??
    (leave.waived.has('rate_limited') || (await mayOpenTicket(deps, taking.message)) ? null : tooMany);
  if (refusal) return holdMessage(deps, taking, { refusal, found: follows, receipt: found });
  const inbox = await inboxOfNew(deps, taking, follows);
  const received = taking.recovery ? fitForTicket(taking.message, desk) : taking.message;
  const forward = agentForward(received, desk);
  const words = openingWords(received, forward, desk);
  const own = words ? { ...received, reply: words.text } : received;
  const message = forward.kind === 'customer' ? forward.message : own;
  const alike = await similarRequest(deps, message);
  const unacknowledged = await whyUnanswered(deps, message, quotedFrom(found));
  const receipt = unacknowledged ? { ...found, unacknowledged } : found;
  const ref = newTicketRef(deps.randomBytes);
  const draft = newTicket({
    ref,
    message,
    record: openingRecord(
      { ...taking.record, text: own.reply, receipt },
      { message, forward, related, alike },
    ),
    inbox,
    desk,
    now: deps.clock(),
    acknowledge: unacknowledged === null,
    follows,
  });
  noteNeighbours(draft, { message, related, alike, desk });
  if (forward.kind === 'customer') {
    const id = ulidAfter(draft.ticket.lastMessage, taking.record.id);
    const note = words?.text ?? forward.note;
    addForwarder(draft, { ...forward, note, record: { ...taking.record, id, receipt } });
  }
  const { assignee, requester } = draft.ticket;
  if (words) obeyOpening(draft, { words, author: draft.participant(assignee ?? requester), desk });
  const references = noteExternalReferences(draft, message);
  await rememberRequest(deps.store, message, ref);
  return {
    changes: [
      ...claimsOf(taking, ref, draft.now),
      ...changesOf(draft.finish(), 'create_ticket'),
      ...indexOf([taking.message.messageId, message.messageId], ref),
      ...citationOf(received, ref),
      ...indexOfExternal(references, ref),
      ...conversationOf(message, { ref, before: clues.door }),
    ],
    result: { kind: 'new_ticket', ref },
  };
}

/**
 * What answers a ticket stays with the people who had that one, also as a ticket of its own: it may be confidential, and
 * a reply address names no inbox.
 */
async function inboxOfNew(
  { store, desk }: TakeInDeps,
  { message, recovery }: TakingIn,
  follows: TicketState | null,
): Promise<Inbox> {
  const heldFor = recovery?.item.ref ?? null;
  const answered = follows ?? (heldFor ? await store.ticket(heldFor) : null);
  const inbox =
    (answered && inboxOf(desk, answered.ticket.inbox)) ?? inboxFor(message, desk) ?? desk.inboxes[0];
  if (!inbox) throw new Error('desk.yaml has no inbox');
  return inbox;
}

/**
 * What somebody who is on no ticket has of ours. Our signed link in his text: he sends our mail back, perhaps as an
 * answering machine under one of its many addresses. A reference in the subject: also a customer at his other address.
 */
function quotedFrom({ evidence = [] }: DecisionReceipt): 'mail' | 'reference' | null {
  const kinds = evidence.flatMap(({ kind, rejected }) => (rejected === 'not_on_ticket' ? [kind] : []));
  if (kinds.includes('body_marker')) return 'mail';
  return kinds.includes('subject_reference') || kinds.includes('external_reference') ? 'reference' : null;
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
