import { instantOf, latest, millisOf } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';

export type ClockMode =
  | { kind: 'real' }
  /** One second of the world is `speed` seconds of the desk. */
  | { kind: 'scaled'; speed: number }
  /** Stands still until it is moved. */
  | { kind: 'manual' };

/** The desk's time. It never goes back, so that a desk that was once ahead of the world goes on from there. */
export interface LocalClock {
  mode: ClockMode;
  now(): Instant;
  /** Milliseconds of the world until the clock shows `instant`; null when waiting does not bring it nearer. */
  millisUntil(instant: Instant): number | null;
  /** Moves the clock forward; an earlier moment changes nothing. Only a manual clock is moved by people. */
  moveTo(instant: Instant): void;
}

/**
 * @param options.world milliseconds since 1970 as the computer has them.
 * @param options.startAt where the clock begins; the world's time unless given.
 */
export function localClock(options: {
  mode: ClockMode;
  world?: () => number;
  startAt?: Instant;
}): LocalClock {
  const { mode, world = Date.now } = options;
  const speed = speedOf(mode);
  let base = { desk: options.startAt ? millisOf(options.startAt) : world(), world: world() };
  const now = () => instantOf(Math.round(base.desk + (world() - base.world) * speed));
  return {
    mode,
    now,
    millisUntil: (instant) =>
      speed === 0 ? null : Math.max(0, (millisOf(instant) - millisOf(now())) / speed),
    moveTo: (instant) => {
      base = { desk: millisOf(latest(instant, now())), world: world() };
    },
  };
}

function speedOf(mode: ClockMode): number {
  switch (mode.kind) {
    case 'real':
      return 1;
    case 'scaled':
      return mode.speed;
    case 'manual':
      return 0;
  }
}
