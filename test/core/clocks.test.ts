import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { businessMinutesBetween } from '../../functions/core/calendar.ts';
import {
  clockDue,
  clockElapsed,
  clockReaches,
  endClock,
  holdClock,
  pauseClock,
  pinClock,
  resumeClock,
  retargetClock,
} from '../../functions/core/clocks.ts';
import { instantOf } from '../../functions/core/instant.ts';
import type { Clock } from '../../functions/core/ticket.ts';
import { officeHours } from './calendars.ts';
import { minuteAfter, openMinutes, walkMinutes } from './minute-walk.ts';

const office = officeHours('Europe/Berlin', ['09:00-17:00'], ['2026-12-25']);
const calendars = { office };
const monday9 = '2026-11-23T08:00:00.000Z';
const monday10 = '2026-11-23T09:00:00.000Z';
const monday16 = '2026-11-23T15:00:00.000Z';
const tuesday9 = '2026-11-24T08:00:00.000Z';
const started: Clock = {
  metric: 'first_reply',
  cycle: 1,
  calendar: 'office',
  targetMinutes: 240,
  elapsedMinutes: 0,
  state: { kind: 'running', since: monday9 },
};
const at = (moment: string) => ({ at: moment, calendars });
const paused = pauseClock(started, at(monday10));

test('a paused clock keeps its count, and its due time moves by the business time of the pause', () => {
  expect(paused).toMatchObject({ state: { kind: 'paused' }, elapsedMinutes: 60 });
  expect(clockDue(paused, office)).toBeNull();
  expect(clockElapsed(paused, office, tuesday9)).toBe(60);
  expect(clockDue(resumeClock(paused, at(monday16)), office)).toBe('2026-11-24T10:00:00.000Z');
});

test.each([
  ['just in time', '2026-11-23T12:00:00.000Z', undefined],
  ['a moment late', '2026-11-23T12:00:00.001Z', '2026-11-23T12:00:00.000Z'],
])('a clock that is stopped or paused %s keeps the moment of its breach', (_name, moment, breachedAt) => {
  expect(endClock(started, 'stopped', at(moment)).breachedAt).toBe(breachedAt);
  expect(pauseClock(started, at(moment)).breachedAt).toBe(breachedAt);
});

test('what is over stays as it is, whatever comes', () => {
  const over = endClock(started, 'stopped', at(monday10));
  expect(over).toMatchObject({ state: { kind: 'stopped', at: monday10 }, elapsedMinutes: 60 });
  for (const again of [
    endClock(over, 'cancelled', at(tuesday9)),
    pauseClock(over, at(tuesday9)),
    resumeClock(over, at(tuesday9)),
    retargetClock(over, 1, at(tuesday9)),
    pinClock(over, tuesday9, at(tuesday9)),
    holdClock(over, [{ from: monday9, to: null, why: 'snoozed' }], at(tuesday9)),
  ])
    expect(again).toEqual(over);
});

describe('a new target', () => {
  test('counts what was counted before', () => {
    const cut = retargetClock(started, 120, at(monday10));
    expect(cut).toMatchObject({ elapsedMinutes: 60, targetMinutes: 120 });
    expect(clockDue(cut, office)).toBe('2026-11-23T10:00:00.000Z');
    expect(clockElapsed(cut, office, monday16)).toBe(7 * 60);
  });

  test('below the count is a breach at this moment, by nobody, also while the clock is paused', () => {
    const breach = { breachedAt: monday16, breachedBy: 'reprioritisation' };
    expect(retargetClock(paused, 30, at(monday16))).toMatchObject(breach);
    const late = retargetClock(started, 30, at(monday10));
    expect(late).toMatchObject({ breachedAt: monday10, breachedBy: 'reprioritisation' });
    expect(retargetClock(late, 6000, at(monday16))).toMatchObject({ breachedAt: monday10 });
  });

  test('does not excuse a delay that was there before', () => {
    const late = retargetClock(started, 30, at(monday16));
    expect(late.breachedAt).toBe('2026-11-23T12:00:00.000Z');
    expect(late.breachedBy).toBeUndefined();
  });

  test('leaves a due time that was set by hand, and so does a pause', () => {
    const pinned = pinClock(started, '2026-11-25T09:00:00.000Z', at(monday10));
    expect(pinned.targetMinutes).toBe(60 + 7 * 60 + 8 * 60 + 60);
    const hurried = retargetClock(pinned, 5, at(monday16));
    expect(hurried).toEqual(pinned);
    const resumed = resumeClock(pauseClock(hurried, at(monday16)), at(tuesday9));
    expect(clockDue(resumed, office)).toBe('2026-11-25T09:00:00.000Z');
    expect(clockReaches(resumed, office, resumed.targetMinutes)).toBe('2026-11-25T09:00:00.000Z');
  });
});

