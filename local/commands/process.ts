import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Desk } from '../../functions/core/desk.ts';
import type { ProcessTemplate } from '../../functions/core/process-template.ts';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { staleMachines } from '../compiled-machines.ts';
import { processGraph } from '../pictures/process-graph.ts';
import { processMermaid } from '../pictures/process-mermaid.ts';
import { processPicture } from '../pictures/process-picture.ts';
import { progressBar } from '../progress-bar.ts';
import { findingsOf } from '../simulation/findings.ts';
import { findingsPicture } from '../simulation/findings-picture.ts';
import { findingsText } from '../simulation/findings-text.ts';
import { playTickets } from '../simulation/play.ts';
import { readHabits } from '../simulation/read-habits.ts';

const usage = `desk process: looks at the processes of desk/processes

  desk process list                          every process and how many steps it has
  desk process check [ID]                    what is wrong with them, and how to mend it
  desk process graph ID [--svg FILE]         draws one: Mermaid on the screen, or an SVG picture
  desk process simulate ID [--runs 1000] [--seed 1] [--svg FILE]
                                             plays tickets through one: where time goes, who is reminded, what is late
`;

const DESK = fileURLToPath(new URL('../../desk', import.meta.url));

type Subcommand = (desk: Desk, args: string[]) => number | Promise<number>;

const subcommands: Record<string, Subcommand> = { list, check, graph, simulate };

/** @returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function process(args: string[]): Promise<number> {
  const [name = '', ...rest] = args;
  const subcommand = subcommands[name];
  if (!subcommand) return notUnderstood(name ? `there is no command "desk process ${name}"` : '');
  const loaded = loadDesk(DESK);
  if (loaded.kind === 'loaded') return subcommand(loaded.desk, rest);
  const [id] = rest;
  const faults = loaded.faults.filter(({ file }) => name !== 'check' || !id || file.endsWith(`/${id}.yaml`));
  console.error((faults.length > 0 ? faults : loaded.faults).map(faultText).join('\n'));
  return 1;
}

function list(desk: Desk): number {
  for (const template of Object.values(desk.processes)) {
    const steps = Object.keys(template.steps).length;
    console.log(`${template.id.padEnd(20)} ${String(steps).padStart(2)} steps   ${template.title.internal}`);
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

async function simulate(desk: Desk, args: string[]): Promise<number> {
  const texts = { runs: { type: 'string' }, seed: { type: 'string' }, svg: { type: 'string' } } as const;
  const read = argumentsOf(args, texts);
  const template = read && templateNamed(desk, read.id);
  if (!read || !template) return 2;
  const runs = wholeNumber(read.values['runs'] ?? '1000');
  const seed = wholeNumber(read.values['seed'] ?? '1');
  if (!runs || seed === null) return notUnderstood('--runs and --seed are whole numbers, --runs from 1 on');
  const habits = readHabits(DESK);
  if (habits.kind === 'refused') {
    console.error(habits.faults.map(faultText).join('\n'));
    return 1;
  }
  const bar = progressBar(runs);
  const played = await playTickets({
    desk,
    process: template.id,
    runs,
    seed,
    habits: habits.habits,
    startAt: SIMULATED_START,
    ended: bar.show,
  });
  bar.end();
  const found = findingsOf(played, { desk, process: template.id });
  const file = String(read.values['svg'] ?? `${template.id}.simulation.svg`);
  writeFileSync(file, findingsPicture(template, found));
  console.log(`${findingsText(found)}\nDrawn in ${file}. Seed ${seed}: the same again with --seed ${seed}.`);
  return found.stuck > 0 ? 1 : 0;
}

/** A Monday morning; a month of weekdays and weekends follows. */
const SIMULATED_START = '2026-11-23T08:00:00.000Z';

function wholeNumber(text: string | boolean | undefined): number | null {
  return typeof text === 'string' && /^\d{1,7}$/.test(text) ? Number(text) : null;
}

function argumentsOf(
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

function templateNamed(desk: Desk, id: string): ProcessTemplate | null {
  const template = desk.processes[id];
  if (template) return template;
  notUnderstood(`there is no process ${id}; there are ${Object.keys(desk.processes).join(', ')}`);
  return null;
}

function notUnderstood(problem: string): number {
  console.error(problem ? `desk: ${problem}\n\n${usage}` : usage);
  return 2;
}
