import { isOpen } from './calendar.ts';
import { cutText } from './cut-text.ts';
import type { Desk } from './desk.ts';
import { domainOf } from './inbound-message.ts';
import type { Instant } from './instant.ts';
import { localDay } from './local-day.ts';
import type { Participant, Step, Ticket } from './ticket.ts';

/**
 * What the guards of a process may speak of: `ticket.priority = 'P1' and answers.category = 'billing'`. A run carries
 * them from step to step, so they hold ids and answers, never the customer's words or anybody's address.
 */
export interface ProcessFacts {
  /** Of the ticket they were read from: of two, the higher one knows everything that the other knows. */
  version: number;
  ticket: {
    ref: string;
    priority: string;
    impact: string;
    urgency: string;
    channel: string;
    inbox: string;
    team: string;
    tags: string[];
    fields: Record<string, string | number | boolean>;
    /** How often it was opened again. */
    reopened: number;
  };
  requester: { domain: string; isAgent: boolean };
  calendar: {
    /** The desk works at this moment. */
    open: boolean;
    /** `2026-11-23` in the calendar's time zone. */
    today: string;
    /** `mon` … `sun`. */
    weekday: string;
  };
  /** The latest answer to each field of each form of the ticket. */
  answers: Record<string, unknown>;
}

/** The names that a guard may read, two levels deep; `answers` and `ticket.fields` depend on the template. */
export const factNames = {
  ticket: ['ref', 'priority', 'impact', 'urgency', 'channel', 'inbox', 'team', 'tags', 'fields', 'reopened'],
  requester: ['domain', 'isAgent'],
  calendar: ['open', 'today', 'weekday'],
} as const;

/** A run carries a quarter of a megabyte in all (States.DataLimitExceeded); the whole answers stay on their steps. */
const LONGEST_ANSWER = 1_000;

export function processFacts(
  state: { ticket: Ticket; participants: Participant[]; steps: Step[] },
  desk: Desk,
  now: Instant,
): ProcessFacts {
  const { ticket } = state;
  const requester = state.participants.find(({ id }) => id === ticket.requester);
  return {
    version: ticket.version,
    ticket: {
      ref: ticket.ref,
      priority: ticket.priority,
      impact: ticket.impact ?? '',
      urgency: ticket.urgency ?? '',
      channel: ticket.channel,
      inbox: ticket.inbox,
      team: ticket.team,
      tags: ticket.tags ?? [],
      fields: ticket.fields ?? {},
      reopened: ticket.process.run - 1,
    },
    requester: {
      domain: domainOf(requester?.address ?? ''),
      isAgent: desk.agents.some(({ address }) => address.toLowerCase() === requester?.address),
    },
    calendar: calendarFacts(calendarOf(ticket, desk), desk, now),
    answers: answersOf(state.steps),
  };
}

/** The calendar of the process's SLA policy: the one its durations are counted in. */
export function calendarOf(ticket: Pick<Ticket, 'process' | 'sla'>, desk: Desk): string {
  const policy = ticket.sla ?? desk.sla[desk.processes[ticket.process.id]?.sla ?? ''];
  return policy?.calendar ?? Object.keys(desk.calendars)[0] ?? '';
}

/** What was answered so far, the latest answer to a field in force; long texts cut. */
export function answersOf(steps: Step[]): Record<string, unknown> {
  const ended = steps.flatMap(({ state }) => (state.kind === 'done' ? [state] : []));
  const inOrder = ended.toSorted((first, second) => first.at.localeCompare(second.at));
  const answers = Object.assign({}, ...inOrder.map((end) => end.answers)) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(answers).map(([name, value]) => [
      name,
      typeof value === 'string' ? cutText(value, LONGEST_ANSWER) : value,
    ]),
  );
}

function calendarFacts(name: string, desk: Desk, now: Instant): ProcessFacts['calendar'] {
  const calendar = desk.calendars[name];
  const today = calendar ? localDay(now, calendar.timeZone) : now.slice(0, 10);
  return { open: !calendar || isOpen(calendar, now), today, weekday: weekdayOf(today) };
}

function weekdayOf(day: string): string {
  return ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date(day).getUTCDay()] ?? '';
}
