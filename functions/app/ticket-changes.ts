import type { DraftedChanges } from '../core/ticket-draft.ts';
import type { Change, CommitOutcome, Store } from './ports.ts';

/** How often a decision is made anew because somebody else wrote the ticket first. */
const attempts = 5;

/** The writes of one drafted change; the ticket's own write guards all others. */
export function changesOf(drafted: DraftedChanges, write: 'create_ticket' | 'update_ticket'): Change[] {
  const { ref } = drafted.ticket;
  return [
    { kind: write, ticket: drafted.ticket },
    ...drafted.participants.map((participant): Change => ({ kind: 'put_participant', ref, participant })),
    ...drafted.steps.map((step): Change => ({ kind: 'put_step', ref, step })),
    ...drafted.messages.map((message): Change => ({ kind: 'add_message', ref, message })),
    ...drafted.events.map((event): Change => ({ kind: 'add_event', ref, event })),
    ...(drafted.helper ? [{ kind: 'remember_owner', ...drafted.helper } satisfies Change] : []),
    ...(drafted.outbox ? [{ kind: 'add_outbox', ref, item: drafted.outbox } satisfies Change] : []),
  ];
}

/**
 * Reads, decides and commits until nobody interferes. `decide` returns the changes to write with its result, or
 * no changes when there is nothing to do.
 * @throws Error when the ticket kept changing for as many tries as we make.
 */
export async function decideAndCommit<Result>(
  store: Store,
  decide: () => Promise<{ changes: Change[]; result: Result }>,
): Promise<{ outcome: Exclude<CommitOutcome, { kind: 'changed_meanwhile' }>; result: Result }> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { changes, result } = await decide();
    const outcome: CommitOutcome = changes.length > 0 ? await store.commit(changes) : { kind: 'committed' };
    if (outcome.kind !== 'changed_meanwhile') return { outcome, result };
  }
  throw new Error(`the ticket changed during each of ${attempts} attempts`);
}
