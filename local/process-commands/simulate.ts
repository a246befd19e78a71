import { writeFileSync } from 'node:fs';
import type { Desk } from '../../functions/core/desk.ts';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { progressBar } from '../progress-bar.ts';
import { findingsOf } from '../simulation/findings.ts';
import { findingsPicture } from '../simulation/findings-picture.ts';
import { findingsText } from '../simulation/findings-text.ts';
import { playTickets } from '../simulation/play.ts';
import { readHabits } from '../simulation/read-habits.ts';
import { argumentsOf, notUnderstood, templateNamed } from './arguments.ts';

/** `desk process simulate`. @returns the exit code. */
export async function simulate(desk: Desk, args: string[], folder: string): Promise<number> {
  const texts = { runs: { type: 'string' }, seed: { type: 'string' }, svg: { type: 'string' } } as const;
  const read = argumentsOf(args, texts);
  const template = read && templateNamed(desk, read.id);
  if (!read || !template) return 2;
  const runs = wholeNumber(read.values['runs'] ?? '1000');
  const seed = wholeNumber(read.values['seed'] ?? '1');
  if (!runs || seed === null) return notUnderstood('--runs and --seed are whole numbers, --runs from 1 on');
  const habits = readHabits(folder);
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
