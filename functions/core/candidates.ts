import { standInFor } from './absence.ts';
import { groupsMeant, momentOf } from './agents-meant.ts';
import { addBusinessMinutes, calendarNamed, durationMinutes, isOpen, nextOpening } from './calendar.ts';
import type { Agent, Desk } from './desk.ts';
import type { StaffedStep } from './process-template.ts';
import type { TicketDraft } from './ticket-draft.ts';

type Skills = NonNullable<StaffedStep['skills']>;

/**
 * Who can be given something at this moment, of those whom a recipient means or, when none of them can, of those to
 * turn to instead. Somebody who is away is replaced by his deputy. Nobody gets what he is a party to, and nobody work
 * whose mail comes back or who is away, as long as there is somebody else.
 */
export function candidatesFor(recipient: string, draft: TicketDraft, desk: Desk): Agent[] {
  const moment = momentOf(draft, desk);
  const groups = groupsMeant(recipient, draft, desk);
  const here = groups.map((group) => [...new Set(group.flatMap((agent) => standInFor(agent, moment) ?? []))]);
  const isFree = (agent: Agent) => !isParty(agent, draft) && !isClose(agent, { recipient, draft, desk });
  const better = [
    ...here.map((group) => group.filter((agent) => isFree(agent) && isReachable(agent, draft))),
    ...groups.map((group) => group.filter(isFree)),
    ...groups.map((group) => group.filter((agent) => !isParty(agent, draft))),
    ...groups,
  ];
  return better.find((group) => group.length > 0) ?? [];
}

/**
 * Those of the candidates whom a step suits best: on shift, with all skills that it requires and most of those it
 * prefers. Nobody waits for a skill longer than it would take to relax it: when nobody on shift has it, whoever has it
 * and begins his shift in that time gets the step, else anybody on shift. A requirement that is never relaxed goes
 * to whoever has the skill, on shift or not. A skill that nobody has keeps nobody from working.
 */
export function bestSuited(
  candidates: Agent[],
  { skills, draft, desk }: { skills: Skills | undefined; draft: TicketDraft; desk: Desk },
): Agent[] {
  const skilled = candidates.filter((agent) => hasSkills(agent, skills?.required ?? []));
  const suited =
    [
      skilled.filter((agent) => isOnShift(agent, draft, desk)),
      skilled.filter((agent) => comesInTime(agent, { skills, draft, desk })),
      candidates.filter((agent) => isOnShift(agent, draft, desk)),
      skilled,
    ].find((agents) => agents.length > 0) ?? candidates;
  const fit = (agent: Agent) => skills?.preferred.filter((skill) => agent.skills.includes(skill)).length ?? 0;
  const best = Math.max(...suited.map(fit));
  return suited.filter((agent) => fit(agent) === best);
}

export function hasSkills(agent: Agent, required: string[]): boolean {
  return required.every((skill) => agent.skills.includes(skill));
}

function isOnShift(agent: Agent, draft: TicketDraft, desk: Desk): boolean {
  const { calendar, now } = momentOf(draft, desk);
  const hours = desk.calendars[agent.hours ?? calendar];
  return hours === undefined || isOpen(hours, now);
}

function comesInTime(
  agent: Agent,
  { skills, draft, desk }: { skills: Skills | undefined; draft: TicketDraft; desk: Desk },
): boolean {
  if (!skills || skills.required.length === 0) return false;
  if (!skills.relaxAfter) return true;
  const { calendar: name, now } = momentOf(draft, desk);
  const calendar = calendarNamed(desk.calendars, name);
  const relaxed = addBusinessMinutes(calendar, now, durationMinutes(calendar, skills.relaxAfter));
  return nextOpening(calendarNamed(desk.calendars, agent.hours ?? name), now) <= relaxed;
}

/** The requester, and whom the ticket is about (its field `about`: an agent's id or address). */
function isParty(agent: Agent, draft: TicketDraft): boolean {
  const requester = draft.participant(draft.ticket.requester);
  const address = agent.address.toLowerCase();
  const about = String(draft.ticket.fields?.['about'] ?? '').toLowerCase();
  return address === requester.address || agent.id === about || address === about;
}

/** The requester's manager is asked only where he is named: by his id, or by a role that he has. */
function isClose(
  agent: Agent,
  { recipient, draft, desk }: { recipient: string; draft: TicketDraft; desk: Desk },
): boolean {
  if (/^(role|agent):|^assignee$/.test(recipient)) return false;
  const requester = draft.participant(draft.ticket.requester).address;
  return desk.agents.some(
    ({ address, manager }) => address.toLowerCase() === requester && manager === agent.id,
  );
}

function isReachable(agent: Agent, draft: TicketDraft): boolean {
  return !draft.participants.some(({ agentId, undeliverable }) => agentId === agent.id && undeliverable);
}
