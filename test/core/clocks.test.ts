import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { businessMinutesBetween } from '../../functions/core/calendar.ts';
import {
  clockDue,
  clockElapsed,
  clockReaches,
  clocksForStatus,
  pauseClocks,
  resumeClocks,
  startClocks,
  stopClock,
} from '../../functions/core/clocks.ts';
import type { SlaPolicy } from '../../functions/core/desk.ts';
import { instantOf } from '../../functions/core/instant.ts';
import type { Clock, TicketStatus } from '../../functions/core/ticket.ts';
import { officeHours } from './calendars.ts';

const office = officeHours('Europe/Berlin', ['09:00-17:00'], ['2026-12-25']);
const calendars = { office };
const policy: SlaPolicy = {
  calendar: 'office',
  clocks: {
    first_reply: {
      targets: { P1: '30m', P2: '1h', P3: '4h', P4: '1d' },
      ladder: [{ at: '50%', to: 'owner', do: 'remind' }],
    },
    resolution: { targets: { P1: '4h', P2: '1d', P3: '3d', P4: '5d' }, ladder: [] },
  },
};
const monday9 = '2026-11-23T08:00:00.000Z';
const monday10 = '2026-11-23T09:00:00.000Z';
const monday16 = '2026-11-23T15:00:00.000Z';
const tuesday9 = '2026-11-24T08:00:00.000Z';
const started = startClocks({ policy, calendar: office, priority: 'P3', cycle: 1, at: monday9 });

test('a ticket starts with both clocks of its policy, targets in business minutes of the priority', () => {
  expect(started).toEqual([
    {
      metric: 'first_reply',
      cycle: 1,
      calendar: 'office',
      targetMinutes: 240,
      elapsedMinutes: 0,
      state: { kind: 'running', since: monday9 },
      ladder: [{ at: '50%', to: 'owner', do: 'remind' }],
    },
    {
      metric: 'resolution',
      cycle: 1,
      calendar: 'office',
      targetMinutes: 3 * 480,
      elapsedMinutes: 0,
      state: { kind: 'running', since: monday9 },
      ladder: [],
    },
  ]);
});

test('a paused clock keeps its count, and its due time moves by the business time of the pause', () => {
  const paused = pauseClocks(started, monday10, calendars);
  expect(paused.map((clock) => [clock.state.kind, clock.elapsedMinutes])).toEqual([
    ['paused', 60],
    ['paused', 60],
  ]);
  expect(paused.map((clock) => clockDue(clock, office))).toEqual([null, null]);
  expect(paused.map((clock) => clockElapsed(clock, office, tuesday9))).toEqual([60, 60]);
  const resumed = resumeClocks(paused, monday16);
  expect(resumed.map((clock) => clockDue(clock, office))).toEqual([
    '2026-11-24T10:00:00.000Z',
    '2026-11-26T14:00:00.000Z',
  ]);
});

test('the first reply stops its clock and leaves the other running; a second reply changes nothing', () => {
  const replied = stopClock(started, 'first_reply', monday10, calendars);
  expect(replied.map((clock) => clock.state)).toEqual([
    { kind: 'stopped', at: monday10 },
    { kind: 'running', since: monday9 },
  ]);
  expect(stopClock(replied, 'first_reply', tuesday9, calendars)).toEqual(replied);
});

test.each([
  ['just in time', '2026-11-23T12:00:00.000Z', undefined],
  ['a moment late', '2026-11-23T12:00:00.001Z', '2026-11-23T12:00:00.000Z'],
])('a clock that is stopped or paused %s keeps the moment of its breach', (_name, at, breachedAt) => {
  expect(stopClock(started, 'first_reply', at, calendars)[0]?.breachedAt).toBe(breachedAt);
  expect(pauseClocks(started, at, calendars)[0]?.breachedAt).toBe(breachedAt);
});

describe('what a status does to clocks that run, are paused, have stopped', () => {
  const running = started[0];
  const paused = pauseClocks(started, monday10, calendars)[0];
  const done = stopClock(started, 'first_reply', monday10, calendars)[0];
  test.each<[TicketStatus, Clock['state']['kind'][]]>([
    ['open', ['running', 'running', 'stopped']],
    ['waiting_customer', ['paused', 'paused', 'stopped']],
    ['resolved', ['stopped', 'stopped', 'stopped']],
    ['closed', ['stopped', 'stopped', 'stopped']],
  ])('%s', (status, expected) => {
    const clocks = [running, paused, done].filter((clock) => clock !== undefined);
    const after = clocksForStatus(clocks, status, tuesday9, calendars);
    expect(after.map((clock) => clock.state.kind)).toEqual(expected);
  });
});

test('a point that was passed before the last pause is reached when the clock runs again', () => {
  const resumed = resumeClocks(pauseClocks(started, monday10, calendars), '2026-11-23T20:00:00.000Z');
  expect(resumed.map((clock) => clockReaches(clock, office, 30))).toEqual([tuesday9, tuesday9]);
});

test('a clock whose calendar has gone is a fault that names it', () => {
  expect(() => pauseClocks(started, monday10, {})).toThrow(/office/);
});

test('however often a clock is paused and resumed, it counts the business time in which it ran', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3 * 86_400_000 }), { maxLength: 8 });
  fc.assert(
    fc.property(gaps, (waits) => {
      let now = Date.parse(monday9);
      let clocks = started;
      let expected = 0;
      for (const [index, wait] of waits.entries()) {
        const [from, to] = [instantOf(now), instantOf(now + wait)];
        if (index % 2 === 0) expected += businessMinutesBetween(office, from, to);
        clocks = index % 2 === 0 ? pauseClocks(clocks, to, calendars) : resumeClocks(clocks, to);
        now += wait;
      }
      for (const clock of clocks)
        expect(clockElapsed(clock, office, instantOf(now))).toBeCloseTo(expected, 4);
    }),
  );
});

test('a clock that runs until it is due has counted exactly its target', () => {
  const minutes = fc.integer({ min: 0, max: 5 * 1440 });
  const beforeAnyTarget = fc.integer({ min: 0, max: 239 });
  fc.assert(
    fc.property(beforeAnyTarget, minutes, minutes, (before, pause, later) => {
      const at = (offset: number): string => instantOf(Date.parse(monday9) + offset * 60_000);
      const resumed = resumeClocks(pauseClocks(started, at(before), calendars), at(before + pause));
      for (const clock of resumed) {
        const due = clockDue(clock, office) ?? '';
        expect(clockElapsed(clock, office, due)).toBe(clock.targetMinutes);
        expect(due >= at(before + pause)).toBe(true);
        const now = at(before + pause + later);
        if (now < due) expect(clockElapsed(clock, office, now)).toBeLessThan(clock.targetMinutes);
      }
    }),
  );
});
