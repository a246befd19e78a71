import { Temporal } from 'temporal-polyfill';
import { aroundTheClock, businessMinutesBetween, isOpen } from './calendar.ts';
import type { Calendar, Desk } from './desk.ts';
import { instantOf, millisOf } from './instant.ts';
import type { Instant } from './instant.ts';

/** The calendar by which the desk as a whole goes: the first in desk.yaml. */
export function calendarOfDesk({ calendars }: Pick<Desk, 'calendars'>): Calendar {
  return Object.values(calendars)[0] ?? aroundTheClock;
}

/**
 * The working hour of a day in which a moment lies; null while the desk is closed. The first begins when it opens.
 *
 * @throws RangeError for an unknown time zone.
 */
export function workingHourAt(
  calendar: Calendar,
  at: Instant,
): { /** `2026-11-23/0` */ name: string; /** The midnight before it. */ dayBegan: Instant } | null {
  if (!isOpen(calendar, at)) return null;
  const shown = Temporal.Instant.fromEpochMilliseconds(millisOf(at)).toZonedDateTimeISO(calendar.timeZone);
  const dayBegan = instantOf(shown.startOfDay().epochMilliseconds);
  const hour = Math.floor(businessMinutesBetween(calendar, dayBegan, at) / 60);
  return { name: `${shown.toPlainDate().toString()}/${hour}`, dayBegan };
}
