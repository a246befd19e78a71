import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { answerStepAs } from '../core/step-answer.ts';
import type { StepAnswer, StepAnswered } from '../core/step-answer.ts';
import type { ParticipantId } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Clock, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/** What a page hands in: which visit of a step it showed to whom, and what he chose. */
export interface PageStepAnswer extends Pick<StepAnswer, 'outcome' | 'answers' | 'reason'> {
  ref: TicketRef;
  participant: ParticipantId;
  step: string;
  visit: number;
}

export type PageStepAnswered =
  | StepAnswered
  /** Somebody has answered it meanwhile, or it is not needed any more. */
  | { kind: 'refused'; reason: 'no_such_ticket' | 'nobody' | 'not_open' };

/**
 * Answers a step for a person whom the caller knows by a signed link. Every refusal is a value; two at the same moment
 * are decided one after the other, and the second finds what the first has done.
 */
export async function answerStep(
  deps: { store: Store; desk: Desk; clock: Clock; log: Log },
  given: PageStepAnswer,
): Promise<PageStepAnswered> {
  const { result } = await decideAndCommit<PageStepAnswered>(deps.store, async () => {
    const state = await deps.store.ticket(given.ref);
    if (!state) return { changes: [], result: { kind: 'refused', reason: 'no_such_ticket' } };
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    const participant = draft.participants.find(({ id, left }) => id === given.participant && !left);
    if (!participant) return { changes: [], result: { kind: 'refused', reason: 'nobody' } };
    const step = draft.openSteps.find(({ id, visit }) => id === given.step && visit === given.visit);
    if (!step) return { changes: [], result: { kind: 'refused', reason: 'not_open' } };
    const result = answerStepAs(draft, { ...given, participant, step });
    const isDone = result.kind === 'completed' || result.kind === 'voted';
    return { changes: isDone ? changesOf(draft.finish(), 'update_ticket') : [], result };
  });
  deps.log('step_answered', { ref: given.ref, step: given.step, visit: given.visit, result: result.kind });
  return result;
}
