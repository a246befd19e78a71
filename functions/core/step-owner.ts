import type { Agent, Desk } from './desk.ts';
import { isStaffed } from './process-template.ts';
import type { Participant, ParticipantId } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * Who a step, a rung or a clock means by `assignee`, `owner`, `requester`, `team:…`, `role:…` or `agent:…`.
 * A team's work stays with the assignee when he belongs to it; else the ticket's reference picks a member, so
 * that the same ticket always finds the same person.
 */
export function oneOf(recipient: string, draft: TicketDraft, desk: Desk): Participant {
  if (recipient === 'requester') return draft.participant(draft.ticket.requester);
  const assignee = draft.ticket.assignee === null ? undefined : draft.participant(draft.ticket.assignee);
  if (recipient === 'assignee' && assignee) return assignee;
  const members = atHand(
    membersOf(recipient === 'assignee' ? `team:${draft.ticket.team}` : recipient, desk),
    draft,
  );
  const sticky = members.find((agent) => agent.id === assignee?.agentId);
  return agentParticipant(sticky ?? pick(members, draft.ticket.ref), draft);
}

/** Everybody a recipient means: all members of a team or role. */
export function allOf(recipient: string, draft: TicketDraft, desk: Desk): Participant[] {
  if (recipient === 'requester' || recipient === 'assignee') return [oneOf(recipient, draft, desk)];
  return membersOf(recipient, desk).map((agent) => agentParticipant(agent, draft));
}

/** Whether an agent is one of those that `team:…`, `role:…` or `agent:…` means. */
export function isMeantBy(recipient: string, agentId: string | undefined, desk: Desk): boolean {
  return agentsNamed(recipient, desk).some(({ id }) => id === agentId);
}

/** Who is told when something goes wrong that its owner cannot put right. */
export function leadOf(draft: TicketDraft, desk: Desk): Participant {
  return oneOf(desk.roles['manager'] ? 'role:manager' : `team:${draft.ticket.team}`, draft, desk);
}

/** Who hears of the customer's words: whoever has a task open, else the assignee. */
export function workersOf(draft: TicketDraft, desk: Desk): ParticipantId[] {
  const owners = draft.openSteps
    .filter(({ definition, owner }) => definition.kind === 'task' && owner !== draft.ticket.requester)
    .map(({ owner }) => owner);
  return owners.length > 0 ? [...new Set(owners)] : [oneOf('assignee', draft, desk).id];
}

/** Everybody of the desk who has something to do on the ticket: owners of open steps and the assignee. */
export function colleaguesOf(draft: TicketDraft): ParticipantId[] {
  const busy = new Set(
    draft.openSteps.filter(({ definition }) => isStaffed(definition)).map(({ owner }) => owner),
  );
  return draft.participants
    .filter(({ id, agentId }) => agentId && (busy.has(id) || id === draft.ticket.assignee))
    .map(({ id }) => id);
}

/**
 * The agent as a participant of the ticket: joined now unless he is on it, at the address that desk.yaml gives him
 * today. An agent who is also the requester is on it twice, so that an answer to the one mail is an agent's and to
 * the other a customer's.
 */
export function agentParticipant(agent: Agent, draft: TicketDraft): Participant {
  const address = agent.address.toLowerCase();
  const joined = draft.participants.find((participant) => participant.agentId === agent.id);
  if (!joined) return draft.addParticipant({ role: 'agent', address, name: agent.name, agentId: agent.id });
  if (joined.address === address) return joined;
  const { undeliverable: _oldAddress, ...moved } = joined;
  return draft.putParticipant({ ...moved, address });
}

/** Nobody decides about his own request, and nobody gets work whose mail comes back, while there is somebody else. */
function atHand(members: Agent[], draft: TicketDraft): Agent[] {
  const requester = draft.participant(draft.ticket.requester).address;
  const others = members.filter(
    (agent) =>
      agent.address.toLowerCase() !== requester &&
      !draft.participants.some(({ agentId, undeliverable }) => agentId === agent.id && undeliverable),
  );
  return others.length > 0 ? others : members;
}

/** A team that desk.yaml had once and has no more: its tickets are the managers', else everybody's. */
function membersOf(recipient: string, desk: Desk): Agent[] {
  const members = agentsNamed(recipient, desk);
  const managers = agentsNamed('role:manager', desk);
  return [members, managers, desk.agents].find((agents) => agents.length > 0) ?? [];
}

function agentsNamed(recipient: string, desk: Desk): Agent[] {
  const [kind, id = ''] = recipient.split(':');
  const ids =
    kind === 'team' ? (desk.teams[id]?.members ?? []) : kind === 'role' ? (desk.roles[id] ?? []) : [id];
  return ids.flatMap((agentId) => desk.agents.filter((agent) => agent.id === agentId));
}

function pick(members: Agent[], ref: string): Agent {
  const sum = [...ref].reduce((total, character) => total + character.charCodeAt(0), 0);
  const member = members[sum % members.length];
  if (!member) throw new Error('a desk has at least one agent');
  return member;
}
