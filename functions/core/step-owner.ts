import type { Agent, Desk } from './desk.ts';
import type { Participant } from './ticket.ts';
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
  const members = membersOf(recipient === 'assignee' ? `team:${draft.ticket.team}` : recipient, desk);
  const sticky = members.find((agent) => agent.id === assignee?.agentId);
  return agentParticipant(sticky ?? pick(members, draft.ticket.ref), draft);
}

/** Everybody a recipient means: all members of a team or role. */
export function allOf(recipient: string, draft: TicketDraft, desk: Desk): Participant[] {
  if (recipient === 'requester' || recipient === 'assignee') return [oneOf(recipient, draft, desk)];
  return membersOf(recipient, desk).map((agent) => agentParticipant(agent, draft));
}

/** The agent as a participant of the ticket: joined now unless he is on it. */
export function agentParticipant(agent: Agent, draft: TicketDraft): Participant {
  return (
    draft.participants.find((participant) => participant.agentId === agent.id) ??
    draft.addParticipant({
      role: 'agent',
      address: agent.address.toLowerCase(),
      name: agent.name,
      agentId: agent.id,
    })
  );
}

function membersOf(recipient: string, desk: Desk): Agent[] {
  const [kind, id = ''] = recipient.split(':');
  const ids =
    kind === 'team' ? (desk.teams[id]?.members ?? []) : kind === 'role' ? (desk.roles[id] ?? []) : [id];
  const members = ids.flatMap((agentId) => desk.agents.filter((agent) => agent.id === agentId));
  if (members.length === 0) throw new Error(`nobody in desk.yaml is ${recipient}`);
  return members;
}

function pick(members: Agent[], ref: string): Agent {
  const sum = [...ref].reduce((total, character) => total + character.charCodeAt(0), 0);
  const member = members[sum % members.length];
  if (!member) throw new Error('a team has no members');
  return member;
}
