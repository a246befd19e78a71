import { setImmediate } from 'node:timers/promises';
import type { Worker } from './desk-work.ts';

export interface Arrivals extends Worker {
  /** A piece of mail is coming in through the door. */
  noted(): void;
  /** It is in: whoever waits looks again. */
  wake(): void;
}

/** So long after the last piece the door counts as quiet. */
const QUIET_AFTER_MS = 10;
/** So long all other work waits at most. */
const LONGEST_WAIT_MS = 2_000;

/**
 * While somebody hands in mail, accepting and taking it in go first and everything that follows from it waits for a
 * moment: a burst is safely in before the first answer is written. Never for longer than two seconds on end.
 *
 * @param world milliseconds of the world, whatever the desk's clock shows.
 */
export function openArrivals(world: () => number): Arrivals {
  let busySince: number | null = null;
  let last = 0;
  let wakeUp: () => void = () => undefined;

  function isBusy(): boolean {
    const now = world();
    const busy = busySince !== null && now - last < QUIET_AFTER_MS && now - busySince < LONGEST_WAIT_MS;
    if (!busy) busySince = null;
    return busy;
  }

  return {
    noted: () => {
      last = world();
      busySince ??= last;
    },
    wake: () => wakeUp(),
    work: async () => {
      if (busySince === null) return false;
      const { promise: woken, resolve } = Promise.withResolvers<null>();
      wakeUp = () => resolve(null);
      await letIn();
      if (!isBusy()) return false;
      const timer = setTimeout(wakeUp, QUIET_AFTER_MS);
      await woken;
      clearTimeout(timer);
      return true;
    },
    nextWake: () => null,
  };
}

/** Work without a pause hears nobody: whoever came meanwhile is let in. Two turns, for the first may be half over. */
async function letIn(): Promise<void> {
  await setImmediate();
  await setImmediate();
}
