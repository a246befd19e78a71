import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { Desk } from '../../functions/core/desk.ts';

const weekdays = ['09:00-17:00'];
const targets = { P1: '1h', P2: '2h', P3: '4h', P4: '2d' };

/** One inbox, one process of two steps, one widget, one webhook source. */
export const smallDesk: Desk = deskSchema.parse({
  name: 'Example Support',
  mailDomain: 'support.example.com',
  inboxes: [
    { address: 'help@support.example.com', name: 'Example Support', process: 'request', team: 'frontline' },
  ],
  agents: [{ id: 'frontline', name: 'Frontline', address: 'frontline@team.example' }],
  teams: { frontline: { name: 'Frontline', members: ['frontline'] } },
  roles: { manager: ['frontline'] },
  calendars: {
    office: {
      timeZone: 'Europe/Berlin',
      hours: { mon: weekdays, tue: weekdays, wed: weekdays, thu: weekdays, fri: weekdays },
    },
  },
  sla: { standard: { calendar: 'office', clocks: { first_reply: { targets }, resolution: { targets } } } },
  chat: [{ id: 'site', origins: ['https://www.example.com'], inbox: 'help@support.example.com' }],
  webhooks: [
    {
      id: 'monitor',
      inbox: 'help@support.example.com',
      mapping: '{ "subject": title }',
      fixture: { payload: 'monitor.json', expect: { subject: 'Down' } },
    },
  ],
  processes: {
    request: {
      id: 'request',
      title: { internal: 'Request', customer: 'Your request' },
      onReopen: 'answer',
      sla: 'standard',
      steps: {
        answer: { kind: 'task', owner: 'team:frontline', due: '4h', on: { done: 'finish' } },
        finish: { kind: 'close', code: 'done' },
      },
    },
  },
  replies: {},
  articles: {},
});
