import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fixtureFaults } from '../../functions/desk-folder/check-fixtures.ts';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { shippedDesk, withDesk } from './broken-desk.ts';
import type { DeskEdit } from './broken-desk.ts';

async function faultsAfter(mistakes: (edit: DeskEdit) => void): Promise<string[]> {
  return withDesk(mistakes, (folder) => {
    const loaded = loadDesk(folder);
    return loaded.kind === 'refused' ? loaded.faults.map(faultText) : [];
  });
}

const writeNothing = (path: string) => writeFileSync(path, '');
const linkToItself = (path: string) => symlinkSync(path, path);

function replaceBy(make: (path: string) => void, path: string): void {
  rmSync(path, { recursive: true });
  make(path);
}

/** Where a text of the shipped file stands, so that the table needs no line numbers. */
function lineOf(file: string, text: string): number {
  const lines = readFileSync(`${shippedDesk}/${file}`, 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text.split('\n')[0] ?? '')) + 1;
}

describe('the shipped desk', () => {
  test('loads, with its processes, texts and articles', () => {
    const loaded = loadDesk(shippedDesk);
    expect(loaded.kind === 'loaded' && Object.keys(loaded.desk.processes)).toContain('customer-support');
    expect(loaded.kind === 'loaded' && loaded.desk.replies['acknowledgement']).toMatch(/^Subject: /);
    expect(loaded.kind === 'loaded' && Object.keys(loaded.desk.articles)).not.toHaveLength(0);
  });

  test('its webhook mappings make of their samples what is expected', async () => {
    expect(await fixtureFaults(shippedDesk)).toEqual([]);
  });
});

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

const processMistakes: [what: string, found: string, put: string, problem: string, remedy: string][] = [
  [
    'a step of no kind',
    'kind: verify',
    'kind: ask',
    'kind of steps.verify is "ask"',
    'Write one of task, form',
  ],
  ['a missing due time', '    due: 4h\n', '', 'due of steps.investigate is missing', 'Add it: a text'],
  [
    'a bad owner',
    'owner: assignee',
    'owner: me',
    'owner of steps.root_cause is "me"',
    'Name assignee, requester, lead, team:<id>',
  ],
  [
    'an owner who is not there',
    'owner: team:frontline',
    'owner: team:front',
    'there is no team named front',
    'Name one of frontline',
  ],
  [
    'a way to nowhere',
    'done: verify',
    'done: verfy',
    'there is no step named verfy',
    'Name an existing step',
  ],
  [
    'a text that is not there',
    'replies/verify.liquid',
    'replies/solved.liquid',
    'there is no mail text replies/solved.liquid',
    'Write desk/replies/solved.liquid',
  ],
  [
    'a way round mandatory work',
    'silent: closing_work',
    'silent: solved',
    'goes round it',
    'Lead that path through',
  ],
  [
    'a policy that is not there',
    'sla: standard',
    'sla: gold',
    'there is no SLA policy named gold',
    'Name one of standard',
  ],
  [
    'a rung without its point',
    '{ at: 50%, to: owner }',
    '{ att: 50%, to: owner }',
    'at of entry 1 in steps.investigate.ladder is missing',
    'Add it: a text',
  ],
  [
    'a survey of no shape',
    'survey: { after: 1d }',
    'survey: true',
    'survey is true',
    'Write false or a group of settings',
  ],
  [
    'a survey that is half right',
    'survey: { after: 1d }',
    'survey: { after: 1d, ask: twice }',
    'ask of survey means nothing here',
    'Remove it or correct its spelling; what may stand here is after',
  ],
  [
    'a title for customers that says nothing',
    'en: Your request',
    "en: ''",
    'en of title.customer is empty',
    'Write a text',
  ],
  [
    'a setting of another kind of step',
    '    kind: verify\n',
    '    kind: verify\n    approvers: [lead]\n',
    'approvers of steps.verify means nothing here',
    'what may stand here is kind, title',
  ],
  [
    'another id than its file',
    'id: customer-support',
    'id: support',
    'the process calls itself support',
    'Write id: customer-support',
  ],
];

