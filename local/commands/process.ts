import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Desk } from '../../functions/core/desk.ts';
import { processVersion } from '../../functions/core/process-version.ts';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { staleMachines } from '../compiled-machines.ts';
import { processGraph } from '../pictures/process-graph.ts';
import { processMermaid } from '../pictures/process-mermaid.ts';
import { processPicture } from '../pictures/process-picture.ts';
import { argumentsOf, notUnderstood, templateNamed } from '../process-commands/arguments.ts';
import { migrate } from '../process-commands/migrate.ts';
import { simulate } from '../process-commands/simulate.ts';

const DESK = fileURLToPath(new URL('../../desk', import.meta.url));

type Subcommand = (desk: Desk, args: string[], folder: string) => number | Promise<number>;

const subcommands: Record<string, Subcommand> = { list, check, graph, simulate, migrate };

/** @returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function process(args: string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const subcommand = subcommands[name];
  if (!subcommand) return notUnderstood(name ? `there is no command "desk process ${name}"` : '');
  const loaded = loadDesk(DESK);
  if (loaded.kind === 'loaded') return subcommand(loaded.desk, rest, DESK);
  const [id] = rest;
  const faults = loaded.faults.filter(({ file }) => name !== 'check' || !id || file.endsWith(`/${id}.yaml`));
  console.error((faults.length > 0 ? faults : loaded.faults).map(faultText).join('\n'));
  return 1;
}

function list(desk: Desk): number {
  for (const template of Object.values(desk.processes)) {
    const steps = Object.keys(template.steps).length;
    console.log(
      `${template.id.padEnd(20)} ${processVersion(template)}  ${String(steps).padStart(2)} steps  ${template.title.internal}`,
    );
  }
  return 0;
}

function check(desk: Desk, [id]: string[]): number {
  if (id && !templateNamed(desk, id)) return 2;
  const stale = staleMachines(desk).filter((file) => !id || file === `${id}.asl.json`);
  if (stale.length === 0) {
    console.log(`${id ?? 'All processes'}: nothing to mend.`);
    return 0;
  }
  console.error(`Not compiled since the last change: ${stale.join(', ')}. Run npm run compile.`);
  return 1;
}

function graph(desk: Desk, args: string[]): number {
  const read = argumentsOf(args, { svg: { type: 'string' } });
  const template = read && templateNamed(desk, read.id);
  if (!read || !template) return 2;
  const drawn = processGraph(template);
  const file = read.values['svg'];
  if (typeof file !== 'string') {
    console.log(processMermaid(drawn));
    return 0;
  }
  writeFileSync(file, processPicture(drawn));
  console.log(file);
  return 0;
}
