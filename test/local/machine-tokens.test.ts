import { describe, expect, test } from 'vitest';
import { call, machineOf, machineWorld, park, secondsAfterStart, turns } from './machine-world.ts';

const asking = machineOf({ Ask: park('ask') });
const quiet = { ask: () => ({ ignored: true }) };

function tokenOf(world: ReturnType<typeof machineWorld>, index = 0): string {
  return String(world.calls[index]?.payload['token']);
}

describe('a task token', () => {
  test('is waited for after the call, and what it is redeemed with is the result', async () => {
    const world = machineWorld({ machine: asking, functions: quiet });
    expect(await world.run()).toMatchObject({ status: 'RUNNING', states: ['Ask'] });
    expect(world.runner.nextWake()).toBeNull();

    expect(world.runner.succeedTask(tokenOf(world), { outcome: 'done' })).toBe('accepted');
    expect(world.runner.nextWake()).toBe(secondsAfterStart(0));
    await world.runner.runDue();
    expect(world.one()).toMatchObject({ status: 'SUCCEEDED', output: { outcome: 'done' } });
  });

  test('is redeemed once', async () => {
    const world = machineWorld({ machine: asking, functions: quiet });
    await world.run();
    expect(world.runner.succeedTask(tokenOf(world), 'first')).toBe('accepted');
    expect(world.runner.succeedTask(tokenOf(world), 'second')).toBe('gone');
    expect(world.runner.failTask(tokenOf(world), { error: 'E', cause: 'late' })).toBe('gone');
    await world.runner.runDue();
    expect(world.runner.succeedTask(tokenOf(world), 'third')).toBe('gone');
    expect(world.one().output).toBe('first');
  });

  test('can be redeemed while the function that got it is still at work', async () => {
    const world = machineWorld({
      machine: asking,
      functions: { ask: ({ token }) => world.runner.succeedTask(String(token), 'at once') },
    });
    expect(await world.run()).toMatchObject({ status: 'SUCCEEDED', output: 'at once' });
    expect(world.calls).toHaveLength(1);
  });

  test('counts even when the function fails after it', async () => {
    const world = machineWorld({
      machine: asking,
      functions: {
        ask: ({ token }) => {
          world.runner.succeedTask(String(token), 'done');
          throw new Error('too late to fail');
        },
      },
    });
    expect(await world.run()).toMatchObject({ status: 'SUCCEEDED', output: 'done' });
  });

  test('that is failed is the task’s error', async () => {
    const world = machineWorld({
      machine: machineOf({
        Ask: park('ask', { Catch: [{ ErrorEquals: ['Desk.No'], Next: 'No' }] }),
        No: { Type: 'Pass', End: true },
      }),
      functions: quiet,
    });
    await world.run();
    world.runner.failTask(tokenOf(world), { error: 'Desk.No', cause: 'not today' });
    await world.runner.runDue();
    expect(world.one().output).toEqual({ Error: 'Desk.No', Cause: 'not today' });
  });

  test('is a new one for each try', async () => {
    const world = machineWorld({
      machine: machineOf({ Ask: park('ask', { Retry: [{ ErrorEquals: ['Desk.Again'] }] }) }),
      functions: quiet,
    });
    await world.run();
    world.runner.failTask(tokenOf(world), { error: 'Desk.Again', cause: '' });
    await world.runner.runDue();
    await world.pass(1);
    expect(world.calls).toHaveLength(2);
    expect(tokenOf(world, 1)).not.toBe(tokenOf(world));
    expect(world.runner.succeedTask(tokenOf(world), 'old')).toBe('gone');
    expect(world.runner.succeedTask(tokenOf(world, 1), 'new')).toBe('accepted');
  });

  test.each(['', 'nobody’s'])('«%s» is unknown', (token) => {
    expect(machineWorld({ machine: asking }).runner.succeedTask(token, {})).toBe('gone');
  });

  test('is in no description', async () => {
    const world = machineWorld({ machine: asking, functions: quiet });
    await world.run();
    expect(JSON.stringify(world.runner.executions(''))).not.toContain(tokenOf(world));
  });
});

describe('an execution', () => {
  test('is started once under a name', async () => {
    const world = machineWorld({ machine: asking, functions: quiet });
    const execution = { machine: 'machine', name: 'one', input: {} };
    expect(world.runner.start(execution)).toBe('started');
    expect(world.runner.start(execution)).toBe('exists');
    await world.runner.runDue();
    world.runner.succeedTask(tokenOf(world), {});
    await world.runner.runDue();
    expect(world.runner.start(execution)).toBe('exists');
    expect(world.calls).toHaveLength(1);
  });

  test('that is stopped is ABORTED, and its token gone', async () => {
    const world = machineWorld({ machine: asking, functions: quiet });
    await world.run();
    world.runner.stop({ machine: 'machine', name: 'one' });
    world.runner.stop({ machine: 'machine', name: 'one' });
    world.runner.stop({ machine: 'machine', name: 'never started' });
    expect(world.one()).toMatchObject({ status: 'ABORTED', states: [], stoppedAt: secondsAfterStart(0) });
    expect(world.runner.succeedTask(tokenOf(world), {})).toBe('gone');
  });

  test('that is stopped during a call ignores what the call answers', async () => {
    const world = machineWorld({
      machine: machineOf({ Ask: call('ask', { Next: 'Then' }), Then: call('then') }),
      functions: {
        ask: () => world.runner.stop({ machine: 'machine', name: 'one' }),
        then: () => null,
      },
    });
    expect((await world.run()).status).toBe('ABORTED');
    expect(world.calls.map(({ name }) => name)).toEqual(['ask']);
  });

  test.each(['', 'with a blank', 'a/b', 'x'.repeat(81)])('cannot be named «%s»', (name) => {
    const { runner } = machineWorld({ machine: asking });
    expect(() => runner.start({ machine: 'machine', name, input: {} })).toThrow('no name');
  });

  test('needs a machine', () => {
    const { runner } = machineWorld({ machine: asking });
    expect(() => runner.start({ machine: 'other', name: 'one', input: {} })).toThrow('no machine other');
  });

  test('is listed by the beginning of its name', async () => {
    const { runner } = machineWorld({ machine: asking, functions: quiet });
    for (const name of ['T-1-r1', 'T-1-d2', 'T-10-r1', 'T-2-r1']) {
      runner.start({ machine: 'machine', name, input: {} });
    }
    expect(runner.executions('T-1-').map(({ name }) => name)).toEqual(['T-1-d2', 'T-1-r1']);
  });

  test('runs beside the others: a slow call holds nobody up', async () => {
    const slow = Promise.withResolvers<string>();
    const world = machineWorld({
      machine: machineOf({ Ask: call('ask', { Next: 'Then' }), Then: call('then') }),
      functions: { ask: ({ slowly }) => (slowly ? slow.promise : 'quick'), then: () => 'end' },
    });
    world.runner.start({ machine: 'machine', name: 'slow', input: { slowly: true } });
    world.runner.start({ machine: 'machine', name: 'quick', input: {} });
    const running = world.runner.runDue();
    await turns();
    expect(world.runner.describe({ machine: 'machine', name: 'quick' })?.status).toBe('SUCCEEDED');
    expect(world.runner.describe({ machine: 'machine', name: 'slow' })?.states).toEqual(['Ask']);
    slow.resolve('at last');
    await running;
    expect(world.runner.describe({ machine: 'machine', name: 'slow' })?.status).toBe('SUCCEEDED');
  });
});
