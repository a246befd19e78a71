import { describe, expect, test } from 'vitest';
import { call, machineOf, machineWorld, secondsAfterStart } from './machine-world.ts';

async function outputOf(states: Record<string, unknown>, input: unknown = {}): Promise<unknown> {
  const { status, output, error } = await machineWorld({ machine: machineOf(states) }).run(input);
  return status === 'SUCCEEDED' ? output : error;
}

describe('Pass', () => {
  test.each([
    ['hands its input on', { Type: 'Pass', End: true }, { a: 1 }],
    [
      'replaces it by its Output',
      { Type: 'Pass', Output: { b: '{% $states.input.a + 1 %}' }, End: true },
      { b: 2 },
    ],
    [
      'keeps what is no expression',
      { Type: 'Pass', Output: ['{a}', null, true, 1.5], End: true },
      ['{a}', null, true, 1.5],
    ],
  ])('%s', async (_, state, expected) => {
    expect(await outputOf({ Only: state }, { a: 1 })).toEqual(expected);
  });

  test('Assign and Output see the variables as they were before the state', async () => {
    const output = await outputOf({
      First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
      Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: { before: '{% $n %}' }, Next: 'Third' },
      Third: { Type: 'Pass', Output: { before: '{% $states.input.before %}', after: '{% $n %}' }, End: true },
    });
    expect(output).toEqual({ before: 1, after: 2 });
  });

  test('a state that has no End leads to its Next', async () => {
    const world = machineWorld({
      machine: machineOf({
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Pass', Next: 'C' },
        C: { Type: 'Succeed' },
      }),
    });
    expect((await world.run()).transitions).toBe(3);
    expect(world.runner.transitions).toBe(3);
  });
});

describe('Choice', () => {
  const choice = (more: Record<string, unknown> = {}) => ({
    Choose: {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $states.input.way = 'left' %}", Assign: { by: 'rule' }, Next: 'Left' },
        { Condition: '{% $states.input.way = $states.context.State.Name %}', Next: 'Right' },
      ],
      ...more,
    },
    Left: { Type: 'Pass', Output: { end: 'left', by: '{% $by %}' }, End: true },
    Right: { Type: 'Pass', Output: 'right', End: true },
  });

  test.each([
    ['the first rule that holds', { way: 'left' }, {}, { end: 'left', by: 'rule' }],
    ['a later rule', { way: 'Choose' }, {}, 'right'],
    [
      'the default',
      { way: 'down' },
      { Default: 'Left', Assign: { by: 'default' } },
      { end: 'left', by: 'default' },
    ],
  ])('takes %s', async (_, input, more, expected) => {
    expect(await outputOf(choice(more), input)).toEqual(expected);
  });

  test('without a rule that holds and without a default the execution fails', async () => {
    expect(await outputOf(choice(), { way: 'down' })).toMatchObject({ Error: 'States.NoChoiceMatched' });
  });

  test('a condition must be true or false', async () => {
    const states = choice({ Choices: [{ Condition: '{% $states.input.way %}', Next: 'Left' }] });
    expect(await outputOf(states, { way: 'yes' })).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });
});

describe('Succeed and Fail', () => {
  test('Succeed ends with its Output', async () => {
    expect(
      await outputOf({ Done: { Type: 'Succeed', Output: '{% $states.input.a %}' } }, { a: [1] }),
    ).toEqual([1]);
  });

  test('Fail ends with its error', async () => {
    const states = { Bad: { Type: 'Fail', Error: 'Desk.Closed', Cause: "{% 'at ' & $states.input.hour %}" } };
    expect(await outputOf(states, { hour: 5 })).toEqual({ Error: 'Desk.Closed', Cause: 'at 5' });
  });
});

describe('Wait', () => {
  test.each([
    ['Seconds', { Seconds: 90 }, 90],
    ['Seconds from an expression', { Seconds: '{% $states.input.seconds %}' }, 30],
    ['a Timestamp', { Timestamp: '2026-11-23T09:01:00Z' }, 60],
    ['a Timestamp from an expression', { Timestamp: '{% $states.input.until %}' }, 120],
  ])('waits for %s', async (_, wait, seconds) => {
    const machine = machineOf({ Wait: { Type: 'Wait', ...wait, Next: 'Done' }, Done: { Type: 'Succeed' } });
    const world = machineWorld({ machine });
    const input = { seconds: 30, until: secondsAfterStart(120) };
    expect(await world.run(input)).toMatchObject({ status: 'RUNNING', states: ['Wait'] });
    expect(world.runner.nextWake()).toBe(secondsAfterStart(seconds));

    await world.pass(seconds - 1);
    expect(world.one().status).toBe('RUNNING');
    await world.pass(1);
    expect(world.one()).toMatchObject({
      status: 'SUCCEEDED',
      states: [],
      output: input,
      stoppedAt: secondsAfterStart(seconds),
    });
    expect(world.runner.nextWake()).toBeNull();
  });

  test.each(['2026-11-23T08:59:59Z', '2026-11-23T09:00:00Z', '1999-01-01T00:00:00+02:00'])(
    'passes at once when %s is over',
    async (Timestamp) => {
      expect(await outputOf({ Wait: { Type: 'Wait', Timestamp, End: true } }, 'input')).toBe('input');
    },
  );

  test.each([
    ['no moment', { Timestamp: '{% $states.input.no %}' }],
    ['a text that is no moment', { Timestamp: "{% 'tomorrow' %}" }],
    ['parts of seconds', { Seconds: '{% 1.5 %}' }],
    ['seconds below zero', { Seconds: '{% -1 %}' }],
  ])('fails for %s', async (_, wait) => {
    const output = await outputOf({ Wait: { Type: 'Wait', ...wait, End: true } });
    expect(output).toMatchObject({ Error: 'States.QueryEvaluationError' });
  });

  test('Output and Assign hold when the wait is over', async () => {
    const world = machineWorld({
      machine: machineOf({
        Wait: {
          Type: 'Wait',
          Seconds: 5,
          Assign: { n: 7 },
          Output: { kept: '{% $states.input.a %}' },
          Next: 'Done',
        },
        Done: { Type: 'Succeed', Output: { n: '{% $n %}', kept: '{% $states.input.kept %}' } },
      }),
    });
    await world.run({ a: 1 });
    await world.pass(5);
    expect(world.one().output).toEqual({ n: 7, kept: 1 });
  });
});

