import { describe, expect, test } from 'vitest';
import { checkProcess } from '../../statemachines/check-process.ts';
import { faultsOf, problemsAt } from './faults.ts';
import { approval, close, customerSupport, known, parallel, processOf, task, verify } from './templates.ts';

test('a sound process has no faults', () => {
  expect(checkProcess(customerSupport(), known)).toEqual([]);
});

describe('the process is refused when', () => {
  test.each<[string, Record<string, unknown>, (string | number)[], string]>([
    ['it has no steps', {}, ['steps'], 'no steps'],
    [
      'an outcome leads nowhere',
      { a: task({ done: 'nowhere' }) },
      ['steps', 'a', 'on', 'done'],
      'no step named nowhere',
    ],
    [
      'a branch leads nowhere',
      { a: parallel('nowhere', 'b'), b: task({ done: 'join' }), end: close() },
      ['steps', 'a', 'branches', 0],
      'no step named nowhere',
    ],
    [
      'a step cannot be reached',
      { a: task({ done: 'end' }), b: task({ done: 'end' }), end: close() },
      ['steps', 'b'],
      'nothing leads to b',
    ],
    [
      'a step can never reach a close',
      { a: task({ done: 'end', stuck: 'b' }), b: task({ done: 'c' }), c: task({ done: 'b' }), end: close() },
      ['steps', 'b'],
      'no path from b reaches a close',
    ],
    [
      'a branch never joins',
      { a: parallel('b', 'c'), b: task({ done: 'b' }), c: task({ done: 'join' }), end: close() },
      ['steps', 'b'],
      'no path from b reaches join',
    ],
    [
      'a branch closes the ticket',
      {
        a: parallel('b', 'c'),
        b: task({ done: 'end2', other: 'join' }),
        c: task({ done: 'join' }),
        end: close(),
        end2: close(),
      },
      ['steps', 'end2'],
      'closes the ticket within the branch b of a',
    ],
    [
      'a step outside of a branch joins',
      { a: task({ done: 'join', no: 'end' }), end: close() },
      ['steps', 'a', 'on', 'done'],
      'in no branch',
    ],
    [
      'two branches share a step',
      { a: parallel('b', 'c'), b: task({ done: 'c' }), c: task({ done: 'join' }), end: close() },
      ['steps', 'c'],
      'the branch b of a and from the branch c of a',
    ],
    [
      'a branch leads back into the process',
      {
        a: task({ done: 'p' }),
        p: parallel('b', 'c'),
        b: task({ done: 'join', again: 'a' }),
        c: task({ done: 'join' }),
        end: close(),
      },
      ['steps', 'a'],
      'the process itself',
    ],
    [
      'a path goes round a mandatory step',
      { a: task({ done: 'b', quick: 'end' }), b: task({ done: 'end' }, { mandatory: true }), end: close() },
      ['steps', 'b', 'mandatory'],
      'a → end goes round it',
    ],
    [
      'a path within a branch goes round a mandatory step',
      {
        a: parallel('b', 'c'),
        b: task({ done: 'd', quick: 'join' }),
        c: task({ done: 'join' }),
        d: task({ done: 'join' }, { mandatory: true }),
        end: close(),
      },
      ['steps', 'd', 'mandatory'],
      'b → join goes round it',
    ],
    [
      'a path goes round the parallel step of a mandatory one',
      {
        s: task({ done: 'a', quick: 'end' }),
        a: parallel('b', 'c'),
        b: task({ done: 'join' }, { mandatory: true }),
        c: task({ done: 'join' }),
        end: close('presumed'),
      },
      ['steps', 'b', 'mandatory'],
      's → end goes round it',
    ],
    [
      'nobody is reminded of a step',
      { a: task({ done: 'end' }, { ladder: [] }), end: close() },
      ['steps', 'a', 'ladder'],
      'nobody is reminded',
    ],
    [
      'a ladder has no end',
      { a: task({ done: 'end' }, { ladder: [{ at: '50%' }] }), end: close() },
      ['steps', 'a', 'ladder'],
      'no end',
    ],
    [
      'a team is unknown',
      { a: task({ done: 'end' }, { owner: 'team:nobody' }), end: close() },
      ['steps', 'a', 'owner'],
      'no team named nobody',
    ],
    [
      'an agent is unknown',
      { a: task({ done: 'end' }, { owner: 'agent:nobody' }), end: close() },
      ['steps', 'a', 'owner'],
      'no agent named nobody',
    ],
    [
      'a role on a ladder is unknown',
      {
        a: task(
          { done: 'end' },
          { ladder: [{ at: '1h' }, { at: '+1h', to: 'role:nobody', do: 'escalate' }] },
        ),
        end: close(),
      },
      ['steps', 'a', 'ladder', 1, 'to'],
      'no role named nobody',
    ],
    [
      'a mail text is unknown',
      { a: verify({ message: 'replies/none.liquid' }), end: close() },
      ['steps', 'a', 'message'],
      'replies/none.liquid',
    ],
    [
      'an approval cannot be declined',
      { a: approval({ approved: 'end' }), end: close() },
      ['steps', 'a', 'on'],
      'ends as declined',
    ],
    [
      'a verify step says nothing of silence',
      { a: verify({ on: { confirmed: 'end', rejected: 'end' } }), end: close() },
      ['steps', 'a', 'on'],
      'ends as silent',
    ],
    [
      'an expiry has no outcome',
      { a: task({ done: 'end' }, { expires: { after: '2d', outcome: 'expired' } }), end: close() },
      ['steps', 'a', 'on'],
      'ends as expired',
    ],
    [
      'a customer cannot reply',
      {
        a: { ...verify(), kind: 'customer', on: { silent: 'end' } },
        end: close(),
      },
      ['steps', 'a', 'on'],
      'ends as replied',
    ],
    [
      'a step can only expire',
      { a: task({ expired: 'end' }, { expires: { after: '2d', outcome: 'expired' } }), end: close() },
      ['steps', 'a', 'on'],
      'only expire',
    ],
    [
      'a wait has two outcomes',
      { a: { kind: 'wait', for: '1d', on: { over: 'end', other: 'end' } }, end: close() },
      ['steps', 'a', 'on'],
      'names 2 outcomes',
    ],
    [
      'a choice offers nothing',
      { a: task({ done: 'end' }, { form: { x: { type: 'choice' } } }), end: close() },
      ['steps', 'a', 'form', 'x'],
      'nothing to choose',
    ],
    [
      'a text has options',
      { a: task({ done: 'end' }, { form: { x: { type: 'text', options: ['y'] } } }), end: close() },
      ['steps', 'a', 'form', 'x'],
      'has options',
    ],
    ['a step is named join', { join: task({ done: 'end' }), end: close() }, ['steps', 'join'], 'named join'],
    [
      'a name is too long',
      { [`a${'b'.repeat(64)}`]: task({ done: 'end' }), end: close() },
      ['steps', `a${'b'.repeat(64)}`],
      'too long',
    ],
    [
      'a text looks like an expression',
      { a: task({ done: 'end' }, { title: '{% $ref %}' }), end: close() },
      ['steps', 'a', 'title'],
      'looks like an expression',
    ],
    [
      'a text looks like a placeholder',
      {
        a: task({ done: 'end' }, { form: { x: { type: 'choice', options: ['a', '${OpenStep}'] } } }),
        end: close(),
      },
      ['steps', 'a', 'form', 'x', 'options', 1],
      'looks like an expression',
    ],
  ])('%s', (_, steps, path, problem) => {
    const faults = faultsOf(steps);
    expect(problemsAt(path, faults)).toContain(problem);
    for (const fault of faults) expect(fault.step).toBe(fault.path[1] ?? null);
  });

  test.each([
    ['its SLA policy is unknown', { sla: 'golden' }, ['sla'], 'no SLA policy named golden'],
    ['it reopens nowhere', { onReopen: 'nowhere' }, ['onReopen'], 'no step named nowhere'],
    ['it reopens within a branch', { onReopen: 'root_cause' }, ['onReopen'], 'belongs to a parallel step'],
    [
      'it asks how a confidential matter went',
      { confidential: true, survey: { after: '1d' } },
      ['survey'],
      'is confidential',
    ],
    [
      'it looks for the recurrence of what nobody answers',
      { recurring: { field: 'none', within: '9d', times: 3, process: 'incident' } },
      ['recurring', 'field'],
      'no form of the process asks for none',
    ],
    [
      'it answers a recurrence with an unknown process',
      { recurring: { field: 'cause', within: '9d', times: 3, process: 'none' } },
      ['recurring', 'process'],
      'no process named none',
    ],
  ])('%s', (_, change, path, problem) => {
    const faults = checkProcess({ ...customerSupport(), ...change }, known);
    expect(problemsAt(path, faults)).toContain(problem);
    expect(faults[0]?.step).toBeNull();
  });
});

