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
      if (!isBusy()) return false;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, QUIET_AFTER_MS);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      return true;
    },
    nextWake: () => null,
  };
}
