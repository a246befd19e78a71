import type { RandomBytes } from '../functions/core/ids.ts';
import type { Instant } from '../functions/core/instant.ts';
import type { State } from '../statemachines/state-machine.ts';
import type { PreparedMachine } from './machine-definition.ts';
import type { Progress } from './machine-journal.ts';
import type { Strand } from './machine-rows.ts';
import { enteredState } from './machine-position.ts';
import type { Activity, ErrorOutput, Position, Step } from './machine-position.ts';
import { enterState, failState, finishState } from './machine-states.ts';
import type { Surroundings } from './machine-states.ts';
import { executionArn, machineArn, performTask } from './machine-tasks.ts';
import type { TaskWorld } from './machine-tasks.ts';

/** What an execution can reach outside itself. */
export interface World extends TaskWorld {
  clock: () => Instant;
  randomBytes: RandomBytes;
}

/** Step Functions ends an execution at 25,000 events, and a state makes at least two. */
const MOST_STATES_AT_ONCE = 12_500;

/**
 * Takes a strand to the next thing that must be written down before anything else happens: a call about to be made,
 * a wait, a fork, the end. Null when it only has to wait on.
 */
export async function advance(
  strand: Strand,
  machine: PreparedMachine,
  world: World,
): Promise<Progress | null> {
  let { position } = strand;
  let step = await goOn(strand, machine, world);
  let entered = position.activity.kind === 'retrying' ? 1 : 0;
  while (step?.kind === 'next') {
    entered += 1;
    const { state, input, variables } = step;
    position = enteredState({ state, input, variables, outer: position.outer, at: world.clock() });
    step =
      entered > MOST_STATES_AT_ONCE
        ? endless()
        : await enterState(stateOf(machine, position), position, around(strand, machine, world));
  }
  return step && { position, step, entered, at: world.clock() };
}

export function timedOut({ state }: Position): ErrorOutput {
  return { Error: 'States.Timeout', Cause: `${state} took too long` };
}

async function goOn(strand: Strand, machine: PreparedMachine, world: World): Promise<Step | null> {
  const { position } = strand;
  const { activity } = position;
  const state = stateOf(machine, position);
  switch (activity.kind) {
    case 'entering':
    case 'retrying':
      return enterState(state, position, around(strand, machine, world));
    case 'invoking':
      return invokeTask(strand, machine, world, activity);
    case 'parked':
      return failState(state, position, around(strand, machine, world), timedOut(position));
    case 'waiting':
      return finishState(state, position, around(strand, machine, world), position.input);
    case 'finished':
      return finishState(state, position, around(strand, machine, world), activity.result);
    case 'failed':
      return failState(state, position, around(strand, machine, world), activity.error);
    case 'forked':
    case 'ended':
      return null;
  }
}

async function invokeTask(
  strand: Strand,
  machine: PreparedMachine,
  world: World,
  { task, timeoutAt }: Extract<Activity, { kind: 'invoking' }>,
): Promise<Step> {
  const { position, token } = strand;
  const state = stateOf(machine, position);
  const outcome = await performTask(state, task, world);
  const now = around(strand, machine, world);
  if (outcome.kind === 'failed') return failState(state, position, now, outcome.error);
  if (token === null) return finishState(state, position, now, outcome.result);
  const activity: Activity = { kind: 'parked', timeoutAt };
  return { kind: 'rest', activity, dueAt: timeoutAt, token, retries: position.retries };
}

function around(
  { execution }: Strand,
  machine: PreparedMachine,
  { clock, randomBytes }: World,
): Surroundings {
  return {
    expressions: machine.expressions,
    now: clock(),
    execution: {
      Execution: {
        Id: executionArn(execution),
        Name: execution.name,
        Input: execution.input,
        StartTime: execution.startedAt,
      },
      StateMachine: { Id: machineArn(execution.machine), Name: execution.machine },
    },
    newToken: () => Buffer.from(randomBytes(32)).toString('base64url'),
    random: () => Buffer.from(randomBytes(4)).readUInt32BE() / 2 ** 32,
  };
}

function stateOf(machine: PreparedMachine, position: Position): State {
  const state = machine.states.get(position.state);
  if (!state) throw new Error(`the machine has no state ${position.state}`);
  return state;
}

function endless(): Step {
  return {
    kind: 'fail',
    error: { Error: 'States.Runtime', Cause: 'the machine goes round without ever waiting' },
  };
}