test('a due time that passed during a pause is missed when the clock runs again', () => {
  const pinned = pinClock(paused, monday16, at(monday10));
  expect(clockDue(pinned, office)).toBeNull();
  expect(clockDue(resumeClock(pinned, at(tuesday9)), office)).toBe(tuesday9);
});

test('a point that was passed before the last pause is reached when the clock runs again', () => {
  const resumed = resumeClock(paused, at('2026-11-23T20:00:00.000Z'));
  expect(clockReaches(resumed, office, 30)).toBe(tuesday9);
});

test('within a hold no time is counted, and without its end nothing comes due', () => {
  const until = holdClock(started, [{ from: monday10, to: monday16, why: 'away' }], at(monday10));
  expect(clockElapsed(until, office, monday16)).toBe(60);
  expect(clockDue(until, office)).toBe('2026-11-24T10:00:00.000Z');
  const open = holdClock(started, [{ from: monday10, to: null, why: 'unreachable' }], at(monday10));
  expect(clockElapsed(open, office, tuesday9)).toBe(60);
  expect(clockDue(open, office)).toBeNull();
});

test('a clock whose calendar has gone is a fault that names it', () => {
  expect(() => pauseClock(started, { at: monday10, calendars: {} })).toThrow(/office/);
});

test('however often a clock is paused and resumed, it counts the business time in which it ran', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3 * 86_400_000 }), { maxLength: 8 });
  fc.assert(
    fc.property(gaps, (waits) => {
      let now = Date.parse(monday9);
      let clock = started;
      let expected = 0;
      for (const [index, wait] of waits.entries()) {
        const [from, to] = [instantOf(now), instantOf(now + wait)];
        if (index % 2 === 0) expected += businessMinutesBetween(office, from, to);
        clock = index % 2 === 0 ? pauseClock(clock, at(to)) : resumeClock(clock, at(to));
        now += wait;
      }
      expect(clockElapsed(clock, office, instantOf(now))).toBeCloseTo(expected, 4);
    }),
  );
});

/** Days on which clocks are put forward or back; the walk begins two days before. */
const oddDays = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['America/St_Johns', '2026-03-08'],
  ['Pacific/Chatham', '2026-04-05'],
  ['Africa/Casablanca', '2025-02-23'],
] as const;

describe.each(oddDays)('in %s around %s, as a walk through every minute counts', (timeZone, date) => {
  const start = Date.parse(date) - 2 * 86_400_000;
  const walk = walkMinutes(timeZone, start, 5);
  const calendar = officeHours(timeZone, ['06:00-11:30', '13:00-17:00', '22:00-02:30']);
  calendar.hours.sun = ['00:00-04:00', '09:00-12:00'];
  const open = openMinutes(walk, calendar);
  const minute = fc.integer({ min: 0, max: walk.minutes - 1 });
  const moment = (index: number): string => instantOf(start + index * 60_000);
  const around = (index: number) => ({ at: moment(index), calendars: { office: calendar } });
  const spans = fc.array(fc.tuple(minute, minute), { maxLength: 3 });

  test('pauses and holds are left out to the minute, and the due time is where the count says', () => {
    fc.assert(
      fc.property(fc.array(minute, { maxLength: 6 }), spans, minute, (turns, held, target) => {
        const holds = held.map(([one, other]) => ({
          from: Math.min(one, other),
          to: Math.max(one, other),
        }));
        const points = turns.toSorted((first, second) => first - second);
        const first: Clock = {
          ...started,
          targetMinutes: target,
          state: { kind: 'running', since: moment(points[0] ?? 0) },
          holds: holds.map(({ from, to }) => ({ from: moment(from), to: moment(to), why: 'snoozed' })),
        };
        const clock = points
          .slice(1)
          .reduce(
            (before, point, index) =>
              index % 2 === 0 ? pauseClock(before, around(point)) : resumeClock(before, around(point)),
            first,
          );
        const runs = open.map((isOpen, index) => {
          const turn = points.filter((point) => point <= index).length;
          const isOn = points.length === 0 || turn % 2 === 1;
          return isOpen && isOn && !holds.some(({ from, to }) => from <= index && index < to);
        });
        const last = walk.minutes - 1;
        expect(clockElapsed(clock, calendar, moment(last))).toBe(runs.slice(0, last).filter(Boolean).length);
        const end = minuteAfter(runs, 0, target);
        if (clock.state.kind !== 'running' || end === null || moment(end) <= clock.state.since) return;
        expect(clockDue(clock, calendar)).toBe(moment(end));
      }),
      { numRuns: 60 },
    );
  });
});
