import { expect, test } from 'vitest';
import { reviewHeldItems } from '../../functions/core/held-review.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { SuspendedItem } from '../../functions/core/suspended-item.ts';
import { aHeldItem, NOW, ulid } from '../contract/ticket-builders.ts';

const DAY = 86_400_000;
const day = (count: number) => instantOf(millisOf(NOW) + count * DAY);
const told = (count: number): Partial<SuspendedItem> => ({
  state: { kind: 'held', announcedAt: day(count) },
});
const at = (now: number, ...items: SuspendedItem[]) =>
  reviewHeldItems(items, { now: day(now), dayBegan: day(now), heldDays: 30 });
const item = (different: Partial<SuspendedItem> = {}) => aHeldItem({ id: ulid(1), ...different });

test.each<[string, number, Partial<SuspendedItem>, string]>([
  ['new', 0.5, {}, 'announced'],
  ['told of on its first day', 1, told(0.5), 'left'],
  ['a week old', 7, told(0.5), 'announced'],
  ['a week old and told of', 8, told(7), 'left'],
  ['three days from its end', 27, told(7), 'announced'],
  ['told of its end', 28, told(27), 'left'],
  ['at its end, told of in time', 30, told(27), 'expired'],
  ['at its end, told of only just now', 30, told(29.5), 'left'],
  ['at its end, told of a day ago', 30.5, told(29.5), 'expired'],
  ['long over its end and never told of', 90, {}, 'announced'],
  ['long over its end and told of long before', 90, told(7), 'announced'],
])('an item %s (day %d)', (_what, now, different, becomes) => {
  const { announced, expired, digest } = at(now, item(different));
  const found = announced.length > 0 ? 'announced' : expired.length > 0 ? 'expired' : 'left';
  expect(found).toBe(becomes);
  expect(digest !== null).toBe(becomes === 'announced');
});

test('nothing expires of which no digest has spoken within its last days, whatever day it is looked at', () => {
  for (let now = 0; now < 60; now += 0.25) {
    const { expired } = at(now, item({ ...told(20) }));
    expect(expired).toEqual([]);
  }
});

test('a digest counts by cause, names the oldest and says what expires first', () => {
  const { digest } = at(
    28,
    item({ at: day(2), ...told(9) }),
    item({ id: ulid(2), at: day(20), cause: 'virus' }),
    item({ id: ulid(3), at: day(0), ...told(27) }),
  );
  expect(digest).toEqual({
    count: 3,
    causes: [
      { cause: 'spam', count: 2 },
      { cause: 'virus', count: 1 },
    ],
    oldest: day(0),
    expiring: 1,
    expiresFirst: day(30),
    items: [ulid(2), ulid(1), ulid(3)],
  });
});

test('a desk that keeps held mail for a day tells of it before it goes', () => {
  const short = (now: number, different = {}) =>
    reviewHeldItems([item(different)], { now: day(now), dayBegan: day(now), heldDays: 1 });
  expect(short(0.1).announced).toHaveLength(1);
  expect(short(1, told(0.1)).expired).toEqual([]);
  expect(short(1.1, told(0.1)).expired).toHaveLength(1);
});

test.each([
  ['a week old', 7, told(0.5)],
  ['three days from its end', 27, told(7)],
])('an item that is %s only since this morning waits for the next', (_what, age, different) => {
  const announced = (now: number, began: number) =>
    reviewHeldItems([item(different)], { now: day(now), dayBegan: day(began), heldDays: 30 }).announced;
  expect(announced(age + 0.3, age - 0.2)).toEqual([]);
  expect(announced(age + 0.9, age + 0.8)).toHaveLength(1);
});
