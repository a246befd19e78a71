import { stepRungName } from './fired.ts';
import type { AnswersRead } from './form-answers.ts';
import type { MailIntent } from './outbox.ts';
import { ladderOf } from './process-template.ts';
import type { Message, ParticipantId, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

type Incomplete = Extract<AnswersRead, { kind: 'incomplete' }>;

/**
 * Tells somebody outside by mail what is missing in his answers to a form, which stays open.
 * @param told.atMost so many times a visit: whoever does not understand it then needs a person.
 */
export function tellIncomplete(
  draft: TicketDraft,
  told: {
    to: ParticipantId;
    step: Step;
    read: Incomplete;
    record: Message;
    answerAs: MailIntent['answerAs'];
    atMost: number;
  },
): void {
  const { to, step, read, record, answerAs, atMost } = told;
  const { id, visit } = step;
  draft.addEvent('answer_incomplete', `participant:${to}`, { step: id, visit, message: record.id });
  const names = Array.from({ length: atMost }, (_, index) => `incomplete:${id}#${visit}:${index + 1}`);
  if (draft.participant(to).address === '' || !names.some((name) => draft.fireOnce(name))) return;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to,
      template: 'form-incomplete',
      class: 'auto_reply',
      step: { id, visit },
      answerAs,
      facts: { reason: whatIsMissing(read, step) },
    },
  });
}

/** Whoever has answered, if only in part, is not reminded any more; the question still ends in its time. */
export function stopReminders(draft: TicketDraft, step: Step): void {
  for (const [index, rung] of ladderOf(step.definition).entries())
    if (rung.do === 'remind') draft.fireOnce(stepRungName(step, index));
}

function whatIsMissing({ missing, invalid }: Incomplete, step: Step): string {
  const form = 'form' in step.definition ? step.definition.form : {};
  const named = (names: string[]) => names.map((name) => form[name]?.label ?? name).join(', ');
  return [
    ...(missing.length > 0 ? [`Still missing: ${named(missing)}.`] : []),
    ...(invalid.length > 0 ? [`Not understood: ${named(invalid)}.`] : []),
  ].join(' ');
}
