import { standInFor } from './absence.ts';
import type { DeskMoment } from './absence.ts';
import type { Agent, Desk } from './desk.ts';
import { onCallAt } from './on-call.ts';
import { calendarOf } from './process-facts.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * Whom the desk means by `assignee`, `lead` (of the ticket's team, or `lead:…`), `team:…`, `role:…`, `agent:…` or `oncall:…`, group by group: those who
 * are named, then whom to turn to when none of them can. The last group is never empty.
 */
export function groupsMeant(recipient: string, draft: TicketDraft, desk: Desk): Agent[][] {
  const [kind, id = ''] = recipient.split(':');
  const named = agentsNamed(recipient, desk);
  const managers = agentsNamed('role:manager', desk);
  const groups = {
    team: () => [named, ...inChargeOf(id, desk)],
    role: () => [named, managers],
    agent: () => [named, ...besides(id, draft, desk)],
    oncall: () => [...onCall(id, draft, desk).map((agent) => [agent]), managers],
    lead: () => {
      const team = id || draft.ticket.team;
      const members = agentsNamed(`team:${team}`, desk);
      return [...inChargeOf(team, desk), ...members.map((member) => [member])];
    },
    assignee: () => {
      const assignee = assigneeOf(draft, desk);
      return [assignee ? [assignee] : [], ...besides(assignee?.id, draft, desk)];
    },
  };
  const meant = (kind && kind in groups ? groups[kind as keyof typeof groups] : groups.assignee)();
  return meant.some((group) => group.length > 0) ? meant : [desk.agents];
}

/** The ticket's assignee, while he works here. */
export function assigneeOf(draft: TicketDraft, desk: Desk): Agent | undefined {
  const { assignee } = draft.ticket;
  const agentId = assignee === null ? undefined : draft.participant(assignee).agentId;
  return desk.agents.find(({ id }) => id === agentId);
}

/** When and by whose hours somebody is looked for. */
export function momentOf(draft: TicketDraft, desk: Desk): DeskMoment {
  return { desk, now: draft.now, calendar: calendarOf(draft.ticket, desk) };
}

function agentsNamed(recipient: string, desk: Desk): Agent[] {
  const [kind, id = ''] = recipient.split(':');
  const ids =
    kind === 'team' ? (desk.teams[id]?.members ?? []) : kind === 'role' ? (desk.roles[id] ?? []) : [id];
  return ids.flatMap((agentId) => desk.agents.filter((agent) => agent.id === agentId));
}

/** A team's lead, then the managers. */
function inChargeOf(team: string, desk: Desk): Agent[][] {
  return [agentsNamed(`agent:${desk.teams[team]?.lead ?? ''}`, desk), agentsNamed('role:manager', desk)];
}

/** The rest of somebody's team: the ticket's own when he is in it or in none. */
function besides(agentId: string | undefined, draft: TicketDraft, desk: Desk): Agent[][] {
  const teams = [draft.ticket.team, ...Object.keys(desk.teams)];
  const team =
    teams.find((id) => desk.teams[id]?.members.some((member) => member === agentId)) ?? draft.ticket.team;
  return [agentsNamed(`team:${team}`, desk), ...inChargeOf(team, desk)];
}

/** In their order; whoever is away is passed over, for his deputy may know nothing of emergencies. */
function onCall(id: string, draft: TicketDraft, desk: Desk): Agent[] {
  const table = desk.onCall[id];
  if (!table) return [];
  const agents = onCallAt(table, draft.now).flatMap((agentId) => agentsNamed(`agent:${agentId}`, desk));
  const here = agents.filter((agent) => standInFor(agent, momentOf(draft, desk)) === agent);
  return here.length > 0 ? here : agents;
}
