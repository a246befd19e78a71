import { Temporal } from 'temporal-polyfill';
import { addBusinessMinutes, businessMinutesBetween, durationMinutes, openingOn } from './calendar.ts';
import type { Calendar } from './desk.ts';
import { dayOf } from './field-values.ts';
import { instantOf, millisOf } from './instant.ts';
import type { Instant } from './instant.ts';

/** A moment as people write it in an order: `2d` of business time from now, or a day with or without a time. */
export type WantedMoment =
  { kind: 'after'; duration: string } | { kind: 'day'; day: string; time: string | null };

const FARTHEST = 2 * 366 * 86_400_000;

/** Null for a text that is neither `2d`, `4 hours`, `2026-12-01` nor `2026-12-01 17:00`. */
export function readMoment(text: string): WantedMoment | null {
  const written = text.trim().toLowerCase();
  const stretch = /^(\d{1,4}(?:[.,]\d+)?)\s*(m|min|minutes?|h|hours?|d|days?)$/.exec(written);
  if (stretch) return { kind: 'after', duration: `${stretch[1]?.replace(',', '.')}${stretch[2]?.charAt(0)}` };
  const [, date = '', time] = /^(.+?)(?:\s+(?:at\s+)?(([01]?\d|2[0-3])[:.][0-5]\d))?$/.exec(written) ?? [];
  const day = dayOf(date);
  return day ? { kind: 'day', day, time: time ? time.replace('.', ':').padStart(5, '0') : null } : null;
}

/**
 * When that is, in the calendar's time zone. A day without a time is its first open moment, or its last one for what is
 * to be done by then. Null when it is not ahead, more than two years away, or on a day on which nobody works.
 */
export function wantedInstant(
  wanted: WantedMoment,
  { calendar, now, edge }: { calendar: Calendar; now: Instant; edge: 'opening' | 'closing' },
): Instant | null {
  const at =
    wanted.kind === 'after' ? afterNow(calendar, now, wanted.duration) : onDay(calendar, wanted, edge);
  return at !== null && at > now && millisOf(at) - millisOf(now) <= FARTHEST ? at : null;
}

/** The calendar does not count further than people plan. */
function afterNow(calendar: Calendar, now: Instant, duration: string): Instant | null {
  try {
    return addBusinessMinutes(calendar, now, durationMinutes(calendar, duration));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function onDay(
  calendar: Calendar,
  { day, time }: { day: string; time: string | null },
  edge: 'opening' | 'closing',
): Instant | null {
  const date = Temporal.PlainDate.from(day);
  const { timeZone } = calendar;
  if (time) return momentOf(date.toZonedDateTime({ timeZone, plainTime: time }));
  if (edge === 'opening') return openingOn(calendar, day);
  const midnight = momentOf(date.toZonedDateTime(timeZone));
  const open = businessMinutesBetween(
    calendar,
    midnight,
    momentOf(date.add({ days: 1 }).toZonedDateTime(timeZone)),
  );
  return open > 0 ? addBusinessMinutes(calendar, midnight, open) : null;
}

function momentOf({ epochMilliseconds }: Temporal.ZonedDateTime): Instant {
  return instantOf(epochMilliseconds);
}
