import { calendarNamed, durationMinutes } from './calendar.ts';
import { metricRules } from './clock-metrics.ts';
import type { ClockCue, ClockFacts } from './clock-metrics.ts';
import { clockSign } from './clock-signs.ts';
import type { ClockSign } from './clock-signs.ts';
import {
  breachClock,
  endClock,
  holdClock,
  isOn,
  lengthenClock,
  pauseClock,
  pinClock,
  resumeClock,
  retargetClock,
  reviveClock,
} from './clocks.ts';
import type { Calendars } from './clocks.ts';
import { clockMetrics } from './desk.ts';
import type { ClockMetric, Priority, SlaPolicy } from './desk.ts';
import type { Instant } from './instant.ts';
import type { Clock, Ticket, TicketEvent, TicketStatus } from './ticket.ts';

/**
 * A ticket's clocks follow from its history alone: each event makes new ones of the old. What is stored on a ticket is
 * what its events make when they are gone through again.
 */

/** What a history comes to, as far as clocks ask. */
export interface ClockState extends ClockFacts {
  clocks: Clock[];
  priority: Priority;
}

interface Terms {
  /** What was promised when the ticket came; without it no clock starts. */
  policy: SlaPolicy | undefined;
  calendars: Calendars;
}

/**
 * What one more event makes of a ticket's clocks.
 *
 * @throws RangeError when a clock or the policy names a calendar that is not there.
 */
export function clocksAfter(before: ClockState, event: TicketEvent, terms: Terms): ClockState {
  const sign = clockSign(event);
  if (!sign) return before;
  const facts = factsAfter(before, sign);
  const around = { sign, facts, at: event.at, ...terms };
  const clocks = withoutFinished([
    ...before.clocks.map((clock) => affected(clock, around)),
    ...started(before, around),
  ]);
  return { ...facts, clocks };
}

/** The clocks of a ticket from its whole history, which may come in any order. */
export function rebuildClocks(
  events: TicketEvent[],
  ticket: Pick<Ticket, 'sla'>,
  calendars: Calendars,
): Clock[] {
  const nothing: ClockState = { clocks: [], status: 'open', priority: 'P3', answered: false };
  const terms = { policy: ticket.sla, calendars };
  return events
    .toSorted((first, second) => first.seq - second.seq)
    .reduce((state, event) => clocksAfter(state, event, terms), nothing).clocks;
}

interface Around extends Terms {
  sign: ClockSign;
  facts: ClockState;
  at: Instant;
}

function factsAfter(before: ClockState, { type, data }: ClockSign): ClockState {
  switch (type) {
    case 'ticket_created':
      return { ...before, priority: data.priority };
    case 'ticket_reopened':
      return { ...before, status: 'open', answered: false };
    case 'ticket_unmerged':
      return { ...before, status: 'open' };
    case 'reply_sent':
      return { ...before, answered: true };
    case 'status_changed':
      return { ...before, status: data.to };
    case 'priority_changed':
      return { ...before, priority: data.to };
    default:
      return before;
  }
}

function affected(clock: Clock, around: Around): Clock {
  const { sign } = around;
  const end = isConcerned(clock, sign) ? endOf(clock.metric, cueOf(sign)) : null;
  if (end) return endClock(clock, end, around);
  switch (sign.type) {
    case 'status_changed':
      return isPausedIn(sign.data.to, clock.metric, around)
        ? pauseClock(clock, around)
        : resumeClock(clock, around);
    case 'priority_changed': {
      const target = clock.metric === 'step_due' ? null : targetOf(clock, around);
      return target === null ? clock : retargetClock(clock, target, around);
    }
    case 'due_pinned':
      return sign.data.metric === clock.metric ? pinClock(clock, sign.data.at, around) : clock;
    case 'sla_breached': {
      const { metric, cycle, due } = sign.data;
      return metric === clock.metric && cycle === clock.cycle ? breachClock(clock, due) : clock;
    }
    case 'ticket_unmerged':
      return reviveClock(clock, sign.data.since, around);
    case 'ticket_joined':
      return lengthenClock(clock, sign.data.waited[clock.metric] ?? 0, around);
    case 'ticket_released':
      return lengthenClock(clock, -(sign.data.waited[clock.metric] ?? 0), around);
    case 'step_held':
      return clock.step && isConcerned(clock, sign) ? holdClock(clock, sign.data.holds, around) : clock;
    default:
      return clock;
  }
}

