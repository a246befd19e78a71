import { Temporal } from 'temporal-polyfill';
import type { OnCall } from './desk.ts';
import type { Instant } from './instant.ts';
import { localDay } from './local-day.ts';

/**
 * Whom to call at a moment, by agent id: who has swapped in for the day, then whose turn it is, then the others in the
 * order of their turns, for when somebody is away. Before the table starts, turns are counted backwards.
 *
 * Turns change at the same time of day, whatever the clocks did in between: on the first showing of an hour that is
 * shown twice, and at the moment of the skip when clocks skip it.
 *
 * @throws RangeError for an unknown time zone.
 */
export function onCallAt(table: OnCall, now: Instant): string[] {
  const { members, swaps, timeZone } = table;
  const today = localDay(now, timeZone);
  const swappedIn = swaps.filter(({ from, to }) => from <= today && today <= to).map(({ agent }) => agent);
  const turn = remainder(turnAt(table, now), members.length);
  return [...new Set([...swappedIn, ...members.slice(turn), ...members.slice(0, turn)])];
}

/** Counts from 0 at the table's start; negative before it. */
function turnAt({ timeZone, start, days }: OnCall, now: Instant): number {
  const first = Temporal.PlainDateTime.from(start);
  const moment = Temporal.Instant.from(now);
  const shown = moment.toZonedDateTimeISO(timeZone).toPlainDateTime();
  const turn = Math.floor(first.until(shown, { largestUnit: 'day' }).total('day') / days);
  // In an hour that is shown for the second time, the next turn may have begun in the first.
  const next = first.add({ days: (turn + 1) * days }).toZonedDateTime(timeZone);
  return Temporal.Instant.compare(next.toInstant(), moment) <= 0 ? turn + 1 : turn;
}

function remainder(number: number, divisor: number): number {
  return ((number % divisor) + divisor) % divisor;
}
