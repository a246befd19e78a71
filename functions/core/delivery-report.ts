import { contactStep, contactStepId, foundBack, isUnreachable, questionsTo } from './contact-step.ts';
import type { Desk } from './desk.ts';
import { normalAddress } from './inbound-message.ts';
import type { Bounce, InboundMessage } from './inbound-message.ts';
import type { MailIntent } from './outbox.ts';
import { threadOf } from './outlook-thread.ts';
import { noRoster } from './roster.ts';
import { leadOf, oneOf, standIn } from './step-owner.ts';
import { takeCharge, visitStep } from './step-visit.ts';
import type { Message, Participant } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** What the code of a failure begins with when somebody called our mail unwanted. */
export const COMPLAINT = 'complaint';

/** A bounce that came as a mail (RFC 3464): kept on the ticket of the mail it reports. */
export function addDeliveryReport(
  draft: TicketDraft,
  report: { bounce: Bounce; record: Message; desk: Desk },
): void {
  const { bounce, record, desk } = report;
  draft.addMessage({ ...record, visibility: 'internal', flags: [...record.flags, 'bounce'] });
  const failed = bounce.recipients.flatMap(
    (address) => draft.participantByAddress(normalAddress(address)) ?? [],
  );
  for (const participant of failed)
    addDeliveryFailure(draft, { participant, hard: bounce.hard, code: bounce.status || bounce.reason, desk });
  if (failed.length === 0) draft.addEvent('mail_bounced', 'desk', { message: record.id, hard: bounce.hard });
}

/**
 * Mail to somebody on the ticket came back. For good (`hard`): he gets no more mail until he writes himself, and
 * whoever works on the ticket is told, because a question that never arrived is never answered.
 */
export function addDeliveryFailure(
  draft: TicketDraft,
  failure: { participant: Participant; hard: boolean; code: string; desk: Desk },
): void {
  const { participant, hard, code, desk } = failure;
  draft.addEvent('mail_bounced', 'desk', { participant: participant.id, hard, code });
  if (!hard || participant.undeliverable) return;
  draft.putParticipant({ ...participant, undeliverable: { since: draft.now, code } });
  if (!lookForCustomer(draft, { participant, code, desk })) tellOfReturn(draft, { participant, code, desk });
}

/**
 * A mail that was not even tried. Only a person's words, and a question that cannot be asked, are worth a word to
 * whoever works on the ticket.
 */
export function addRefusal(
  draft: TicketDraft,
  refusal: { intent: MailIntent; reason: string; desk: Desk },
): void {
  const { intent, reason, desk } = refusal;
  const participant = draft.participant(intent.to);
  draft.addEvent('mail_refused', 'desk', { participant: intent.to, template: intent.template, reason });
  const failed = { participant, code: reason, desk };
  if (intent.step && cannotBeReached.has(reason) && lookForCustomer(draft, failed)) return;
  if (intent.class === 'reply') tellOfReturn(draft, failed);
}

/** Whoever has left no address reads the question where he asked his. */
const cannotBeReached = new Set(['undeliverable', 'bad_address', 'own_address']);

/** Mail that arrives from an address proves that the address works; our next mail there answers it. */
export function heardFrom(draft: TicketDraft, author: Participant, message: InboundMessage): void {
  const { undeliverable: _worksAgain, outlookThread: _before, ...rest } = author;
  draft.putParticipant({
    ...rest,
    ...(message.messageId ? { lastMessageId: message.messageId } : {}),
    ...threadOf(message),
  });
  if (author.id === draft.ticket.requester) foundBack(draft, author.id);
}

interface Failure {
  participant: Participant;
  code: string;
  desk: Desk;
}

/**
 * A question that did not reach the requester cannot be answered: its time stands still, and the assignee looks for
 * another way to him. False when no question waits for whoever could not be reached.
 */
function lookForCustomer(draft: TicketDraft, { participant, code, desk }: Failure): boolean {
  if (participant.id !== draft.ticket.requester) return false;
  const questions = questionsTo(draft, participant.id);
  for (const question of questions.filter((one) => !isUnreachable(one)))
    draft.putStep({
      ...question,
      holds: [...(question.holds ?? []), { from: draft.now, to: null, why: 'unreachable' }],
    });
  if (questions.length === 0 || draft.openSteps.some(({ id }) => id === contactStepId))
    return questions.length > 0;
  const owner = oneOf(contactStep.owner, draft, desk);
  takeCharge(draft, owner);
  const opening = { id: contactStepId, definition: contactStep, token: null, desk, roster: noRoster };
  const { id, visit } = visitStep(draft, opening, { owner: owner.id });
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: owner.id,
      template: 'contact-unreachable',
      class: 'notification',
      step: { id, visit },
      answerAs: 'note',
      facts: { address: participant.address, code },
    },
  });
  return true;
}

function tellOfReturn(draft: TicketDraft, { participant, code, desk }: Failure): void {
  const told = participant.agentId ? leadOf(draft, desk) : answererFor(draft, { participant, desk });
  if (told.id === participant.id) return;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: told.id,
      template: 'mail-returned',
      class: 'notification',
      answerAs: 'note',
      facts: { address: participant.address, code },
    },
  });
}

/** Whoever asked somebody outside answers for him; the customer is the assignee's. */
function answererFor(
  draft: TicketDraft,
  { participant, desk }: { participant: Participant; desk: Desk },
): Participant {
  const asked = draft.openSteps.find(({ external }) => external === participant.id);
  return asked ? standIn(asked.owner, draft, desk) : oneOf('assignee', draft, desk);
}
