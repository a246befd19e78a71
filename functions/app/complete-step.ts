import type { Desk } from '../core/desk.ts';
import { missingAnswers } from '../core/form-answers.ts';
import type { TicketRef } from '../core/ids.ts';
import { isStaffed, needsWholeForm } from '../core/process-template.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Clock, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

export interface StepEnd {
  ref: TicketRef;
  step: string;
  visit: number;
  outcome: string;
  /** Answers of a form, checked by the caller or given as text `field: value`. */
  answers: Record<string, unknown>;
  /** `participant:<id>`, `deadlines` or `desk`. */
  by: string;
}

export type StepEndOutcome =
  | { kind: 'completed' }
  | { kind: 'refused'; reason: 'no_such_ticket' | 'not_open' | 'unknown_outcome' | 'incomplete' };

/** Ends an open step; what comes next is the process's business once the outbox has been relayed. */
export async function completeStep(
  deps: { store: Store; desk: Desk; clock: Clock; log: Log },
  end: StepEnd,
): Promise<StepEndOutcome> {
  const { result } = await decideAndCommit<StepEndOutcome>(deps.store, async () => {
    const state = await deps.store.ticket(end.ref);
    if (!state) return { changes: [], result: { kind: 'refused', reason: 'no_such_ticket' } };
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    const step = draft.openSteps.find((open) => open.id === end.step && open.visit === end.visit);
    if (!step) return { changes: [], result: { kind: 'refused', reason: 'not_open' } };
    if (!(end.outcome in step.definition.on))
      return { changes: [], result: { kind: 'refused', reason: 'unknown_outcome' } };
    const { definition } = step;
    const wanted = isStaffed(definition) && needsWholeForm(definition, end.outcome) ? definition.form : {};
    if (missingAnswers(wanted, end.answers).length > 0)
      return { changes: [], result: { kind: 'refused', reason: 'incomplete' } };
    draft.completeStep(step, { outcome: end.outcome, answers: end.answers, by: end.by });
    return { changes: changesOf(draft.finish(), 'update_ticket'), result: { kind: 'completed' } };
  });
  deps.log('step_completion', { ref: end.ref, step: end.step, outcome: end.outcome, result: result.kind });
  return result;
}
