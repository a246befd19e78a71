import { expect, test } from 'vitest';
import type { Clock } from '../../functions/core/ticket.ts';
import { clockDifferences } from '../../local/clock-differences.ts';

const clock: Clock = {
  metric: 'resolution',
  cycle: 1,
  calendar: 'office',
  targetMinutes: 60,
  elapsedMinutes: 0,
  state: { kind: 'paused' },
};
const other: Clock = { ...clock, metric: 'first_reply' };

test.each<[string, Clock[], Clock[], string[]]>([
  ['the same in another order', [clock, other], [other, { ...clock }], []],
  [
    'a field',
    [clock],
    [{ ...clock, elapsedMinutes: 5, breachedAt: '2026-11-23T09:00:00.000Z' }],
    [
      'resolution 1: elapsedMinutes is stored as 0, the history says 5',
      'resolution 1: breachedAt is stored as nothing, the history says "2026-11-23T09:00:00.000Z"',
    ],
  ],
  [
    'one that is missing on either side',
    [clock],
    [other],
    ['first_reply 1: not stored', 'resolution 1: its history does not start it'],
  ],
])('%s', (_name, stored, rebuilt, differences) => {
  expect(clockDifferences(stored, rebuilt)).toEqual(differences);
});
