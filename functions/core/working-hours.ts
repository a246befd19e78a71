import { nextOpening } from './calendar.ts';
import type { Reach } from './deadlines.ts';
import type { Agent, Desk } from './desk.ts';
import { earliest } from './instant.ts';
import type { Instant } from './instant.ts';
import { onCallAt } from './on-call.ts';
import type { Participant, ParticipantId, Ticket } from './ticket.ts';

interface Around {
  ticket: Pick<Ticket, 'assignee' | 'team'>;
  participants: Participant[];
  desk: Pick<Desk, 'agents' | 'teams' | 'roles' | 'onCall' | 'calendars'>;
}

/**
 * When the people that a rung is for can be told of it: at its moment, or when the first of them begins to work again.
 * Who has no hours of his own works when the desk does, which the rung's own time has taken into account.
 */
export function reachAt(around: Around): Reach {
  return (told) => {
    const ids = idsOf(told, around);
    const agents = around.desk.agents.filter(({ id }) => ids.includes(id));
    return earliest(...agents.map((agent) => openingOf(agent, around.desk.calendars, told.at))) ?? told.at;
  };
}

function openingOf({ hours }: Agent, calendars: Desk['calendars'], at: Instant): Instant {
  const calendar = hours === undefined ? undefined : calendars[hours];
  return calendar ? nextOpening(calendar, at) : at;
}

function idsOf(
  { to, owner, at }: Parameters<Reach>[0],
  { ticket, participants, desk }: Around,
): (string | undefined)[] {
  const agentOf = (wanted: ParticipantId | null) => participants.find(({ id }) => id === wanted)?.agentId;
  const [kind, id = ''] = to.split(':');
  const { [id]: onCall } = desk.onCall;
  switch (kind) {
    case 'owner':
      return [agentOf(owner ?? ticket.assignee)];
    case 'assignee':
      return ticket.assignee === null ? (desk.teams[ticket.team]?.members ?? []) : [agentOf(ticket.assignee)];
    case 'lead':
      return [desk.teams[id || ticket.team]?.lead];
    case 'agent':
      return [id];
    case 'team':
      return desk.teams[id]?.members ?? [];
    case 'role':
      return desk.roles[id] ?? [];
    case 'oncall':
      return onCall ? onCallAt(onCall, at).slice(0, 1) : [];
    default:
      return [];
  }
}
