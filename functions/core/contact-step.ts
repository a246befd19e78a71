import type { Instant } from './instant.ts';
import type { Effect } from './outbox.ts';
import { isAsked, JOIN, templateName } from './process-template.ts';
import type { AskedStep, StaffedStep } from './process-template.ts';
import type { Participant, ParticipantId, Step, Ticket } from './ticket.ts';

/** The desk's own step while a question to the requester cannot reach him: somebody finds another way to him. */

export const contactStepId = 'contact_unreachable';

export const contactStep: StaffedStep = {
  kind: 'task',
  title: 'Reach the customer',
  owner: 'assignee',
  due: '1d',
  ladder: [
    { at: '50%', to: 'owner', do: 'remind', by: 'mail', urgent: false },
    { at: '100%', to: 'lead', do: 'escalate', by: 'mail', urgent: false },
  ],
  form: { reached_at: { type: 'text', label: 'His other address, if he has one', required: false } },
  expires: { after: '5d', outcome: 'unreachable' },
  on: { reached: JOIN, unreachable: JOIN },
  loops: {},
  mandatory: false,
  waivable: false,
};

/** What a ticket draft does for this step; it knows the draft, so the draft cannot be known to it. */
interface Contacting {
  ticket: Ticket;
  readonly now: Instant;
  readonly openSteps: Step[];
  participant(id: ParticipantId): Participant;
  putParticipant(participant: Participant): void;
  putStep(step: Step): void;
  completeStep(step: Step, end: { outcome: string; answers: Record<string, unknown>; by: string }): void;
  cancelStep(step: Step, by: string): void;
  addEvent(type: string, actor: string, data?: Record<string, unknown>): void;
  addEffect(effect: Effect): void;
}

export type Question = Step & { definition: AskedStep };

export function questionsTo(draft: Pick<Contacting, 'openSteps'>, participant: ParticipantId): Question[] {
  return draft.openSteps.flatMap((step) =>
    isAsked(step.definition) && step.owner === participant ? [{ ...step, definition: step.definition }] : [],
  );
}

export function isUnreachable({ holds }: Pick<Step, 'holds'>): boolean {
  return holds?.some(({ why, to }) => why === 'unreachable' && to === null) ?? false;
}

/**
 * The desk's own step has ended. `reached`: the questions are asked again, at the new address or the old one, and their
 * time runs on. `unreachable`: they end as if nobody had answered, and the ticket will be closed for that reason.
 */
export function endContact(
  draft: Contacting,
  end: { outcome: string; answers: Record<string, unknown>; by: string },
): void {
  const requester = draft.participant(draft.ticket.requester);
  const held = questionsTo(draft, requester.id).filter(isUnreachable);
  if (end.outcome === 'unreachable') {
    for (const { definition, ...question } of held)
      draft.completeStep(
        { ...question, definition },
        { outcome: definition.expires.outcome, answers: {}, by: end.by },
      );
    if (held.length > 0) draft.ticket = { ...draft.ticket, verdict: 'unreachable' };
    return;
  }
  const { undeliverable: _before, ...reached } = requester;
  draft.putParticipant({ ...reached, address: addressIn(end.answers['reached_at']) ?? reached.address });
  draft.addEvent('contact_restored', end.by, { participant: requester.id });
  for (const question of held) {
    draft.putStep(lifted(question, draft.now));
    askAgain(draft, question);
  }
}

/** The requester has found his way to us: his questions wait for him again, and nobody needs to look for him. */
export function foundBack(draft: Contacting, requester: ParticipantId): void {
  const by = `participant:${requester}`;
  for (const question of questionsTo(draft, requester).filter(isUnreachable))
    draft.putStep(lifted(question, draft.now));
  for (const step of draft.openSteps) if (step.id === contactStepId) draft.cancelStep(step, by);
  const { verdict, ...ticket } = draft.ticket;
  if (verdict === 'unreachable') draft.ticket = ticket;
}

function lifted(step: Step, now: Instant): Step {
  return {
    ...step,
    holds: (step.holds ?? []).map((hold) =>
      hold.why === 'unreachable' && hold.to === null ? { ...hold, to: now } : hold,
    ),
  };
}

/** A question without a text of its own was asked in an agent's words, to which the reminder leads. */
function askAgain(draft: Contacting, { id, visit, owner, definition }: Question): void {
  const { message } = definition;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: owner,
      template: message ? templateName(message) : 'customer-reminder',
      class: 'notification',
      step: { id, visit },
      answerAs: 'reply',
    },
  });
}

function addressIn(answer: unknown): string | null {
  if (typeof answer !== 'string') return null;
  const found = /[^\s<>()[\]\\,;:@"]+@[^\s<>()[\]\\,;:@"]+\.[a-z0-9-]+/i.exec(answer);
  return found ? found[0].toLowerCase() : null;
}
