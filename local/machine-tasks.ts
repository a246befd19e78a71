import * as z from 'zod';
import { taskResources } from '../statemachines/state-machine.ts';
import type { State } from '../statemachines/state-machine.ts';
import { errorOutputOf } from './machine-errors.ts';
import { StateError } from './machine-expressions.ts';
import type { Json } from './machine-expressions.ts';
import type { ExecutionDescription } from './machine-journal.ts';
import type { ErrorOutput } from './machine-position.ts';

const MACHINES = 'arn:aws:states:local:000000000000:stateMachine:';

const invocation = z.object({ FunctionName: z.string(), Payload: z.json().optional() });
const execution = z.object({ StateMachineArn: z.string(), Name: z.string(), Input: z.json() });

export type TaskOutcome = { kind: 'done'; result: Json } | { kind: 'failed'; error: ErrorOutput };

interface ExecutionName {
  machine: string;
  name: string;
}

export function machineArn(machine: string): string {
  return `${MACHINES}${machine}`;
}

/** Calls what a Task state names. Whatever the call throws is the task's error. */
export async function performTask(options: {
  state: State;
  /** The state's evaluated `Arguments`. */
  task: Json;
  invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  start: (execution: ExecutionName & { input: Json }) => 'started' | 'exists';
  describe: (execution: ExecutionName) => ExecutionDescription | null;
}): Promise<TaskOutcome> {
  const { state, task, invoke, start, describe } = options;
  try {
    if (state.Type === 'Task' && state.Resource === taskResources.startExecution) {
      return { kind: 'done', result: startExecution(execution.parse(task)) };
    }
    const { FunctionName, Payload } = invocation.parse(task);
    const answer = await invoke(FunctionName, Payload);
    const result = { ExecutedVersion: '$LATEST', Payload: plain(answer), StatusCode: 200 };
    return { kind: 'done', result };
  } catch (fault) {
    return { kind: 'failed', error: errorOutputOf(fault) };
  }

  /** A second start of the same name is no error while the first one runs on the same input. */
  function startExecution({ StateMachineArn, Name, Input }: z.infer<typeof execution>): Json {
    const one = { machine: StateMachineArn.slice(MACHINES.length), name: Name };
    const started = start({ ...one, input: Input });
    const described = describe(one);
    const same = described?.status === 'RUNNING' && JSON.stringify(described.input) === JSON.stringify(Input);
    if (started === 'exists' && !same) {
      throw new StateError('StepFunctions.ExecutionAlreadyExistsException', `${Name} exists already`);
    }
    return { ExecutionArn: `${StateMachineArn}:${Name}`, StartDate: described?.startedAt ?? null };
  }
}

/** As it would arrive over the wire. */
function plain(value: unknown): Json {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}
