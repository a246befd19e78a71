import { reviewHeld } from '../functions/app/review-held.ts';
import type { Change } from '../functions/app/ports.ts';
import { nextOpening } from '../functions/core/calendar.ts';
import { instantOf, millisOf } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import { calendarOfDesk } from '../functions/core/working-hour.ts';
import type { Worker } from './desk-work.ts';

/** As often as the sweep in the cloud. */
const BETWEEN = 15 * 60_000;

export interface HeldReviewWorker extends Worker {
  /** Hears of every commit: while nothing is held there is nothing to look through. */
  committed(changes: Change[]): void;
}

/** Looks through the held mail in the desk's working hours, as the sweep does in the cloud. */
export function heldReviewWorker(deps: Parameters<typeof reviewHeld>[0]): HeldReviewWorker {
  /** The desk may have been closed for days. */
  let due: Instant | null = deps.clock();
  const later = () => nextOpening(calendarOfDesk(deps.desk), instantOf(millisOf(deps.clock()) + BETWEEN));

  return {
    work: async () => {
      const now = deps.clock();
      if (due === null || due > now) return false;
      await reviewHeld(deps);
      const isAnythingHeld = (await deps.store.held({ limit: 1 })).items.length > 0;
      due = isAnythingHeld ? later() : null;
      return true;
    },
    nextWake: () => due,
    committed: (changes) => {
      if (changes.some(({ kind }) => kind === 'hold')) due ??= later();
    },
  };
}
