import { randomBytes as strongRandomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { RandomBytes } from '../functions/core/ids.ts';
import { earliest } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import { advance, timedOut } from './machine-advance.ts';
import type { World } from './machine-advance.ts';
import { openMachineJournal } from './machine-journal.ts';
import type { ExecutionDescription, Strand } from './machine-rows.ts';
import type { Activity } from './machine-position.ts';
import { openMachineRegistry } from './machine-registry.ts';
import { plain } from './machine-tasks.ts';
import type { ExecutionName } from './machine-tasks.ts';

export type { ExecutionDescription } from './machine-rows.ts';

export interface MachineRunner {
  /** Writes the execution down; `runDue` runs it. `exists`: there is one of this name, running or over. */
  start(execution: ExecutionName & { input: unknown }): 'started' | 'exists';
  /** `gone`: the token was redeemed before, or whoever waited under it does so no longer. */
  succeedTask(token: string, output: unknown): 'accepted' | 'gone';
  failTask(token: string, error: { error: string; cause: string }): 'accepted' | 'gone';
  /** Ends a running execution as ABORTED; no fault when there is none. */
  stop(execution: ExecutionName): void;
  describe(execution: ExecutionName): ExecutionDescription | null;
  /** Every execution, running or over, whose name begins so; by name. */
  executions(namePrefix: string): ExecutionDescription[];
  /** When there is something to do next: a moment in the past is now. Null: nothing waits for time. */
  nextWake(): Instant | null;
  /** Does everything that can be done at the clock's time, and what follows from it; the functions it calls included. */
  runDue(): Promise<void>;
  /** Until no `runDue` is at work. */
  idle(): Promise<void>;
  /** States entered by all executions, retries included. */
  readonly transitions: number;
}

export interface MachineRunnerOptions {
  database: DatabaseSync;
  clock: () => Instant;
  /** Calls a function by its name; what it throws is the task's error, by the thrown error's name. */
  invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  /** Definitions by name, as JSON. */
  machines: ReadonlyMap<string, unknown>;
  randomBytes?: RandomBytes;
}

/** What is being done for a strand right now. */
interface Work {
  strand: Strand;
  /** Ends it; what it comes to after that is not written any more. */
  giveUp: () => void;
  done: Promise<undefined>;
}

/**
 * Runs state machines as Step Functions does, on a clock of ours. Everything it must know to go on stands in the
 * database: after a crash each execution goes on where it was. A function that was being called is called again, with
 * the same token; a wait keeps its moment, a redeemed token stays redeemed, and a running execution keeps the
 * definition it was started with.
 *
 * @throws Error when a machine has a field, state or resource that the runner does not know.
 */
export function openMachineRunner(options: MachineRunnerOptions): MachineRunner {
  const { database, clock, invoke, machines, randomBytes = strongRandomBytes } = options;
  const journal = openMachineJournal(database);
  const registry = openMachineRegistry(journal, machines);
  const world: World = { clock, invoke, randomBytes, start, describe };
  const working = new Map<number, Work>();
  const runs = new Set<Promise<void>>();
  /** What went wrong in the runner itself, the journal above all, until `runDue` throws it. */
  const faults: unknown[] = [];

  function start({ machine, name, input }: ExecutionName & { input: unknown }): 'started' | 'exists' {
    if (!/^[\w-]{1,80}$/.test(name)) throw new Error(`${name} is no name for an execution`);
    const { digest, machine: prepared } = registry.current(machine);
    const { startAt } = prepared;
    const started = journal.start({
      machine,
      name,
      definition: digest,
      startAt,
      input: plain(input),
      at: clock(),
    });
    return started ? 'started' : 'exists';
  }

  function describe({ machine, name }: ExecutionName): ExecutionDescription | null {
    return journal.execution(machine, name);
  }

  function redeem(token: string, activity: Activity): 'accepted' | 'gone' {
    const strand = journal.redeem(token, activity, clock());
    if (strand === null) return 'gone';
    working.get(strand)?.giveUp();
    if (runs.size > 0) begin(strand);
    return 'accepted';
  }

  /** A strand is worked on once at a time; two of them side by side. */
  function begin(id: number): void {
    const strand = journal.strand(id);
    if (!strand || working.has(id)) return;
    const { promise: givenUp, resolve } = Promise.withResolvers<undefined>();
    const work: Work = {
      strand,
      giveUp: () => {
        if (working.get(id) === work) working.delete(id);
        resolve(undefined);
      },
      done: givenUp,
    };
    working.set(id, work);
    follow(work).catch((fault: unknown) => void faults.push(fault));
  }

  /** Until the strand has to wait for time, a token or its branches. */
  async function follow(work: Work): Promise<void> {
    const isGivenUp = () => working.get(work.strand.id) !== work;
    try {
      while (isDue(work.strand)) {
        const progress = await advance(work.strand, registry.kept(work.strand.execution.definition), world);
        if (isGivenUp() || !progress) return;
        const { strand, others } = await journal.settle(work.strand, progress);
        others.forEach(begin);
        if (isGivenUp() || !strand) return;
        work.strand = strand;
      }
    } finally {
      work.giveUp();
    }
  }

  function isDue({ dueAt }: Strand): boolean {
    return dueAt !== null && dueAt <= clock();
  }

  /** A call that has taken longer than its state allows is not waited for any more. */
  async function endOverdueCalls(): Promise<void> {
    for (const { strand, giveUp } of [...working.values()]) {
      const { position } = strand;
      const timeout = timeoutOf(strand);
      const at = clock();
      if (timeout === null || timeout > at) continue;
      const activity: Activity = { kind: 'failed', error: timedOut(position) };
      const step = { kind: 'rest' as const, activity, dueAt: at, token: null, retries: position.retries };
      await journal.settle(strand, { position, step, entered: 0, at });
      giveUp();
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      await endOverdueCalls();
      journal.due(clock()).forEach(begin);
      await Promise.all([...working.values()].map((work) => work.done));
      if (faults.length > 0) throw faults.shift();
      if (working.size === 0 && journal.due(clock()).length === 0) return;
    }
  }

  return {
    start,
    succeedTask: (token, output) => redeem(token, { kind: 'finished', result: plain(output) }),
    failTask: (token, { error, cause }) =>
      redeem(token, { kind: 'failed', error: { Error: error, Cause: cause } }),
    stop: ({ machine, name }) => journal.stop(machine, name, clock()),
    describe,
    executions: (namePrefix) => journal.executions(namePrefix),
    nextWake: () => {
      const waiting = journal.nextDue((id) => working.has(id));
      return earliest(waiting, ...[...working.values()].map(({ strand }) => timeoutOf(strand)));
    },
    runDue: () => {
      const running = run();
      const ended = running.catch(() => undefined).finally(() => runs.delete(ended));
      runs.add(ended);
      return running;
    },
    idle: async () => {
      while (runs.size > 0) await Promise.all(runs);
    },
    get transitions() {
      return journal.transitions();
    },
  };
}

function timeoutOf({ position: { activity } }: Strand): Instant | null {
  return activity.kind === 'invoking' ? activity.timeoutAt : null;
}
