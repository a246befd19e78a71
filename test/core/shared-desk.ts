import { desk } from '../../functions/core/desk.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { Participant, Step, Ticket } from '../../functions/core/ticket.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { aParticipant, aTicket } from '../contract/ticket-builders.ts';
import { smallDesk } from './small-desk.ts';

/** A Monday at eleven in Berlin. */
export const MONDAY = '2026-11-23T10:00:00.000Z';

const workdays = ['mon', 'tue', 'wed', 'thu', 'fri'];

interface Different {
  /** Of agents by id. */
  agents?: Record<string, object>;
  team?: object;
  roles?: Desk['roles'];
  onCall?: object;
}

/** A desk of a team of three, a lead beside it and a manager, in Berlin's office hours; and somebody in Tokyo, who works while it is closed. */
export function sharedDesk({ agents = {}, team = {}, roles, onCall = {} }: Different = {}): Desk {
  const shifts = (timeZone: string, days: string[], hours: string) => ({
    timeZone,
    hours: Object.fromEntries(days.map((day) => [day, [hours]])),
  });
  return desk.parse({
    ...smallDesk,
    agents: ['one', 'two', 'three', 'lead', 'manager', 'tokyo'].map((id) => ({
      id,
      name: `Agent ${id}`,
      address: `${id}@team.example`,
      ...agents[id],
    })),
    teams: {
      front: { name: 'Front', members: ['one', 'two', 'three'], lead: 'lead', ...team },
      others: { name: 'Others', members: ['manager'] },
    },
    roles: roles ?? { manager: ['manager'] },
    calendars: {
      office: shifts('Europe/Berlin', workdays, '09:00-17:00'),
      tokyo: shifts('Asia/Tokyo', [...workdays, 'sat', 'sun'], '01:00-17:00'),
    },
    sla: { standard: { ...smallDesk.sla['standard'], calendar: 'office' } },
    onCall,
  });
}

/** A ticket of `front` that nobody has yet. */
export function draftAt(
  desk: Desk,
  given: { now?: string; ticket?: Partial<Ticket>; participants?: Participant[]; steps?: Step[] } = {},
): TicketDraft {
  const { now = MONDAY, participants = [aParticipant()], steps = [] } = given;
  const ticket = aTicket({
    ref: 'T-0000-0002',
    team: 'front',
    process: { id: 'simple', run: 1 },
    clocks: [],
    participantCount: participants.length,
    ...given.ticket,
  });
  return new TicketDraft({ ticket, participants, steps }, { now, desk });
}
