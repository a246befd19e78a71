import { Temporal } from 'temporal-polyfill';
import type { Calendar } from './desk.ts';
import { instantOf, millisOf } from './instant.ts';
import type { Instant } from './instant.ts';

/**
 * Business time: how much of a stretch of time the desk was open, and when a given amount of it will have passed.
 *
 * A shift belongs to the day on which it begins. On a holiday no shift begins; the night shift that began the evening
 * before is worked to its end. Shifts that overlap count once.
 *
 * A time of day means the first moment at which the clocks show it; one that the clocks skip in spring means the
 * moment of the skip. Between the two, real time is counted: a night shift from 22:00 to 06:00 has seven hours when
 * the clocks go forward and nine when they go back.
 */

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Longer than any promise: a sum that leads further than this is a mistake in the desk's settings. */
const HORIZON_DAYS = 20 * 366;

const wholeDay = ['00:00-24:00'];
/** For what does not go by anybody's working hours. A day of it has 24 hours. */
export const aroundTheClock: Calendar = {
  timeZone: 'UTC',
  hours: {
    mon: wholeDay,
    tue: wholeDay,
    wed: wholeDay,
    thu: wholeDay,
    fri: wholeDay,
    sat: wholeDay,
    sun: wholeDay,
  },
  holidays: [],
};

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** From (inclusive) and to (exclusive) in milliseconds since 1970. */
interface Stretch {
  from: number;
  to: number;
}

/** Minutes after the midnight that begins its day; a night shift ends after 1440. */
interface Shift {
  start: number;
  end: number;
}

/** A calendar read once: its shifts by day of the week and, as they are asked for, the open stretches of each UTC day. */
interface ReadCalendar {
  timeZone: string;
  shifts: Shift[][];
  holidays: Set<string>;
  openByDay: Map<number, Stretch[]>;
}

const read = new WeakMap<Calendar, ReadCalendar>();

/**
 * The moment at which `minutes` of business time have passed since `from`: at the end of a shift the closing time, not
 * the next opening. Zero minutes are over at once while the desk is open, and at the next opening while it is closed.
 *
 * @param minutes of business time, fractions allowed, rounded to the millisecond.
 * @throws RangeError for negative minutes, a calendar without opening hours, an unknown time zone, or more than 20 years.
 */
export function addBusinessMinutes(calendar: Calendar, from: Instant, minutes: number): Instant {
  if (!(minutes >= 0)) throw new RangeError(`business time only runs forward, not by ${minutes} minutes`);
  let left = Math.round(minutes * MINUTE);
  for (const { from: opening, to: closing } of openFrom(calendar, millisOf(from))) {
    if (left <= closing - opening) return instantOf(opening + left);
    left -= closing - opening;
  }
  throw new RangeError(`${minutes} minutes of business time after ${from} are more than 20 years away`);
}

/**
 * Minutes of business time from `from` to `to`, exact to the millisecond; zero when `to` is not later.
 *
 * @throws RangeError for an unknown time zone.
 */
export function businessMinutesBetween(calendar: Calendar, from: Instant, to: Instant): number {
  const [start, end] = [millisOf(from), millisOf(to)];
  const lastDay = dayOf(end);
  let millis = 0;
  for (let day = dayOf(start); day <= lastDay; day++) {
    for (const stretch of openOn(calendar, day))
      millis += Math.max(0, Math.min(stretch.to, end) - Math.max(stretch.from, start));
  }
  return millis / MINUTE;
}

/** Open from the first moment of a shift until just before its last. */
export function isOpen(calendar: Calendar, at: Instant): boolean {
  const millis = millisOf(at);
  return openOn(calendar, dayOf(millis)).some(({ from, to }) => from <= millis && millis < to);
}

/**
 * `at` itself while the desk is open, else the next moment at which it opens.
 *
 * @throws RangeError for a calendar without opening hours.
 */
export function nextOpening(calendar: Calendar, at: Instant): Instant {
  return addBusinessMinutes(calendar, at, 0);
}

/**
 * The first opening on a day of the calendar's time zone, or after it when the desk is closed all day.
 *
 * @param day `2026-12-01`.
 * @throws RangeError for another text, and for a calendar without opening hours.
 */
export function openingOn(calendar: Calendar, day: string): Instant {
  const midnight = Temporal.PlainDate.from(day).toZonedDateTime(calendar.timeZone);
  return addBusinessMinutes(calendar, instantOf(midnight.epochMilliseconds), 0);
}

/**
 * Business minutes in `30m`, `4h` or `2d`. A day is one working day of this calendar: the open minutes of an ordinary
 * week divided by the number of weekdays on which a shift begins.
 *
 * @throws RangeError for another text, and for days of a calendar without opening hours.
 */
export function durationMinutes(calendar: Calendar, duration: string): number {
  const match = /^(\d+(?:\.\d+)?)([mhd])$/.exec(duration);
  if (!match) throw new RangeError(`not a duration such as 30m, 4h or 2d: ${duration}`);
  const amount = Number(match[1]);
  if (match[2] === 'm') return amount;
  if (match[2] === 'h') return amount * 60;
  return amount * workingDayMinutes(readCalendar(calendar));
}

