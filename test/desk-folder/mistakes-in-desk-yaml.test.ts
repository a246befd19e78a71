import { describe, expect, test } from 'vitest';
import { faultsAfter, lineOf } from './broken-desk.ts';

/** `at`: a text on the line that is to blame, where that is not the one that was changed. */
const deskMistakes: [
  what: string,
  found: string,
  put: string,
  problem: string,
  remedy: string,
  at?: string,
][] = [
  [
    'an unknown setting',
    'reopenWithin: 7d',
    'reopenIn: 7d',
    'reopenIn means nothing here',
    'Remove it or correct its spelling',
  ],
  [
    'a wrong value',
    'defaultPriority: P3',
    'defaultPriority: high',
    'defaultPriority is "high"',
    'Write one of P1, P2, P3, P4',
  ],
  [
    'a list in place of a text',
    'name: Example Support\nmail',
    'name: [a]\nmail',
    'name is a list',
    'Write a text',
  ],
  [
    'a bad duration',
    'reopenWithin: 7d',
    'reopenWithin: 7 days',
    'reopenWithin is "7 days"',
    'Write a target as 30m, 4h or 2d',
  ],
  [
    'a number that is too small',
    'reopenWithin: 7d',
    'attachments: { maxMegabytes: 0 }\nreopenWithin: 7d',
    'maxMegabytes of attachments is 0',
    'Write more than 0',
  ],
  [
    'a process that is not there',
    'process: customer-support',
    'process: sales',
    'there is no process named sales',
    'Name one of ',
  ],
  [
    'a team that is not there',
    'team: frontline }',
    'team: front }',
    'there is no team named front',
    'Name one of frontline, leads',
  ],
  [
    'an alias that is the address of an agent',
    'name: Example Support, process',
    'name: Example Support, aliases: [Frontline@team.example], process',
    'the alias Frontline@team.example takes in frontline@team.example, the mailbox of agent frontline (line ',
    'Name only addresses that are forwarded to the inbox',
    'address: support@help.example.com',
  ],
  [
    'an alias that covers agents',
    'name: Example Support, process',
    "name: Example Support, aliases: ['*@team.example'], process",
    'the alias *@team.example takes in manager@team.example, the mailbox of agent manager (line ',
    'or give the agent another mailbox',
    'address: support@help.example.com',
  ],
  [
    'an agent with the address of an inbox',
    'address: manager@team.example }',
    'address: support@help.example.com }',
    'the desk receives the mail of support@help.example.com itself',
    'Give the agent a mailbox outside help.example.com',
    'address: manager@team.example }',
  ],
  [
    'an inbox with the address of an agent',
    'address: support@help.example.com, name',
    'address: manager@team.example, name',
    'mail to manager@team.example does not reach the desk',
    'End the address with @help.example.com',
    'address: support@help.example.com, name',
  ],
  [
    'an inbox elsewhere',
    '- { address: support@help.example.com',
    '- { address: support@example.com',
    'mail to support@example.com does not reach the desk',
    'End the address with @help.example.com',
  ],
  [
    'a member who does not work here',
    'members: [lead]',
    'members: [boss]',
    'there is no agent with the id boss',
    'Name one of frontline',
  ],
  [
    'an agent twice',
    'id: product, name',
    'id: lead, name',
    'lead is here twice, first on line ',
    'Remove one or rename it',
  ],
  [
    'a slip of one letter',
    'team: frontline }',
    'team: frontlien }',
    'there is no team named frontlien',
    'Did you mean frontline? Name one of frontline, leads',
  ],
  [
    'an agent whose mailbox is the desk',
    'lead@team.example',
    'lead@help.example.com',
    'the desk receives the mail of lead@help.example.com itself',
    'Give the agent a mailbox',
  ],
  [
    'no such time zone',
    'timeZone: Europe/Berlin',
    'timeZone: Europe/Bern',
    'there is no time zone Europe/Bern',
    'Write one as Europe/Berlin',
  ],
  [
    'hours that are none',
    'wed: [09:00-17:00]',
    'wed: [9-5]',
    'entry 1 in calendars.office.hours.wed is "9-5"',
    'Write opening hours as 09:00-17:00',
  ],
  [
    'hours that no clock shows',
    'wed: [09:00-17:00]',
    'wed: [09:00-24:30]',
    'entry 1 in calendars.office.hours.wed is "09:00-24:30"',
    'Write opening hours as 09:00-17:00',
  ],
  [
    'a calendar that is never open',
    'mon: [09:00-17:00]\n      tue: [09:00-17:00]\n      wed: [09:00-17:00]\n      thu: [09:00-17:00]\n      fri: [09:00-17:00]',
    'mon: []',
    'the calendar office is never open',
    'Give at least one weekday opening hours',
    'hours:',
  ],
  [
    'a day that is in no calendar',
    '- 2027-05-17',
    '- 2027-02-29',
    'entry 8 in calendars.office.holidays is "2027-02-29"',
    'Write a day of the calendar as 2026-12-24',
  ],
  [
    'a calendar that is not there',
    'calendar: office',
    'calendar: home',
    'there is no calendar named home',
    'Name one of office',
  ],
  [
    'a rung to nobody',
    '100%, to: team:leads, do: escalate }',
    '100%, to: leads, do: escalate }',
    'nobody is called leads',
    'Name assignee, requester, lead, team:<id>',
  ],
  [
    'a rung to a role that is not there',
    'to: role:manager',
    'to: role:boss',
    'there is no role named boss',
    'Name one of manager',
  ],
  [
    'an origin with a path',
    '- http://localhost:8080',
    '- http://localhost:8080/chat',
    'http://localhost:8080/chat is more than an origin',
    'Write http://localhost:8080',
  ],
  [
    'a mapping that is no JSONata',
    '"subject": alert.service & ',
    '"subject": alert.service & & ',
    'the mapping is no JSONata',
    'Try it on',
    'mapping: |',
  ],
  ['a tab in place of spaces', '  leads: {', '\tleads: {', 'Tabs are not allowed', 'Look at the indentation'],
  [
    'a name twice',
    'mailDomain: help',
    'name: Again\nmailDomain: help',
    'name is here twice, first on line ',
    'Remove one or rename it',
  ],
  [
    'a rule that holds everything',
    'defaultPriority: P3',
    'hold: [{ because: spring }]\ndefaultPriority: P3',
    'this rule holds every mail',
    'Name from, subject, text or files',
  ],
  [
    'a rule that holds the desk’s own people',
    'defaultPriority: P3',
    'hold: [{ from: [team.example], because: spring }]\ndefaultPriority: P3',
    'team.example is where frontline writes from',
    'Leave the desk’s own people out',
  ],
  [
    'a rule without a reason',
    'defaultPriority: P3',
    'hold: [{ subject: [lottery], because: " " }]\ndefaultPriority: P3',
    'because of entry 1 in hold is empty',
    'Write why, for whoever looks at what was held',
  ],
  [
    'a rule about files that are none',
    'defaultPriority: P3',
    'hold: [{ files: [zip], because: spring }]\ndefaultPriority: P3',
    'entry 1 in files of entry 1 in hold is "zip"',
    'Write .zip or application/zip',
  ],
  [
    'a rule about a letter',
    'defaultPriority: P3',
    'hold: [{ text: [a], because: spring }]\ndefaultPriority: P3',
    'entry 1 in text of entry 1 in hold is "a"',
    'Write a word of two letters at least',
  ],
  [
    'an unknown setting of somebody',
    'id: product, name',
    'id: product, nmae',
    'nmae of product in agents means nothing here',
    'Did you mean name? Correct its spelling or remove it',
  ],
  [
    'an unknown setting in other letters',
    'mailDomain: help',
    'mail-domain: help',
    'mail-domain means nothing here',
    'Did you mean mailDomain?',
  ],
  ['a name of nothing', 'name: Example Support\nmail', "name: ''\nmail", 'name is empty', 'Write a text'],
  ['a name of spaces', 'name: Example Support\nmail', "name: '  '\nmail", 'name is empty', 'Write a text'],
  [
    'a name that nobody sees',
    'name: Example Support\nmail',
    'name: "\\u200b"\nmail',
    'name is empty',
    'Write a text',
  ],
  [
    'somebody without a name',
    'name: Product Owner',
    "name: ''",
    'name of product in agents is empty',
    'Write a text',
  ],
  ['a team without a name', 'name: Team leads', "name: ' '", 'name of teams.leads is empty', 'Write a text'],
  [
    'an anchor that is not there',
    'name: Example Support\nmail',
    'name: *somewhere\nmail',
    'there is no &somewhere above',
    'Name one that is',
  ],
  [
    'a value within itself',
    'defaultPriority: P3',
    'lists: &all [*all]\ndefaultPriority: P3',
    '*all is a part of itself',
    'Write the value out',
  ],
  [
    'a list before a colon',
    'reopenWithin: 7d',
    '[a, b]: c\nreopenWithin: 7d',
    'a list or a group stands before the colon',
    'Write a name there',
  ],
  [
    'a broken number',
    'defaultPriority: P3',
    'attachments: { maxMegabytes: 2.5 }\ndefaultPriority: P3',
    'maxMegabytes of attachments is 2.5',
    'Write a whole number',
  ],
  [
    'a number that is too large',
    'defaultPriority: P3',
    'attachments: { maxMegabytes: 41 }\ndefaultPriority: P3',
    'maxMegabytes of attachments is 41',
    'Write 40 or less',
  ],
  [
    'a second document',
    'defaultPriority: P3',
    '---\ndefaultPriority: P3',
    'a second document begins here',
    'Remove the line ---',
  ],
  [
    'brackets without end',
    'defaultPriority: P3',
    `lists: ${'['.repeat(20_000)}\ndefaultPriority: P3`,
    'too many brackets within brackets',
    'Remove those that are not needed',
  ],
  [
    'a tag that runs code elsewhere',
    'name: Example Support\nmail',
    'name: !!js/function x\nmail',
    'Unresolved tag',
    'Look at the indentation',
  ],
  [
    'an ending that is blocked and allowed',
    'defaultPriority: P3',
    'attachments: { block: [html], allow: [html] }\ndefaultPriority: P3',
    'files that end in .html are both blocked and allowed',
    'Decide for one of them',
  ],
  [
    'an ending that nobody may send anyway',
    'defaultPriority: P3',
    'attachments: { block: [exe] }\ndefaultPriority: P3',
    'files that end in .exe are not passed on anyway',
    'Remove it',
  ],
  [
    'an ending with its dot',
    'defaultPriority: P3',
    "attachments: { block: ['.html'] }\ndefaultPriority: P3",
    'entry 1 in attachments.block is ".html"',
    'Write the ending of a name in lower case and without its dot, as exe',
  ],
];

