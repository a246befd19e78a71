import { desk } from '../../functions/core/desk.ts';
import type { Desk } from '../../functions/core/desk.ts';

const target = { P1: '30m', P2: '2h', P3: '1d', P4: '2d' };

/** The least a desk can be: one inbox, two agents, a process of one task. */
export const smallDesk: Desk = desk.parse({
  name: 'Small desk',
  mailDomain: 'help.example.com',
  inboxes: [
    { address: 'support@help.example.com', name: 'Support', process: 'simple', team: 'front' },
    { address: 'billing@help.example.com', name: 'Billing', process: 'simple', team: 'front' },
  ],
  agents: [
    { id: 'one', name: 'Agent One', address: 'one@team.example' },
    { id: 'two', name: 'Agent Two', address: 'two@team.example' },
  ],
  teams: { front: { name: 'Front', members: ['one', 'two'] } },
  roles: { manager: ['two'] },
  calendars: {
    always: {
      timeZone: 'UTC',
      hours: Object.fromEntries(
        ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, ['00:00-24:00']]),
      ),
    },
  },
  sla: {
    standard: {
      calendar: 'always',
      clocks: { first_reply: { targets: target }, resolution: { targets: target } },
    },
  },
  processes: {
    simple: {
      id: 'simple',
      title: { internal: 'Simple', customer: 'Your request' },
      onReopen: 'work',
      sla: 'standard',
      steps: {
        work: {
          kind: 'task',
          owner: 'team:front',
          due: '4h',
          ladder: [{ at: '100%', do: 'escalate', to: 'role:manager' }],
          on: { done: 'closed' },
        },
        closed: { kind: 'close', code: 'done' },
      },
    },
  },
  replies: {},
  articles: {},
});
