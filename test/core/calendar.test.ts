import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addBusinessMinutes,
  businessMinutesBetween,
  calendarNamed,
  durationMinutes,
  isOpen,
  nextOpening,
} from '../../functions/core/calendar.ts';
import type { Calendar } from '../../functions/core/desk.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { calendarOf, everyDay, officeHours } from './calendars.ts';
import { minuteAfter, openMinutes, walkMinutes } from './minute-walk.ts';

const berlin = officeHours('Europe/Berlin', ['09:00-12:00', '13:00-17:00'], ['2026-12-25']);
const roundTheClock = everyDay('UTC', ['00:00-24:00']);
const nights = everyDay('Europe/Berlin', ['22:00-06:00']);

describe('adding business time', () => {
  test.each([
    ['within a shift', berlin, '2026-11-23T08:00:00.000Z', 60, '2026-11-23T09:00:00.000Z'],
    ['over the lunch break', berlin, '2026-11-23T10:30:00.000Z', 60, '2026-11-23T12:30:00.000Z'],
    ['to the end of a shift', berlin, '2026-11-23T15:00:00.000Z', 60, '2026-11-23T16:00:00.000Z'],
    ['over the night', berlin, '2026-11-23T15:30:00.000Z', 60, '2026-11-24T08:30:00.000Z'],
    ['over the weekend', berlin, '2026-11-27T15:30:00.000Z', 60, '2026-11-30T08:30:00.000Z'],
    ['over a holiday and a weekend', berlin, '2026-12-24T15:30:00.000Z', 60, '2026-12-28T08:30:00.000Z'],
    ['from before opening', berlin, '2026-11-23T03:00:00.000Z', 1, '2026-11-23T08:01:00.000Z'],
    ['nothing while open', berlin, '2026-11-23T10:00:00.001Z', 0, '2026-11-23T10:00:00.001Z'],
    ['nothing while closed', berlin, '2026-11-27T16:00:00.000Z', 0, '2026-11-30T08:00:00.000Z'],
    ['a fraction of a minute', berlin, '2026-11-23T08:00:00.000Z', 0.25, '2026-11-23T08:00:15.000Z'],
    ['days round the clock', roundTheClock, '2026-11-27T08:00:00.000Z', 2880, '2026-11-29T08:00:00.000Z'],
    ['a week of 35 hours', berlin, '2026-11-23T08:00:00.000Z', 35 * 60, '2026-11-27T16:00:00.000Z'],
  ])('%s', (_name, calendar, from, minutes, expected) => {
    expect(addBusinessMinutes(calendar, from, minutes)).toBe(expected);
  });

  test('refuses to run backwards, a calendar that never opens, and a wait of centuries', () => {
    const never = calendarOf('UTC', {});
    const aMinuteAWeek = calendarOf('UTC', { mon: ['09:00-09:01'] });
    const from = '2026-11-23T08:00:00.000Z';
    expect(() => addBusinessMinutes(berlin, from, -1)).toThrow(/only runs forward/);
    expect(() => addBusinessMinutes(berlin, from, Number.NaN)).toThrow(RangeError);
    expect(() => addBusinessMinutes(never, from, 1)).toThrow(/without opening hours/);
    expect(() => addBusinessMinutes(aMinuteAWeek, from, 1_100)).toThrow(/20 years/);
    expect(() => addBusinessMinutes(calendarOf('Mars/Olympus', { mon: ['09:00-17:00'] }), from, 1)).toThrow(
      RangeError,
    );
  });
});

describe('a night shift', () => {
  test.each([
    ['has eight hours in winter', '2026-11-23T12:00:00.000Z', '2026-11-24T12:00:00.000Z', 480],
    ['has seven when the clocks go forward', '2026-03-28T12:00:00.000Z', '2026-03-29T12:00:00.000Z', 420],
    ['has nine when the clocks go back', '2026-10-24T12:00:00.000Z', '2026-10-25T12:00:00.000Z', 540],
  ])('%s', (_name, from, to, minutes) => {
    expect(businessMinutesBetween(nights, from, to)).toBe(minutes);
  });

  test('that began before a holiday is worked to its end, and none begins on the holiday', () => {
    const calendar = everyDay('UTC', ['17:00-02:00'], ['2026-12-25']);
    expect(isOpen(calendar, '2026-12-25T01:59:59.999Z')).toBe(true);
    expect(isOpen(calendar, '2026-12-25T18:00:00.000Z')).toBe(false);
    expect(isOpen(calendar, '2026-12-26T01:00:00.000Z')).toBe(false);
    expect(nextOpening(calendar, '2026-12-25T02:00:00.000Z')).toBe('2026-12-26T17:00:00.000Z');
  });
});

describe('clocks that are put forward or back', () => {
  test.each([
    ['a time that is skipped is the moment of the skip', 'Europe/Berlin', '02:30-04:00', '2026-03-29', 60],
    ['a shift that is skipped as a whole', 'Europe/Berlin', '02:10-02:50', '2026-03-29', 0],
    ['a shift with the hour that comes twice', 'Europe/Berlin', '02:00-03:00', '2026-10-25', 120],
    ['half an hour in Lord Howe', 'Australia/Lord_Howe', '01:00-03:00', '2026-04-05', 150],
    ['half an hour less in Lord Howe', 'Australia/Lord_Howe', '01:00-03:00', '2026-10-04', 90],
    ['a zone without summer time', 'Asia/Kolkata', '01:00-03:00', '2026-03-29', 120],
    ['a day that Samoa never had', 'Pacific/Apia', '09:00-17:00', '2011-12-30', 0],
    ['the minute after midnight in old Newfoundland', 'America/St_Johns', '00:00-02:00', '2010-11-07', 180],
  ])('%s', (_name, timeZone, hours, date, minutes) => {
    const others = [-3, -2, -1, 1, 2, 3].map((days) =>
      instantOf(Date.parse(date) + days * 86_400_000).slice(0, 10),
    );
    const calendar = everyDay(timeZone, [hours], others);
    const [from, to] = [-2, 3].map((days) => instantOf(Date.parse(date) + days * 86_400_000));
    expect(businessMinutesBetween(calendar, from ?? '', to ?? '')).toBe(minutes);
  });
});

