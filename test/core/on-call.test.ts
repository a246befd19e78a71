import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import type { OnCall } from '../../functions/core/desk.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { onCallAt } from '../../functions/core/on-call.ts';

const table: OnCall = {
  timeZone: 'Europe/Berlin',
  start: '2026-10-19T08:00',
  days: 7,
  members: ['one', 'two', 'three'],
  swaps: [{ from: '2026-11-24', to: '2026-11-25', agent: 'four' }],
};

test.each([
  ['the first turn begins', '2026-10-19T06:00:00.000Z', ['one', 'two', 'three']],
  ['just before the hand-over', '2026-10-26T06:59:59.999Z', ['one', 'two', 'three']],
  [
    'the hand-over, an hour later in UTC since the clocks went back',
    '2026-10-26T07:00:00.000Z',
    ['two', 'three', 'one'],
  ],
  ['after a full round', '2026-11-09T07:00:00.000Z', ['one', 'two', 'three']],
  ['before the table starts', '2026-10-18T12:00:00.000Z', ['three', 'one', 'two']],
  ['the last minute before a swap', '2026-11-23T22:59:00.000Z', ['three', 'one', 'two']],
  ['the swap begins at midnight there', '2026-11-23T23:00:00.000Z', ['four', 'three', 'one', 'two']],
  ['the swap ends at midnight there', '2026-11-25T22:59:59.999Z', ['four', 'three', 'one', 'two']],
  ['after the swap', '2026-11-25T23:00:00.000Z', ['three', 'one', 'two']],
])('%s', (_, now, expected) => {
  expect(onCallAt(table, now)).toEqual(expected);
});

test.each([
  [
    'an hour that is shown twice changes turns the first time',
    '2026-10-24T02:30',
    '2026-10-25T00:30:00.000Z',
  ],
  ['an hour that is skipped changes turns at the skip', '2026-03-28T02:30', '2026-03-29T01:00:00.000Z'],
])('%s', (_, start, handOver) => {
  const daily = { ...table, start, days: 1, members: ['one', 'two'], swaps: [] };
  const after = (minutes: number) => onCallAt(daily, instantOf(millisOf(handOver) + minutes * 60_000))[0];
  expect([-60, -1, 0, 1, 40, 60, 90].map(after)).toEqual(['one', 'one', 'two', 'two', 'two', 'two', 'two']);
});

const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Santiago',
  'UTC',
];

/** Turn by turn from the start, each as the zone's own calendar says when it begins. */
function turnOneByOne({ start, timeZone, days }: OnCall, now: string): number {
  const begins = (turn: number) =>
    Temporal.PlainDateTime.from(start)
      .add({ days: turn * days })
      .toZonedDateTime(timeZone).epochMilliseconds;
  let turn = 0;
  while (begins(turn + 1) <= millisOf(now)) turn += 1;
  return turn;
}

test('turns follow the zone’s calendar, whatever its clocks do', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 5, max: 23 }),
      fc.integer({ min: 0, max: 400 * 24 * 60 }),
      (timeZone, days, hour, minutes) => {
        const start = `2026-01-05T${String(hour).padStart(2, '0')}:00`;
        const daily: OnCall = { timeZone, start, days, members: ['0', '1', '2', '3', '4'], swaps: [] };
        const first = Temporal.PlainDateTime.from(start).toZonedDateTime(timeZone).epochMilliseconds;
        const now = instantOf(first + minutes * 60_000);
        expect(onCallAt(daily, now)[0]).toBe(String(turnOneByOne(daily, now) % 5));
      },
    ),
    { numRuns: 300 },
  );
});
