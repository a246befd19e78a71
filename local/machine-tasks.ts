import * as z from 'zod';
import { taskResources } from '../statemachines/state-machine.ts';
import type { State } from '../statemachines/state-machine.ts';
import { errorOutputOf } from './machine-errors.ts';
import { StateError, parseJson } from './machine-expressions.ts';
import type { Json } from './machine-expressions.ts';
import type { ExecutionDescription } from './machine-rows.ts';
import type { ErrorOutput } from './machine-position.ts';

export interface ExecutionName {
  machine: string;
  name: string;
}

export interface TaskWorld {
  invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  start: (execution: ExecutionName & { input: unknown }) => 'started' | 'exists';
  describe: (execution: ExecutionName) => ExecutionDescription | null;
}

export type TaskOutcome = { kind: 'done'; result: Json } | { kind: 'failed'; error: ErrorOutput };

const invocation = z.object({ FunctionName: z.string(), Payload: z.json().optional() });
const startExecution = z.object({ StateMachineArn: z.string(), Name: z.string(), Input: z.json() });

const MACHINES = 'arn:aws:states:local:000000000000:stateMachine:';
const EXECUTIONS = 'arn:aws:states:local:000000000000:execution:';

export function machineArn(machine: string): string {
  return `${MACHINES}${machine}`;
}

export function executionArn({ machine, name }: ExecutionName): string {
  return `${EXECUTIONS}${machine}:${name}`;
}

/**
 * Calls what a Task state names, with its evaluated `Arguments`. Whatever the call throws is the task's error, by the
 * thrown error's name.
 */
export async function performTask(state: State, task: Json, world: TaskWorld): Promise<TaskOutcome> {
  try {
    const starts = state.Type === 'Task' && state.Resource === taskResources.startExecution;
    return { kind: 'done', result: starts ? startAnother(task, world) : await invoke(task, world) };
  } catch (fault) {
    return { kind: 'failed', error: errorOutputOf(fault) };
  }
}

async function invoke(task: Json, world: TaskWorld): Promise<Json> {
  const { FunctionName, Payload } = invocation.parse(task);
  const answer = await world.invoke(FunctionName, Payload);
  return { ExecutedVersion: '$LATEST', Payload: plain(answer), StatusCode: 200 };
}

/** A second start of the same name is no error while the first one runs on the same input. */
function startAnother(task: Json, world: TaskWorld): Json {
  const { StateMachineArn, Name, Input } = startExecution.parse(task);
  const execution = { machine: StateMachineArn.slice(MACHINES.length), name: Name };
  const started = world.start({ ...execution, input: Input });
  const running = world.describe(execution);
  const same = running?.status === 'RUNNING' && JSON.stringify(running.input) === JSON.stringify(Input);
  if (!running || (started === 'exists' && !same)) {
    throw new StateError('StepFunctions.ExecutionAlreadyExistsException', `${Name} exists already`);
  }
  return { ExecutionArn: executionArn(execution), StartDate: running.startedAt };
}

/** As it would arrive over the wire. */
export function plain(value: unknown): Json {
  return value === undefined ? null : parseJson(JSON.stringify(value));
}
