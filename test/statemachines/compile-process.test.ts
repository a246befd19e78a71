import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { compileProcess } from '../../statemachines/compile-process.ts';
import { machineText } from '../../statemachines/state-machine.ts';
import { ending, opened, runProcess, substituted } from './process-world.ts';
import type { People } from './process-world.ts';
import { approval, close, customerSupport, processOf, task } from './templates.ts';

const machine = compileProcess(customerSupport());

test('the whole machine of a process with a step of every kind', async () => {
  await expect(machineText(machine)).toMatchFileSnapshot('./fixtures/customer-support.asl.json');
});

test('the same template makes the same text', () => {
  expect(machineText(compileProcess(customerSupport()))).toBe(machineText(machine));
  expect(machineText(machine).endsWith('}\n')).toBe(true);
});

test.each([
  ['a process of every kind', customerSupport()],
  ['one step', processOf({ end: close() })],
  ['a step named next', processOf({ next: task({ done: 'end', more: 'next' }), end: close() })],
])('asl-validator accepts %s', (_, template) => {
  const { isValid, errorsText } = validate(substituted(compileProcess(template)));
  expect(errorsText()).toBe('');
  expect(isValid).toBe(true);
});

test('a template without steps has no machine', () => {
  expect(() => compileProcess({ ...customerSupport(), steps: {} })).toThrow('has no steps');
});

describe('a run of the customer’s process', () => {
  const closing = ['root_cause', 'help_article', 'product_feedback'];

  test('takes one transition a step along its straight path, and one where outcomes part', async () => {
    const { end, calls } = await runProcess({
      machine,
      people: ending(['help_article', 'not_needed']),
    });
    expect(end.status).toBe('SUCCEEDED');
    expect(opened(calls)).toEqual(['investigate', 'verify', ...closing, 'closed']);
    const between = ['Enter', 'after investigate', 'after verify', 'closing_work'];
    const withinHelpArticle = ['after help_article', 'joined after help_article'];
    expect(end.transitions).toBe([...opened(calls), ...between, ...withinHelpArticle].length);
  });

  test('goes where the outcomes lead', async () => {
    const { calls } = await runProcess({
      machine,
      people: ending(
        ['investigate', 'need_info'],
        ['verify', 'rejected'],
        ['verify', 'silent'],
        ['review_article', 'declined'],
      ),
    });
    expect(opened(calls)).toEqual([
      'investigate',
      'ask_customer',
      'investigate',
      'verify',
      'investigate',
      'verify',
      'cool_down',
      'say_goodbye',
      ...closing,
      'review_article',
      'help_article',
      'review_article',
      'closed',
    ]);
  });

  test.each([
    ['duplicate', 'closed_duplicate'],
    ['spam', 'closed_spam'],
  ])('ends as %s', async (outcome, last) => {
    const { end, calls } = await runProcess({ machine, people: ending(['investigate', outcome]) });
    expect(opened(calls)).toEqual(['investigate', last]);
    expect(end).toMatchObject({ status: 'SUCCEEDED', transitions: 4 });
  });

  test.each([
    ['verify', 'verify'],
    ['closing_work', 'root_cause'],
    ['help_article', 'root_cause'],
    ['closed', 'closed'],
    ['no_such_step', 'investigate'],
    [null, 'investigate'],
  ])('entered at %s begins with %s', async (entry, first) => {
    const { calls } = await runProcess({ machine, entry, people: ending() });
    expect(calls[0]).toMatchObject({ step: first, ref: 'T-0000-0001', run: 1 });
  });

  test('gives each step its own definition, and a token to those that wait', async () => {
    const { calls } = await runProcess({ machine, people: ending(['verify', 'silent']) });
    const { steps } = customerSupport();
    for (const call of calls) {
      expect(call.definition).toEqual(steps[call.step]);
      expect(call.token !== undefined).toBe(
        !['wait', 'message', 'set', 'suggest', 'close'].includes(call.definition?.kind ?? ''),
      );
    }
  });
});

describe('a step that cannot be opened', () => {
  test.each(['investigate', 'root_cause', 'cool_down', 'say_goodbye', 'closed'])(
    '%s is told of, rests and is opened again; nothing else is lost',
    async (faulty) => {
      let tries = 0;
      const { end, calls } = await runProcess({
        machine,
        people: ending(['verify', 'silent']),
        openStep: ({ step, attention }) => {
          if (step !== faulty || attention) return;
          tries += 1;
          if (tries <= 8) throw new TypeError('at fault');
        },
      });
      const told = calls.filter(({ attention }) => attention);
      const Cause = JSON.stringify({ errorType: 'TypeError', errorMessage: 'at fault' });
      const error = { Error: 'TypeError', Cause };
      expect(told).toEqual([{ ref: 'T-0000-0001', run: 1, step: faulty, attention: true, error }]);
      expect(tries).toBeGreaterThanOrEqual(9);
      expect(end.status).toBe('SUCCEEDED');
      expect(calls.at(-1)).toMatchObject({ step: 'closed' });
    },
  );

  test('goes on trying when even telling of it fails', async () => {
    let tries = 0;
    const { end } = await runProcess({
      machine,
      people: ending(),
      openStep: () => {
        tries += 1;
        if (tries <= 40) throw new Error('all is down');
      },
    });
    expect(end.status).toBe('SUCCEEDED');
  });

  test.each(['investigate', 'help_article'])(
    'an outcome that %s does not know needs attention too',
    async (step) => {
      const { end, calls } = await runProcess({ machine, people: ending([step, 'abducted']) });
      const told = calls.find(({ attention }) => attention);
      expect(told).toMatchObject({ step, error: { Error: 'UnknownOutcome', Cause: 'abducted' } });
      expect(end.status).toBe('SUCCEEDED');
    },
  );
});

test('answers are gathered, those of parallel branches too', async () => {
  const template = processOf({
    first: task({ done: 'both' }),
    both: { kind: 'parallel', branches: ['left', 'right'], on: { done: 'last' } },
    left: task({ done: 'inner' }),
    inner: { kind: 'parallel', branches: ['deep', 'deeper'], on: { done: 'join' } },
    deep: task({ done: 'join' }),
    deeper: approval({ approved: 'join', declined: 'deeper' }),
    right: { kind: 'wait', for: '1d', on: { over: 'join' } },
    last: task({ done: 'end' }),
    end: close(),
  });
  const compiled = compileProcess(template);
  const end = compiled.States['end'];
  if (end?.Type !== 'Task') throw new Error('the last step is no task');
  end.Output = '{% $facts.answers %}';
  const people: People = ({ step, definition }) => ({
    outcome: Object.keys(definition?.on ?? {})[0] ?? '',
    answers: { [step]: step },
  });
  const run = await runProcess({ machine: compiled, people });
  expect(run.end.output).toEqual({
    first: 'first',
    left: 'left',
    deep: 'deep',
    deeper: 'deeper',
    last: 'last',
  });
});
