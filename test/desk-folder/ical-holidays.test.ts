import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readHolidays } from '../../functions/desk-folder/ical-holidays.ts';

const office = readFileSync(new URL('../fixtures/holidays/office.ics', import.meta.url), 'utf8');

const event = (...lines: string[]): string =>
  ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:1', ...lines, 'SUMMARY:Day', 'END:VEVENT', 'END:VCALENDAR'].join(
    '\r\n',
  );

const datesOf = (text: string, ...years: number[]): string[] => {
  const read = readHolidays(text, years);
  return read.kind === 'read' ? read.holidays.map(({ date }) => date) : [read.problem];
};

test('a file is read into days with names, and what is no whole day in the year is left out with the reason', () => {
  expect(readHolidays(office, [2027])).toEqual({
    kind: 'read',
    holidays: [
      { date: '2027-03-26', name: 'Good Friday, a quiet day' },
      { date: '2027-11-25', name: 'Fourth Thursday' },
      { date: '2027-12-25', name: 'Christmas' },
      { date: '2027-12-26', name: 'Christmas' },
    ],
    leftOut: [
      { name: 'Summer party', why: 'it has a time of day' },
      { name: 'Team day', why: 'it comes weekly, not once a year' },
    ],
  });
});

describe('an event comes', () => {
  test.each<[string, string[], string[]]>([
    ['once', ['DTSTART;VALUE=DATE:20270517'], ['2027-05-17']],
    [
      'for as long as it lasts',
      ['DTSTART:20271230', 'DURATION:P4D'],
      ['2027-12-30', '2027-12-31', '2028-01-01', '2028-01-02'],
    ],
    [
      'for a week',
      ['DTSTART:20270301', 'DURATION:P1W', 'X-A;B="c:d;e":f'],
      ['01', '02', '03', '04', '05', '06', '07'].map((day) => `2027-03-${day}`),
    ],
    ['on a leap day', ['DTSTART:20240229', 'RRULE:FREQ=YEARLY'], ['2028-02-29']],
    ['every other year', ['DTSTART:20250103', 'RRULE:FREQ=YEARLY;INTERVAL=2'], ['2027-01-03']],
    ['until a day', ['DTSTART:20250103', 'RRULE:FREQ=YEARLY;UNTIL=20270103T000000Z'], ['2027-01-03']],
    ['so many times', ['DTSTART:20260103', 'RRULE:FREQ=YEARLY;COUNT=2'], ['2027-01-03']],
    [
      'on the last Monday of May',
      ['DTSTART:20260525', 'RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO'],
      ['2027-05-31', '2028-05-29'],
    ],
    [
      'on the last day of two months',
      ['DTSTART:20270101', 'RRULE:FREQ=YEARLY;BYMONTH=2,4;BYMONTHDAY=-1'],
      ['2027-02-28', '2027-04-30', '2028-02-29', '2028-04-30'],
    ],
    [
      'on a Tuesday between two dates',
      ['DTSTART:20261103', 'RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8'],
      ['2027-11-02', '2028-11-07'],
    ],
    [
      'but not on days that are taken out',
      ['DTSTART:20260301', 'RRULE:FREQ=YEARLY', 'EXDATE;VALUE=DATE:20270301'],
      ['2028-03-01'],
    ],
    [
      'and on days that are added',
      ['DTSTART:20270301', 'RDATE;VALUE=DATE:20270305,20280306'],
      ['2027-03-01', '2027-03-05', '2028-03-06'],
    ],
  ])('%s', (_name, lines, dates) => {
    expect(datesOf(event(...lines), 2027, 2028)).toEqual(dates);
  });

  test('moved, where one of its days was', () => {
    const moved = event('DTSTART:20260704', 'RRULE:FREQ=YEARLY').replace(
      'END:VCALENDAR',
      [
        'BEGIN:VEVENT',
        'UID:1',
        'RECURRENCE-ID:20270704',
        'DTSTART:20270705',
        'SUMMARY:Day',
        'END:VEVENT',
        'END:VCALENDAR',
      ].join('\r\n'),
    );
    expect(datesOf(moved, 2027, 2028)).toEqual(['2027-07-05', '2028-07-04']);
  });
});

test('what cannot be read is left out and said, and another kind of file is refused', () => {
  const reasons = [
    event('DTSTART:20270230'),
    event('DTSTART:20270101', 'DTEND:20280101'),
    event('DTSTART:20270101', 'RRULE:FREQ=YEARLY;BYWEEKNO=20'),
    event('DTSTART:20270101', 'RRULE:FREQ=YEARLY;BYDAY=XX'),
  ].map((text) => readHolidays(text, [2027]));
  expect(
    reasons.map((read) => (read.kind === 'read' ? [read.holidays.length, read.leftOut.length] : [])),
  ).toEqual(Array.from({ length: 4 }, () => [0, 1]));
  expect(readHolidays('<html>', [2027])).toMatchObject({ kind: 'refused' });
});
