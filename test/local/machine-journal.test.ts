import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openMachineRunner } from '../../local/machine-runner.ts';
import type { MachineRunner } from '../../local/machine-runner.ts';
import { START, call, machineOf, machineWorld, park, secondsAfterStart, turns } from './machine-world.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'machine-journal-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

class Killed extends Error {}

/** A connection of a process that is killed at its n-th commit, just before or just after it, and does nothing more. */
class MortalDatabase extends DatabaseSync {
  readonly mortality: { commitsLeft: number; when: 'before' | 'after' };
  commits = 0;
  #dead = false;

  constructor(file: string, mortality: MortalDatabase['mortality']) {
    super(file);
    this.mortality = mortality;
    super.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  }

  override exec(sql: string): void {
    if (this.#dead) throw new Killed();
    if (sql !== 'COMMIT') {
      super.exec(sql);
      return;
    }
    this.commits += 1;
    this.mortality.commitsLeft -= 1;
    if (this.mortality.commitsLeft !== 0) {
      super.exec(sql);
      return;
    }
    super.exec(this.mortality.when === 'before' ? 'ROLLBACK' : 'COMMIT');
    this.#dead = true;
    throw new Killed();
  }
}

/** Every kind of state, and every kind of thing that can be under way. */
const everything = machineOf({
  Enter: {
    Type: 'Choice',
    Choices: [{ Condition: '{% true %}', Assign: { ref: '{% $states.input.ref %}' }, Next: 'Ask' }],
  },
  Ask: park('ask', { Assign: { answer: '{% $states.result %}' }, Next: 'Both' }),
  Both: {
    Type: 'Parallel',
    Branches: [
      { StartAt: 'Left', States: { Left: park('ask') } },
      {
        StartAt: 'Pause',
        States: {
          Pause: { Type: 'Wait', Seconds: 100, Next: 'Shaky' },
          Shaky: call('shaky', { Retry: [{ ErrorEquals: ['Error'], IntervalSeconds: 10 }] }),
        },
      },
    ],
    Assign: { both: '{% $count($states.result) %}' },
    Next: 'Until',
  },
  Until: { Type: 'Wait', Timestamp: secondsAfterStart(500), Next: 'Tell' },
  Tell: call('tell', {
    Arguments: { FunctionName: 'tell', Payload: { ref: '{% $ref %}', answer: '{% $answer %}' } },
    Next: 'Another',
  }),
  Another: {
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution',
    Arguments: {
      StateMachineArn: '{% $states.context.StateMachine.Id %}',
      Name: 'another',
      Input: { ref: 'next' },
    },
    Next: 'Done',
  },
  Done: { Type: 'Succeed', Output: { answer: '{% $answer %}', both: '{% $both %}' } },
});

/** What stays when the desk's process is killed: the clock, the functions' world and who holds which token. */
function outside() {
  let now = START;
  const tokens = new Map<string, string>();
  const calls = new Set<string>();
  let callCount = 0;

  function open(database: DatabaseSync): MachineRunner {
    return openMachineRunner({
      database,
      clock: () => now,
      machines: new Map([['machine', everything]]),
      invoke: async (name, payload) => {
        callCount += 1;
        const { token, ...rest } = payload as { token?: string };
        if (token !== undefined) tokens.set(token, now);
        else calls.add(JSON.stringify([name, rest, now]));
        if (name === 'shaky' && now < secondsAfterStart(130)) throw new Error('not yet');
        return null;
      },
    });
  }

  /** Redeems every token 50 seconds after it was given out. */
  async function drive(runner: MachineRunner): Promise<void> {
    runner.start({ machine: 'machine', name: 'one', input: { ref: 'T-1' } });
    for (;;) {
      await runner.runDue();
      if (runner.describe({ machine: 'machine', name: 'one' })?.status !== 'RUNNING') return;
      const redeemable = [...tokens].filter(([, since]) => secondsBetween(since, now) >= 50);
      for (const [token] of redeemable) if (runner.succeedTask(token, 'yes') === 'gone') tokens.delete(token);
      if (redeemable.length === 0) now = nextMoment(runner);
    }
  }

  function nextMoment(runner: MachineRunner): string {
    const redemptions = [...tokens.values()].map((since) =>
      new Date(Date.parse(since) + 50_000).toISOString(),
    );
    const [next] = [...redemptions, runner.nextWake() ?? []].flat().sort();
    if (next === undefined) throw new Error('the execution stands still');
    return next > now ? next : now;
  }

  return { open, drive, calls, callCount: () => callCount, now: () => now };
}

function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}

