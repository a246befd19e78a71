import { addBusinessMinutes, businessMinutesBetween, calendarNamed, durationMinutes } from './calendar.ts';
import { clockMetrics } from './desk.ts';
import type { Calendar, ClockMetric, Priority, SlaPolicy } from './desk.ts';
import type { Instant } from './instant.ts';
import type { Clock, TicketStatus } from './ticket.ts';

/**
 * SLA clocks: values that are replaced, never ticking. A clock counts business time while it runs, keeps its count
 * while it is paused, and is over once it has stopped.
 */

type Calendars = Record<string, Calendar>;

/**
 * Both clocks of a policy, running since `at`. A reopened ticket starts them again with the next cycle: its customer
 * waits for an answer once more.
 *
 * @param start.calendar the one that the policy names; days in targets are its working days.
 */
export function startClocks(start: {
  policy: SlaPolicy;
  calendar: Calendar;
  priority: Priority;
  cycle: number;
  at: Instant;
}): Clock[] {
  const { policy, calendar, priority, cycle, at } = start;
  return clockMetrics.map((metric) => ({
    metric,
    cycle,
    calendar: policy.calendar,
    targetMinutes: durationMinutes(calendar, policy.clocks[metric].targets[priority]),
    elapsedMinutes: 0,
    state: { kind: 'running', since: at },
    ladder: policy.clocks[metric].ladder,
  }));
}

/** What runs is paused, and marked as breached when it is late already; what is paused or stopped stays as it is. */
export function pauseClocks(clocks: Clock[], at: Instant, calendars: Calendars): Clock[] {
  return clocks.map((clock) =>
    clock.state.kind === 'running' ? { ...counted(clock, at, calendars), state: { kind: 'paused' } } : clock,
  );
}

/** What is paused runs on from its count; what runs or has stopped stays as it is. */
export function resumeClocks(clocks: Clock[], at: Instant): Clock[] {
  return clocks.map((clock) =>
    clock.state.kind === 'paused' ? { ...clock, state: { kind: 'running', since: at } } : clock,
  );
}

/**
 * Stops the clocks of one metric for good, in every cycle; one that has stopped before keeps its moment. A clock that
 * stops late is marked as breached, even when no review has seen it yet.
 */
export function stopClock(clocks: Clock[], metric: ClockMetric, at: Instant, calendars: Calendars): Clock[] {
  return clocks.map((clock) => (clock.metric === metric ? stopped(clock, at, calendars) : clock));
}

/**
 * What a status does to the clocks: nobody at the desk can hurry a customer whom we have asked, so `waiting_customer`
 * pauses; `open` runs on; `resolved` and `closed` stop, also a first reply that was never written, for which nobody
 * waits any more. Stopping is final: work taken up again is the next cycle of `startClocks`.
 */
export function clocksForStatus(
  clocks: Clock[],
  status: TicketStatus,
  at: Instant,
  calendars: Calendars,
): Clock[] {
  switch (status) {
    case 'open':
      return resumeClocks(clocks, at);
    case 'waiting_customer':
      return pauseClocks(clocks, at, calendars);
    case 'resolved':
    case 'closed':
      return clocks.map((clock) => stopped(clock, at, calendars));
  }
}

/** Business minutes counted until `now`, in this cycle. */
export function clockElapsed(clock: Clock, calendar: Calendar, now: Instant): number {
  if (clock.state.kind !== 'running') return clock.elapsedMinutes;
  return clock.elapsedMinutes + businessMinutesBetween(calendar, clock.state.since, now);
}

/** When the target is used up if nothing pauses or stops the clock before; null unless it runs. */
export function clockDue(clock: Clock, calendar: Calendar): Instant | null {
  return clockReaches(clock, calendar, clock.targetMinutes);
}

/**
 * When the clock will have counted `minutes` of business time; the moment at which it last began to run (or opening
 * time after that) when it had counted them before. Null unless it runs.
 */
export function clockReaches(clock: Clock, calendar: Calendar, minutes: number): Instant | null {
  if (clock.state.kind !== 'running') return null;
  return addBusinessMinutes(calendar, clock.state.since, Math.max(0, minutes - clock.elapsedMinutes));
}

function stopped(clock: Clock, at: Instant, calendars: Calendars): Clock {
  if (clock.state.kind === 'stopped') return clock;
  return { ...counted(clock, at, calendars), state: { kind: 'stopped', at } };
}

function counted(clock: Clock, now: Instant, calendars: Calendars): Clock {
  const calendar = calendarNamed(calendars, clock.calendar);
  const elapsedMinutes = clockElapsed(clock, calendar, now);
  const due = clockDue(clock, calendar);
  const late = elapsedMinutes > clock.targetMinutes && clock.breachedAt === undefined && due !== null;
  return late ? { ...clock, elapsedMinutes, breachedAt: due } : { ...clock, elapsedMinutes };
}
