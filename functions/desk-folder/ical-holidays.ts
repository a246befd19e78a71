import { readIcal } from './ical-events.ts';
import type { IcalEvent } from './ical-events.ts';

export interface Holiday {
  /** `2026-12-25` */
  date: string;
  name: string;
}

export type HolidaysRead =
  | {
      kind: 'read';
      /** By date; a day of two events has both names. */
      holidays: Holiday[];
      /** What is in the file and was not taken, with the reason: for a person to look at. */
      leftOut: { name: string; why: string }[];
    }
  | { kind: 'refused'; problem: string };

const DAY = 86_400_000;
const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
/** What a yearly rule may say beside its frequency. */
const readParts = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYMONTH', 'BYMONTHDAY', 'BYDAY', 'WKST']);

/**
 * The whole days that an iCalendar file (RFC 5545) names in these years: single days, several in a row, and what comes
 * every year, on a date or on a weekday such as the fourth Thursday of November.
 */
export function readHolidays(text: string, years: number[]): HolidaysRead {
  const read = readIcal(text);
  if (read.kind === 'refused') return read;
  const replaced = new Set(read.events.map(({ uid, replaces }) => `${uid} ${replaces}`));
  const names = new Map<string, Set<string>>();
  const leftOut = [...read.leftOut];
  for (const event of read.events) {
    const begins = firstDays(event, Math.max(...years));
    if (typeof begins === 'string') leftOut.push({ name: event.name, why: begins });
    else for (const date of daysOf(event, { begins, replaced })) add(names, date, event.name);
  }
  const holidays = [...names]
    .map(([date, called]) => ({ date, name: [...called].join(', ') }))
    .filter(({ date }) => years.includes(Number(date.slice(0, 4))))
    .toSorted((one, other) => one.date.localeCompare(other.date));
  return { kind: 'read', holidays, leftOut };
}

function add(names: Map<string, Set<string>>, date: string, name: string): void {
  names.set(date, (names.get(date) ?? new Set()).add(name));
}

/** Every day of every coming, but for the comings that are taken out or that another event stands in for. */
function daysOf(
  { uid, days, except, replaces }: IcalEvent,
  { begins, replaced }: { begins: string[]; replaced: Set<string> },
): string[] {
  return begins
    .filter((day) => !except.includes(day) && (replaces !== null || !replaced.has(`${uid} ${day}`)))
    .flatMap((day) => daysFrom(day, days));
}

/** The days on which an event begins, up to the end of a year; the reason when its repetition cannot be read. */
function firstDays(event: IcalEvent, lastYear: number): string[] | string {
  const { rule, from, also } = event;
  if (rule['FREQ'] === undefined) return [from, ...also];
  const unread = Object.keys(rule).find((part) => !readParts.has(part));
  if (rule['FREQ'] !== 'YEARLY') return `it comes ${rule['FREQ'].toLowerCase()}, not once a year`;
  if (unread) return `its repetition says ${unread}`;
  const inYear = yearlyDays(event);
  if (!inYear) return 'its weekday cannot be read';
  const first = Number(from.slice(0, 4));
  const interval = Number(rule['INTERVAL'] ?? 1);
  const years = Array.from({ length: Math.max(0, lastYear - first + 1) }, (_, index) => first + index);
  const days = years
    .filter((year) => (year - first) % interval === 0)
    .flatMap(inYear)
    .filter((day) => day >= from && day <= untilOf(rule['UNTIL']));
  return [...days.slice(0, Number(rule['COUNT'] ?? days.length)), ...also];
}

function untilOf(until: string | undefined): string {
  const match = /^(\d{4})(\d{2})(\d{2})/.exec(until ?? '');
  return match ? `${match[1]}-${match[2]}-${match[3]}` : '9999-12-31';
}

/** The days of a year on which a yearly event comes; none in a year that does not have its day. */
function yearlyDays({ from, rule }: IcalEvent): ((year: number) => string[]) | null {
  const months = numbersIn(rule['BYMONTH']) ?? [Number(from.slice(5, 7))];
  if (rule['BYDAY'] === undefined) {
    const days = numbersIn(rule['BYMONTHDAY']) ?? [Number(from.slice(8))];
    return (year) => months.flatMap((month) => days.flatMap((day) => dayOf(year, month, day) ?? []));
  }
  const wanted = rule['BYDAY'].split(',').map((part) => /^([+-]?\d)?(SU|MO|TU|WE|TH|FR|SA)$/.exec(part));
  const within = numbersIn(rule['BYMONTHDAY']);
  return wanted.every((match) => match !== null)
    ? (year) =>
        months.flatMap((month) =>
          wanted
            .flatMap(([, nth, weekday = '']) => weekdaysOf({ year, month, weekday, nth }))
            .filter((day) => !within || within.includes(Number(day.slice(8)))),
        )
    : null;
}

/** The weekdays of a month, all or the nth of them, counted from its end when negative. */
function weekdaysOf(wanted: {
  year: number;
  month: number;
  weekday: string;
  nth: string | undefined;
}): string[] {
  const { year, month, weekday, nth } = wanted;
  const days = Array.from({ length: 31 }, (_, index) => dayOf(year, month, index + 1)).filter(
    (day) => day !== null && weekdays[new Date(day).getUTCDay()] === weekday,
  );
  const found = nth === undefined ? days : [days.at(Number(nth) > 0 ? Number(nth) - 1 : Number(nth))];
  return found.flatMap((day) => day ?? []);
}

function dayOf(year: number, month: number, day: number): string | null {
  const date = new Date(day < 0 ? Date.UTC(year, month, day + 1) : Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : null;
}

function numbersIn(list: string | undefined): number[] | null {
  return list === undefined ? null : list.split(',').map(Number).filter(Number.isInteger);
}

function daysFrom(day: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(day) + index * DAY).toISOString().slice(0, 10),
  );
}
