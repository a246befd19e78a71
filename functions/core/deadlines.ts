import { aroundTheClock, calendarNamed, durationMinutes } from './calendar.ts';
import { clockDue, clockReaches } from './clocks.ts';
import type { Calendar } from './desk.ts';
import { clockRungName, stepRungName } from './fired.ts';
import { addUnheldMinutes } from './held-time.ts';
import type { Instant } from './instant.ts';
import { expiryOf, isAsked, ladderOf, targetOf } from './process-template.ts';
import type { Rung } from './process-template.ts';
import type { Clock, ClockRung, ParticipantId, Step, Ticket } from './ticket.ts';

/**
 * Everything about a ticket that a moment in time brings about. Derived anew from the ticket at each review, so that
 * a pause, a holiday or a changed priority needs no timer to be moved.
 */

/** `rung` names it once and for all; it goes into `ticket.fired` when it has been acted upon. */
export type DeadlinePoint = { rung: string; at: Instant } & (
  | ({ kind: 'step_rung'; step: Step } & Omit<Rung, 'at'>)
  | { kind: 'step_expires'; step: Step; outcome: string }
  /** Nobody has taken it in time. */
  | { kind: 'offer_ends'; step: Step }
  /** What was put off is on again. */
  | { kind: 'hold_ends'; step: Step }
  | ({ kind: 'clock_rung'; clock: Clock } & Omit<ClockRung, 'at'>)
  | { kind: 'clock_breach'; clock: Clock }
  | { kind: 'survey_due' }
);

/** When somebody may be told of something that comes at `at`: then, or when he begins to work again. */
export type Reach = (told: { to: string; owner: ParticipantId | null; at: Instant }) => Instant;

export interface DeadlineInput {
  ticket: Pick<Ticket, 'clocks' | 'fired'> &
    Partial<Pick<Ticket, 'sla' | 'closed' | 'merged' | 'survey' | 'process'>>;
  steps: Step[];
  /** The desk's calendars by name. */
  calendars: Record<string, Calendar>;
  /** Without it every rung comes at its own moment, whoever works then. */
  reach?: Reach;
}

/**
 * All points that have not fired, earliest first: of each open step its ladder, its expiry and the ends of its offer
 * and of what put it off, of each running clock its ladder and the breach of its target; of a closed ticket the
 * question how it went. At the same moment reminders come before the end they warn of.
 *
 * @throws RangeError when a step or clock names a calendar that is not there.
 */
export function deadlinePoints(input: DeadlineInput): DeadlinePoint[] {
  const { ticket, steps } = input;
  const fired = new Set(ticket.fired);
  const survey = surveyDue(ticket);
  return [
    ...steps.filter((step) => step.state.kind === 'open').flatMap((step) => pointsOfStep(step, input)),
    ...ticket.clocks.flatMap((clock) => pointsOfClock(clock, input)),
    ...(survey ? [{ kind: 'survey_due', rung: `survey#${ticket.survey?.cycle}`, at: survey } as const] : []),
  ]
    .filter((point) => !fired.has(point.rung))
    .toSorted((first, second) => first.at.localeCompare(second.at));
}

/** What has come due by `now`, in order, and the earliest moment after it that needs another review. */
export function reviewAt(input: DeadlineInput, now: Instant): { due: DeadlinePoint[]; next: Instant | null } {
  const points = deadlinePoints(input);
  return {
    due: points.filter((point) => point.at <= now),
    next: points.find((point) => point.at > now)?.at ?? null,
  };
}

/**
 * When the owner of a step is to be done with it; null for a step that waits for the requester, who owes us nothing,
 * and while it is held without an end.
 */
export function stepDue(step: Step, calendars: Record<string, Calendar>): Instant | null {
  return isAsked(step.definition) ? null : momentOf(step, targetOf(step.definition), calendars);
}

/**
 * When the question how it went is to be asked; null when none is planned, it was asked, or the ticket is open or goes
 * on as another one, which will ask.
 */
