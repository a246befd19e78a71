import { normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import { typedMessage } from '../intake/typed-message.ts';
import type { StepEnd, StepEndOutcome } from './complete-step.ts';
import { mayAnswer } from './customer-page.ts';
import type { PageDeps, PageVisitor } from './customer-page.ts';
import type { TakeInOutcome } from './taking-in.ts';

/** What a customer does on the status page. */

const ANSWERS_A_MINUTE = 20;

export type AnswerDeps = PageDeps & {
  takeIn: (message: InboundMessage) => Promise<TakeInOutcome>;
  completeStep: (end: StepEnd) => Promise<StepEndOutcome>;
};

/** `form` names the form as it was shown, so that pressing twice answers once. */
export interface PageAnswer {
  form: string;
  text: string;
}

export type AnswerOutcome =
  | { kind: 'said' }
  | { kind: 'confirmed' }
  | { kind: 'rejected' }
  | { kind: 'nothing_written' }
  /** The question was answered or withdrawn meanwhile. */
  | { kind: 'moved_on' }
  | { kind: 'too_many' }
  /** One of the desk's own people: he answers its mails. */
  | { kind: 'not_the_customer' };

export async function replyFromPage(
  deps: AnswerDeps,
  visitor: PageVisitor,
  answer: PageAnswer,
): Promise<AnswerOutcome> {
  if (!mayAnswer(visitor)) return { kind: 'not_the_customer' };
  if (!answer.text.trim()) return { kind: 'nothing_written' };
  if (!(await withinBudget(deps, visitor))) return { kind: 'too_many' };
  await say(deps, visitor, answer);
  return { kind: 'said' };
}

/** "It works" or "Not yet" to the question that the page showed, with words if there are any. */
export async function verifyFromPage(
  deps: AnswerDeps,
  visitor: PageVisitor,
  answer: PageAnswer & { step: string; visit: number; outcome: 'confirmed' | 'rejected' },
): Promise<AnswerOutcome> {
  if (!mayAnswer(visitor)) return { kind: 'not_the_customer' };
  const { step, visit, outcome } = answer;
  const { ticket, steps } = visitor.state;
  const asked = steps.find((open) => open.id === step && open.visit === visit);
  if (asked?.definition.kind !== 'verify' || visitor.participant.id !== ticket.requester)
    return { kind: 'moved_on' };
  if (!(await withinBudget(deps, visitor))) return { kind: 'too_many' };
  const by = `participant:${visitor.participant.id}`;
  const ended = await deps.completeStep({ ref: ticket.ref, step, visit, outcome, answers: {}, by });
  const holds = ended.kind === 'completed' || (await endedAs(deps, visitor, answer));
  if (answer.text.trim()) await say(deps, visitor, answer);
  return { kind: holds ? outcome : 'moved_on' };
}

/** Pressed twice, the second time finds what the first one did. */
async function endedAs(
  { store }: AnswerDeps,
  { state }: PageVisitor,
  answer: { step: string; visit: number; outcome: string },
): Promise<boolean> {
  const now = await store.ticket(state.ticket.ref);
  const step = now?.steps.find(({ id, visit }) => id === answer.step && visit === answer.visit);
  return step?.state.kind === 'done' && step.state.outcome === answer.outcome;
}

async function say(deps: AnswerDeps, { state, participant }: PageVisitor, answer: PageAnswer): Promise<void> {
  const { ref, inbox } = state.ticket;
  await deps.takeIn(
    typedMessage({
      door: 'page',
      deliveryId: `${ref}.${participant.id}.${answer.form}`,
      receivedAt: deps.clock(),
      from: { address: normalAddress(participant.address), name: participant.name },
      inbox,
      text: answer.text.trim(),
      ticket: ref,
    }),
  );
}

/** Whoever holds a link presses its buttons a few times a minute, not more. */
export function withinBudget(
  { store, clock }: PageDeps,
  { state, participant }: PageVisitor,
): Promise<boolean> {
  const now = clock();
  return store.spendBudget({
    scope: `page:${state.ticket.ref}:${participant.id}`,
    window: now.slice(0, 16),
    limit: ANSWERS_A_MINUTE,
    expires: instantOf(millisOf(now) + 10 * 60_000),
  });
}
