import type { Desk } from './desk.ts';
import type { Message, Participant, Step, Ticket } from './ticket.ts';

/**
 * Whether somebody on a ticket may see a message and its files: the desk's own people all of them, somebody outside who
 * was asked for something only his own, everybody else what is public.
 */
export function mayRead(
  { id, role }: Pick<Participant, 'id' | 'role'>,
  { author, visibility }: Pick<Message, 'author' | 'visibility'>,
): boolean {
  if (role === 'agent') return true;
  return role === 'external' ? author === id : visibility === 'public';
}

/**
 * Whether somebody may get mail about a confidential ticket: its requester, whoever owns, owned or decides one of its
 * steps or answers for it, those of the desk whom its process or that process's SLA policy names, and their deputies.
 */
export function isInConfidence(
  participant: Participant,
  { ticket, steps }: { ticket: Ticket; steps: Step[] },
  desk: Desk,
): boolean {
  const { id, agentId } = participant;
  if (id === ticket.requester || id === ticket.assignee) return true;
  if (steps.some((step) => worksOn(step, id))) return true;
  const named = recipientsNamed(ticket, desk).flatMap((recipient) => agentIds(recipient, ticket, desk));
  const deputies = desk.agents
    .filter((agent) => named.includes(agent.id))
    .flatMap(({ absences }) => absences.map(({ deputy }) => deputy));
  return agentId !== undefined && [...named, ...deputies].includes(agentId);
}

function worksOn({ owner, external, approval, offered }: Step, id: number): boolean {
  return [owner, external, ...(approval?.approvers ?? []), ...(offered?.to ?? [])].includes(id);
}

function recipientsNamed(ticket: Ticket, desk: Desk): string[] {
  const template = desk.processes[ticket.process.id];
  const clocks = Object.values((ticket.sla ?? desk.sla[template?.sla ?? ''])?.clocks ?? {});
  const ofSteps = Object.values(template?.steps ?? {}).flatMap((step) => [
    ...('ladder' in step ? step.ladder.map(({ to }) => to) : []),
    ...('owner' in step ? [step.owner] : []),
    ...('coOwner' in step ? [step.coOwner] : []),
    ...('approvers' in step ? step.approvers : []),
    ...(step.kind === 'message' ? [step.to] : []),
  ]);
  return [...new Set([...ofSteps, ...clocks.flatMap(({ ladder }) => ladder.map(({ to }) => to))])];
}

function agentIds(recipient: string, { team }: Ticket, desk: Desk): string[] {
  const [kind, id = ''] = recipient.split(':');
  switch (kind) {
    case 'team':
      return desk.teams[id]?.members ?? [];
    case 'role':
      return desk.roles[id] ?? [];
    case 'oncall':
      return desk.onCall[id]?.members ?? [];
    case 'lead':
      return [desk.teams[id || team]?.lead ?? ''];
    case 'agent':
      return [id];
    default:
      return [];
  }
}
