import { parseArgs } from 'node:util';
import type { Desk } from '../../functions/core/desk.ts';
import type { ProcessTemplate } from '../../functions/core/process-template.ts';

const usage = `desk process: looks at the processes of desk/processes

  desk process list                          every process, its version and how many steps it has
  desk process check [ID]                    what is wrong with them, and how to mend it
  desk process graph ID [--svg FILE]         draws one: Mermaid on the screen, or an SVG picture
  desk process simulate ID [--runs 1000] [--seed 1] [--svg FILE]
                                             plays tickets through one: where time goes, who is reminded, what is late
  desk process migrate REF --to VERSION [--http-port 8080 | --table NAME]
                                             moves an open ticket to what its process says today; list shows versions
`;

/** A process's id and the flags after it; null, and said why, when they are not understood. */
export function argumentsOf(
  args: string[],
  options: Record<string, { type: 'string' | 'boolean' }>,
): { id: string; values: Record<string, string | boolean | undefined> } | null {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [id] = positionals;
    if (id) return { id, values };
    notUnderstood('name a process; "desk process list" shows them');
  } catch (error) {
    notUnderstood(error instanceof Error ? error.message : String(error));
  }
  return null;
}

export function templateNamed(desk: Desk, id: string): ProcessTemplate | null {
  const template = desk.processes[id];
  if (template) return template;
  notUnderstood(`there is no process ${id}; there are ${Object.keys(desk.processes).join(', ')}`);
  return null;
}

export function notUnderstood(problem: string): number {
  console.error(problem ? `desk: ${problem}\n\n${usage}` : usage);
  return 2;
}