describe('Task lambda:invoke', () => {
  test('calls the function with its Payload and hands its answer on in an envelope', async () => {
    const world = machineWorld({
      machine: machineOf({ Add: call('add') }),
      functions: { add: ({ a, b }) => ({ sum: Number(a) + Number(b) }) },
    });
    const { output, transitions } = await world.run({ a: 1, b: 2 });
    expect(output).toEqual({ ExecutedVersion: '$LATEST', Payload: { sum: 3 }, StatusCode: 200 });
    expect(world.calls).toEqual([{ name: 'add', payload: { a: 1, b: 2 }, at: world.now() }]);
    expect(transitions).toBe(1);
  });

  test.each([
    ['nothing', undefined, null],
    ['what JSON cannot hold', { at: new Date(0), no: undefined }, { at: '1970-01-01T00:00:00.000Z' }],
  ])('an answer of %s arrives as over the wire', async (_, answer, expected) => {
    const world = machineWorld({
      machine: machineOf({ Ask: call('ask', { Output: '{% $states.result.Payload %}' }) }),
      functions: { ask: () => answer },
    });
    expect((await world.run()).output).toEqual(expected);
  });

  test('$states.context tells which execution, state and machine it is', async () => {
    const context = '{% $states.context %}';
    const output = await outputOf({ Tell: { Type: 'Pass', Output: context, End: true } }, { a: 1 });
    expect(output).toEqual({
      Execution: {
        Id: 'arn:aws:states:local:000000000000:execution:machine:one',
        Name: 'one',
        Input: { a: 1 },
        StartTime: secondsAfterStart(0),
      },
      State: { Name: 'Tell', EnteredTime: secondsAfterStart(0), RetryCount: 0 },
      StateMachine: { Id: 'arn:aws:states:local:000000000000:stateMachine:machine', Name: 'machine' },
    });
  });

  test('more than 256 KiB is refused as the service would', async () => {
    const world = machineWorld({
      machine: machineOf({
        Ask: call('ask', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }] }),
        Done: { Type: 'Succeed' },
      }),
      functions: { ask: () => 'x'.repeat(256 * 1024) },
    });
    expect(await world.run()).toMatchObject({
      status: 'FAILED',
      error: { Error: 'States.DataLimitExceeded' },
    });
  });
});

describe('Task states:startExecution', () => {
  const starter = machineOf({
    Choose: {
      Type: 'Choice',
      Choices: [{ Condition: '{% $exists($states.input.part) %}', Next: 'Rest' }],
      Default: 'Start',
    },
    Start: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: {
        StateMachineArn: '{% $states.context.StateMachine.Id %}',
        Name: "{% $states.context.Execution.Name & '-2' %}",
        Input: { part: 2 },
      },
      End: true,
    },
    Rest: { Type: 'Wait', Seconds: 60, End: true },
  });

  test('starts an execution of its own', async () => {
    const world = machineWorld({ machine: starter });
    expect((await world.run()).output).toEqual({
      ExecutionArn: 'arn:aws:states:local:000000000000:execution:machine:one-2',
      StartDate: secondsAfterStart(0),
    });
    expect(world.runner.executions('one-')).toMatchObject([
      { name: 'one-2', states: ['Rest'], input: { part: 2 } },
    ]);
  });

  const taken = 'StepFunctions.ExecutionAlreadyExistsException';

  test.each([
    ['is no error while it runs on the same input', { part: 2 }, 0, { status: 'SUCCEEDED' }],
    ['is an error when its input differs', { part: 3 }, 0, { status: 'FAILED', error: { Error: taken } }],
    ['is an error when it is over', { part: 2 }, 60, { status: 'FAILED', error: { Error: taken } }],
  ])('a name that is taken %s', async (_, input, seconds, expected) => {
    const world = machineWorld({ machine: starter });
    world.runner.start({ machine: 'machine', name: 'one-2', input });
    await world.pass(seconds);
    expect(await world.run()).toMatchObject(expected);
  });
});
