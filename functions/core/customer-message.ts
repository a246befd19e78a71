import { addBusinessMinutes, durationMinutes } from './calendar.ts';
import { startClocks } from './clocks.ts';
import type { Desk } from './desk.ts';
import type { InboundMessage } from './inbound-message.ts';
import { isAsked } from './process-template.ts';
import { oneOf } from './step-owner.ts';
import type { Message, Participant, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';
import { isOnlyThanks, readVerification } from './verification.ts';

/** What a customer's words are to the ticket they belong to. */
export interface CustomerWords {
  message: InboundMessage;
  record: Message;
  author: Participant;
  desk: Desk;
}

/**
 * Puts a customer's message on the ticket. It answers the question that is open, if one is; it opens a solved or
 * closed ticket again, unless it only says thanks; else whoever works on the ticket is told.
 */
export function addCustomerMessage(draft: TicketDraft, words: CustomerWords): void {
  const { record, author, message } = words;
  draft.addMessage({ ...record, author: author.id });
  draft.putParticipant({
    ...withoutFailure(author),
    ...(message.messageId ? { lastMessageId: message.messageId } : {}),
  });
  draft.ticket = { ...draft.ticket, lastCustomerMessage: record.id };
  draft.addEvent('message_received', `participant:${author.id}`, { message: record.id });
  const question = draft.openSteps.find((step) => isAsked(step.definition));
  if (question) return answerQuestion(draft, words, question);
  const isSolved = draft.ticket.status === 'resolved' || draft.ticket.status === 'closed';
  if (!isSolved) return tellWorkers(draft, words);
  if (isOnlyThanks(message.reply)) return draft.addEvent('thanks_received', `participant:${author.id}`);
  reopen(draft, words);
}

/** Whether an answer that comes now opens the ticket again; later it is a matter of its own. */
export function mayReopen(draft: TicketDraft, desk: Desk): boolean {
  const { closed } = draft.ticket;
  if (!closed) return true;
  const policy = desk.sla[desk.processes[draft.ticket.process.id]?.sla ?? ''];
  const calendar = policy && desk.calendars[policy.calendar];
  if (!calendar) return false;
  return draft.now <= addBusinessMinutes(calendar, closed.at, durationMinutes(calendar, desk.reopenWithin));
}

/** A mail that arrives from an address proves that the address works. */
function withoutFailure(participant: Participant): Participant {
  const { undeliverable: _worksAgain, ...rest } = participant;
  return rest;
}

function answerQuestion(draft: TicketDraft, words: CustomerWords, question: Step): void {
  const outcome = question.definition.kind === 'verify' ? readVerification(words.message.reply) : 'replied';
  if (!(outcome in question.definition.on)) return tellWorkers(draft, words);
  draft.completeStep(question, {
    outcome,
    answers: {},
    by: `participant:${words.author.id}`,
  });
}

function tellWorkers(draft: TicketDraft, words: CustomerWords): void {
  const owners = draft.openSteps
    .filter((step) => step.definition.kind === 'task' && step.owner !== draft.ticket.requester)
    .map((step) => step.owner);
  const workers = owners.length > 0 ? owners : [oneOf('assignee', draft, words.desk).id];
  for (const to of new Set(workers))
    draft.addEffect({
      kind: 'send_mail',
      mail: {
        to,
        template: 'message-to-agent',
        class: 'notification',
        message: words.record.id,
        answerAs: 'reply',
      },
    });
}

/** Work begins again at the step that the process names for it, with a new run and new clocks. */
export function reopen(draft: TicketDraft, words: Pick<CustomerWords, 'author' | 'desk'>): void {
  const { desk, author } = words;
  const by = `participant:${author.id}`;
  const { process } = draft.ticket;
  const template = desk.processes[process.id];
  const policy = desk.sla[template?.sla ?? ''];
  const calendar = policy && desk.calendars[policy.calendar];
  if (!template || !policy || !calendar)
    throw new Error(`${draft.ticket.ref}: its process ${process.id} is gone`);
  draft.cancelOpenSteps(by);
  if (!draft.ticket.closed) draft.addEffect({ kind: 'stop_process', process: process.id, run: process.run });
  const run = process.run + 1;
  const cycle = Math.max(...draft.ticket.clocks.map((clock) => clock.cycle)) + 1;
  const clocks = startClocks({ policy, calendar, priority: draft.ticket.priority, cycle, at: draft.now });
  const { closed: _closed, verdict: _verdict, ...rest } = draft.ticket;
  draft.ticket = {
    ...rest,
    status: 'open',
    process: { ...process, run },
    clocks: [...rest.clocks, ...clocks],
  };
  draft.addEvent('ticket_reopened', by, { run, entry: template.onReopen });
  draft.addEffect({ kind: 'start_process', process: process.id, run, entry: template.onReopen });
}