describe('a mistake in a process is named with its line and how to mend it', () => {
  test.each(processMistakes)('%s', async (_what, found, put, problem, remedy) => {
    const faults = await faultsAfter((edit) => edit.replace('processes/customer-support.yaml', found, put));
    const fault = faults.find((text) => text.includes(problem));
    expect(fault).toMatch(/^desk\/processes\/customer-support\.yaml:\d+: /);
    expect(fault).toContain(remedy);
  });

  test('the line is that of the culprit', async () => {
    const file = 'processes/customer-support.yaml';
    const faults = await faultsAfter((edit) => edit.replace(file, 'done: verify', 'done: verfy'));
    expect(faults.join('\n')).toContain(`desk/${file}:${lineOf(file, 'done: verify')}: `);
  });
});

const textMistakes: [what: string, found: string, put: string, fault: string][] = [
  [
    'a variable that is not known',
    '{{ ticket.ref }}. Here',
    '{{ ticket.number }}. Here',
    'ticket.number is nothing that a mail text knows. Use one of ticket.ref',
  ],
  [
    'a filter that is not known',
    '{{ inbox.name }}',
    '{{ inbox.name | shout }}',
    'undefined filter: shout. Use only tags and filters that exist',
  ],
  [
    'a tag left open',
    '{% endif %}\nYour',
    '\nYour',
    'not closed. Use only tags and filters that exist, and close what was opened',
  ],
  ['another file', '{{ inbox.name }}', '{% render "/etc/passwd" %}', 'Failed to lookup'],
  ['no subject', 'Subject: We', 'We', 'a mail text begins with a line "Subject: …"'],
];

describe('a mistake in a mail text is named with its file', () => {
  test.each(textMistakes)('%s', async (_what, found, put, fault) => {
    const faults = await faultsAfter((edit) => edit.replace('replies/acknowledgement.liquid', found, put));
    expect(faults.join('\n')).toContain(fault);
    expect(faults[0]).toMatch(/^desk\/replies\/acknowledgement\.liquid:\d+: /);
  });

  test('the line is that of the variable', async () => {
    const file = 'replies/acknowledgement.liquid';
    const faults = await faultsAfter((edit) => edit.replace(file, '{{ statusUrl }}', '{{ link }}'));
    expect(faults).toEqual([
      expect.stringContaining(`desk/${file}:${lineOf(file, '{{ statusUrl }}')}: link is nothing`),
    ]);
  });
});

