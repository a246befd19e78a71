import { addBusinessMinutes, durationMinutes } from './calendar.ts';
import { heardFrom } from './delivery-report.ts';
import type { Calendar, Desk, SlaPolicy } from './desk.ts';
import { readAnswers } from './form-answers.ts';
import { stopReminders, tellIncomplete } from './incomplete-answer.ts';
import { dmarcOf, namesOfFiles, normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { companionsOf, MOST_PEOPLE } from './inbound-routing.ts';
import { instantOf, millisOf } from './instant.ts';
import type { Instant } from './instant.ts';
import { formOf, isAsked } from './process-template.ts';
import type { ProcessTemplate } from './process-template.ts';
import { bringMessage } from './step-mail.ts';
import { workersOf } from './step-owner.ts';
import type { Message, Participant, Step, Ticket } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';
import { isOnlyThanks, readVerification } from './verification.ts';

/** A ticket is opened again by mail so often within an hour. */
const MOST_REOPENINGS = 3;
const HOUR_MS = 60 * 60_000;

/** What a customer's words are to the ticket they belong to. */
export interface CustomerWords {
  message: InboundMessage;
  record: Message;
  author: Participant;
  desk: Desk;
  /** A mail that asks for what is missing may be sent. */
  mayBeAnswered: boolean;
}

/**
 * Puts a customer's message on the ticket. It answers the question that is open, if one is; it opens a solved or
 * closed ticket again, unless it only says thanks; else whoever works on the ticket is told.
 */
export function addCustomerMessage(draft: TicketDraft, words: CustomerWords): void {
  const { record, author, message, desk } = words;
  draft.addMessage({ ...record, author: author.id });
  heardFrom(draft, author, message);
  draft.ticket = { ...draft.ticket, lastCustomerMessage: record.id };
  draft.addEvent('message_received', `participant:${author.id}`, {
    message: record.id,
    role: author.role,
    since: message.receivedAt,
  });
  joinCompanions(draft, words);
  const question = draft.openSteps.find((step) => isAsked(step.definition));
  if (question && answer(draft, question, words)) return;
  const isSolved = draft.ticket.status === 'resolved' || draft.ticket.status === 'closed';
  if (question || !isSolved) return bringMessage(draft, record.id, workersOf(draft, desk));
  if (draft.ticket.closed?.code === 'spam') return;
  if (isThanks(message)) return draft.addEvent('thanks_received', `participant:${author.id}`);
  reopen(draft, words);
}

/**
 * Whether a customer's words come so long after closing that they are a matter of their own. Thanks never are, and
 * what was spam stays spam.
 */
export function comesTooLate(draft: TicketDraft, message: InboundMessage, desk: Desk): boolean {
  const { closed } = draft.ticket;
  if (!closed || closed.code === 'spam' || isThanks(message)) return false;
  const way = wayOf(draft.ticket, desk);
  if (!way) return true;
  const { calendar, template } = way;
  const within = durationMinutes(calendar, template.reopenWithin ?? desk.reopenWithin);
  return draft.now > addBusinessMinutes(calendar, closed.at, within);
}

function isThanks(message: InboundMessage): boolean {
  return isOnlyThanks(message.reply) && message.attachments.every(({ inline }) => inline);
}

/** Whom a customer puts on a later mail is on the ticket from then on, as with the first. */
function joinCompanions(draft: TicketDraft, { message, desk }: CustomerWords): void {
  if (dmarcOf(message) === 'FAIL') return;
  const others = draft.participants.filter(({ role }) => role === 'cc').length;
  const joining = companionsOf(message, desk).filter(
    ({ address }) => !draft.participantByAddress(normalAddress(address)),
  );
  if (draft.ticket.confidential && joining.length > 0)
    return draft.addEvent('copied_in_left_out', 'desk', { people: joining.length });
  for (const { address, name } of joining.slice(0, Math.max(0, MOST_PEOPLE - others))) {
    const joined = draft.addParticipant({ role: 'cc', address: normalAddress(address), name });
    draft.addEvent('participant_joined', 'desk', { participant: joined.id });
  }
}

/** False when the words do not end the question. Half an answer to a form is answered with what is missing. */
function answer(draft: TicketDraft, question: Step, words: CustomerWords): boolean {
  const { record, author, message } = words;
  const outcome = outcomeOf(question, words, draft.ticket);
  if (!outcome) return false;
  const files = namesOfFiles(message.attachments);
  const read = readAnswers(formOf(question.definition), message.reply, files);
  if (read.kind === 'complete') {
    draft.completeStep(question, { outcome, answers: read.answers, by: `participant:${author.id}` });
    return true;
  }
  if (author.id === question.owner) stopReminders(draft, question);
  if (words.mayBeAnswered)
    tellIncomplete(draft, { to: author.id, step: question, read, record, answerAs: 'reply', atMost: 2 });
  return false;
}

/** Null when the words do not answer the question. That it is solved is the requester's to say. */
function outcomeOf(question: Step, { message, author }: CustomerWords, ticket: Ticket): string | null {
  const outcome = question.definition.kind === 'verify' ? readVerification(message.reply) : 'replied';
  if (outcome === 'confirmed' && author.id !== ticket.requester) return null;
  return outcome in question.definition.on ? outcome : null;
}

interface Way {
  template: ProcessTemplate;
  policy: SlaPolicy;
  calendar: Calendar;
}

/** Null when desk.yaml has the ticket's process or its promises no more. */
function wayOf(ticket: Ticket, desk: Desk): Way | null {
  const template = desk.processes[ticket.process.id];
  const policy = desk.sla[template?.sla ?? ''];
  const calendar = desk.calendars[policy?.calendar ?? ''];
  return template && policy && calendar ? { template, policy, calendar } : null;
}

/**
 * Work begins again at the step that the process names for it, with a new run and new clocks. What opens a ticket again
 * and again is perhaps no person: then it stays as it is, and whoever worked on it is asked to look.
 */
function reopen(draft: TicketDraft, words: CustomerWords): void {
  const { desk, author, record } = words;
  const way = wayOf(draft.ticket, desk);
  if (!way) return bringMessage(draft, record.id, workersOf(draft, desk));
  const by = `participant:${author.id}`;
  const reopenings = reopenedLately(draft);
  if (reopenings.length >= MOST_REOPENINGS) {
    draft.addMessage({ ...record, author: author.id, flags: [...record.flags, 'not_reopened'] });
    draft.addEvent('reopening_refused', by, { message: record.id });
    return bringMessage(draft, record.id, workersOf(draft, desk));
  }
  const entry = way.template.onReopen;
  draft.cancelOpenSteps(by);
  const run = draft.startRun(entry);
  const { closed: _closed, verdict: _verdict, ...rest } = draft.ticket;
  draft.ticket = { ...rest, status: 'open', reopenings: [...reopenings, draft.now] };
  draft.addEvent('ticket_reopened', by, { run, entry });
}

function reopenedLately({ ticket, now }: TicketDraft): Instant[] {
  const hourAgo = instantOf(millisOf(now) - HOUR_MS);
  return (ticket.reopenings ?? []).filter((at) => at > hourAgo);
}