describe('a mistake in desk.yaml is named with its line and how to mend it', () => {
  test.each(deskMistakes)('%s', async (_what, found, put, problem, remedy, at = found) => {
    const faults = await faultsAfter((edit) => edit.replace('desk.yaml', found, put));
    const fault = faults.find((text) => text.includes(problem));
    expect(fault).toMatch(new RegExp(`^desk/desk\\.yaml:${lineOf('desk.yaml', at)}: `));
    expect(fault).toContain(remedy);
  });
});

/** What the shipped desk does not say is written into an agent, a team or the end of the file. */
const agentLine = 'name: Product Owner, address: product@team.example }';
const agentWith = (more: string) => agentLine.replace(' }', `, ${more} }`);
const teamLine = 'leads: { name: Team leads, members: [lead]';
const lastLine = 'defaultPriority: P3';
const tables = 'onCall:';
const systems = 'hooks:';
const onCall = (more: string) =>
  `${tables}\n  night: { timeZone: UTC, start: 2026-11-23T08:00, members: [lead, manager], ${more} }`;
const hooks = (...urls: string[]) =>
  `${systems}${urls.map((url) => `\n  - { id: robot, url: "${url}" }`).join('')}`;

test.each([
  ['hours of no calendar', agentLine, agentWith('hours: nights'), 'there is no calendar named nights'],
  ['an unknown manager', agentLine, agentWith('manager: boss'), 'there is no agent with the id boss'],
  ['somebody’s own manager', agentLine, agentWith('manager: product'), 'product is his own manager'],
  [
    'an absence that ends before it begins',
    agentLine,
    agentWith('absences: [{ from: 2026-12-24, to: 2026-12-01 }]'),
    '2026-12-01 is before 2026-12-24',
  ],
  [
    'two absences at once',
    agentLine,
    agentWith('absences: [{ from: 2026-12-01, to: 2026-12-10 }, { from: 2026-12-10, to: 2026-12-12 }]'),
    'product is already away from 2026-12-01 to 2026-12-10',
  ],
  [
    'an unknown deputy',
    agentLine,
    agentWith('absences: [{ from: 2026-12-01, to: 2026-12-10, deputy: leed }]'),
    'there is no agent with the id leed. Did you mean lead?',
  ],
  [
    'somebody’s own deputy',
    agentLine,
    agentWith('absences: [{ from: 2026-12-01, to: 2026-12-10, deputy: product }]'),
    'product is his own deputy',
  ],
  ['an unknown lead', teamLine, `${teamLine}, lead: boss`, 'there is no agent with the id boss'],
  ['a member twice', 'members: [lead]', 'members: [lead, lead]', 'lead is here twice'],
  ['a table of no zone', tables, onCall('').replace('UTC', 'Mars/Base'), 'there is no time zone Mars/Base'],
  [
    'a table that never starts',
    tables,
    onCall('').replace('2026-11-23T08:00', '2026-02-30T08:00'),
    'no clock ever shows 2026-02-30T08:00',
  ],
  ['an unknown member of a table', tables, onCall('').replace('manager', 'boss'), 'the id boss'],
  [
    'an unknown swap',
    tables,
    onCall('swaps: [{ from: 2026-12-01, to: 2026-12-02, agent: boss }]'),
    'there is no agent with the id boss',
  ],
  [
    'a swap that ends before it begins',
    tables,
    onCall('swaps: [{ from: 2026-12-02, to: 2026-12-01, agent: lead }]'),
    '2026-12-01 is before 2026-12-02',
  ],
  ['a rung to no table', 'to: role:manager', 'to: oncall:night', 'there is no on-call table named night'],
  [
    'a rung by no hook',
    'to: role:manager',
    'by: hook:robot, to: role:manager',
    'there is no hook named robot',
  ],
  [
    'a hook twice',
    systems,
    hooks('https://robot.example/a', 'https://robot.example/b'),
    'robot is here twice',
  ],
  ['a hook by http', systems, hooks('http://robot.example/a'), 'everybody on the way can read'],
  [
    'a hook with a password',
    systems,
    hooks('https://me:secret@robot.example/'),
    'holds a name or a password',
  ],
  [
    'less impact that presses more',
    lastLine,
    `${lastLine}\npriorityMatrix:
  high: { high: P1, medium: P2, low: P3 }
  medium: { high: P1, medium: P1, low: P4 }
  low: { high: P3, medium: P4, low: P4 }`,
    'with urgency medium, impact high is less pressing than impact medium',
  ],
  [
    'less urgency that presses more',
    lastLine,
    `${lastLine}\npriorityMatrix:
  high: { high: P1, medium: P1, low: P1 }
  medium: { high: P3, medium: P2, low: P4 }
  low: { high: P3, medium: P4, low: P4 }`,
    'with impact medium, urgency high is less pressing than urgency medium',
  ],
])('%s is named', async (_what, found, put, problem) => {
  const faults = await faultsAfter((edit) => edit.replace('desk.yaml', found, put));
  expect(faults.join('\n')).toContain(problem);
});

