import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { measureBundles } from '../bench/bundles.ts';
import { measureHostileMails } from '../bench/hostile-speed.ts';
import { measureIntake } from '../bench/intake-speed.ts';
import { printMeasured } from '../bench/measuring.ts';
import { measureTicketCost } from '../bench/ticket-cost.ts';

/**
 * Prints speed, size and cost as ratios of things measured side by side in this run. `--quick` measures less.
 * @returns the exit code; a missed goal is printed, and is no failure: machines differ.
 */
export async function bench(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean', default: false } } });
  const loaded = loadDesk('desk');
  if (loaded.kind === 'refused') {
    console.error('The desk folder has faults; `npm run check` names them.');
    return 1;
  }
  const [cpu] = cpus();
  console.log(
    `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${cpus().length} × ${cpu?.model ?? 'unknown'}`,
  );
  console.log('Medians, with the lowest and highest of the rounds as the noise of this machine.');
  const intake = values.quick ? { mails: 100, rounds: 1 } : { mails: 500, rounds: 5 };
  printMeasured('Intake, in the local desk', await measureIntake(loaded.desk, intake));
  printMeasured(
    'Reading mails that were made to take long',
    measureHostileMails(loaded.desk, values.quick ? { share: 0.05, rounds: 1 } : { share: 1, rounds: 3 }),
  );
  printMeasured('(c) Functions', await measureBundles(values.quick ? 3 : 11));
  printMeasured(
    'The standard ticket: 3 days, 6 messages, 5 steps, 3 reminders, the question how it went',
    await measureTicketCost(loaded.desk),
  );
  return 0;
}