describe('the process is sound although', () => {
  test.each<[string, Record<string, unknown>]>([
    [
      'spam and duplicates go round a mandatory step',
      {
        a: task({ done: 'b', spam: 'spam', gone: 'gone' }),
        b: task({ done: 'end' }, { mandatory: true }),
        end: close(),
        spam: close('spam'),
        gone: close('withdrawn'),
      },
    ],
    [
      'it goes round in circles so many times',
      {
        a: task({ done: 'end', again: 'a' }, { loops: { again: { times: 3, then: 'end' } } }),
        end: close(),
      },
    ],
    [
      'one step is a parallel one within a branch',
      {
        a: parallel('b', 'c'),
        b: { ...parallel('d', 'e'), on: { done: 'join' } },
        c: task({ done: 'join' }),
        d: task({ done: 'join' }, { mandatory: true }),
        e: task({ done: 'join' }),
        end: close(),
      },
    ],
    ['it does nothing but close', { end: close() }],
  ])('%s', (_, steps) => {
    expect(faultsOf(steps)).toEqual([]);
  });

  test('a step is only reached by reopening', () => {
    const template = processOf({ a: task({ done: 'end' }), again: task({ done: 'end' }), end: close() });
    expect(checkProcess({ ...template, onReopen: 'again' }, known)).toEqual([]);
  });
});

test('a remedy names what there is to choose from', () => {
  const [fault] = faultsOf({ a: task({ done: 'end' }, { owner: 'role:boss' }), end: close() });
  expect(fault?.remedy).toBe('name one of manager');
});
