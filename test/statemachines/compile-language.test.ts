import { describe, expect, test } from 'vitest';
import { prepareMachine } from '../../local/machine-definition.ts';
import { compileProcess } from '../../statemachines/compile-process.ts';
import { ending, opened, runProcess, substituted } from './process-world.ts';
import type { People } from './process-world.ts';
import { close, customerSupport, parallel, processOf, task } from './templates.ts';

const machine = compileProcess(customerSupport());

describe('a step with a when', () => {
  const guarded = compileProcess(
    processOf({
      first: task({ done: 'vip' }, { form: { amount: { type: 'number' } } }),
      vip: task({ done: 'last', back: 'end' }, { when: 'answers.amount > 10', otherwise: 'last' }),
      last: task({ done: 'end' }, { when: "ticket.priority = 'P1'" }),
      end: close(),
    }),
  );
  const answering = (amount?: number): People => {
    return () => ({ outcome: 'done', answers: amount === undefined ? {} : { amount } });
  };

  test.each([
    [11, 'P1', ['first', 'vip', 'last', 'end']],
    [11, 'P3', ['first', 'vip', 'end']],
    [10, 'P1', ['first', 'last', 'end']],
    [undefined, 'P3', ['first', 'end']],
  ])('after the answer %j at %s', async (amount, priority, steps) => {
    const run = await runProcess({ machine: guarded, people: answering(amount), ticket: { priority } });
    expect(opened(run.calls)).toEqual(steps);
  });

  test('is asked for when the run begins there, too', async () => {
    const run = await runProcess({ machine: guarded, entry: 'vip', people: answering() });
    expect(opened(run.calls)).toEqual(['end']);
  });
});

describe('an outcome with a bound', () => {
  test.each([
    [['rejected'], ['investigate', 'verify']],
    [
      ['rejected', 'rejected'],
      ['investigate', 'verify', 'investigate', 'verify'],
    ],
    [
      ['rejected', 'rejected', 'rejected'],
      ['investigate', 'verify', 'investigate', 'verify'],
    ],
  ])('%j leads back so many times', async (outcomes, again) => {
    const told = outcomes.map((outcome): [string, string] => ['verify', outcome]);
    const { calls } = await runProcess({ machine, people: ending(...told) });
    expect(opened(calls).filter((step) => ['investigate', 'verify'].includes(step))).toEqual([
      'investigate',
      'verify',
      ...again,
    ]);
  });

  test('counts within a branch as well', async () => {
    const told = Array.from({ length: 5 }, (): [string, string] => ['review_article', 'declined']);
    const { calls } = await runProcess({ machine, entry: 'closing_work', people: ending(...told) });
    expect(opened(calls).filter((step) => step === 'review_article')).toHaveLength(4);
  });

  test('leads a call that fails again and again to a person', async () => {
    const told: [string, string][] = [
      ['investigate', 'diagnose'],
      ['diagnose', 'failed'],
      ['diagnose', 'failed'],
      ['diagnose', 'failed'],
    ];
    const { calls } = await runProcess({ machine, people: ending(...told) });
    expect(opened(calls).slice(1, 6)).toEqual([
      'diagnose',
      'diagnose',
      'diagnose',
      'diagnose_by_hand',
      'verify',
    ]);
  });
});

describe('what the expressions of a step came to is sent with it', () => {
  const answered = (answers: Record<string, unknown>, outcome: string): People => {
    const best = ending(['investigate', outcome]);
    return (call) => ({ outcome: best(call)?.outcome ?? '', answers });
  };
  const callOf = async (step: string, people: People, ticket = {}) => {
    const { calls } = await runProcess({ machine, people, ticket });
    return calls.find((call) => call.step === step);
  };

  test('what a call sends', async () => {
    const call = await callOf('diagnose', answered({ amount: 5 }, 'diagnose'));
    expect(call?.send).toEqual({ priority: 'P3', amount: 5 });
    const unanswered = await callOf('diagnose', answered({}, 'diagnose'));
    expect(unanswered?.send).toEqual({ priority: 'P3' });
  });

  test('which rules hold and what is computed', async () => {
    const small = await callOf('sort', answered({ amount: 5 }, 'sort'));
    expect(small).toMatchObject({ holds: [false, true], computed: { large: false } });
    const urgent = answered({ amount: 5000, day: '2026-12-01' }, 'sort');
    const large = await callOf('sort', urgent, { priority: 'P1' });
    expect(large).toMatchObject({ holds: [true, true], computed: { large: true, day: '2026-12-01' } });
  });
});

