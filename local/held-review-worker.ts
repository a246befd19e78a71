import { reviewHeld } from '../functions/app/review-held.ts';
import type { Change } from '../functions/app/ports.ts';
import { instantOf, millisOf } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import type { Worker } from './desk-work.ts';

const DAY = 86_400_000;

export interface HeldReviewWorker extends Worker {
  /** Hears of every commit: while nothing is held there is nothing to look through. */
  committed(changes: Change[]): void;
}

/** Looks through the held mail at the beginning of each day (UTC), as the sweep does in the cloud. */
export function heldReviewWorker(deps: Parameters<typeof reviewHeld>[0]): HeldReviewWorker {
  /** The desk may have been closed for days. */
  let due: Instant | null = deps.clock();

  return {
    work: async () => {
      const now = deps.clock();
      if (due === null || due > now) return false;
      await reviewHeld(deps);
      const isAnythingHeld = (await deps.store.held({ limit: 1 })).items.length > 0;
      due = isAnythingHeld ? dayAfter(now) : null;
      return true;
    },
    nextWake: () => due,
    committed: (changes) => {
      if (changes.some(({ kind }) => kind === 'hold')) due ??= dayAfter(deps.clock());
    },
  };
}

function dayAfter(now: Instant): Instant {
  return instantOf((Math.floor(millisOf(now) / DAY) + 1) * DAY);
}
