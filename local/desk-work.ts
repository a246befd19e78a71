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
  /** Ends after the piece of work that is being done. */
  stop(): Promise<void>;
}

/** Further away than this a timer cannot be set: it wakes early and is set again. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Runs the workers, one after another, until all of them are idle, and again when something new came in or the clock
 * reaches the next wake. In between nothing polls.
 *
 * @param options.rested is told each time there is nothing left to do now.
 * @param options.failed gets a fault that no worker knew how to survive; the work stops with it.
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
    running = run().finally(() => {
      running = null;
      if (news) kick();
    });
  }

  async function run(): Promise<void> {
    try {
      while (news && !stopped) {
        news = false;
        while (!stopped && (await workOnce())) continue;
      }
      rested();
      setAlarm();
    } catch (fault) {
      stopped = true;
      failed(fault);
    }
  }

  async function workOnce(): Promise<boolean> {
    let worked = false;
    for (const worker of workers) if (!stopped && (await worker.work())) worked = true;
    return worked;
  }

  function nextWake(): Instant | null {
    return earliest(...workers.map((worker) => worker.nextWake()));
  }

  function setAlarm(): void {
    if (alarm) clearTimeout(alarm);
    alarm = null;
    const wake = nextWake();
    const wait = wake && !stopped ? clock.millisUntil(wake) : null;
    if (wait !== null) alarm = setTimeout(kick, Math.min(Math.ceil(wait), LONGEST_TIMER));
  }

  async function settle(): Promise<void> {
    kick();
    while (running) await running;
  }

  return {
    kick,
    settle,
    nextWake,
    stop: async () => {
      stopped = true;
      if (alarm) clearTimeout(alarm);
      await running;
    },
  };
}