/** @throws RangeError that names the calendar when there is none of this name. */
export function calendarNamed(calendars: Record<string, Calendar>, name: string): Calendar {
  const calendar = calendars[name];
  if (!calendar) throw new RangeError(`desk.yaml has no calendar named ${name}`);
  return calendar;
}

function workingDayMinutes({ shifts }: ReadCalendar): number {
  const week = 7 * 1440;
  const shiftsOfWeek = shifts.flatMap((ofDay, day) =>
    ofDay.map(({ start, end }) => ({ from: day * 1440 + start, to: day * 1440 + end })),
  );
  // What Saturday's night shift works after midnight is worked on Sunday, the first day of the same ordinary week.
  const beforeSunday = shiftsOfWeek.map(({ from, to }) => ({ from: from - week, to: to - week }));
  const open = clip(union([...beforeSunday, ...shiftsOfWeek]), 0, week);
  const minutes = open.reduce((sum, { from, to }) => sum + to - from, 0);
  const days = shifts.filter((ofDay) => ofDay.length > 0).length;
  if (days === 0) throw neverOpen();
  return minutes / days;
}

/** Open stretches in order, the first one cut to begin at `millis` at the earliest; ends at the horizon. */
function* openFrom(calendar: Calendar, millis: number): Generator<Stretch> {
  if (readCalendar(calendar).shifts.every((ofDay) => ofDay.length === 0)) throw neverOpen();
  const firstDay = dayOf(millis);
  for (let day = firstDay; day < firstDay + HORIZON_DAYS; day++) {
    for (const { from, to } of openOn(calendar, day)) {
      if (millis < to) yield { from: Math.max(from, millis), to };
    }
  }
}

function neverOpen(): RangeError {
  return new RangeError(
    'a calendar without opening hours never opens: give at least one weekday hours in desk.yaml',
  );
}

/**
 * Open stretches within one UTC day, in order and without overlap. Local dates lie at most one day beside the UTC date,
 * and a shift at most reaches into the day after its own: so four local dates can hold a shift that touches it.
 */
function openOn(calendar: Calendar, day: number): Stretch[] {
  const known = readCalendar(calendar);
  const cached = known.openByDay.get(day);
  if (cached) return cached;
  const shifts = [day - 2, day - 1, day, day + 1].flatMap((localDay) => shiftsOf(known, localDay));
  const open = clip(union(shifts), day * DAY, (day + 1) * DAY);
  known.openByDay.set(day, open);
  return open;
}

/** The shifts that begin on a local date, given as days since 1970. */
function shiftsOf({ timeZone, shifts, holidays }: ReadCalendar, localDay: number): Stretch[] {
  const date = new Date(localDay * DAY);
  if (holidays.has(date.toISOString().slice(0, 10))) return [];
  return (shifts[date.getUTCDay()] ?? []).map(({ start, end }) => ({
    from: firstShown(localDay * DAY + start * MINUTE, timeZone),
    to: firstShown(localDay * DAY + end * MINUTE, timeZone),
  }));
}

/** The first moment at which the zone's clocks show `wall` (written as if it were UTC) or, when they skip it, later. */
function firstShown(wall: number, timeZone: string): number {
  const shown = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  const moment = shown.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (moment.toPlainDateTime().equals(shown)) return moment.epochMilliseconds;
  // Skipped: "earlier" lies as far before the skip as the wanted time lies before its end.
  return moment.getTimeZoneTransition('next')?.epochMilliseconds ?? moment.epochMilliseconds;
}

function readCalendar(calendar: Calendar): ReadCalendar {
  const known = read.get(calendar);
  if (known) return known;
  const fresh = {
    timeZone: calendar.timeZone,
    shifts: weekdays.map((weekday) => calendar.hours[weekday].map(readShift)),
    holidays: new Set(calendar.holidays),
    openByDay: new Map<number, Stretch[]>(),
  };
  read.set(calendar, fresh);
  return fresh;
}

/** `17:00-02:00` ends on the next day, and so does `09:00-09:00`, a shift of 24 hours. */
function readShift(hours: string): Shift {
  const [start = Number.NaN, end = Number.NaN] = hours.split('-').map(minutesOfDay);
  return { start, end: end <= start ? end + 1440 : end };
}

function minutesOfDay(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return (hours ?? Number.NaN) * 60 + (minutes ?? Number.NaN);
}

function dayOf(millis: number): number {
  return Math.floor(millis / DAY);
}

function union(stretches: Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const { from, to } of stretches.toSorted((first, second) => first.from - second.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function clip(stretches: Stretch[], from: number, to: number): Stretch[] {
  return stretches
    .map((stretch) => ({ from: Math.max(stretch.from, from), to: Math.min(stretch.to, to) }))
    .filter((stretch) => stretch.from < stretch.to);
}
