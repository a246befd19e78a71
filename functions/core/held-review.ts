import type { Ulid } from './ids.ts';
import { earliest, instantOf, millisOf } from './instant.ts';
import type { Instant } from './instant.ts';
import type { SuspendedItem, SuspensionCause } from './suspended-item.ts';

const DAY = 86_400_000;
/** Spoken of again after a week, and so long before it expires. */
const SECOND_CALL = 7 * DAY;
const LAST_CALL = 3 * DAY;
/** Between the last call and the end there is time to read it. */
const TIME_TO_READ = DAY;
/** More than these nobody reads in a mail. */
export const MOST_LISTED = 25;

/** What a digest says about the held mail: numbers, moments and ids, nobody's words. */
export interface HeldDigest {
  count: number;
  /** The most frequent first. */
  causes: { cause: SuspensionCause; count: number }[];
  oldest: Instant;
  /** How many expire within the next days, and when the first does; null when none does. */
  expiring: number;
  expiresFirst: Instant | null;
  /** Those that it lists: what there is to be said of first, and of both the newest. */
  items: Ulid[];
}

export interface HeldReview {
  /** Null when nothing new is to be said. */
  digest: HeldDigest | null;
  /** Items to be marked as spoken of, as they will be. */
  announced: SuspendedItem[];
  /** Items whose time is over and whose end was announced, as they will be. */
  expired: SuspendedItem[];
}

/**
 * Looks through everything that is held. An item is spoken of when it is new and, from the next morning on, when it is a
 * week old and when its time is over in three days; it expires only when that last call was made, a day ago at least.
 * @param at.dayBegan the midnight before now.
 */
export function reviewHeldItems(
  held: SuspendedItem[],
  { now, dayBegan, heldDays }: { now: Instant; dayBegan: Instant; heldDays: number },
): HeldReview {
  const endOf = (item: SuspendedItem) => millisOf(item.at) + heldDays * DAY;
  const at = millisOf(now);
  const expired = held.filter((item) => endOf(item) <= at && lastCallMade(item, endOf(item), at));
  const left = held.filter((item) => !expired.includes(item));
  const due = left.filter((item) => isToBeAnnounced(item, endOf(item), millisOf(dayBegan)));
  return {
    digest: due.length > 0 ? digestOf(left, { at, endOf, due }) : null,
    announced: due.map((item) => ({ ...item, state: { kind: 'held', announcedAt: now } })),
    expired: expired.map((item) => ({ ...item, state: { kind: 'expired', at: now } })),
  };
}

function announcedAt({ state }: SuspendedItem): number {
  return state.kind === 'held' && state.announcedAt ? millisOf(state.announcedAt) : -Infinity;
}

function isToBeAnnounced(item: SuspendedItem, end: number, dayBegan: number): boolean {
  const announced = announcedAt(item);
  const calls = [millisOf(item.at) + SECOND_CALL, end - LAST_CALL];
  return announced === -Infinity || calls.some((call) => call <= dayBegan && announced < call);
}

function lastCallMade(item: SuspendedItem, end: number, now: number): boolean {
  const called = announcedAt(item);
  return called >= end - LAST_CALL && called <= now - TIME_TO_READ;
}

function digestOf(
  held: SuspendedItem[],
  { at, endOf, due }: { at: number; endOf: (item: SuspendedItem) => number; due: SuspendedItem[] },
): HeldDigest {
  const counts = new Map<SuspensionCause, number>();
  for (const { cause } of held) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  const expiring = held.filter((item) => endOf(item) - LAST_CALL <= at);
  return {
    count: held.length,
    causes: [...counts]
      .map(([cause, count]) => ({ cause, count }))
      .toSorted((first, second) => second.count - first.count || first.cause.localeCompare(second.cause)),
    oldest: earliest(...held.map((item) => item.at)) ?? instantOf(at),
    expiring: expiring.length,
    expiresFirst: earliest(...expiring.map((item) => instantOf(endOf(item)))),
    items: [...new Set([...due, ...held])].slice(0, MOST_LISTED).map(({ id }) => id),
  };
}
