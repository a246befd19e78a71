import { addAgentMessage } from '../core/agent-message.ts';
import { noOthers } from '../core/agent-ordering.ts';
import type { OtherTickets } from '../core/agent-ordering.ts';
import { addCustomerMessage } from '../core/customer-message.ts';
import { addDeliveryReport } from '../core/delivery-report.ts';
import { inboxOf } from '../core/desk.ts';
import type { Desk } from '../core/desk.ts';
import { addExternalMessage, answersAsExternal } from '../core/external-message.ts';
import { filesNotTaken, tellOfFiles } from '../core/files-not-taken.ts';
import { noteExternalReferences } from '../core/external-reference.ts';
import { ulidAfter } from '../core/ids.ts';
import type { TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { isByMachine } from '../core/inbound-routing.ts';
import { appendRefusal } from '../core/refusals.ts';
import type { Leave } from '../core/refusals.ts';
import type { Refusal } from '../core/suspended-item.ts';
import type { Author, Clues } from '../core/threading.ts';
import type { DecisionReceipt, Message } from '../core/ticket.ts';
import type { TicketDraft } from '../core/ticket-draft.ts';
import { followTopic } from '../core/topic.ts';
import { addUnheededMessage, tellUnprovenAgent } from '../core/unheeded-message.ts';
import { agentsOwnWords } from './agents-own-words.ts';
import { customersOwnWords } from './customers-own-words.ts';
import { holdAnswer } from './hold-message.ts';
import { claimsOf, indexOf, indexOfExternal } from './message-claims.ts';
import { changesOfOthers, othersMeant } from './other-tickets.ts';
import { mayAddToTicket, tooMany, whyUnanswered } from './take-in-budgets.ts';
import type { Decided, TakeInDeps, TakingIn } from './taking-in.ts';
import { changesOf } from './ticket-changes.ts';

/** Puts a message on the ticket that it belongs to, or holds it back where it may not go there. */
export async function appendMessage(
  deps: TakeInDeps,
  taking: TakingIn,
  found: { draft: TicketDraft; author: Author; clues: Clues; leave: Leave; receipt: DecisionReceipt },
): Promise<Decided> {
  const { message } = taking;
  const { draft, author, clues, receipt } = found;
  const { ref } = draft.ticket;
  const refusal = await refusedBy(deps, message, found);
  if (refusal) {
    tellUnprovenAgent(draft, message, { author, answerAs: clues.token?.role ?? 'note' });
    return holdAnswer(deps, taking, { refusal, draft, receipt });
  }
  const id = ulidAfter(draft.ticket.lastMessage, taking.record.id);
  const agents =
    author.kind === 'agent' && !isByMachine(message)
      ? await agentsOwnWords(deps.store, draft, message, author.answerAs)
      : null;
  const text =
    author.kind === 'participant'
      ? await customersOwnWords(deps.store, draft, message)
      : (agents?.reply ?? message.reply);
  const isByCustomer = author.kind === 'participant' && author.participant.role !== 'external';
  const topic = isByCustomer && !isByMachine(message) ? followTopic(draft, message) : null;
  const flags = [...taking.record.flags, ...(topic ? [topic] : [])];
  const record: Message = { ...taking.record, id, text, receipt, flags };
  const mayAsk = asksForAnswers(draft) || filesNotTaken(record.attachments) !== '';
  const mayBeAnswered = mayAsk && (await whyUnanswered(deps, message)) === null;
  const { step: about = null, mergedAway = null } = clues.token ?? {};
  const references = author.kind === 'participant' ? noteExternalReferences(draft, message) : [];
  const others = author.kind === 'agent' ? await othersMeant(deps, draft, text) : noOthers();
  const said = agents ? { ...message, reply: text, signature: agents.signature } : message;
  const unclear = agents?.unclear ?? null;
  const where = { desk: deps.desk, mayBeAnswered, about, mergedAway, others };
  addWords(draft, { message: said, record, author, unclear, ...where });
  return {
    changes: [
      ...claimsOf({ ...taking, record }, ref, draft.now),
      ...indexOf([message.messageId], ref),
      ...indexOfExternal(references, ref),
      ...changesOf(draft.finish(), 'update_ticket'),
      ...changesOfOthers(others, ref),
    ],
    result: { kind: 'appended', ref },
  };
}

/** A budget is spent only by what nothing else speaks against. */
async function refusedBy(
  deps: TakeInDeps,
  message: InboundMessage,
  added: { draft: TicketDraft; author: Author; leave: Leave; receipt: DecisionReceipt },
): Promise<Refusal | null> {
  const { author, leave, receipt } = added;
  const { ref, inbox } = added.draft.ticket;
  const where = { author, by: receipt.by, inbox: inboxOf(deps.desk, inbox) ?? null };
  const refusal = appendRefusal(message, where, leave);
  if (refusal) return refusal;
  return leave.waived.has('rate_limited') || (await mayAddToTicket(deps, ref)) ? null : tooMany;
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
  /** The ticket that the mail was about, where that goes on as this one. */
  mergedAway: TicketRef | null;
  others: OtherTickets;
  /** Why nobody can tell what an agent has written. */
  unclear: string | null;
}

function addWords(draft: TicketDraft, words: Words): void {
  const { message, record, author, desk } = words;
  if (message.bounce) return addDeliveryReport(draft, { bounce: message.bounce, record, desk });
  if (isByMachine(message)) return addUnheededMessage(draft, words);
  switch (author.kind) {
    case 'agent':
      if (answersAsExternal(draft, author))
        return addExternalMessage(draft, { ...words, author: author.participant });
      tellOfFiles(draft, { to: author.participant, record, answerAs: author.answerAs });
      return addAgentMessage(draft, {
        ...words,
        author: author.participant,
        answerAs: author.answerAs,
        about: author.step,
      });
    case 'participant':
      if (words.mayBeAnswered)
        tellOfFiles(draft, {
          to: author.participant,
          record,
          answerAs: author.participant.role === 'external' ? 'note' : 'reply',
        });
      if (author.participant.role === 'external')
        return addExternalMessage(draft, { ...words, author: author.participant });
      return addCustomerMessage(draft, { ...words, author: author.participant });
    default:
      return addUnheededMessage(draft, words);
  }
}
