import { earliest } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import type { LocalClock } from './clock.ts';

/** One kind of work that the desk does by itself. */
export interface Worker {
  /** Does what can be done now, or a part of it; false when there was nothing. */
  work(): Promise<boolean>;
  /** When there will be something to do, as far as it is known; null for never. */
  nextWake(): Instant | null;
}

export interface DeskWork {
  /** Something new may have to be done. Returns at once. */
  kick(): void;
  /** Until nothing is left to do now. */
  settle(): Promise<void>;
  nextWake(): Instant | null;
  /** A piece of work is being done, also one that stands on no list while it is, as a call of a function. */
  isAtWork(): boolean;
  /** Ends after the piece of work that is being done. */
  stop(): Promise<void>;
}

/** Further away than this a timer cannot be set: it wakes early and is set again. */
const LONGEST_TIMER = 2 ** 31 - 1;
const AFTER_A_FAULT = 5_000;

/**
 * Runs the workers until all of them are idle, and again when something new came in or the clock reaches the next wake.
 * In between nothing polls.
 *
 * @param options.workers the most urgent first: a later one works when all before it are idle.
 * @param options.rested is told each time there is nothing left to do now.
 * @param options.failed gets a fault that a worker could not survive (a full disk, say); the work begins again after a
 *   while, and whoever waits for it to settle gets the fault too.
 */
export function startDeskWork(options: {
  workers: Worker[];
  clock: LocalClock;
  rested: () => void;
  failed: (fault: unknown) => void;
}): DeskWork {
  const { workers, clock, rested, failed } = options;
  let running: Promise<void> | null = null;
  /** Set by every kick: work that came in while the last worker was finishing is not overlooked. */
  let news = false;
  let stopped = false;
  let alarm: NodeJS.Timeout | null = null;

  function kick(): void {
    news = true;
    if (stopped || running) return;
    running = run().finally(afterRun);
    running.catch((fault: unknown) => {
      failed(fault);
      alarmIn(AFTER_A_FAULT);
    });
  }

  const current = () => running;

  function afterRun(): void {
    running = null;
    if (news) kick();
  }

  async function run(): Promise<void> {
    while (news && !stopped) {
      news = false;
      await workUntilIdle();
    }
    if (stopped) return;
    rested();
    const wake = nextWake();
    alarmIn(wake === null ? null : clock.millisUntil(wake));
  }

  async function workUntilIdle(): Promise<void> {
    while (!stopped && (await workOnce())) continue;
  }

  async function workOnce(): Promise<boolean> {
    for (const worker of workers) if (await worker.work()) return true;
    return false;
  }

  function nextWake(): Instant | null {
    return earliest(...workers.map((worker) => worker.nextWake()));
  }

  function alarmIn(millis: number | null): void {
    if (alarm) clearTimeout(alarm);
    alarm = null;
    if (millis !== null && !stopped) alarm = setTimeout(kick, Math.min(Math.ceil(millis), LONGEST_TIMER));
  }

  async function settle(): Promise<void> {
    kick();
    for (let run = current(); run !== null; run = current()) await run;
  }

  return {
    kick,
    settle,
    nextWake,
    isAtWork: () => running !== null,
    stop: async () => {
      stopped = true;
      if (alarm) clearTimeout(alarm);
      await running?.catch(() => undefined);
    },
  };
}
