import type { Instant } from '../functions/core/instant.ts';
import type { LocalClock } from './clock.ts';
import type { DeskWork } from './desk-work.ts';

/**
 * Moves a manual clock: from one due moment to the next, with everything done that is due at each, up to the target.
 * Movements follow each other, also when they are asked for at once.
 */
export function handOfTime(clock: LocalClock, work: DeskWork): (target: Instant) => Promise<void> {
  async function advance(target: Instant): Promise<void> {
    if (clock.mode.kind !== 'manual') throw new Error('only a manual clock is moved by hand');
    await work.settle();
    for (let wake = work.nextWake(); wake !== null && wake <= target; wake = work.nextWake()) {
      if (wake <= clock.now()) throw new Error(`work that was due at ${wake} is still not done`);
      clock.moveTo(wake);
      await work.settle();
    }
    clock.moveTo(target);
    await work.settle();
  }

  let last: Promise<unknown> = Promise.resolve();
  return (target) => {
    const movement = last.then(() => advance(target));
    last = movement.catch(() => undefined);
    return movement;
  };
}