describe('where only one branch has to end', () => {
  const hurrying = () => ending(['investigate', 'hurry'], ['look_up', 'found']);

  test('the first ends the others, and their steps are withdrawn', async () => {
    const { end, calls } = await runProcess({ machine, people: hurrying() });
    expect(opened(calls).slice(0, 5)).toEqual(['investigate', 'look_up', 'phone', '', 'verify']);
    expect(calls[3]).toEqual({
      ref: 'T-0000-0001',
      run: 1,
      step: '',
      withdraw: ['look_up', 'look_again', 'phone'],
    });
    expect(end.status).toBe('SUCCEEDED');
  });

  test('whoever comes too late finds the token gone', async () => {
    const { calls, runner } = await runProcess({ machine, people: hurrying() });
    const phone = calls.find(({ step }) => step === 'phone');
    expect(runner.succeedTask(phone?.token ?? '', { outcome: 'done' })).toBe('gone');
  });

  test.each([
    ['all', 'any'],
    ['any', 'all'],
    ['any', 'any'],
  ])('%s around %s leave nothing open behind', async (outer, inner) => {
    const nested = processOf({
      p: { ...parallel('q', 'c'), join: outer },
      q: { ...parallel('a', 'b'), join: inner, on: { done: 'join' } },
      a: task({ done: 'join' }),
      b: task({ done: 'join' }),
      c: task({ done: 'join' }),
      end: task({ done: 'over' }),
      over: close(),
    });
    const { end, calls } = await runProcess({
      machine: compileProcess(nested),
      people: ending(),
      next: (waiting) => waiting - 1,
    });
    expect(end.status).toBe('SUCCEEDED');
    const withdrawn = calls.flatMap(({ withdraw }) => (withdraw ? [withdraw] : []));
    expect(withdrawn).toEqual([
      ...(inner === 'any' ? [['a', 'b']] : []),
      ...(outer === 'any' ? [['q', 'a', 'b', 'c']] : []),
    ]);
  });

  test('a join that cannot be told of needs attention, and nobody is asked twice', async () => {
    let tries = 0;
    const { calls } = await runProcess({
      machine,
      people: hurrying(),
      openStep: ({ withdraw }) => {
        if (withdraw) tries += 1;
        if (withdraw && tries <= 8) throw new TypeError('at fault');
      },
    });
    expect(calls.filter(({ attention }) => attention)).toMatchObject([{ step: 'hurry' }]);
    expect(opened(calls).filter((step) => step === 'look_up')).toHaveLength(1);
    expect(calls.at(-1)).toMatchObject({ step: 'closed' });
  });
});

test('no name of a state is too long', () => {
  const long = (letter: string) => letter.repeat(64);
  const template = processOf({
    [long('p')]: {
      kind: 'parallel',
      join: 'any',
      branches: [long('a'), long('b')],
      when: 'true',
      on: { done: 'end' },
    },
    [long('a')]: task({ done: 'join', again: long('w') }),
    [long('w')]: { kind: 'wait', for: '1d', on: { over: 'join' } },
    [long('b')]: task({ done: 'join' }),
    end: close(),
  });
  expect(() => prepareMachine('test', substituted(compileProcess(template)))).not.toThrow();
});

test('a guard speaks of the newest facts behind a join', async () => {
  const template = processOf({
    both: { kind: 'parallel', branches: ['left', 'right'], on: { done: 'guarded' } },
    left: task({ done: 'join' }, { form: { left: { type: 'text' } } }),
    right: task({ done: 'join' }, { form: { right: { type: 'text' } } }),
    guarded: task({ done: 'end' }, { when: "answers.left = 'left' and answers.right = 'right'" }),
    end: close(),
  });
  const people: People = ({ step }) => ({ outcome: 'done', answers: { [step]: step } });
  const backwards = (waiting: number) => waiting - 1;
  const run = await runProcess({ machine: compileProcess(template), people, next: backwards });
  expect(opened(run.calls)).toEqual(['left', 'right', 'guarded', 'end']);
});
