import { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../../functions/core/instant.ts';
import { openMachineRunner } from '../../local/machine-runner.ts';
import type { ExecutionDescription, MachineRunner } from '../../local/machine-runner.ts';
import type { StateMachineDefinition } from '../../statemachines/state-machine.ts';

export interface OpenStepCall {
  ref: string;
  run: number;
  step: string;
  definition?: { kind: string; on?: Record<string, string>; for?: string };
  token?: string;
  attention?: true;
  error?: { Error: string; Cause: string };
}

/** What happens to a step that waits: its outcome and answers, null to leave it waiting. */
export type People = (call: OpenStepCall) => { outcome: string; answers: Record<string, unknown> } | null;

export const START = '2026-11-23T09:00:00.000Z';

/** Runs a compiled process to its end, or until nobody does anything any more. Time flies. */
export async function runProcess(options: {
  machine: StateMachineDefinition;
  entry?: string | null;
  people: People;
  /** Throws where a step shall be at fault. */
  openStep?: (call: OpenStepCall) => void;
}): Promise<{ end: ExecutionDescription; calls: OpenStepCall[]; runner: MachineRunner }> {
  const { machine, entry = null, people, openStep = () => undefined } = options;
  let now: Instant = START;
  const calls: OpenStepCall[] = [];
  const waiting: OpenStepCall[] = [];
  const runner = openMachineRunner({
    database: new DatabaseSync(':memory:'),
    clock: () => now,
    machines: new Map([['process', substituted(machine)]]),
    invoke: async (name, payload) => {
      if (name !== 'open-step') throw new Error(`there is no function ${name}`);
      const call = payload as OpenStepCall;
      calls.push(call);
      openStep(call);
      if (call.token !== undefined) waiting.push(call);
      if (call.definition?.kind === 'wait')
        return { until: new Date(Date.parse(now) + 86_400_000).toISOString() };
      return { outcome: Object.keys(call.definition?.on ?? {})[0] ?? 'done', answers: {} };
    },
  });
  const name = { machine: 'process', name: 'T-0000-0001-r1' };
  runner.start({ ...name, input: { ref: 'T-0000-0001', run: 1, entry } });
  for (;;) {
    await runner.runDue();
    const call = waiting.shift();
    const result = call && people(call);
    if (result) runner.succeedTask(call.token ?? '', result);
    const wake = runner.nextWake();
    if (wake !== null && wake > now) now = wake;
    if (!call && wake === null) break;
  }
  const end = runner.describe(name);
  if (!end) throw new Error('the process was not started');
  return { end, calls, runner };
}

/** With the function's name where the deployment has its ARN. */
export function substituted(machine: StateMachineDefinition): unknown {
  return JSON.parse(JSON.stringify(machine).replaceAll('${OpenStep}', 'open-step'));
}
