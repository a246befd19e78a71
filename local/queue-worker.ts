import type * as z from 'zod';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Log } from '../functions/app/ports.ts';
import { instantOf, millisOf } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import { openDurableQueue } from './durable-queue.ts';
import type { DurableQueue } from './durable-queue.ts';
import type { Worker } from './desk-work.ts';

const AT_A_TIME = 20;
const FIRST_REST_MS = 2_000;
const LONGEST_REST_MS = 3_600_000;

export interface QueueWorker<Body> extends Worker {
  queue: DurableQueue<Body>;
}

/**
 * Works off one durable queue in order. A piece that fails rests for a while, longer each time, and is never given
 * up: what stands behind it goes on meanwhile.
 *
 * @param options.perform answers with the moment at which to come back to a piece that cannot be done yet, or null
 *   when it is done; it may be called again for a piece that it did before the process died.
 */
export function queueWorker<Body>(options: {
  database: DatabaseSync;
  name: string;
  body: z.ZodType<Body>;
  perform: (body: Body) => Promise<Instant | null>;
  clock: Clock;
  log: Log;
}): QueueWorker<Body> {
  const { name, perform, clock, log } = options;
  const queue = openDurableQueue(options.database, { name, read: (json) => options.body.parse(json) });

  async function workOnOne(): Promise<boolean> {
    const piece = queue.next(clock());
    if (!piece) return false;
    const comeBackAt = await tryIt(piece);
    if (comeBackAt) queue.postpone(piece.id, comeBackAt);
    else queue.done(piece.id);
    return true;
  }

  async function tryIt(piece: { id: string; body: Body; attempts: number }): Promise<Instant | null> {
    try {
      return await perform(piece.body);
    } catch (fault) {
      const fault_ = fault instanceof Error ? fault.message : String(fault);
      log('work_failed', { queue: name, id: piece.id, attempt: piece.attempts + 1, fault: fault_ });
      return restUntil(clock(), piece.attempts);
    }
  }

  return {
    queue,
    work: async () => {
      let worked = 0;
      while (worked < AT_A_TIME && (await workOnOne())) worked += 1;
      return worked > 0;
    },
    nextWake: () => queue.nextDue() || null,
  };
}

/** Twice as long after each failure. */
export function restUntil(now: Instant, attempts: number): Instant {
  return instantOf(millisOf(now) + Math.min(FIRST_REST_MS * 2 ** attempts, LONGEST_REST_MS));
}
