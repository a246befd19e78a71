import { describe, expect, test } from 'vitest';
import { faultsOf, problemsAt } from './faults.ts';
import { approval, close, task } from './templates.ts';

const ladder = [{ at: '100%', do: 'escalate' }];
const call = (more: Record<string, unknown> = {}) => ({
  kind: 'call',
  hook: 'robot',
  limit: '1h',
  on: { done: 'end', failed: 'by_hand' },
  ...more,
});
const process = (more: Record<string, unknown> = {}) => ({
  kind: 'process',
  process: 'incident',
  owner: 'lead',
  due: '1d',
  ladder,
  on: { done: 'end' },
  ...more,
});
const external = (more: Record<string, unknown> = {}) => ({
  kind: 'external',
  to: 'vendor@parts.example',
  coOwner: 'assignee',
  message: 'replies/question.liquid',
  due: '2d',
  ladder,
  on: { replied: 'end' },
  ...more,
});
const wait = (more: Record<string, unknown>) => ({ kind: 'wait', on: { over: 'end' }, ...more });
const set = (more: Record<string, unknown>) => ({ kind: 'set', on: { done: 'end' }, ...more });
const byHand = task({ done: 'end' });

/** What is written of step `a`, what is wrong below it, and how that is told. */
const refused: [string, unknown, (string | number)[], string][] = [
  ['a call may fail without notice', call({ on: { done: 'end' } }), ['on'], 'ends as failed'],
  ['a call can only fail', call({ on: { failed: 'by_hand' } }), ['on'], 'can only fail'],
  [
    'a failed call is nobody’s',
    call({ on: { done: 'end', failed: 'end' } }),
    ['on', 'failed'],
    'does not bring a person',
  ],
  [
    'a call that failed too often is nobody’s',
    call({ on: { done: 'end', failed: 'a' }, loops: { failed: { times: 3, then: 'end' } } }),
    ['loops', 'failed', 'then'],
    'does not bring a person',
  ],
  ['a system is unknown', call({ hook: 'none' }), ['hook'], 'no system named none'],
  ['a process is unknown', process({ process: 'none' }), ['process'], 'no process named none'],
  ['a process starts itself', process({ process: 'test' }), ['process'], 'test → test'],
  [
    'a process starts itself in the end',
    process({ process: 'round' }),
    ['process'],
    'test → round → middle → test',
  ],
  ['a process may wait for ever', process({ ladder: [{ at: '50%' }] }), ['ladder'], 'no end'],
  ['nobody is reminded of work outside', external({ ladder: [] }), ['ladder'], 'nobody is reminded'],
  [
    'who answers for work outside is unknown',
    external({ coOwner: 'team:none' }),
    ['coOwner'],
    'no team named none',
  ],
  [
    'a mail to somebody outside is unknown',
    external({ message: 'replies/none.liquid' }),
    ['message'],
    'no mail text',
  ],
  [
    'an approval is left open',
    approval({ approved: 'end', declined: 'end' }, { expires: undefined }),
    [],
    'when nobody decides',
  ],
  [
    'an approval needs more than it asks',
    approval({ approved: 'end', declined: 'end' }, { needed: 2 }),
    ['needed'],
    'asks 1',
  ],
  [
    'an approval asks somebody twice',
    approval({ approved: 'end', declined: 'end' }, { needed: 2, approvers: ['team:frontline'] }),
    ['needed'],
    'asks 1',
  ],
  [
    'an approver is unknown',
    approval({ approved: 'end', declined: 'end' }, { approvers: ['lead', 'agent:none'] }),
    ['approvers', 1],
    'no agent named none',
  ],
  [
    'an on-call table is unknown',
    task({ done: 'end' }, { owner: 'oncall:none' }),
    ['owner'],
    'no on-call table named none',
  ],
  ['a wait never ends', wait({}), [], 'nothing says how long'],
  ['a wait ends twice', wait({ for: '1d', until: 'answers.day' }), [], 'both for and until'],
  [
    'a wait ends on a day that nobody names',
    wait({ until: 'answers.none' }),
    ['until'],
    'no form of the process asks for as a date',
  ],
  ['a wait ends on a day that is a text', wait({ until: 'answers.name' }), ['until'], 'as a date'],
  ['a set step sets nothing', set({}), [], 'sets nothing'],
  [
    'a rule sets an unknown team',
    set({ rules: [{ set: {} }, { set: { team: 'none' } }] }),
    ['rules', 1, 'set', 'team'],
    'no team named none',
  ],
  [
    'a guard has two ways past',
    task({ done: 'end', other: 'by_hand' }, { when: 'true' }),
    ['when'],
    'passed over',
  ],
  [
    'a way past has no guard',
    task({ done: 'end' }, { otherwise: 'end' }),
    ['otherwise'],
    'never passed over',
  ],
  [
    'a way past leads nowhere',
    task({ done: 'end' }, { when: 'true', otherwise: 'none' }),
    ['otherwise'],
    'no step named none',
  ],
  [
    'a bound is on no outcome',
    task({ done: 'end' }, { loops: { none: { times: 1, then: 'end' } } }),
    ['loops', 'none'],
    'never ends as',
  ],
  [
    'a bound leads nowhere',
    task({ done: 'end', again: 'a' }, { loops: { again: { times: 1, then: 'none' } } }),
    ['loops', 'again', 'then'],
    'no step named none',
  ],
  [
    'a field depends on no other',
    task({ done: 'end' }, { form: { x: { type: 'text', requiredIf: { field: 'y', is: ['z'] } } } }),
    ['form', 'x', 'requiredIf', 'field'],
    'no other field',
  ],
  [
    'a field depends on what is never chosen',
    task(
      { done: 'end' },
      {
        form: {
          x: { type: 'text', requiredIf: { field: 'y', is: ['b', 'c'] } },
          y: { type: 'choice', options: ['a', 'b'] },
        },
      },
    ),
    ['form', 'x', 'requiredIf', 'is', 1],
    'never c',
  ],
  [
    'some of nothing are chosen',
    task({ done: 'end' }, { form: { x: { type: 'multi' } } }),
    ['form', 'x'],
    'nothing to choose',
  ],
  [
    'nobody can do it',
    task({ done: 'end' }, { skills: { required: ['printers', 'lathes'] } }),
    ['skills', 'required', 1],
    'nobody at the desk can do lathes',
  ],
  [
    'the requester approves his own request',
    approval({ approved: 'end', declined: 'end' }, { owner: 'requester' }),
    [],
    'may not approve his own request',
  ],
  [
    'a message goes to nobody',
    { kind: 'message', message: 'replies/goodbye.liquid', to: 'external', on: { sent: 'end' } },
    ['to'],
    'nobody outside',
  ],
  [
    'a label has no English',
    task({ done: 'end' }, { customer: { de: 'Wir lesen' } }),
    ['customer'],
    'no English',
  ],
];