async function undisturbed() {
  const database = new MortalDatabase(join(folder, 'undisturbed.sqlite'), {
    commitsLeft: Infinity,
    when: 'before',
  });
  const world = outside();
  const runner = world.open(database);
  await world.drive(runner);
  const end = runner.describe({ machine: 'machine', name: 'one' });
  database.close();
  return { end, calls: world.calls, callCount: world.callCount(), commits: database.commits };
}

describe('after a crash at any write', () => {
  test.each(['before', 'after'] as const)(
    'killed %s the commit, each execution goes on where it was',
    async (when) => {
      const expected = await undisturbed();
      expect(expected.end).toMatchObject({ status: 'SUCCEEDED', output: { answer: 'yes', both: 2 } });
      expect(expected.commits).toBeGreaterThan(15);

      for (let at = 2; at <= expected.commits; at++) {
        const file = join(folder, `${at}.sqlite`);
        const world = outside();
        const mortal = new MortalDatabase(file, { commitsLeft: at, when });
        await expect(world.drive(world.open(mortal))).rejects.toThrow();
        mortal.close();

        const database = new DatabaseSync(file);
        const runner = world.open(database);
        await world.drive(runner);
        expect(runner.describe({ machine: 'machine', name: 'one' }), `killed at write ${at}`).toEqual(
          expected.end,
        );
        expect([...world.calls].toSorted(), `killed at write ${at}`).toEqual([...expected.calls].toSorted());
        expect(world.callCount()).toBeLessThanOrEqual(expected.callCount + 2);
        database.close();
      }
    },
  );
});

describe('a runner opened on a journal', () => {
  const functions = { ask: () => null, tell: () => null };
  const waiting = (Seconds: number) =>
    machineOf({ Wait: { Type: 'Wait', Seconds, Next: 'Tell' }, Tell: call('tell') });

  test('keeps a wait’s moment', async () => {
    const world = machineWorld({ machine: waiting(60), functions });
    await world.run();
    await world.pass(45);
    world.reopen();
    expect(world.runner.nextWake()).toBe(secondsAfterStart(60));
    await world.pass(15);
    expect(world.one().stoppedAt).toBe(secondsAfterStart(60));
  });

  test('calls again what was being called, under the same token', async () => {
    const world = machineWorld({
      machine: machineOf({ Ask: park('ask') }),
      functions: { ask: () => (world.calls.length === 1 ? Promise.withResolvers().promise : null) },
    });
    void world.run();
    await turns();
    world.reopen();
    expect(world.runner.nextWake()).toBe(secondsAfterStart(0));
    await world.runner.runDue();
    expect(world.calls).toHaveLength(2);
    expect(world.calls[1]).toEqual(world.calls[0]);
  });

  test('knows a redeemed token as redeemed', async () => {
    const world = machineWorld({ machine: machineOf({ Ask: park('ask') }), functions });
    await world.run();
    const token = String(world.calls[0]?.payload['token']);
    expect(world.runner.succeedTask(token, 'yes')).toBe('accepted');
    world.reopen();
    expect(world.runner.succeedTask(token, 'no')).toBe('gone');
    await world.runner.runDue();
    expect(world.one().output).toBe('yes');
  });

  test('runs an execution by the definition it was started with, and a new one by today’s', async () => {
    const world = machineWorld({ machine: waiting(60), functions });
    await world.run();
    world.reopen(machineOf({ Other: { Type: 'Wait', Seconds: 5, End: true } }));
    world.reopen(machineOf({ Other: { Type: 'Wait', Seconds: 6, End: true } }));
    world.runner.start({ machine: 'machine', name: 'two', input: {} });
    await world.pass(60);
    expect(world.one()).toMatchObject({ status: 'SUCCEEDED', stoppedAt: secondsAfterStart(60) });
    expect(world.calls.map(({ name }) => name)).toEqual(['tell']);
    expect(world.runner.describe({ machine: 'machine', name: 'two' })?.stoppedAt).toBe(secondsAfterStart(6));
  });

  test('forgets definitions that nothing runs by any more', async () => {
    const world = machineWorld({ machine: waiting(60), functions });
    await world.run();
    await world.pass(60);
    world.reopen(waiting(1));
    expect(world.database.prepare('SELECT count(*) AS n FROM machine_definition').get()).toEqual({ n: 1 });
  });

  test('counts the transitions of all time', async () => {
    const world = machineWorld({ machine: waiting(0), functions });
    await world.run();
    expect(world.runner.transitions).toBe(2);
    world.reopen();
    expect(world.runner.transitions).toBe(2);
  });

  test('keeps no line of control of an execution that is over', async () => {
    const world = machineWorld({ machine: waiting(0), functions });
    await world.run();
    expect(world.database.prepare('SELECT count(*) AS n FROM machine_strand').get()).toEqual({ n: 0 });
  });
});
