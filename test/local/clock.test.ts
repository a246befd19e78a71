import { expect, test } from 'vitest';
import { localClock } from '../../local/clock.ts';
import type { ClockMode } from '../../local/clock.ts';

const at = (text: string) => Date.parse(text);

test.each<{ mode: ClockMode; shows: string; untilNoon: number | null }>([
  { mode: { kind: 'real' }, shows: '2026-11-23T09:00:10.000Z', untilNoon: 10_790_000 },
  { mode: { kind: 'scaled', speed: 60 }, shows: '2026-11-23T09:10:00.000Z', untilNoon: 170_000 },
  { mode: { kind: 'manual' }, shows: '2026-11-23T09:00:00.000Z', untilNoon: null },
])('ten seconds of the world on a $mode.kind clock', ({ mode, shows, untilNoon }) => {
  let world = at('2026-11-23T09:00:00Z');
  const clock = localClock({ mode, world: () => world });
  world += 10_000;
  expect(clock.now()).toBe(shows);
  expect(clock.millisUntil('2026-11-23T12:00:00.000Z')).toBe(untilNoon);
});

test('a clock is moved forward, never back', () => {
  const clock = localClock({ mode: { kind: 'manual' }, startAt: '2026-11-23T09:00:00.000Z' });
  clock.moveTo('2026-11-24T09:00:00.000Z');
  clock.moveTo('2026-11-23T10:00:00.000Z');
  expect(clock.now()).toBe('2026-11-24T09:00:00.000Z');
});

test('a clock that runs goes on from where it was moved to', () => {
  let world = at('2026-11-23T09:00:00Z');
  const clock = localClock({ mode: { kind: 'scaled', speed: 10 }, world: () => world });
  clock.moveTo('2026-11-30T09:00:00.000Z');
  world += 1_000;
  expect(clock.now()).toBe('2026-11-30T09:00:10.000Z');
});
