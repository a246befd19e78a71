import { relayOutbox } from '../functions/app/relay.ts';
import type { EffectPorts } from '../functions/app/ports.ts';
import type { Change, Clock } from '../functions/app/ports.ts';
import { earliest } from '../functions/core/instant.ts';
import type { TicketRef } from '../functions/core/ids.ts';
import type { Instant } from '../functions/core/instant.ts';
import type { Worker } from './desk-work.ts';
import { restUntil } from './queue-worker.ts';

/** Before no outbox item has been written after it. */
const END_OF_TIME = '9999-12-31T23:59:59.999Z';
const MORE_THAN_EVER = 1_000_000;

/** So that mail which comes in meanwhile does not wait for all of them. */
const AT_A_TIME = 20;

interface Pending {
  ref: TicketRef;
  seq: number;
  attempts: number;
  dueAt: Instant;
}

export interface OutboxWorker extends Worker {
  /** What the table's stream is in the cloud: hears of every commit. */
  committed(changes: Change[]): void;
  pending(): number;
}

/**
 * Relays outbox items as they are written. The list is in memory: what a killed process left pending is found in the
 * store when the desk is opened again.
 */
export async function openOutboxWorker(options: { deps: EffectPorts; clock: Clock }): Promise<OutboxWorker> {
  const { deps, clock } = options;
  const left = await deps.store.pendingOutbox(END_OF_TIME, MORE_THAN_EVER);
  let pending: Pending[] = left.map(({ ref, seq }) => ({ ref, seq, attempts: 0, dueAt: '' }));
  let underWay = 0;

  async function relay(item: Pending): Promise<void> {
    try {
      await relayOutbox(deps, item);
    } catch (error) {
      const fault = error instanceof Error ? error.message : String(error);
      deps.log('work_failed', {
        queue: 'outbox',
        id: `${item.ref}/${item.seq}`,
        attempt: item.attempts + 1,
        fault,
      });
      pending.push({ ...item, attempts: item.attempts + 1, dueAt: restUntil(clock(), item.attempts) });
    }
  }

  return {
    work: async () => {
      const now = clock();
      const due = pending.filter((item) => item.dueAt <= now).slice(0, AT_A_TIME);
      if (due.length === 0) return false;
      const taken = new Set(due);
      pending = pending.filter((item) => !taken.has(item));
      underWay = due.length;
      for (const item of due) {
        await relay(item);
        underWay -= 1;
      }
      return true;
    },
    nextWake: () => earliest(...pending.map((item) => item.dueAt)),
    committed: (changes) => {
      for (const change of changes)
        if (change.kind === 'add_outbox')
          pending.push({ ref: change.ref, seq: change.item.seq, attempts: 0, dueAt: '' });
    },
    pending: () => pending.length + underWay,
  };
}
