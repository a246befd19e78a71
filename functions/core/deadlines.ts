import { addBusinessMinutes, calendarNamed, durationMinutes } from './calendar.ts';
import { clockDue, clockReaches } from './clocks.ts';
import type { Calendar } from './desk.ts';
import type { Instant } from './instant.ts';
import { isStaffed } from './process-template.ts';
import { clockRungName, stepRungName } from './ticket.ts';
import type { Clock, Step, Ticket } from './ticket.ts';

/**
 * Everything about a ticket that a moment in time brings about. Derived anew from the ticket at each review, so that
 * a pause, a holiday or a changed priority needs no timer to be moved.
 */

/** `rung` names it once and for all; it goes into `ticket.fired` when it has been acted upon. */
export type DeadlinePoint = { rung: string; at: Instant } & (
  | { kind: 'step_rung'; step: Step; to: string; do: 'remind' | 'escalate' }
  | { kind: 'step_expires'; step: Step; outcome: string }
  | { kind: 'clock_rung'; clock: Clock; to: string; do: 'remind' | 'escalate' }
  | { kind: 'clock_breach'; clock: Clock }
);

export interface DeadlineInput {
  ticket: Pick<Ticket, 'clocks' | 'fired'>;
  steps: Step[];
  /** The desk's calendars by name. */
  calendars: Record<string, Calendar>;
}

/**
 * All points that have not fired, earliest first: of each open step its ladder and its expiry, of each running clock
 * its ladder and the breach of its target. At the same moment reminders come before the end they warn of.
 *
 * @throws RangeError when a step or clock names a calendar that is not there.
 */
export function deadlinePoints({ ticket, steps, calendars }: DeadlineInput): DeadlinePoint[] {
  const fired = new Set(ticket.fired);
  return [
    ...steps.filter((step) => step.state.kind === 'open').flatMap((step) => pointsOfStep(step, calendars)),
    ...ticket.clocks.flatMap((clock) => pointsOfClock(clock, calendars)),
  ]
    .filter((point) => !fired.has(point.rung))
    .toSorted((first, second) => compare(first.at, second.at));
}

/** What has come due by `now`, in order, and the earliest moment after it that needs another review. */
export function reviewAt(input: DeadlineInput, now: Instant): { due: DeadlinePoint[]; next: Instant | null } {
  const points = deadlinePoints(input);
  return {
    due: points.filter((point) => point.at <= now),
    next: points.find((point) => point.at > now)?.at ?? null,
  };
}

/** When the owner of a step is to be done with it; null for a step that waits for the requester, who owes us nothing. */
export function stepDue(step: Step, calendars: Record<string, Calendar>): Instant | null {
  if (!isStaffed(step.definition)) return null;
  const calendar = calendarNamed(calendars, step.calendar);
  return addBusinessMinutes(calendar, step.openedAt, durationMinutes(calendar, step.definition.due));
}

function pointsOfStep(step: Step, calendars: Record<string, Calendar>): DeadlinePoint[] {
  const { definition, openedAt } = step;
  const calendar = calendarNamed(calendars, step.calendar);
  const target = durationMinutes(calendar, isStaffed(definition) ? definition.due : definition.expires.after);
  const rungs = definition.ladder.map(({ at, to, do: action }, index): DeadlinePoint => ({
    kind: 'step_rung',
    rung: stepRungName(step, index),
    at: addBusinessMinutes(calendar, openedAt, rungMinutes(at, target, calendar)),
    step,
    to,
    do: action,
  }));
  if (!definition.expires) return rungs;
  const { after, outcome } = definition.expires;
  const end = addBusinessMinutes(calendar, openedAt, durationMinutes(calendar, after));
  return [...rungs, { kind: 'step_expires', rung: stepRungName(step, 'expires'), at: end, step, outcome }];
}

function pointsOfClock(clock: Clock, calendars: Record<string, Calendar>): DeadlinePoint[] {
  if (clock.state.kind !== 'running') return [];
  const calendar = calendarNamed(calendars, clock.calendar);
  const rungs = clock.ladder.flatMap(({ at: point, to, do: action }, index): DeadlinePoint[] => {
    const at = clockReaches(clock, calendar, rungMinutes(point, clock.targetMinutes, calendar));
    return at ? [{ kind: 'clock_rung', rung: clockRungName(clock, index), at, clock, to, do: action }] : [];
  });
  const breach = clockDue(clock, calendar);
  if (!breach) return rungs;
  return [...rungs, { kind: 'clock_breach', rung: clockRungName(clock, 'breach'), at: breach, clock }];
}

/**
 * Business minutes after the beginning at which a rung stands: `50%` of the target, `24h` after the beginning, `-30m`
 * or `+2h` around the target. A rung before the beginning stands at the beginning.
 */
function rungMinutes(point: string, target: number, calendar: Calendar): number {
  if (point.endsWith('%')) return (target * Number(point.slice(0, -1))) / 100;
  if (point.startsWith('+')) return target + durationMinutes(calendar, point.slice(1));
  if (point.startsWith('-')) return Math.max(0, target - durationMinutes(calendar, point.slice(1)));
  return durationMinutes(calendar, point);
}

function compare(first: Instant, second: Instant): number {
  if (first === second) return 0;
  return first < second ? -1 : 1;
}
