import { DatabaseSync } from 'node:sqlite';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { Instant } from '../../functions/core/instant.ts';
import { openMachineRunner } from '../../local/machine-runner.ts';
import type { ExecutionDescription, MachineRunner } from '../../local/machine-runner.ts';

export const START = '2026-11-23T09:00:00.000Z';

export function secondsAfterStart(seconds: number): Instant {
  return instantOf(millisOf(START) + seconds * 1000);
}

type Function = (payload: Record<string, unknown>) => unknown;

export interface MachineWorld {
  runner: MachineRunner;
  database: DatabaseSync;
  now: () => Instant;
  /** Every call of a function in order. */
  calls: { name: string; payload: Record<string, unknown>; at: Instant }[];
  /** Starts `machine` (execution `one`) and does what is due. */
  run: (input?: unknown) => Promise<ExecutionDescription>;
  /** Lets time pass, doing on the way what becomes due. */
  pass: (seconds: number) => Promise<void>;
  one: () => ExecutionDescription;
  /** A new runner on the same database, as after a crash. */
  reopen: (machine?: unknown) => void;
}

/** One machine, `machine`, on a clock that stands still until `pass`. */
export function machineWorld(options: {
  machine: unknown;
  functions?: Record<string, Function>;
  database?: DatabaseSync;
}): MachineWorld {
  const { functions = {}, database = new DatabaseSync(':memory:') } = options;
  const calls: MachineWorld['calls'] = [];
  let now = START;
  let random = 0;

  function open(machine: unknown): MachineRunner {
    return openMachineRunner({
      database,
      clock: () => now,
      machines: new Map([['machine', machine]]),
      randomBytes: (count) => Buffer.alloc(count, `${(random += 1)}`.padStart(count, '.')),
      invoke: async (name, payload) => {
        const one = payload as Record<string, unknown>;
        calls.push({ name, payload: one, at: now });
        const called = functions[name];
        if (!called) throw new Error(`there is no function ${name}`);
        return called(one);
      },
    });
  }

  const world: MachineWorld = {
    runner: open(options.machine),
    database,
    calls,
    now: () => now,
    run: async (input = {}) => {
      world.runner.start({ machine: 'machine', name: 'one', input });
      await world.runner.runDue();
      return world.one();
    },
    pass: async (seconds) => {
      const until = instantOf(millisOf(now) + seconds * 1000);
      for (let wake = world.runner.nextWake(); wake && wake <= until; wake = world.runner.nextWake()) {
        now = wake > now ? wake : now;
        await world.runner.runDue();
      }
      now = until;
    },
    one: () => {
      const described = world.runner.describe({ machine: 'machine', name: 'one' });
      if (!described) throw new Error('the execution was not started');
      return described;
    },
    reopen: (machine = options.machine) => {
      world.runner = open(machine);
    },
  };
  return world;
}

/** A machine whose first state is the first one written. */
export function machineOf(states: Record<string, unknown>): Record<string, unknown> {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states };
}

export function call(functionName: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: functionName, Payload: '{% $states.input %}' },
    ...('Next' in more ? {} : { End: true }),
    ...more,
  };
}

/** A task that waits until its token is redeemed. */
export function park(functionName: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return call(functionName, {
    Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    Arguments: { FunctionName: functionName, Payload: { token: '{% $states.context.Task.Token %}' } },
    ...more,
  });
}

/** Lets everything happen that needs no time and no answer from outside. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
