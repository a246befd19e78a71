import { describe, expect, test } from 'vitest';
import { call, machineOf, machineWorld, park, secondsAfterStart, turns } from './machine-world.ts';

class Busy extends Error {
  override readonly name = 'Busy';
}

/** Fails as often as told, then answers `fine`. */
function failing(times: number) {
  let left = times;
  return () => {
    if (left > 0) {
      left -= 1;
      throw new Busy('come back later');
    }
    return 'fine';
  };
}

function secondsOfCalls(world: { calls: { at: string }[] }): number[] {
  return world.calls.map(({ at }) => (Date.parse(at) - Date.parse(secondsAfterStart(0))) / 1000);
}

const handled = { Handled: { Type: 'Pass', Output: '{% $states.input %}', End: true } };

describe('Retry', () => {
  test.each([
    ['the service’s own defaults', {}, [0, 1, 3, 7]],
    ['a fixed interval', { IntervalSeconds: 5, BackoffRate: 1, MaxAttempts: 2 }, [0, 5, 10]],
    ['a growing interval', { IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 3 }, [0, 2, 8, 26]],
    ['a bounded interval', { IntervalSeconds: 10, MaxAttempts: 4, MaxDelaySeconds: 15 }, [0, 10, 25, 40, 55]],
    ['no retry', { MaxAttempts: 0 }, [0]],
  ])('calls again at %s', async (_, retrier, expected) => {
    const machine = machineOf({ Ask: call('ask', { Retry: [{ ErrorEquals: ['Busy'], ...retrier }] }) });
    const world = machineWorld({ machine, functions: { ask: failing(100) } });
    await world.run();
    await world.pass(1000);
    expect(secondsOfCalls(world)).toEqual(expected);
    const cause = JSON.stringify({ errorType: 'Busy', errorMessage: 'come back later' });
    expect(world.one()).toMatchObject({ status: 'FAILED', error: { Error: 'Busy', Cause: cause } });
    expect(world.one().transitions).toBe(expected.length);
  });

  test('full jitter waits anything up to the interval', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: 'FULL' }];
    const world = machineWorld({
      machine: machineOf({ Ask: call('ask', { Retry }) }),
      functions: { ask: failing(1) },
    });
    await world.run();
    const wake = world.runner.nextWake() ?? '';
    expect(wake > secondsAfterStart(0) && wake < secondsAfterStart(100)).toBe(true);
    await world.pass(100);
    expect(world.one().status).toBe('SUCCEEDED');
  });

  test.each([
    ['its name', ['Other', 'Busy'], 2],
    ['States.TaskFailed', ['States.TaskFailed'], 2],
    ['States.ALL', ['States.ALL'], 2],
    ['another name', ['Other'], 1],
    ['States.Timeout', ['States.Timeout'], 1],
  ])('an error is matched by %s', async (_, ErrorEquals, calls) => {
    const machine = machineOf({ Ask: call('ask', { Retry: [{ ErrorEquals }] }) });
    const world = machineWorld({ machine, functions: { ask: failing(1) } });
    await world.run();
    await world.pass(10);
    expect(world.calls).toHaveLength(calls);
  });

  test('each retrier counts for itself, and a new visit begins anew', async () => {
    let calls = 0;
    const world = machineWorld({
      machine: machineOf({
        Ask: call('ask', {
          Retry: [
            { ErrorEquals: ['Busy'], MaxAttempts: 1 },
            { ErrorEquals: ['States.ALL'], MaxAttempts: 1, IntervalSeconds: 10 },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Rest' }],
          Next: 'Done',
        }),
        Rest: { Type: 'Wait', Seconds: 100, Next: 'Ask' },
        Done: { Type: 'Succeed' },
      }),
      functions: {
        ask: () => {
          calls += 1;
          throw calls % 2 === 1 ? new Busy('busy') : new Error('broken');
        },
      },
    });
    await world.run();
    await world.pass(150);
    expect(secondsOfCalls(world)).toEqual([0, 1, 11, 111, 121, 122]);
  });

  test('$states.context.State.RetryCount counts the tries', async () => {
    const Payload = '{% $states.context.State.RetryCount %}';
    const machine = machineOf({
      Ask: call('ask', {
        Arguments: { FunctionName: 'ask', Payload: { Payload } },
        Retry: [{ ErrorEquals: ['Busy'] }],
      }),
    });
    const world = machineWorld({ machine, functions: { ask: failing(2) } });
    await world.run();
    await world.pass(10);
    expect(world.calls.map(({ payload }) => payload['Payload'])).toEqual([0, 1, 2]);
  });
});

