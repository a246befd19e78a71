import { expect, test } from 'vitest';
import type { Calendar } from '../../functions/core/desk.ts';
import { calendarOfDesk, workingHourAt } from '../../functions/core/working-hour.ts';
import { smallDesk } from './small-desk.ts';

const days = (...hours: string[]): Calendar['hours'] => ({
  mon: hours,
  tue: hours,
  wed: hours,
  thu: hours,
  fri: hours,
  sat: [],
  sun: [],
});
const berlin = (...hours: string[]): Calendar => ({
  timeZone: 'Europe/Berlin',
  hours: days(...hours),
  holidays: ['2026-12-24'],
});
const office = berlin('09:00-17:00');
const losAngeles = { ...office, timeZone: 'America/Los_Angeles' };
const nights = berlin('22:00-06:00');

test.each<[string, Calendar, string, string | null]>([
  ['before it opens', office, '2026-11-23T07:59:59.999Z', null],
  ['as it opens', office, '2026-11-23T08:00:00.000Z', '2026-11-23/0'],
  ['at 13:17', office, '2026-11-23T12:17:00.000Z', '2026-11-23/4'],
  ['as it closes', office, '2026-11-23T16:00:00.000Z', null],
  ['at night, 01:00', office, '2026-11-23T00:00:00.000Z', null],
  ['on a Saturday', office, '2026-11-21T10:00:00.000Z', null],
  ['on a holiday', office, '2026-12-24T10:00:00.000Z', null],
  ['as it opens in summer', office, '2026-06-22T07:00:00.000Z', '2026-06-22/0'],
  ['the day after the clocks went back', office, '2026-10-26T08:00:00.000Z', '2026-10-26/0'],
  ['opening at half past', berlin('08:30-12:00', '13:00-17:00'), '2026-11-23T08:29:00.000Z', '2026-11-23/0'],
  ['an hour later', berlin('08:30-12:00', '13:00-17:00'), '2026-11-23T08:30:00.000Z', '2026-11-23/1'],
  ['over lunch', berlin('08:30-12:00', '13:00-17:00'), '2026-11-23T11:30:00.000Z', null],
  ['past midnight in UTC', losAngeles, '2026-11-24T00:30:00.000Z', '2026-11-23/7'],
  ['of a night shift, before midnight', nights, '2026-11-23T22:30:00.000Z', '2026-11-23/1'],
  ['of a night shift, after midnight', nights, '2026-11-23T23:30:00.000Z', '2026-11-24/0'],
])('the working hour %s', (_when, calendar, at, name) => {
  expect(workingHourAt(calendar, at)?.name ?? null).toBe(name);
});

test('its day began at midnight where the desk is', () => {
  expect(workingHourAt(losAngeles, '2026-11-24T00:30:00.000Z')?.dayBegan).toBe('2026-11-23T08:00:00.000Z');
});

test('a desk goes by its first calendar', () => {
  expect(calendarOfDesk({ calendars: { office, nights } })).toBe(office);
  expect(calendarOfDesk({ ...smallDesk, calendars: {} }).timeZone).toBe('UTC');
});
