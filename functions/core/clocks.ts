import { calendarNamed } from './calendar.ts';
import type { Calendar } from './desk.ts';
import { addUnheldMinutes, unheldMinutesBetween } from './held-time.ts';
import { latest } from './instant.ts';
import type { Instant } from './instant.ts';
import type { Clock, StepHold } from './ticket.ts';

/**
 * One SLA clock: a value that is replaced, never ticking. It counts business time while it runs, keeps its count while
 * it is paused, and is over once it has stopped or was cancelled. What happens to it is in `clock-history.ts`.
 */

export type Calendars = Record<string, Calendar>;

/** A moment in the history of a desk's clocks. */
interface Moment {
  at: Instant;
  calendars: Calendars;
}

/** Neither stopped nor cancelled. */
export function isOn({ state }: Clock): boolean {
  return state.kind === 'running' || state.kind === 'paused';
}

/** Business minutes counted until `now`, in this cycle. */
export function clockElapsed(clock: Clock, calendar: Calendar, now: Instant): number {
  if (clock.state.kind !== 'running') return clock.elapsedMinutes;
  const span = { from: clock.state.since, to: now };
  return clock.elapsedMinutes + unheldMinutesBetween(calendar, span, clock.holds);
}

/**
 * When the target is used up if nothing pauses or stops the clock before, or the day that was set by hand. Null unless
 * it runs and while it is held without an end.
 */
export function clockDue(clock: Clock, calendar: Calendar): Instant | null {
  if (clock.state.kind === 'running' && clock.pinnedDue) return latest(clock.pinnedDue, clock.state.since);
  return clockReaches(clock, calendar, clock.targetMinutes);
}

/**
 * When the clock will have counted `minutes` of business time; the moment at which it last began to run (or opening
 * time after that) when it had counted them before. Null unless it runs, and when it is held before without an end.
 */
export function clockReaches(clock: Clock, calendar: Calendar, minutes: number): Instant | null {
  if (clock.state.kind !== 'running') return null;
  const left = Math.max(0, minutes - clock.elapsedMinutes);
  return addUnheldMinutes(calendar, { from: clock.state.since, minutes: left }, clock.holds);
}

/** What runs is paused, and marked as breached when it is late already; anything else stays as it is. */
export function pauseClock(clock: Clock, moment: Moment): Clock {
  if (clock.state.kind !== 'running') return clock;
  return { ...counted(clock, moment), state: { kind: 'paused' } };
}

/** What is paused runs on from its count; anything else stays as it is. */
export function resumeClock(clock: Clock, moment: Moment): Clock {
  if (clock.state.kind !== 'paused') return clock;
  return aimed({ ...clock, state: { kind: 'running', since: moment.at } }, moment);
}

/**
 * Stops or cancels it for good; one that is over keeps its moment. A clock that stops late is marked as breached, even
 * when no review has seen it yet.
 */
export function endClock(clock: Clock, end: 'stopped' | 'cancelled', moment: Moment): Clock {
  if (!isOn(clock)) return clock;
  return { ...counted(clock, moment), state: { kind: end, at: moment.at } };
}

/**
 * What has been counted counts towards the new target. A count beyond it is a breach at this moment, and nobody's
 * delay. A due time that was set by hand stays.
 */
export function retargetClock(clock: Clock, targetMinutes: number, moment: Moment): Clock {
  if (!isOn(clock) || clock.pinnedDue) return clock;
  const now = recounted(clock, moment);
  const retargeted: Clock = { ...now, targetMinutes };
  if (now.breachedAt !== undefined || now.elapsedMinutes <= targetMinutes) return retargeted;
  return { ...retargeted, breachedAt: moment.at, breachedBy: 'reprioritisation' };
}

/** So many minutes more (or fewer) have been counted; a due time that was set by hand stays. */
export function lengthenClock(clock: Clock, minutes: number, moment: Moment): Clock {
  if (!isOn(clock) || minutes === 0) return clock;
  const now = recounted(clock, moment);
  return { ...now, elapsedMinutes: Math.max(0, now.elapsedMinutes + minutes) };
}

/** What was cancelled at that moment runs on from its count; anything else stays as it is. */
export function reviveClock(clock: Clock, cancelledAt: Instant, moment: Moment): Clock {
  const { state } = clock;
  if (state.kind !== 'cancelled' || state.at !== cancelledAt || clock.step) return clock;
  return aimed({ ...clock, state: { kind: 'running', since: moment.at } }, moment);
}

/** From now on it is due at `due`, whatever changes its target, and however long it is paused. */
export function pinClock(clock: Clock, due: Instant, moment: Moment): Clock {
  if (!isOn(clock)) return clock;
  return aimed({ ...recounted(clock, moment), pinnedDue: due }, moment);
}

/** Its time does not run within the holds, which may reach into the past. */
export function holdClock(clock: Clock, holds: StepHold[], moment: Moment): Clock {
  return isOn(clock) ? { ...marked(clock, moment), holds } : clock;
}

/** The first breach is for good. */
export function breachClock(clock: Clock, due: Instant): Clock {
  return clock.breachedAt === undefined ? { ...clock, breachedAt: due } : clock;
}

/** The target of a clock with a due time set by hand is what leads there, so that its ladder stands around it. */
function aimed(clock: Clock, { at, calendars }: Moment): Clock {
  if (!clock.pinnedDue) return clock;
  const calendar = calendarNamed(calendars, clock.calendar);
  const left = unheldMinutesBetween(calendar, { from: at, to: clock.pinnedDue }, clock.holds);
  return { ...clock, targetMinutes: clock.elapsedMinutes + left };
}

/** Counted until now, and running on from here if it does. */
function recounted(clock: Clock, moment: Moment): Clock {
  if (clock.state.kind !== 'running') return clock;
  return { ...counted(clock, moment), state: { kind: 'running', since: moment.at } };
}

function counted(clock: Clock, moment: Moment): Clock {
  const calendar = calendarNamed(moment.calendars, clock.calendar);
  return { ...marked(clock, moment), elapsedMinutes: clockElapsed(clock, calendar, moment.at) };
}

function marked(clock: Clock, { at, calendars }: Moment): Clock {
  const due = clockDue(clock, calendarNamed(calendars, clock.calendar));
  return due !== null && at > due ? breachClock(clock, due) : clock;
}
