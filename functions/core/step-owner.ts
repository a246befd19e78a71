import { assigneeOf } from './agents-meant.ts';
import { bestSuited, candidatesFor, hasSkills } from './candidates.ts';
import type { Agent, Desk } from './desk.ts';
import { isStaffed } from './process-template.ts';
import type { StaffedStep } from './process-template.ts';
import { noRoster } from './roster.ts';
import type { Roster } from './roster.ts';
import type { Participant, ParticipantId, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * Who a step, a rung or a clock means by `assignee`, `owner`, `requester`, `external`, `lead`, `team:…`, `role:…`,
 * `agent:…` or `oncall:…` (core/candidates.ts says who is passed over). A team's work stays with the assignee when he
 * belongs to it; else the team's way of sharing picks a member. What that way needs to know stands in the roster;
 * without it the ticket's reference picks, so that the same ticket always finds the same person.
 * @param wanted skills that a step requires or prefers.
 */
export function oneOf(
  recipient: string,
  draft: TicketDraft,
  desk: Desk,
  roster: Roster = noRoster,
  wanted?: StaffedStep['skills'],
): Participant {
  if (recipient === 'requester') return draft.participant(draft.ticket.requester);
  const [external] = recipient === 'external' ? externalsOf(draft) : [];
  if (external) return external;
  const able = candidatesFor(asName(recipient), draft, desk);
  const keeper = keeperOf(able, { wanted, draft, desk });
  if (keeper) return agentParticipant(keeper, draft);
  const suited = bestSuited(able, { skills: wanted, draft, desk });
  return agentParticipant(pick(suited, { team: teamMeant(recipient, draft), draft, desk, roster }), draft);
}

/**
 * Everybody a recipient means: of a team or role all who are not away, for the others whoever stands in.
 * @param step whose `owner` or `external` is meant; without it the assignee's part and every open lane outside.
 */
export function allOf(recipient: string, draft: TicketDraft, desk: Desk, step?: Step): Participant[] {
  if (recipient === 'owner' && step) return [standIn(step.owner, draft, desk)];
  if (recipient === 'external') return externalsOf(draft, step);
  if (!/^(team|role):/.test(recipient)) return [oneOf(recipient, draft, desk)];
  return candidatesFor(recipient, draft, desk).map((agent) => agentParticipant(agent, draft));
}

/**
 * Who does today what is a participant's to do: he himself, and for somebody of the desk who is away, cannot be
 * reached or has left, his deputy, else somebody of his team.
 */
export function standIn(id: ParticipantId, draft: TicketDraft, desk: Desk): Participant {
  const participant = draft.participant(id);
  return participant.agentId ? oneOf(`agent:${participant.agentId}`, draft, desk) : participant;
}

/** The team whose way of sharing is to find an owner; null where somebody is named, or the assignee keeps the work. */
export function teamSharing(
  recipient: string,
  draft: TicketDraft,
  desk: Desk,
  wanted?: StaffedStep['skills'],
): string | null {
  const team = teamMeant(recipient, draft);
  const keeper = team && keeperOf(candidatesFor(asName(recipient), draft, desk), { wanted, draft, desk });
  return keeper ? null : team;
}

/** Who is told when something goes wrong that its owner cannot put right. */
export function leadOf(draft: TicketDraft, desk: Desk): Participant {
  return oneOf('lead', draft, desk);
}

/** Who hears of the customer's words: whoever has a task open, else the assignee. */
export function workersOf(draft: TicketDraft, desk: Desk): ParticipantId[] {
  const owners = draft.openSteps
    .filter(({ definition, owner }) => definition.kind === 'task' && owner !== draft.ticket.requester)
    .flatMap(({ owner, offered }) => offered?.to ?? standIn(owner, draft, desk).id);
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

function teamMeant(recipient: string, draft: TicketDraft): string | null {
  if (recipient.startsWith('team:')) return recipient.slice('team:'.length);
  return asName(recipient) === 'assignee' ? draft.ticket.team : null;
}

function keeperOf(
  able: Agent[],
  { wanted, draft, desk }: { wanted: StaffedStep['skills']; draft: TicketDraft; desk: Desk },
): Agent | undefined {
  const assignee = assigneeOf(draft, desk);
  if (!assignee || !able.includes(assignee)) return undefined;
  return hasSkills(assignee, wanted?.required ?? []) ? assignee : undefined;
}

/** Without a step to speak of, whoever owns it is the assignee; so is somebody outside who is not there. */
function asName(recipient: string): string {
  return recipient === 'owner' || recipient === 'external' ? 'assignee' : recipient;
}

function externalsOf(draft: TicketDraft, step?: Step): Participant[] {
  const steps = step ? [step] : draft.openSteps;
  return steps.flatMap(({ external }) => (external === undefined ? [] : [draft.participant(external)]));
}

function pick(
  agents: Agent[],
  choice: { team: string | null; draft: TicketDraft; desk: Desk; roster: Roster },
): Agent {
  const { team: id, draft, desk, roster } = choice;
  const team = desk.teams[id ?? ''];
  const last = team?.sticky && agents.find((agent) => agent.id === roster.lastOwner);
  if (last) return last;
  const turn = roster.turns[id ?? ''];
  if (team?.assign === 'round_robin' && turn !== undefined) return inTurn(agents, turn - 1);
  const least = team?.assign === 'least_loaded' ? leastLoaded(agents, roster.load) : agents;
  const sum = [...draft.ticket.ref].reduce((total, character) => total + character.charCodeAt(0), 0);
  return inTurn(least, sum);
}

function leastLoaded(agents: Agent[], load: Roster['load']): Agent[] {
  const of = (agent: Agent) => load[agent.id] ?? 0;
  const least = Math.min(...agents.map(of));
  return agents.filter((agent) => of(agent) === least);
}

function inTurn(agents: Agent[], turn: number): Agent {
  const agent = agents[turn % agents.length];
  if (!agent) throw new Error('a desk has at least one agent');
  return agent;
}
