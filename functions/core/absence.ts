import type { Agent, Desk } from './desk.ts';
import type { Instant } from './instant.ts';
import { localDay } from './local-day.ts';

/** A moment at a desk. */
export interface DeskMoment {
  desk: Pick<Desk, 'agents' | 'calendars'>;
  now: Instant;
  /** Whose hours and days are those of an agent without a calendar of his own. */
  calendar: string;
}

/**
 * Who does an agent's work today: he himself, or while he is away his deputy, that one's deputy and so on. Null when
 * the last of them is away without a deputy, or they stand in for each other and all are away.
 */
export function standInFor(agent: Agent, moment: DeskMoment): Agent | null {
  const asked = new Set<string>();
  let standIn: Agent | undefined = agent;
  while (standIn && !asked.has(standIn.id)) {
    const absence = absenceOf(standIn, moment);
    if (!absence) return standIn;
    asked.add(standIn.id);
    standIn = moment.desk.agents.find(({ id }) => id === absence.deputy);
  }
  return null;
}

function absenceOf(agent: Agent, { desk, now, calendar }: DeskMoment): Agent['absences'][number] | undefined {
  if (agent.absences.length === 0) return undefined;
  const timeZone = desk.calendars[agent.hours ?? calendar]?.timeZone ?? 'UTC';
  const today = localDay(now, timeZone);
  return agent.absences.find(({ from, to }) => from <= today && today <= to);
}