export function surveyDue({ survey, closed, merged, process }: DeadlineInput['ticket']): Instant | null {
  return closed && !merged && survey?.cycle === process?.run && !survey?.askedAt
    ? (survey?.dueAt ?? null)
    : null;
}

/** When a step will have been open for so long. */
function momentOf(step: Step, duration: string, calendars: Record<string, Calendar>): Instant | null {
  const calendar = calendarOfStep(step, calendars);
  return afterOpening(step, durationMinutes(calendar, duration), calendar);
}

function afterOpening(step: Step, minutes: number, calendar: Calendar): Instant | null {
  return addUnheldMinutes(calendar, { from: step.openedAt, minutes }, step.holds);
}

/** Systems have no closing time. */
function calendarOfStep({ definition, calendar }: Step, calendars: Record<string, Calendar>): Calendar {
  return definition.kind === 'call' ? aroundTheClock : calendarNamed(calendars, calendar);
}

function pointsOfStep(step: Step, { calendars, reach }: DeadlineInput): DeadlinePoint[] {
  const { definition, offered, holds = [] } = step;
  const calendar = calendarOfStep(step, calendars);
  const target = durationMinutes(calendar, targetOf(definition));
  const rungs = ladderOf(definition).flatMap(({ at: point, ...order }, index): DeadlinePoint[] => {
    const at = afterOpening(step, rungMinutes(point, target, calendar), calendar);
    const rung = stepRungName(step, index);
    return at ? [{ kind: 'step_rung', rung, at: reached(at, order, step.owner, reach), step, ...order }] : [];
  });
  const expiry = expiryOf(definition);
  const end = expiry && momentOf(step, expiry.after, calendars);
  const resumptions = holds.flatMap(({ to, why }) => (to !== null && why === 'snoozed' ? [to] : []));
  return [
    ...rungs,
    ...resumptions.map((at): DeadlinePoint => ({
      kind: 'hold_ends',
      rung: stepRungName(step, `hold@${at}`),
      at,
      step,
    })),
    ...(offered ? [offerEnd(step, offered.until)] : []),
    ...(expiry && end ? [expiryOfStep(step, { at: end, outcome: expiry.outcome })] : []),
  ];
}

function offerEnd(step: Step, at: Instant): DeadlinePoint {
  return { kind: 'offer_ends', rung: stepRungName(step, `offer@${at}`), at, step };
}

function expiryOfStep(step: Step, { at, outcome }: { at: Instant; outcome: string }): DeadlinePoint {
  return { kind: 'step_expires', rung: stepRungName(step, 'expires'), at, step, outcome };
}

function pointsOfClock(clock: Clock, { ticket, calendars, reach }: DeadlineInput): DeadlinePoint[] {
  if (clock.state.kind !== 'running') return [];
  const calendar = calendarNamed(calendars, clock.calendar);
  const ladder = ticket.sla?.clocks[clock.metric]?.ladder ?? [];
  const rungs = ladder.flatMap(({ at: point, ...order }, index): DeadlinePoint[] => {
    const at = clockReaches(clock, calendar, rungMinutes(point, clock.targetMinutes, calendar));
    const rung = clockRungName(clock, index);
    return at ? [{ kind: 'clock_rung', rung, at: reached(at, order, null, reach), clock, ...order }] : [];
  });
  const due = clock.breachedAt === undefined ? clockDue(clock, calendar) : null;
  if (!due) return rungs;
  return [...rungs, { kind: 'clock_breach', rung: clockRungName(clock, 'breach'), at: due, clock }];
}

/** Words wait for whoever they are for, unless they are urgent; what the desk does by itself, and a system, do not. */
function reached(
  at: Instant,
  { to, do: action, by, urgent }: Omit<ClockRung, 'at'>,
  owner: ParticipantId | null,
  reach: Reach | undefined,
): Instant {
  const isWord = (action === 'remind' || action === 'escalate') && by === 'mail' && !urgent;
  return isWord && reach ? reach({ to, owner, at }) : at;
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
