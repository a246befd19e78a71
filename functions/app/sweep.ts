import type { TicketRef } from '../core/ids.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { EffectPorts } from './ports.ts';
import { relayOutbox } from './relay.ts';
import { reviewHeld } from './review-held.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

const PENDING_TOO_LONG = 5 * 60_000;
const OVERDUE_TOO_LONG = 10 * 60_000;
const AT_ONCE = 200;

/**
 * Looks after what fell by the wayside: outbox items that nobody relayed, and tickets whose deadline passed without
 * a review. Finds nothing on a good day. What cannot be set going keeps nothing else from it. Once in a working hour it
 * looks through the mail that is held.
 * @returns how many of each were set going again.
 * @throws AggregateError of what could not be.
 */
export async function sweep(deps: EffectPorts): Promise<{ outbox: number; deadlines: number }> {
  const now = millisOf(deps.clock());
  const pending = await deps.store.pendingOutbox(instantOf(now - PENDING_TOO_LONG), AT_ONCE);
  const faults: unknown[] = [];
  const despiteFaults = async (work: () => Promise<unknown>) =>
    work().catch((fault: unknown) => faults.push(fault));
  for (const item of pending) await despiteFaults(() => relayOutbox(deps, item));
  const overdue = await deps.store.overdueTickets(instantOf(now - OVERDUE_TOO_LONG), AT_ONCE);
  for (const ticket of overdue) await despiteFaults(() => restartDeadlines(deps, ticket));
  await despiteFaults(() => reviewHeld(deps));
  deps.log('swept', { outbox: pending.length, deadlines: overdue.length, faults: faults.length });
  if (faults.length > 0)
    throw new AggregateError(faults, `${faults.length} of what was swept up stays undone`);
  return { outbox: pending.length, deadlines: overdue.length };
}

/** Relayed here as well: while the stream is down, the next sweep would only put a newer run in its place. */
async function restartDeadlines(
  deps: EffectPorts,
  overdue: { ref: TicketRef; nextDeadline: Instant },
): Promise<void> {
  const { ref, nextDeadline } = overdue;
  const { result: seq } = await decideAndCommit(deps.store, async () => {
    const state = await deps.store.ticket(ref);
    if (state?.ticket.nextDeadline !== nextDeadline) return { changes: [], result: null };
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    draft.restartDeadlines(nextDeadline);
    draft.addEvent('deadlines_restarted', 'desk');
    const drafted = draft.finish();
    return { changes: changesOf(drafted, 'update_ticket'), result: drafted.outbox?.seq ?? null };
  });
  if (seq !== null) await relayOutbox(deps, { ref, seq });
}
