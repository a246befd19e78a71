import { describe, expect, test } from 'vitest';
import { faultsAfter, lineOf } from './broken-desk.ts';

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