test('people, tables and hooks that are as they should be are not complained about', async () => {
  const faults = await faultsAfter((edit) => {
    edit.replace(
      'desk.yaml',
      agentLine,
      agentWith(
        'manager: manager, hours: office, absences: [{ from: 2026-12-01, to: 2026-12-01, deputy: lead }]',
      ),
    );
    edit.replace('desk.yaml', teamLine, `${teamLine}, lead: lead`);
    const swaps = 'swaps: [{ from: 2026-12-01, to: 2026-12-02, agent: manager }]';
    edit.replace('desk.yaml', tables, onCall(swaps));
    edit.replace('desk.yaml', systems, hooks('https://robot.example/a'));
    edit.replace('desk.yaml', 'to: role:manager', 'by: hook:robot, to: oncall:night');
    edit.replace('desk.yaml', 'to: team:leads, do: escalate', 'to: lead, do: escalate');
  });
  expect(faults).toEqual([]);
});

test('a hook on this computer may be called by http', async () => {
  const local = hooks('http://localhost:9000/robot');
  expect(await faultsAfter((edit) => edit.replace('desk.yaml', systems, local))).toEqual([]);
});

test('an empty desk.yaml is told what belongs into it', async () => {
  const faults = await faultsAfter((edit) => edit.write('desk.yaml', '# to do\n\n'));
  expect(faults).toEqual([
    expect.stringMatching(
      /^desk\/desk\.yaml:1: this file is empty\. Write name, mailDomain, inboxes, agents/,
    ),
  ]);
});
