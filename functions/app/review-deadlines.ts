import { reviewAt } from '../core/deadlines.ts';
import type { DeadlinePoint } from '../core/deadlines.ts';
import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { latest } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import { climb } from '../core/ladder.ts';
import type { Step } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Clock, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

export interface ReviewInput {
  ref: TicketRef;
  /** Of the run that asks; a newer one has taken over when the ticket's is higher. */
  revision: number;
  /** What the Wait before this review was for: a clock that lags behind it counts as having reached it. */
  plannedFor: Instant;
}

export type ReviewOutput = { next: 'wait'; until: Instant } | { next: 'done' };

/**
 * Looks at a ticket's clocks and ladders: what is due now is done, each rung once, and the answer says when to look
 * again. Early, late or repeated reviews are harmless. A closed ticket may still have to be asked how it went.
 */
export async function reviewDeadlines(
  deps: { store: Store; desk: Desk; clock: Clock; log: Log },
  input: ReviewInput,
): Promise<ReviewOutput> {
  const { desk } = deps;
  const { result } = await decideAndCommit<ReviewOutput>(deps.store, async () => {
    const state = await deps.store.ticket(input.ref);
    if (!state || state.ticket.deadlineRevision > input.revision)
      return { changes: [], result: { next: 'done' } };
    const now = latest(deps.clock(), input.plannedFor);
    const draft = new TicketDraft(state, { now, desk });
    const { due } = reviewAt(draft.deadlines, now);
    for (const point of due) climb(draft, { point, isStale: isStale(point, due), desk });
    for (const point of due) deps.log('rung_fired', { ref: input.ref, rung: point.rung });
    const drafted = draft.finish({ reviewing: true });
    const until = drafted.ticket.nextDeadline;
    const moved = until !== state.ticket.nextDeadline;
    return {
      changes: due.length > 0 || moved ? changesOf(drafted, 'update_ticket') : [],
      result: until ? { next: 'wait', until } : { next: 'done' },
    };
  });
  return result;
}

/**
 * After an outage several rungs are due at once. A reminder that a later one to the same people repeats, or whose step
 * ends now, is written down and not sent: three mails in one minute remind nobody better than one.
 */
function isStale(point: DeadlinePoint, due: DeadlinePoint[]): boolean {
  const later = due.slice(due.indexOf(point) + 1);
  switch (point.kind) {
    case 'step_rung':
      return (
        point.do === 'remind' &&
        later.some((other) => {
          if (other.kind === 'step_expires') return isSameVisit(other.step, point.step);
          return (
            other.kind === 'step_rung' && isSameVisit(other.step, point.step) && isSameCall(other, point)
          );
        })
      );
    case 'clock_rung':
      return later.some(
        (other) => other.kind === 'clock_rung' && other.clock === point.clock && isSameCall(other, point),
      );
    default:
      return false;
  }
}

function isSameVisit(first: Step, second: Step): boolean {
  return first.id === second.id && first.visit === second.visit;
}

type Call = Extract<DeadlinePoint, { kind: 'step_rung' | 'clock_rung' }>;

function isSameCall(first: Call, second: Call): boolean {
  return first.to === second.to && first.do === second.do && first.by === second.by;
}