describe('the folder as a whole', () => {
  test('all faults come at once, in reading order', async () => {
    const faults = await faultsAfter((edit) => {
      edit.replace('desk.yaml', 'members: [lead]', 'members: [boss]');
      edit.replace('desk.yaml', 'timeZone: Europe/Berlin', 'timeZone: Mars/Base');
      edit.replace('processes/customer-support.yaml', 'done: verify', 'done: verfy');
      edit.remove('replies/step-assigned.liquid');
      edit.write('articles/notes.txt', 'nobody reads me');
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'desk/articles/notes.txt',
      'desk/desk.yaml',
      'desk/desk.yaml',
      'desk/processes/customer-support.yaml',
      'desk/replies/step-assigned.liquid',
    ]);
    expect(faults[1]).toContain('boss');
    expect(faults[2]).toContain('Mars/Base');
  });

  const elsewhere: [what: string, mistake: (folder: string) => void, fault: string][] = [
    [
      'a folder in place of a file',
      (folder) => replaceBy(mkdirSync, join(folder, 'desk.yaml')),
      'desk/desk.yaml:1: this is a folder, not a file. Rename',
    ],
    [
      'a file in place of a folder',
      (folder) => replaceBy(writeNothing, join(folder, 'replies')),
      'desk/replies:1: this is a file, not a folder. Rename',
    ],
    [
      'a file in place of them all',
      (folder) => replaceBy(writeNothing, folder),
      'desk:1: this is a file, not a folder. Rename',
    ],
    [
      'a link to itself',
      (folder) => replaceBy(linkToItself, join(folder, 'desk.yaml')),
      'desk/desk.yaml:1: this is a link that leads back to itself. Remove it',
    ],
    [
      'a process that is a link to itself',
      (folder) => linkToItself(join(folder, 'processes/loop.yaml')),
      'desk/processes/loop.yaml:1: this is a link that leads back to itself. Remove it',
    ],
    [
      'folders that are links to themselves',
      (folder) => replaceBy(linkToItself, join(folder, 'articles')),
      'desk/articles:1: this is a link that leads back to itself. Remove it',
    ],
    [
      'a device',
      (folder) => replaceBy((path) => symlinkSync('/dev/zero', path), join(folder, 'desk.yaml')),
      'desk/desk.yaml:1: this is no file. Remove it',
    ],
    [
      'a link to nothing',
      (folder) => symlinkSync('nowhere', join(folder, 'replies/new.liquid')),
      'desk/replies/new.liquid:1: this file is missing. Write it',
    ],
    [
      'the folder within itself',
      (folder) => symlinkSync(folder, join(folder, 'articles/desk')),
      'desk/articles/desk:1: nobody reads this file. Rename or remove it',
    ],
    [
      'a file of 50 MB',
      (folder) => truncateSync(join(folder, 'desk.yaml'), 50_000_000),
      'desk/desk.yaml:1: this file has 50 MB. Keep it under 2 MB',
    ],
    [
      'another encoding',
      (folder) =>
        writeFileSync(join(folder, 'desk.yaml'), Buffer.from('mailDomain: x\nname: B\u00fcro', 'latin1')),
      'desk/desk.yaml:2: this file is no text in UTF-8. Save it again',
    ],
    [
      'UTF-16',
      (folder) => writeFileSync(join(folder, 'articles/a.md'), Buffer.from('\ufeffAbc', 'utf16le')),
      'desk/articles/a.md:1: this file is no text in UTF-8. Save it again',
    ],
    [
      'an empty process',
      (folder) => writeNothing(join(folder, 'processes/new.yaml')),
      'desk/processes/new.yaml:1: this file is empty. Write id, title',
    ],
  ];

  test.each(elsewhere)('%s is one sentence', async (_what, mistake, fault) => {
    expect(await faultsAfter(({ folder }) => mistake(folder))).toEqual([expect.stringContaining(fault)]);
  });

  test.each([
    ['Windows', '\r\n'],
    ['old Macs', '\r'],
  ])('files with the line ends of %s and a byte order mark are read', async (_system, end) => {
    const faults = await faultsAfter((edit) => {
      for (const file of ['desk.yaml', 'processes/customer-support.yaml', 'replies/acknowledgement.liquid']) {
        const text = readFileSync(join(shippedDesk, file), 'utf8');
        edit.write(file, `\ufeff${text.replaceAll('\n', end)}`);
      }
    });
    expect(faults).toEqual([]);
  });

  test('a folder that is not there is one sentence', () => {
    const loaded = loadDesk('nowhere/desk');
    expect(loaded.kind === 'refused' && loaded.faults.map(({ problem }) => problem)).toEqual([
      'there is no such folder',
    ]);
  });

  test('a folder without desk.yaml, and a YAML bomb, are refused in words', async () => {
    expect(await faultsAfter((edit) => edit.remove('desk.yaml'))).toEqual([
      expect.stringMatching(/^desk\/desk\.yaml:1: this file is missing/),
    ]);
    const level = (index: number) =>
      `l${index}: &l${index} [${Array(12)
        .fill(`*l${index - 1}`)
        .join(', ')}]\n`;
    const bomb = `l0: &l0 [x]\n${[1, 2, 3, 4, 5, 6].map(level).join('')}`;
    const faults = await faultsAfter((edit) => edit.write('desk.yaml', bomb));
    expect(faults).toEqual([expect.stringContaining('the file repeats itself too often')]);
  });
});

describe('webhook samples', () => {
  test.each([
    [
      'another result',
      'priority: P1',
      'priority: P2',
      'of the sample the mapping makes something else than expected: priority is',
    ],
    [
      'a file that is not there',
      'webhooks/monitoring.json',
      'webhooks/alert.json',
      'there is no file webhooks/alert.json',
    ],
    [
      'a file outside',
      'webhooks/monitoring.json',
      '../../secret.json',
      '../../secret.json lies outside the folder',
    ],
    [
      'a result that is no message',
      '"subject": alert.service',
      '"subjet": alert.service',
      'what the mapping yields',
    ],
  ])('%s', async (_what, found, put, problem) => {
    const faults = await withDesk((edit) => edit.replace('desk.yaml', found, put), fixtureFaults);
    expect(faults.map(faultText).join('\n')).toContain(`monitoring: ${problem}`);
  });
});
