import { heardFrom } from './delivery-report.ts';
import type { Desk } from './desk.ts';
import { readAnswers } from './form-answers.ts';
import type { TicketRef } from './ids.ts';
import { tellIncomplete } from './incomplete-answer.ts';
import { namesOfFiles } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { isStaffed } from './process-template.ts';
import type { ExternalStep } from './process-template.ts';
import { stepCode } from './reply-address.ts';
import { oneOf, standIn } from './step-owner.ts';
import type { Message, Participant, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** What somebody outside the desk answers who was asked by a step of his own. */
export interface ExternalWords {
  message: InboundMessage;
  record: Message;
  author: Participant;
  desk: Desk;
  /** A mail that asks for what is missing may be sent. */
  mayBeAnswered: boolean;
  /** The code of the step whose mail he answers; null for a mail that names none. */
  about: string | null;
  /** The ticket that the mail was about, where that goes on as this one: then it answers no step of this one. */
  mergedAway: TicketRef | null;
}

type ExternalVisit = Step & { definition: ExternalStep };

/**
 * Keeps the answer for the desk only, brings it to whoever answers for the step here and ends the step that was open;
 * with a form, once its answers are complete. What comes after that is a note to the same colleague.
 */
export function addExternalMessage(draft: TicketDraft, words: ExternalWords): void {
  const { message, record, author, desk } = words;
  draft.addMessage({ ...record, author: author.id, visibility: 'internal' });
  heardFrom(draft, author, message);
  const visits = words.mergedAway ? [] : visitsOf(draft, author);
  const answered =
    visits.find((visit) => stepCode(visit) === words.about) ??
    visits.find(({ state }) => state.kind === 'open') ??
    visits.at(-1);
  const open = answered?.state.kind === 'open' ? answered : null;
  const by = `participant:${author.id}`;
  draft.addEvent('external_answered', by, { message: record.id, ...(open ? { step: open.id } : {}) });
  const owner = answered ? standIn(answered.owner, draft, desk) : oneOf('assignee', draft, desk);
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: owner.id,
      template: 'note-to-agent',
      class: 'notification',
      message: record.id,
      answerAs: 'note',
    },
  });
  if (open) answer(draft, open, words);
}

/** Somebody of the desk who was asked like somebody outside, and has no other work to which his note could belong. */
export function answersAsExternal(
  draft: TicketDraft,
  author: { participant: Participant; answerAs: 'reply' | 'note' },
): boolean {
  const { id } = author.participant;
  const isAtWork = draft.openSteps.some(({ owner, definition }) => owner === id && isStaffed(definition));
  const isAsked = visitsOf(draft, author.participant).some(({ state }) => state.kind === 'open');
  return author.answerAs === 'note' && isAsked && !isAtWork;
}

function visitsOf(draft: TicketDraft, author: Participant): ExternalVisit[] {
  return draft.steps.flatMap((step) =>
    step.definition.kind === 'external' && step.external === author.id
      ? [{ ...step, definition: step.definition }]
      : [],
  );
}

function answer(draft: TicketDraft, step: ExternalVisit, words: ExternalWords): void {
  const { message, record, author } = words;
  const { form, on, expires } = step.definition;
  const outcome = Object.keys(on).find((one) => one !== expires?.outcome);
  const files = namesOfFiles(message.attachments);
  if (message.saysNothing && files.length === 0 && Object.keys(form).length === 0) return;
  const read = readAnswers(form, message.reply, files);
  if (read.kind === 'complete' && outcome)
    return draft.completeStep(step, { outcome, answers: read.answers, by: `participant:${author.id}` });
  if (read.kind === 'incomplete' && words.mayBeAnswered)
    tellIncomplete(draft, { to: author.id, step, read, record, answerAs: 'note', atMost: 1 });
}
