import type { Engine } from '../functions/app/ports.ts';
import type { MachineRunner } from './machine-runner.ts';

export const DEADLINES_MACHINE = 'deadlines';

/** The workflow service of one computer: the runner executes the same machines as the cloud. */
export function localEngine(runner: Pick<MachineRunner, 'start' | 'stop' | 'succeedTask'>): Engine {
  return {
    startProcess: async (process, ref, input) => {
      runner.start({ machine: process, name: `${ref}-r${input.run}`, input: { ref, ...input } });
    },
    stopProcess: async (process, ref, run) => {
      runner.stop({ machine: process, name: `${ref}-r${run}` });
    },
    startDeadlines: async (ref, { revision, at }) => {
      runner.start({ machine: DEADLINES_MACHINE, name: `${ref}-d${revision}`, input: { ref, revision, at } });
    },
    stopDeadlines: async (ref, revision) => {
      runner.stop({ machine: DEADLINES_MACHINE, name: `${ref}-d${revision}` });
    },
    completeStep: async (token, result) =>
      runner.succeedTask(token, result) === 'gone' ? 'gone' : 'completed',
  };
}
