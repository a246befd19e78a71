import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Engine } from '../app/ports.ts';

/**
 * Runs as Step Functions executions. Their names follow from the ticket, so that starting one again is no second
 * one: Step Functions keeps a name taken for 90 days after its execution has ended.
 */
export function stepFunctionsEngine({
  client,
  processMachineArnPrefix,
  deadlineMachineArn,
}: {
  client: SFNClient;
  processMachineArnPrefix: string;
  deadlineMachineArn: string;
}): Engine {
  async function start(machine: string, name: string, input: Record<string, unknown>): Promise<void> {
    const execution = { stateMachineArn: machine, name, input: JSON.stringify(input) };
    await unless([ExecutionAlreadyExists], () => client.send(new StartExecutionCommand(execution)));
  }

  async function stop(machine: string, name: string): Promise<void> {
    const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
    await unless([ExecutionDoesNotExist], () => client.send(new StopExecutionCommand({ executionArn })));
  }

  return {
    startProcess: (process, ref, input) =>
      start(`${processMachineArnPrefix}${process}`, `${ref}-r${input.run}`, { ref, ...input }),
    stopProcess: (process, ref, run) => stop(`${processMachineArnPrefix}${process}`, `${ref}-r${run}`),
    startDeadlines: (ref, { revision, at }) =>
      start(deadlineMachineArn, `${ref}-d${revision}`, { ref, revision, at }),
    stopDeadlines: (ref, revision) => stop(deadlineMachineArn, `${ref}-d${revision}`),
    async completeStep(taskToken, result) {
      const output = JSON.stringify(result);
      const redeemed = await unless([TaskTimedOut, TaskDoesNotExist, InvalidToken], () =>
        client.send(new SendTaskSuccessCommand({ taskToken, output })),
      );
      return redeemed ? 'completed' : 'gone';
    },
  };
}

type Refusal =
  | typeof ExecutionAlreadyExists
  | typeof ExecutionDoesNotExist
  | typeof InvalidToken
  | typeof TaskDoesNotExist
  | typeof TaskTimedOut;

/** False when the service refused in one of the ways that say: this has been done, or there is nothing left to do. */
async function unless(refusals: Refusal[], request: () => Promise<unknown>): Promise<boolean> {
  try {
    await request();
    return true;
  } catch (error) {
    if (refusals.some((refusal) => error instanceof refusal)) return false;
    throw error;
  }
}
