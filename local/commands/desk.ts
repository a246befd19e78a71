import { awsProblem } from '../aws-problem.ts';
import { DeskNotRunning } from '../running-desk.ts';
import { clocks } from './clocks.ts';
import { explain } from './explain.ts';
import { gaps } from './gaps.ts';
import { held } from './held.ts';
import { holidays } from './holidays.ts';
import { original } from './original.ts';
import { process } from './process.ts';

const usage = `desk: shows what the desk does and why

  desk explain FILE.eml [--json]   what becomes of a mail, for people or as one JSON object
  desk explain DIR --jsonl         the same for every mail of a folder, one JSON object a line
  desk explain T-7K3M-9QXA         why each message of a ticket is there
  desk explain ID                  what became of a mail, by its Message-ID or the id of its delivery
  desk original ID                 a mail as it came: desk original says how
  desk process list|check|graph|…  looks at the processes: desk process says how
  desk clocks rebuild REF          compares a ticket's clocks with what its history makes of them
  desk holidays FILE.ics           what an iCalendar file would add to the holidays: desk holidays says how
  desk held list|show|recover|…    mail that was held back: desk held says how
  desk gaps                        requests that no help article fitted

explain, original, held and gaps speak to a desk on AWS as well: each says how with --help
From a clone of the repository: npm run desk -- explain FILE.eml
Also: npm start · npm run check · npm run compile · npm run bench
`;

const subcommands = new Map<string, (args: string[]) => number | Promise<number>>(
  Object.entries({ explain, original, process, clocks, holidays, held, gaps }),
);

/** @returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function desk(args: string[]): Promise<number> {
  const [subcommand, ...rest] = args;
  const run = subcommands.get(subcommand ?? '');
  if (run) return orRefused(() => run(rest));
  if (subcommand === undefined || subcommand === 'help' || subcommand === '--help') {
    console.log(usage);
    return 0;
  }
  console.error(`desk: there is no command "${subcommand}"\n\n${usage}`);
  return 2;
}

/** One sentence for what is in people's own hands: whether a desk runs, their credentials, the way to AWS. */
async function orRefused(run: () => number | Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const words = error instanceof DeskNotRunning ? error.message : awsProblem(error);
    if (words === null) throw error;
    console.error(words);
    return 1;
  }
}
