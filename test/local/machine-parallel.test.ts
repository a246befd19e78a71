import { describe, expect, test } from 'vitest';
import { call, machineOf, machineWorld, park, secondsAfterStart, turns } from './machine-world.ts';

function branch(states: Record<string, unknown>): unknown {
  return { StartAt: Object.keys(states)[0], States: states };
}

function tokens(world: ReturnType<typeof machineWorld>): string[] {
  return world.calls.map(({ payload }) => String(payload['token']));
}

const two = (more: Record<string, unknown> = {}) => ({
  Both: {
    Type: 'Parallel',
    Branches: [branch({ Left: park('left') }), branch({ Right: park('right') })],
    ...('Next' in more ? {} : { End: true }),
    ...more,
  },
});
const functions = { left: () => null, right: () => null };

describe('Parallel', () => {
  test('is over when all branches are, with their outputs in order', async () => {
    const world = machineWorld({ machine: machineOf(two()), functions });
    expect(await world.run()).toMatchObject({ states: ['Left', 'Right'], transitions: 3 });
    const [left = '', right = ''] = tokens(world);

    world.runner.succeedTask(right, 'r');
    await world.runner.runDue();
    expect(world.one()).toMatchObject({ status: 'RUNNING', states: ['Left'] });
    world.runner.succeedTask(left, 'l');
    await world.runner.runDue();
    expect(world.one()).toMatchObject({ status: 'SUCCEEDED', output: ['l', 'r'] });
  });

  test('gives each branch its Arguments, or its input', async () => {
    const Branches = [branch({ A: { Type: 'Pass', End: true } }), branch({ B: { Type: 'Succeed' } })];
    const parallel = (more: Record<string, unknown>) =>
      machineOf({ Both: { Type: 'Parallel', Branches, End: true, ...more } });
    const plain = machineWorld({ machine: parallel({}) });
    expect((await plain.run({ a: 1 })).output).toEqual([{ a: 1 }, { a: 1 }]);
    const argued = machineWorld({ machine: parallel({ Arguments: { b: '{% $states.input.a %}' } }) });
    expect((await argued.run({ a: 1 })).output).toEqual([{ b: 1 }, { b: 1 }]);
  });

  test('a branch that fails stops the others', async () => {
    const world = machineWorld({ machine: machineOf(two()), functions });
    await world.run();
    const [left = '', right = ''] = tokens(world);
    world.runner.failTask(left, { error: 'Desk.No', cause: 'no' });
    await world.runner.runDue();
    expect(world.one()).toMatchObject({ status: 'FAILED', error: { Error: 'Desk.No', Cause: 'no' } });
    expect(world.runner.succeedTask(right, {})).toBe('gone');
  });

  test('a failing branch stops what is forked within its neighbour', async () => {
    const inner = {
      Type: 'Parallel',
      Branches: [branch({ Deep: park('deep') }), branch({ Sleep: { Type: 'Wait', Seconds: 9, End: true } })],
      End: true,
    };
    const world = machineWorld({
      machine: machineOf({
        Both: {
          Type: 'Parallel',
          Branches: [branch({ Inner: inner }), branch({ Right: park('right') })],
          End: true,
        },
      }),
      functions: { deep: () => null, right: () => null },
    });
    expect((await world.run()).states).toEqual(['Right', 'Deep', 'Sleep']);
    const right = world.calls.find(({ name }) => name === 'right')?.payload['token'];
    world.runner.failTask(String(right), { error: 'E', cause: '' });
    await world.runner.runDue();
    expect(world.one()).toMatchObject({ status: 'FAILED', states: [] });
    expect(world.runner.nextWake()).toBeNull();
  });

  test('is caught and retried as a whole', async () => {
    const Retry = [{ ErrorEquals: ['Desk.No'], MaxAttempts: 1 }];
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }];
    const world = machineWorld({
      machine: machineOf({ ...two({ Retry, Catch, Next: 'Caught' }), Caught: { Type: 'Pass', End: true } }),
      functions,
    });
    await world.run();
    world.runner.failTask(tokens(world)[0] ?? '', { error: 'Desk.No', cause: '' });
    await world.runner.runDue();
    expect(world.runner.nextWake()).toBe(secondsAfterStart(1));
    await world.pass(1);
    expect(world.calls.map(({ name }) => name)).toEqual(['left', 'right', 'left', 'right']);
    world.runner.failTask(tokens(world)[3] ?? '', { error: 'Desk.No', cause: '' });
    await world.runner.runDue();
    expect(world.one()).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'Desk.No' } });
  });

  test('a branch that ends in a Fail state is caught, and the tokens of the others are gone', async () => {
    const first = {
      Left: park('left', { Next: 'First' }),
      First: { Type: 'Fail', Error: 'Joined', Cause: 'left' },
    };
    const inner = { Inner: { Type: 'Parallel', Branches: [branch({ Deep: park('deep') })], End: true } };
    const world = machineWorld({
      machine: machineOf({
        Any: {
          Type: 'Parallel',
          Branches: [branch(first), branch({ Right: park('right') }), branch(inner)],
          Catch: [{ ErrorEquals: ['Joined'], Output: '{% $states.errorOutput %}', Next: 'Told' }],
          Next: 'Told',
        },
        Told: park('told'),
      }),
      functions: { ...functions, deep: () => null, told: () => null },
    });
    await world.run();
    const [left = '', ...others] = tokens(world);
    world.runner.succeedTask(left, {});
    await world.runner.runDue();
    expect(world.one()).toMatchObject({ status: 'RUNNING', states: ['Told'] });
    for (const token of others) expect(world.runner.succeedTask(token, {})).toBe('gone');
    expect(world.runner.failTask(left, { error: 'E', cause: '' })).toBe('gone');
    expect(world.one()).toMatchObject({ status: 'RUNNING', states: ['Told'] });
  });

  test('a call that a losing branch still makes comes to nothing', async () => {
    const slow = Promise.withResolvers<null>();
    const world = machineWorld({
      machine: machineOf({
        Any: {
          Type: 'Parallel',
          Branches: [
            branch({ Slow: call('slow', { Next: 'After' }), After: call('after') }),
            branch({ First: park('first', { Next: 'Ended' }), Ended: { Type: 'Fail', Error: 'Joined' } }),
          ],
          Catch: [{ ErrorEquals: ['Joined'], Next: 'Over' }],
          End: true,
        },
        Over: { Type: 'Succeed' },
      }),
      functions: { slow: () => slow.promise, first: () => null, after: () => null },
    });
    const running = world.run();
    await turns();
    world.runner.succeedTask(tokens(world)[1] ?? '', {});
    await turns();
    expect(world.one().status).toBe('SUCCEEDED');
    slow.resolve(null);
    await running;
    expect(world.calls.map(({ name }) => name)).toEqual(['slow', 'first']);
    expect(world.one()).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'Joined' } });
  });

  test('a branch sees outer variables and keeps its own to itself', async () => {
    const world = machineWorld({
      machine: machineOf({
        Set: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'Both' },
        Both: {
          Type: 'Parallel',
          Branches: [
            branch({
              A: { Type: 'Pass', Assign: { inner: "{% $outer & 'a' %}" }, Next: 'A2' },
              A2: { Type: 'Pass', Output: '{% $inner %}', End: true },
            }),
            branch({
              B: { Type: 'Pass', Assign: { inner: "{% $outer & 'b' %}" }, Next: 'B2' },
              B2: { Type: 'Pass', Output: '{% $inner %}', End: true },
            }),
          ],
          Assign: { both: '{% $states.result %}' },
          Next: 'Tell',
        },
        Tell: { Type: 'Pass', Output: { both: '{% $both %}', inner: '{% $exists($inner) %}' }, End: true },
      }),
    });
    expect((await world.run()).output).toEqual({ both: ['oa', 'ob'], inner: false });
  });

  test('a slow branch does not hold the other up', async () => {
    const slow = Promise.withResolvers<null>();
    const world = machineWorld({
      machine: machineOf({
        Both: {
          Type: 'Parallel',
          Branches: [branch({ Slow: call('slow') }), branch({ A: call('a', { Next: 'B' }), B: call('b') })],
          End: true,
        },
      }),
      functions: { slow: () => slow.promise, a: () => null, b: () => null },
    });
    const running = world.run();
    await turns();
    expect(world.calls.map(({ name }) => name)).toEqual(['slow', 'a', 'b']);
    slow.resolve(null);
    expect((await running).status).toBe('SUCCEEDED');
  });
});
