import type { Desk } from '../core/desk.ts';
import type { Effect } from '../core/outbox.ts';
import type { Step } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Clock, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/**
 * Ends the step that waited for a ticket to be closed: as the code it was closed with where the step names that as an
 * outcome, else as done. A step that has ended otherwise, and a ticket that is gone, are left as they are.
 */
export async function completeParent(
  deps: { store: Store; desk: Desk; clock: Clock; log: Log },
  closed: Extract<Effect, { kind: 'complete_parent' }>,
): Promise<void> {
  const { store, desk, clock, log } = deps;
  const { ref, code } = closed;
  const { result: ended } = await decideAndCommit<boolean>(store, async () => {
    const state = await store.ticket(ref);
    if (!state) return { changes: [], result: false };
    const draft = new TicketDraft(state, { now: clock(), desk });
    const step = draft.openSteps.find(({ id, visit }) => id === closed.step && visit === closed.visit);
    if (!step) return { changes: [], result: false };
    draft.completeStep(step, { outcome: outcomeOf(step, code), answers: {}, by: 'process' });
    return { changes: changesOf(draft.finish(), 'update_ticket'), result: true };
  });
  log('parent_completed', { ref, step: closed.step, ended });
}

function outcomeOf({ definition }: Step, code: string): string {
  const outcomes = Object.keys(definition.on);
  return (
    outcomes.find((one) => one === code) ?? outcomes.find((one) => one === 'done') ?? outcomes[0] ?? 'done'
  );
}
