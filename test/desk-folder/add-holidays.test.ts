import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { addHolidays } from '../../functions/desk-folder/add-holidays.ts';

const desk = (rest: string): string => `name: Desk # ours

calendars:
  # The office
  office:
    timeZone: Europe/Berlin # since 2020
    hours: { mon: [09:00-17:00] }
${rest}`;
const days = [
  { date: '2026-12-24', name: 'Christmas Eve' },
  { date: '2027-01-01', name: 'New Year' },
];

test.each([
  [
    'each where it belongs, in a list',
    desk('    holidays:\n      - 2026-12-25 # Christmas\n      - 2026-12-31\nsla: {}\n'),
    desk(
      '    holidays:\n      - 2026-12-24 # Christmas Eve\n      - 2026-12-25 # Christmas\n      - 2026-12-31\n      - 2027-01-01 # New Year\nsla: {}\n',
    ),
  ],
  [
    'in a list that ends the file',
    desk('    holidays:\n      - 2026-12-25'),
    desk(
      '    holidays:\n      - 2026-12-24 # Christmas Eve\n      - 2026-12-25\n      - 2027-01-01 # New Year\n',
    ),
  ],
  [
    'in place of an empty list',
    desk('    holidays: [] # none yet\nsla: {}\n'),
    desk('    holidays:\n      - 2026-12-24 # Christmas Eve\n      - 2027-01-01 # New Year\nsla: {}\n'),
  ],
  [
    'as the first list of a calendar',
    desk('\n# What was promised\nsla: {}\n'),
    desk(
      '    holidays:\n      - 2026-12-24 # Christmas Eve\n      - 2027-01-01 # New Year\n\n# What was promised\nsla: {}\n',
    ),
  ],
])('days are written %s, and nothing else changes', (_name, before, after) => {
  expect(addHolidays(before, 'office', days)).toEqual({ kind: 'added', text: after });
});

test.each([
  ['a calendar that is not there', desk(''), 'home'],
  ['a list in brackets', desk('    holidays: [2026-12-25]\n'), 'office'],
  ['a calendar in brackets', 'calendars: { office: { timeZone: UTC } }\n', 'office'],
])('%s is refused with what to do', (_name, text, calendar) => {
  expect(addHolidays(text, calendar, days)).toMatchObject({ kind: 'refused' });
});

test("the shipped desk.yaml takes another day, and a name's line ends stay out of it", () => {
  const text = readFileSync(new URL('../../desk/desk.yaml', import.meta.url), 'utf8');
  const [calendar = ''] = Object.keys((parse(text) as { calendars: object }).calendars);
  const added = addHolidays(text, calendar, [{ date: '2039-12-27', name: 'Day\nafter: # "all" that' }]);
  const lines = added.kind === 'added' ? added.text.split('\n') : [];
  expect(lines.filter((line) => !text.split('\n').includes(line)).map((line) => line.trim())).toEqual([
    '- 2039-12-27 # Day after: # "all" that',
  ]);
});
