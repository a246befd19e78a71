import { expect, test } from 'vitest';
import { localClock } from '../../local/clock.ts';
import { startDeskWork } from '../../local/desk-work.ts';
import type { Worker } from '../../local/desk-work.ts';
import { handOfTime } from '../../local/hand-of-time.ts';

const nine = '2026-11-23T09:00:00.000Z';

/** Does what stands on its list when its time has come, and writes down what and when. */
function listWorker(name: string, todo: string[], done: string[], now: () => string): Worker {
  return {
    work: async () => {
      const due = todo.findIndex((at) => at <= now());
      if (due < 0) return false;
      done.push(`${name} at ${now().slice(11, 16)}`);
      todo.splice(due, 1);
      return true;
    },
    nextWake: () => todo.toSorted()[0] ?? null,
  };
}

test('the first worker goes first, and work that another one leaves it is done before it rests', async () => {
  const done: string[] = [];
  const clock = localClock({ mode: { kind: 'manual' }, startAt: nine });
  const urgent: string[] = [nine];
  const first = listWorker('first', urgent, done, clock.now);
  const second: Worker = {
    work: async () => {
      if (done.includes('second')) return false;
      done.push('second');
      urgent.push(nine);
      return true;
    },
    nextWake: () => null,
  };
  const work = startDeskWork({
    workers: [first, second],
    clock,
    rested: () => done.push('rest'),
    failed: () => undefined,
  });
  await work.settle();
  expect(done).toEqual(['first at 09:00', 'second', 'first at 09:00', 'rest']);
});

test('a piece that stands on no list while it is done is work all the same', async () => {
  const { promise: called, resolve: answer } = Promise.withResolvers<undefined>();
  let isDue = true;
  const worker: Worker = {
    work: async () => {
      if (!isDue) return false;
      isDue = false;
      await called;
      return true;
    },
    nextWake: () => (isDue ? nine : null),
  };
  const clock = localClock({ mode: { kind: 'manual' }, startAt: nine });
  const work = startDeskWork({ workers: [worker], clock, rested: () => undefined, failed: () => undefined });
  work.kick();
  expect([work.nextWake(), work.isAtWork()]).toEqual([null, true]);
  answer(undefined);
  await work.settle();
  expect(work.isAtWork()).toBe(false);
});

test('time is moved from one due moment to the next', async () => {
  const done: string[] = [];
  const clock = localClock({ mode: { kind: 'manual' }, startAt: nine });
  const todo = ['2026-11-23T11:30:00.000Z', '2026-11-23T10:15:00.000Z', '2026-11-23T15:00:00.000Z'];
  const workers = [listWorker('rung', todo, done, clock.now)];
  const work = startDeskWork({ workers, clock, rested: () => undefined, failed: () => undefined });
  await handOfTime(clock, work)('2026-11-23T12:00:00.000Z');
  expect(done).toEqual(['rung at 10:15', 'rung at 11:30']);
  expect(clock.now()).toBe('2026-11-23T12:00:00.000Z');
});

test('a fault reaches whoever waits, and the next piece of news starts the work again', async () => {
  const faults: unknown[] = [];
  const clock = localClock({ mode: { kind: 'manual' }, startAt: nine });
  let broken = true;
  const worker: Worker = {
    work: async () => {
      if (broken) throw new Error('the disk is full');
      return false;
    },
    nextWake: () => null,
  };
  const work = startDeskWork({
    workers: [worker],
    clock,
    rested: () => undefined,
    failed: (fault) => faults.push(fault),
  });
  await expect(work.settle()).rejects.toThrow('the disk is full');
  expect(faults).toHaveLength(1);
  broken = false;
  await work.settle();
  await work.stop();
  expect(faults).toHaveLength(1);
});
