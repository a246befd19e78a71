import { randomBytes as strongRandomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { RandomBytes } from '../functions/core/ids.ts';
import { earliest } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import { prepareMachine } from './machine-definition.ts';
import type { PreparedMachine } from './machine-definition.ts';
import type { Json } from './machine-expressions.ts';
import { openMachineJournal } from './machine-journal.ts';
import type { ExecutionDescription, Strand } from './machine-journal.ts';
import { enteredState } from './machine-position.ts';
import type { Activity, ErrorOutput, Position, Step } from './machine-position.ts';
import { enterState, failState, finishState } from './machine-states.ts';
import type { Surroundings } from './machine-states.ts';
import { machineArn, performTask } from './machine-tasks.ts';

export type { ExecutionDescription } from './machine-journal.ts';

export interface MachineRunner {
  /** Writes the execution down; `runDue` runs it. `exists`: there is one of this name, running or over. */
  start(execution: { machine: string; name: string; input: Json }): 'started' | 'exists';
  /** `gone`: the token was redeemed before, or whoever waited under it does so no longer. */
  succeedTask(token: string, output: Json): 'accepted' | 'gone';
  failTask(token: string, error: { error: string; cause: string }): 'accepted' | 'gone';
  /** Ends a running execution as ABORTED; no fault when there is none. */
  stop(execution: { machine: string; name: string }): void;
  describe(execution: { machine: string; name: string }): ExecutionDescription | null;
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

/** What is being done for a strand right now. */
interface Work {
  strand: Strand;
  /** Ends the wait for it; what it comes to after that is not written any more. */
  giveUp: () => void;
  done: Promise<void>;
}

/** Step Functions ends an execution at 25,000 events, and a state makes at least two. */
const MOST_STATES_AT_ONCE = 12_500;

/**
 * Runs state machines as Step Functions does, on a clock of ours. Everything it must know to go on stands in the
 * database: after a crash each execution goes on where it was. A function that was being called is called again, with
 * the same token; a wait keeps its moment, a redeemed token stays redeemed, and a running execution keeps the
 * definition it was started with.
 *
 * @param options.invoke calls a function by its name; what it throws is the task's error, by the error's `name`.
 * @param options.machines definitions by name, as JSON.
 * @throws Error when a machine has a field, state or resource that the runner does not know.
 */
export function openMachineRunner(options: {
  database: DatabaseSync;
  clock: () => Instant;
  invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  machines: ReadonlyMap<string, unknown>;
  randomBytes?: RandomBytes;
}): MachineRunner {
  const { database, clock, invoke, machines, randomBytes = strongRandomBytes } = options;
  const prepared = new Map<string, PreparedMachine>();
  const journal = openMachineJournal(database);
  const digests = registerMachines();
  const working = new Map<number, Work>();
  const runs = new Set<Promise<void>>();

  function registerMachines(): Map<string, string> {
    const ready = [...machines].map(([name, definition]) => ({
      name,
      machine: prepareMachine(name, definition),
      text: JSON.stringify(definition),
    }));
    const kept = journal.keepDefinitions(ready.map(({ text }) => text));
    return new Map(
      ready.map(({ name, machine }, index): [string, string] => {
        const digest = kept[index] ?? '';
        prepared.set(digest, machine);
        return [name, digest];
      }),
    );
  }

  function machineOf(name: string, digest: string): PreparedMachine {
    const known = prepared.get(digest);
    if (known) return known;
    const machine = prepareMachine(name, JSON.parse(journal.definition(digest)));
    prepared.set(digest, machine);
    return machine;
  }

  function start({
    machine,
    name,
    input,
  }: {
    machine: string;
    name: string;
    input: Json;
  }): 'started' | 'exists' {
    const definition = digests.get(machine);
    if (definition === undefined) throw new Error(`there is no machine ${machine}`);
    if (!/^[\w-]{1,80}$/.test(name)) throw new Error(`${name} is no name for an execution`);
    const { startAt } = machineOf(machine, definition);
    return journal.start({ machine, name, definition, startAt, input, at: clock() }) ? 'started' : 'exists';
  }

  function redeem(token: string, activity: Activity): 'accepted' | 'gone' {
    const strand = journal.redeem(token, activity, clock());
    if (strand === null) return 'gone';
    working.get(strand)?.giveUp();
    return 'accepted';
  }

  /** One step of a strand, up to the next thing that must be written down before anything else happens. */
  async function advance(strand: Strand): Promise<void> {
    const machine = machineOf(strand.execution.machine, strand.execution.definition);
    let { position } = strand;
    let step = await stepFrom(strand, machine);
    let entered = position.activity.kind === 'retrying' ? 1 : 0;
    while (step?.kind === 'next') {
      entered += 1;
      const { state, input, variables } = step;
      position = enteredState({ state, input, variables, outer: position.outer, at: clock() });
      step = entered > MOST_STATES_AT_ONCE ? endless() : await enter(position, machine, strand);
    }
    if (step) journal.settle(strand, position, step, { entered, at: clock() });
  }

  /** Null when there is nothing to do but wait on. */
  async function stepFrom(strand: Strand, machine: PreparedMachine): Promise<Step | null> {
    const { position } = strand;
    const { activity } = position;
    const state = stateOf(machine, position);
    const around = surroundings(strand, machine);
    switch (activity.kind) {
      case 'entering':
      case 'retrying':
        return enterState(state, position, around);
      case 'invoking':
        return invokeTask(strand, machine, activity);
      case 'parked':
        return failState(state, position, around, timedOut(position));
      case 'waiting':
        return finishState(state, position, around, position.input);
      case 'finished':
        return finishState(state, position, around, activity.result);
      case 'failed':
        return failState(state, position, around, activity.error);
      case 'forked':
      case 'ended':
        return null;
    }
  }

  async function invokeTask(
    strand: Strand,
    machine: PreparedMachine,
    { task, timeoutAt }: Extract<Activity, { kind: 'invoking' }>,
  ): Promise<Step> {
    const { position, token } = strand;
    const state = stateOf(machine, position);
    const outcome = await performTask({ state, task, invoke, start, describe });
    const around = surroundings(strand, machine);
    if (outcome.kind === 'failed') return failState(state, position, around, outcome.error);
    if (token === null) return finishState(state, position, around, outcome.result);
    const activity: Activity = { kind: 'parked', timeoutAt };
    return { kind: 'rest', activity, dueAt: timeoutAt, token, retries: position.retries };
  }

  function enter(position: Position, machine: PreparedMachine, strand: Strand): Promise<Step> {
    return enterState(stateOf(machine, position), position, surroundings(strand, machine));
  }

  function surroundings({ execution }: Strand, machine: PreparedMachine): Surroundings {
    const { machine: name } = execution;
    return {
      expressions: machine.expressions,
      now: clock(),
      execution: {
        Execution: {
          Id: `${machineArn(name).replace(':stateMachine:', ':execution:')}:${execution.name}`,
          Name: execution.name,
          Input: execution.input,
          StartTime: execution.startedAt,
        },
        StateMachine: { Id: machineArn(name), Name: name },
      },
      newToken: () => Buffer.from(randomBytes(32)).toString('base64url'),
      random: () => Buffer.from(randomBytes(4)).readUInt32BE() / 2 ** 32,
    };
  }

  function describe({ machine, name }: { machine: string; name: string }): ExecutionDescription | null {
    return journal.execution(machine, name);
  }

  /** Follows one strand until it has to wait, and gives a new one its own work. */
  async function follow(id: number, isGivenUp: () => boolean): Promise<void> {
    for (let strand = journal.strand(id); strand && isDue(strand); strand = journal.strand(id)) {
      const work = working.get(id);
      if (work) work.strand = strand;
      await advance(strand);
      if (isGivenUp()) return;
    }
  }

  function isDue({ dueAt }: Strand): boolean {
    return dueAt !== null && dueAt <= clock();
  }

  function begin(id: number): void {
    const strand = journal.strand(id);
    if (!strand) return;
    const { promise: givenUp, resolve } = Promise.withResolvers<void>();
    let over = false;
    const work: Work = {
      strand,
      giveUp: () => {
        over = true;
        if (working.get(id) === work) working.delete(id);
        resolve();
      },
      done: givenUp,
    };
    working.set(id, work);
    work.done = Promise.race([givenUp, follow(id, () => over)]).finally(work.giveUp);
  }

  /** A call that has taken longer than its state allows is not waited for any more. */
  function endOverdueCalls(): void {
    for (const { strand, giveUp } of [...working.values()]) {
      const at = timeoutOf(strand);
      if (at === null || at > clock()) continue;
      const step: Step = {
        kind: 'rest',
        activity: { kind: 'failed', error: timedOut(strand.position) },
        dueAt: clock(),
        token: null,
        retries: strand.position.retries,
      };
      journal.settle(strand, strand.position, step, { entered: 0, at: clock() });
      giveUp();
    }
  }

  async function run(): Promise<void> {
    for (;;) {
      endOverdueCalls();
      for (const id of journal.due(clock())) if (!working.has(id)) begin(id);
      if (working.size === 0) return;
      await Promise.all([...working.values()].map((work) => work.done));
    }
  }

  return {
    start,
    succeedTask: (token, output) => redeem(token, { kind: 'finished', result: output }),
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

function stateOf(machine: PreparedMachine, position: Position) {
  const state = machine.states.get(position.state);
  if (!state) throw new Error(`the machine has no state ${position.state}`);
  return state;
}

function timeoutOf({ position: { activity } }: Strand): Instant | null {
  return activity.kind === 'invoking' ? activity.timeoutAt : null;
}

function timedOut({ state }: Position): ErrorOutput {
  return { Error: 'States.Timeout', Cause: `${state} took too long` };
}

function endless(): Step {
  return {
    kind: 'fail',
    error: { Error: 'States.Runtime', Cause: 'the machine goes round without ever waiting' },
  };
}
