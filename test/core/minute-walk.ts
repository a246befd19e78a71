import type { Calendar } from '../../functions/core/desk.ts';

/**
 * A second opinion on business time, slow and plain: walk through real time minute by minute, look at the wall clock
 * of the zone, and see whether anybody works. It shares no code with the calendar.
 */

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

export interface MinuteWalk {
  start: number;
  minutes: number;
  /** For each minute the furthest that the wall clock has come, as if it were UTC: clocks put back do not undo a shift. */
  furthest: number[];
}

/** @param days to walk, beginning at `start` (milliseconds, a whole minute), at which clocks have not just been put back. */
export function walkMinutes(timeZone: string, start: number, days: number): MinuteWalk {
  const wallClock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const furthest: number[] = [];
  const minutes = days * 24 * 60;
  for (let minute = 0; minute < minutes; minute++) {
    const parts = wallClock.formatToParts(start + minute * MINUTE);
    const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value);
    const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'));
    furthest.push(Math.max(shown, furthest.at(-1) ?? shown));
  }
  return { start, minutes, furthest };
}

/** For each minute of the walk: is the desk open. */
export function openMinutes(walk: MinuteWalk, calendar: Calendar): boolean[] {
  const shifts = shiftsAround(walk, calendar);
  return walk.furthest.map((wall) => shifts.some(([from, to]) => from <= wall && wall < to));
}

/** The minute in which the wanted number of marked minutes, from one on, is complete; null when the walk ends before. */
export function minuteAfter(marked: boolean[], from: number, wanted: number): number | null {
  let left = wanted;
  for (let index = from; index < marked.length; index++) {
    if (marked[index] && --left === 0) return index + 1;
  }
  return null;
}

function shiftsAround(walk: MinuteWalk, calendar: Calendar): [number, number][] {
  const shifts: [number, number][] = [];
  const firstDate = Math.floor((walk.furthest[0] ?? 0) / DAY) * DAY - 2 * DAY;
  const lastDate = walk.furthest.at(-1) ?? 0;
  for (let date = firstDate; date <= lastDate; date += DAY) {
    if (calendar.holidays.includes(new Date(date).toISOString().slice(0, 10))) continue;
    const weekday = weekdays[new Date(date).getUTCDay()] ?? 'sun';
    for (const hours of calendar.hours[weekday]) {
      const [from = '', to = ''] = hours.split('-');
      const begin = date + timeOfDay(from);
      const end = date + timeOfDay(to);
      shifts.push([begin, end > begin ? end : end + DAY]);
    }
  }
  return shifts;
}

function timeOfDay(text: string): number {
  return (Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))) * MINUTE;
}