const rungs: [string, Record<string, unknown>, string[], string][] = [
  ['completes as nothing', { do: 'complete' }, [], 'completes a'],
  ['completes as an unknown outcome', { do: 'complete', outcome: 'none' }, ['outcome'], 'never ends as none'],
  ['closes as nothing', { do: 'close' }, [], 'as what'],
  ['reminds with an outcome', { do: 'escalate', outcome: 'done' }, ['outcome'], 'does escalate'],
  ['reminds with a code', { do: 'escalate', code: 'spam' }, ['code'], 'does escalate'],
  ['asks somebody outside', { do: 'escalate', to: 'external' }, ['to'], 'nobody outside'],
  ['gives the step to its owner', { do: 'reassign' }, ['to'], 'cannot be given to owner'],
  ['calls an unknown system', { do: 'escalate', by: 'hook:none' }, ['by'], 'no system named none'],
];

const others = {
  by_hand: byHand,
  other: task({ done: 'a' }, { form: { day: { type: 'date' }, name: { type: 'text' } } }),
  end: close(),
};

describe('a step is refused when', () => {
  test.each(refused)('%s', (_, step, path, problem) => {
    expect(problemsAt(['steps', 'a', ...path], faultsOf({ a: step, ...others }))).toContain(problem);
  });

  test.each(rungs)('its rung %s', (_, rung, path, problem) => {
    const a = task({ done: 'end' }, { ladder: [{ at: '50%' }, { at: '100%', ...rung }] });
    const faults = faultsOf({ a, end: close() });
    expect(problemsAt(['steps', 'a', 'ladder', 1, ...path], faults)).toContain(problem);
  });
});

describe('a ladder ends with', () => {
  test.each([
    [{ do: 'escalate' }],
    [{ do: 'reassign', to: 'lead' }],
    [{ do: 'raise_priority' }],
    [{ do: 'complete', outcome: 'done' }],
    [{ do: 'close', code: 'unreachable' }],
  ])('%j', (rung) => {
    const a = task({ done: 'end' }, { ladder: [{ at: '100%', ...rung }] });
    expect(faultsOf({ a, end: close() })).toEqual([]);
  });
});

describe('a step is sound although', () => {
  test.each<[string, Record<string, unknown>]>([
    [
      'a call is tried again before a person does its work',
      {
        a: call({ on: { done: 'end', failed: 'a' }, loops: { failed: { times: 3, then: 'by_hand' } } }),
        by_hand: byHand,
      },
    ],
    [
      'it is passed over to somewhere else',
      {
        a: task({ done: 'by_hand', other: 'end' }, { when: "ticket.priority = 'P1'", otherwise: 'end' }),
        by_hand: byHand,
      },
    ],
    [
      'it waits until a day that the customer names',
      {
        a: task({ done: 'b' }, { form: { day: { type: 'date' } } }),
        b: wait({ until: 'answers.day' }),
      },
    ],
    [
      'two are asked and both are needed',
      {
        a: approval({ approved: 'end', declined: 'end' }, { needed: 2, approvers: ['lead'] }),
      },
    ],
    ['somebody outside is reminded', { a: external({ ladder: [{ at: '50%', to: 'external' }, ...ladder] }) }],
    ['it is another process', { a: process() }],
  ])('%s', (_, steps) => {
    expect(faultsOf({ ...steps, end: close() })).toEqual([]);
  });
});
