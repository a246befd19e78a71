import { expect, test } from 'vitest';
import { firedBeside, firedLately, firedOfKept } from '../../functions/core/fired.ts';
import type { Clock } from '../../functions/core/ticket.ts';

const clock = (metric: Clock['metric'], cycle: number): Clock => ({
  metric,
  cycle,
  calendar: 'office',
  targetMinutes: 60,
  elapsedMinutes: 0,
  state: { kind: 'paused' },
});

test('the rungs of an ended visit are forgotten, and no others', () => {
  const fired = [
    'step:ask#1:0',
    'step:ask#1:expires',
    'step:ask#10:0',
    'step:ask#2:0',
    'clock:resolution#1:0',
  ];
  expect(firedBeside(fired, { id: 'ask', visit: 1 })).toEqual(fired.slice(2));
});

test('the rungs of a clock are forgotten with it', () => {
  const before = [clock('next_reply', 1), clock('resolution', 1)];
  const after = [clock('next_reply', 2), clock('resolution', 1)];
  const fired = ['clock:next_reply#1:0', 'clock:next_reply#2:0', 'clock:resolution#1:0', 'recovery:1'];
  expect(firedOfKept(fired, { before, after })).toEqual(fired.slice(1));
});

test('what a step has performed is known for a day', () => {
  const fired = ['performed:tell#1@2026-11-23T09:00:00.000Z', 'withdrawn:fix@2026-11-23T09:00:00.000Z'];
  expect(firedLately(fired, '2026-11-24T09:00:00.000Z')).toEqual(fired);
  expect(firedLately(fired, '2026-11-24T09:00:00.001Z')).toEqual(fired.slice(1));
});
