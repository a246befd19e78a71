import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { expect, test } from 'vitest';
import { openDurableQueue } from '../../local/durable-queue.ts';

const now = '2026-11-23T09:00:00.000Z';
const later = '2026-11-23T10:00:00.000Z';

function openQueue(database = new DatabaseSync(':memory:'), name = 'letters') {
  return openDurableQueue(database, { name, read: (json) => z.string().parse(json) });
}

test('what was added first comes first, and each id once', () => {
  const queue = openQueue();
  queue.add('a', 'first');
  queue.add('b', 'second');
  queue.add('a', 'first again');
  expect(queue.all()).toEqual(['first', 'second']);
  expect(queue.next(now)).toEqual({ id: 'a', body: 'first', attempts: 0 });
  queue.done('a');
  expect(queue.next(now)).toMatchObject({ id: 'b' });
});

test('what is put back lets the others pass until it is due', () => {
  const queue = openQueue();
  queue.add('a', 'first');
  queue.add('b', 'second');
  queue.postpone('a', later);
  expect(queue.next(now)).toMatchObject({ id: 'b' });
  queue.done('b');
  expect(queue.next(now)).toBeNull();
  expect(queue.nextDue()).toBe(later);
  expect(queue.next(later)).toEqual({ id: 'a', body: 'first', attempts: 1 });
});

test('queues in one file do not see each other, and forget nothing when they are opened again', () => {
  const database = new DatabaseSync(':memory:');
  openQueue(database, 'letters').add('a', 'a letter');
  openQueue(database, 'parcels').add('a', 'a parcel');
  openQueue(database, 'parcels').postpone('a', later);
  expect(openQueue(database, 'letters').all()).toEqual(['a letter']);
  expect(openQueue(database, 'parcels').next(now)).toMatchObject({ body: 'a parcel' });
});
