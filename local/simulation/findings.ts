import { businessMinutesBetween, calendarNamed } from '../../functions/core/calendar.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { latest } from '../../functions/core/instant.ts';
import type { Step } from '../../functions/core/ticket.ts';
import type { PlayedTicket } from './play.ts';

/** What a simulation shows of a process. Shares are from 0 to 1, times minutes of working time. */
export interface Findings {
  tickets: number;
  /** Tickets that never came to an end. */
  stuck: number;
  toClose: Spread;
  /** In the order of the template, then what the desk asks for beside it. */
  steps: StepFinding[];
  /** Which rungs fired, `investigate 50%` and so on, by the share of tickets on which they did. */
  rungs: { name: string; share: number }[];
  /** By clock: the share of tickets on which it was late. */
  breaches: { name: string; share: number }[];
  codes: { name: string; share: number }[];
}

export interface StepFinding {
  id: string;
  /** On how many tickets of all it was come to. */
  share: number;
  /** How often, on those. */
  visits: number;
  takes: Spread;
  /** Of all the time that tickets were open. */
  ofTime: number;
  outcomes: { name: string; share: number }[];
}

export interface Spread {
  median: number;
  ninetieth: number;
}

export function findingsOf(
  played: PlayedTicket[],
  { desk, process }: { desk: Desk; process: string },
): Findings {
  const template = desk.processes[process];
  const closed = played.filter(({ ticket }) => ticket.closed);
  const visits = played.flatMap(({ steps }) => steps.filter(({ state }) => state.kind !== 'open'));
  const wall = visits.reduce((sum, step) => sum + hoursOpen(step), 0);
  return {
    tickets: played.length,
    stuck: played.length - closed.length,
    toClose: spreadOf(
      closed.map(({ ticket, steps }) => workingMinutes(desk, steps[0], ticket.createdAt, ticket.closed?.at)),
    ),
    steps: [...new Set([...Object.keys(template?.steps ?? {}), ...visits.map(({ id }) => id)])].flatMap(
      (id) => {
        const own = visits.filter((step) => step.id === id);
        return own.length > 0 ? [stepFinding(id, { own, played, desk, wall })] : [];
      },
    ),
    rungs: shares(played, ({ events }) => events.flatMap(rungOf)),
    breaches: shares(played, ({ events }) =>
      events.flatMap(({ type, data }) => (type === 'sla_breached' ? [String(data['metric'])] : [])),
    ),
    codes: shares(played, ({ ticket }) => [ticket.closed?.code ?? 'still open']),
  };
}

function stepFinding(
  id: string,
  { own, played, desk, wall }: { own: Step[]; played: PlayedTicket[]; desk: Desk; wall: number },
): StepFinding {
  const on = played.filter(({ steps }) => steps.some((step) => step.id === id)).length;
  const outcomes = own.map(({ state }) => (state.kind === 'done' ? state.outcome : 'withdrawn'));
  return {
    id,
    share: on / played.length,
    visits: own.length / Math.max(1, on),
    takes: spreadOf(own.map((step) => workingMinutes(desk, step, step.openedAt, endOf(step)))),
    ofTime: own.reduce((sum, step) => sum + hoursOpen(step), 0) / Math.max(1, wall),
    outcomes: [...new Set(outcomes)]
      .map((name) => ({ name, share: outcomes.filter((one) => one === name).length / outcomes.length }))
      .toSorted((first, second) => second.share - first.share),
  };
}

/** `step:investigate#2:0` is the first rung of `investigate`, whichever visit it was. */
function rungOf({ type, data }: { type: string; data: Record<string, unknown> }): string[] {
  if (!['step_reminded', 'step_escalated', 'clock_warning'].includes(type)) return [];
  const [, name = '', index = ''] = /^(?:step|clock):([a-z_]+)#\d+:(\w+)$/.exec(String(data['rung'])) ?? [];
  return name ? [`${name}, rung ${Number(index) + 1}`] : [];
}

function shares(
  played: PlayedTicket[],
  namesOf: (ticket: PlayedTicket) => string[],
): { name: string; share: number }[] {
  const counts = new Map<string, number>();
  for (const ticket of played)
    for (const name of new Set(namesOf(ticket))) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, share: count / played.length }))
    .toSorted((first, second) => second.share - first.share || first.name.localeCompare(second.name));
}

function endOf({ state }: Step): string | undefined {
  return state.kind === 'open' ? undefined : state.at;
}

function hoursOpen(step: Step): number {
  const end = endOf(step);
  return end ? (Date.parse(end) - Date.parse(step.openedAt)) / 3_600_000 : 0;
}

function workingMinutes(desk: Desk, step: Step | undefined, from: string, to: string | undefined): number {
  const calendar = step && calendarNamed(desk.calendars, step.calendar);
  return calendar && to ? businessMinutesBetween(calendar, from, latest(from, to)) : 0;
}

function spreadOf(values: number[]): Spread {
  const sorted = values.toSorted((first, second) => first - second);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { median: at(0.5), ninetieth: at(0.9) };
}