describe('Catch', () => {
  test('leads the error to its Next, after the retries', async () => {
    const machine = machineOf({
      Ask: call('ask', {
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Ask' },
          { ErrorEquals: ['Busy'], Next: 'Handled' },
        ],
      }),
      ...handled,
    });
    const world = machineWorld({ machine, functions: { ask: failing(2) } });
    await world.run();
    await world.pass(1);
    expect(world.one().output).toMatchObject({ Error: 'Busy' });
  });

  test('its Assign and Output see the error and the input', async () => {
    const machine = machineOf({
      Ask: call('ask', {
        Catch: [
          {
            ErrorEquals: ['States.ALL'],
            Assign: { error: '{% $states.errorOutput.Error %}' },
            Output: '{% $states.input %}',
            Next: 'Tell',
          },
        ],
      }),
      Tell: { Type: 'Pass', Output: { error: '{% $error %}', input: '{% $states.input %}' }, End: true },
    });
    const world = machineWorld({ machine, functions: { ask: failing(1) } });
    expect((await world.run({ a: 1 })).output).toEqual({ error: 'Busy', input: { a: 1 } });
  });
});

describe('JSONata errors', () => {
  test.each([
    ['an expression without a value', '{% $states.input.none %}'],
    ['a variable that was never assigned', '{% $nothing %}'],
    ['an expression that throws', "{% $number('many') %}"],
    ['an unknown function', '{% $launch() %}'],
    ['an error the expression raises itself', "{% $error('no') %}"],
    ['a function as its value', '{% $sum %}'],
  ])('%s is a States.QueryEvaluationError that can be caught', async (_, value) => {
    const machine = machineOf({
      Ask: call('ask', {
        Arguments: { FunctionName: 'ask', Payload: { value } },
        Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Handled' }],
      }),
      ...handled,
    });
    const world = machineWorld({ machine, functions: { ask: failing(0) } });
    const { output } = await world.run();
    expect(output).toMatchObject({ Error: 'States.QueryEvaluationError' });
    expect(JSON.stringify(output)).toContain(JSON.stringify(value).slice(1, -1));
    expect(world.calls).toEqual([]);
  });

  test.each([
    ['Output', { Output: '{% $states.result.Payload.none %}' }],
    ['Assign', { Assign: { n: '{% $states.result.Payload.none %}' } }],
  ])('an error in %s comes after the call and is caught too', async (_, fields) => {
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Handled' }];
    const world = machineWorld({
      machine: machineOf({ Ask: call('ask', { ...fields, Catch, Next: 'Handled' }), ...handled }),
      functions: { ask: failing(0) },
    });
    expect((await world.run()).output).toMatchObject({ Error: 'States.QueryEvaluationError' });
    expect(world.calls).toHaveLength(1);
  });

  test.each([
    ['in a Pass state', { Type: 'Pass', Output: '{% $states.input.none %}', End: true }],
    [
      'in a catcher',
      call('ask', { Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $none %}', Next: 'Handled' }] }),
    ],
  ])('one %s ends the execution', async (_, state) => {
    const world = machineWorld({
      machine: machineOf({ First: state, ...handled }),
      functions: { ask: failing(1) },
    });
    expect(await world.run()).toMatchObject({
      status: 'FAILED',
      error: { Error: 'States.QueryEvaluationError' },
    });
  });
});

describe('TimeoutSeconds', () => {
  const Catch = [{ ErrorEquals: ['States.Timeout'], Next: 'Handled' }];

  test.each([
    ['seconds', 60],
    ['an expression', '{% $states.input.limit %}'],
  ])('ends the wait for a token after %s', async (_, TimeoutSeconds) => {
    const machine = machineOf({ Ask: park('ask', { TimeoutSeconds, Catch }), ...handled });
    const world = machineWorld({ machine, functions: { ask: failing(0) } });
    await world.run({ limit: 60 });
    const token = String(world.calls[0]?.payload['token']);
    expect(world.runner.nextWake()).toBe(secondsAfterStart(60));

    await world.pass(60);
    expect(world.one()).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'States.Timeout' } });
    expect(world.runner.succeedTask(token, {})).toBe('gone');
  });

  test('gives a call up that has not come back', async () => {
    const hanging = Promise.withResolvers<string>();
    const machine = machineOf({ Ask: call('ask', { TimeoutSeconds: 60, Catch }), ...handled });
    const world = machineWorld({ machine, functions: { ask: () => hanging.promise } });
    world.runner.start({ machine: 'machine', name: 'one', input: {} });
    const first = world.runner.runDue();
    await turns();
    expect(world.runner.nextWake()).toBe(secondsAfterStart(60));

    await world.pass(60);
    await first;
    expect(world.one().output).toMatchObject({ Error: 'States.Timeout' });
    hanging.resolve('too late');
    await world.runner.idle();
    expect(world.one().output).toMatchObject({ Error: 'States.Timeout' });
  });

  test('States.TaskFailed does not match it, States.ALL does', async () => {
    const Retry = [{ ErrorEquals: ['States.TaskFailed'] }];
    const all = [{ ErrorEquals: ['States.ALL'], Next: 'Handled' }];
    const machine = machineOf({ Ask: park('ask', { TimeoutSeconds: 5, Retry, Catch: all }), ...handled });
    const world = machineWorld({ machine, functions: { ask: failing(0) } });
    await world.run();
    await world.pass(5);
    expect(world.calls).toHaveLength(1);
    expect(world.one().output).toMatchObject({ Error: 'States.Timeout' });
  });
});
