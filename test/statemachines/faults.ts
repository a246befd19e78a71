import { checkProcess } from '../../statemachines/check-process.ts';
import type { ProcessFault } from '../../statemachines/process-fault.ts';
import { known, processOf } from './templates.ts';

/** What is wrong with a process of these steps. */
export function faultsOf(steps: Record<string, unknown>): ProcessFault[] {
  return checkProcess(processOf(steps), known);
}

/** The problems with exactly this place of the document. */
export function problemsAt(path: (string | number)[], faults: ProcessFault[]): string {
  const there = faults.filter((fault) => fault.path.join('.') === path.join('.'));
  return there.map((fault) => fault.problem).join('\n');
}