describe('durations', () => {
  test.each([
    ['30m', berlin, 30],
    ['1.5h', berlin, 90],
    ['1d', berlin, 7 * 60],
    ['0.5d', berlin, 210],
    ['2d', roundTheClock, 2880],
    ['1d', calendarOf('UTC', { mon: ['09:00-17:00'], sat: ['10:00-14:00'] }), 360],
    ['1d', calendarOf('UTC', { mon: ['09:00-13:00', '12:00-17:00'] }), 480],
    ['1d', everyDay('UTC', ['22:00-06:00', '05:00-07:00']), 540],
    ['1d', everyDay('UTC', ['09:00-09:00']), 1440],
  ])('%s', (text, calendar, minutes) => {
    expect(durationMinutes(calendar, text)).toBe(minutes);
  });

  test('refuses what is no duration, and days that the calendar does not have', () => {
    expect(() => durationMinutes(berlin, '2w')).toThrow(/not a duration/);
    expect(() => durationMinutes(calendarOf('UTC', {}), '1d')).toThrow(/without opening hours/);
  });
});

test('a calendar that is not there is named in the error', () => {
  expect(calendarNamed({ berlin }, 'berlin')).toBe(berlin);
  expect(() => calendarNamed({ berlin }, 'tokyo')).toThrow(/tokyo/);
});

/** Days on which clocks change, or that are odd in another way; the walk begins three days before. */
const oddDays = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Asia/Kolkata', '2026-03-29'],
  ['Pacific/Apia', '2011-12-30'],
  ['America/St_Johns', '2010-11-07'],
  ['America/St_Johns', '2026-03-08'],
  ['Africa/Casablanca', '2025-02-23'],
  ['Africa/Casablanca', '2025-04-06'],
  ['Pacific/Chatham', '2026-04-05'],
  ['America/Santiago', '2026-09-06'],
] as const;

describe.each(oddDays)('in %s around %s, as a walk through every minute counts', (timeZone, date) => {
  const start = Date.parse(date) - 3 * 86_400_000;
  const walk = walkMinutes(timeZone, start, 7);
  const minute = fc.integer({ min: 0, max: walk.minutes - 1 });
  const at = (index: number): string => instantOf(start + index * 60_000);

  test('it is open in the same minutes, counts them, and finds the same end', () => {
    fc.assert(
      fc.property(
        calendars(timeZone, date),
        minute,
        minute,
        fc.integer({ min: 1, max: 1500 }),
        (calendar, one, other, wanted) => {
          const open = openMinutes(walk, calendar);
          const [from, to] = [Math.min(one, other), Math.max(one, other)];
          expect(isOpen(calendar, at(from))).toBe(open[from]);
          expect(businessMinutesBetween(calendar, at(from), at(to))).toBe(
            open.slice(from, to).filter(Boolean).length,
          );
          const end = minuteAfter(open, from, wanted);
          if (end !== null) expect(addBusinessMinutes(calendar, at(from), wanted)).toBe(at(end));
          const opening = open.indexOf(true, from);
          if (opening >= 0) expect(nextOpening(calendar, at(from))).toBe(at(opening));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('time adds up to the millisecond', () => {
    const millis = fc.integer({ min: 0, max: 7 * 86_400_000 });
    const work = fc.integer({ min: 1, max: 3 * 86_400_000 });
    fc.assert(
      fc.property(calendars(timeZone, date), millis, work, work, (calendar, offset, first, second) => {
        const from = instantOf(start + offset);
        const middle = addBusinessMinutes(calendar, from, first / 60_000);
        const end = addBusinessMinutes(calendar, middle, second / 60_000);
        expect(addBusinessMinutes(calendar, from, (first + second) / 60_000)).toBe(end);
        expect(businessMinutesBetween(calendar, from, middle)).toBe(first / 60_000);
        expect(businessMinutesBetween(calendar, from, end)).toBe((first + second) / 60_000);
        expect(businessMinutesBetween(calendar, end, from)).toBe(0);
        expect(millisOf(end)).toBeGreaterThan(millisOf(middle));
      }),
      { numRuns: 60 },
    );
  });
});

/** Any hours, several a day, overlapping, past midnight; holidays around the odd day. At least one day is open. */
function calendars(timeZone: string, date: string): fc.Arbitrary<Calendar> {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '01', '15', '30', '59'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
  const shift = fc.tuple(time, fc.oneof(time, fc.constant('24:00'))).map(([begin, end]) => `${begin}-${end}`);
  const day = fc.array(shift, { maxLength: 3 });
  const open = fc.array(shift, { minLength: 1, maxLength: 3 });
  const holiday = fc
    .integer({ min: -3, max: 4 })
    .map((days) => instantOf(Date.parse(date) + days * 86_400_000).slice(0, 10));
  return fc
    .record({ mon: day, tue: day, wed: open, thu: day, fri: day, sat: day, sun: day })
    .chain((hours) =>
      fc.array(holiday, { maxLength: 2 }).map((holidays) => calendarOf(timeZone, hours, holidays)),
    );
}