/** A clock of one step has nothing to do with what happens to others. */
function isConcerned({ step }: Clock, { data }: ClockSign): boolean {
  return !step || ('step' in data && data.step === step.id && data.visit === step.visit);
}

function endOf(metric: ClockMetric, cue: ClockCue | null): 'stopped' | 'cancelled' | null {
  if (cue === null) return null;
  // What was promised is promised by the other ticket from now on.
  if (cue === 'merged') return 'cancelled';
  if (metricRules[metric].stop.includes(cue)) return 'stopped';
  return metricRules[metric].cancel.includes(cue) ? 'cancelled' : null;
}

function cueOf({ type, data }: ClockSign): ClockCue | null {
  switch (type) {
    case 'ticket_created':
      return 'created';
    case 'ticket_reopened':
      return 'reopened';
    case 'message_received':
      return 'customer_wrote';
    case 'ticket_joined':
      return data.since === undefined ? null : 'customer_wrote';
    case 'ticket_merged':
      return 'merged';
    case 'reply_sent':
      return 'answered';
    case 'status_changed':
      return data.to === 'resolved' || data.to === 'closed' ? 'solved' : null;
    case 'step_opened':
    case 'step_cancelled':
      return type;
    case 'step_completed':
      return 'step_done';
    default:
      return null;
  }
}

/** What starts with this event. A reply ends the wait for news and begins the next, so the ended ones are looked at. */
function started({ clocks }: ClockState, around: Around): Clock[] {
  const cue = cueOf(around.sign);
  if (cue === null) return [];
  return clockMetrics.flatMap((metric) => {
    const { start, startsIf, stop, steps } = metricRules[metric];
    if (!start.includes(cue) || (startsIf && !startsIf(around.facts))) return [];
    const isOnAlready =
      !steps && !stop.includes(cue) && clocks.some((one) => one.metric === metric && isOn(one));
    if (isOnAlready) return [];
    const cycle = 1 + Math.max(0, ...clocks.filter((one) => one.metric === metric).map((one) => one.cycle));
    return freshClock(metric, cycle, around) ?? [];
  });
}

function freshClock(metric: ClockMetric, cycle: number, around: Around): Clock | null {
  const { sign, policy, calendars, facts, at } = around;
  const rules = policy?.clocks[metric];
  if (!policy || !rules) return null;
  const opened = sign.type === 'step_opened' ? sign.data : null;
  if (opened && !metricRules[metric].steps?.includes(opened.kind)) return null;
  const calendar = opened?.calendar ?? policy.calendar;
  const due = metric === 'step_due' ? opened?.due : rules.targets[facts.priority];
  if (due === undefined) return null;
  const isPaused = isPausedIn(facts.status, metric, around);
  return {
    metric,
    cycle,
    calendar,
    targetMinutes: durationMinutes(calendarNamed(calendars, calendar), due),
    elapsedMinutes: 0,
    state: isPaused ? { kind: 'paused' } : { kind: 'running', since: beginningOf(sign, at) },
    ...(opened ? { step: { id: opened.step, visit: opened.visit } } : {}),
    ...(opened?.holds ? { holds: opened.holds } : {}),
  };
}

/** A message waits since it was received, also when it was taken in later. */
function beginningOf({ data }: ClockSign, at: Instant): Instant {
  return 'since' in data && data.since !== undefined && data.since < at ? data.since : at;
}

function isPausedIn(status: TicketStatus, metric: ClockMetric, { policy }: Terms): boolean {
  const pausedWhile: TicketStatus[] = policy?.clocks[metric]?.pausedWhile ?? metricRules[metric].pausedWhile;
  return pausedWhile.includes(status);
}

function targetOf({ metric, calendar }: Clock, { policy, calendars, facts }: Around): number | null {
  const target = policy?.clocks[metric]?.targets[facts.priority];
  return target === undefined ? null : durationMinutes(calendarNamed(calendars, calendar), target);
}

/** A long ticket does not carry all its kept promises along: of those that recur the last tells enough. */
function withoutFinished(clocks: Clock[]): Clock[] {
  const last = new Map<ClockMetric, number>();
  for (const { metric, cycle } of clocks) last.set(metric, Math.max(cycle, last.get(metric) ?? 0));
  return clocks.filter(
    (clock) =>
      !metricRules[clock.metric].recurs ||
      isOn(clock) ||
      clock.breachedAt !== undefined ||
      clock.cycle === last.get(clock.metric),
  );
}
