import { parseArgs } from 'node:util';
import { deskOnAws, isOnAws } from '../desk-on-aws.ts';
import { gapsOf } from '../gaps.ts';
import type { ProcessGaps } from '../gaps.ts';
import { askRunningDesk } from '../running-desk.ts';

const usage = `desk gaps: requests that no help article fitted, by process; whoever closed them said so

  desk gaps [--days 90] [--http-port 8080]          of the desk on this computer, while npm start runs
  desk gaps [--days 90] --stack NAME [--desk DIR]   of a desk on AWS, with your own credentials; or, in place of
                                                    the stack, --table NAME --bucket NAME
`;

const options = {
  days: { type: 'string', default: '90' },
  'http-port': { type: 'string', default: '8080' },
  desk: { type: 'string', default: 'desk' },
  stack: { type: 'string' },
  table: { type: 'string' },
  bucket: { type: 'string' },
} as const;

/** @returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function gaps(args: string[]): Promise<number> {
  const given = read(args);
  if (!given) {
    console.error(usage);
    return 2;
  }
  const found = await gapsAt(given);
  if (typeof found === 'string') {
    console.error(found);
    return 1;
  }
  for (const gapsOfProcess of found) print(gapsOfProcess);
  return 0;
}

type Given = NonNullable<ReturnType<typeof read>>;

function read(args: string[]) {
  try {
    const { values } = parseArgs({ args, options });
    const days = Number(values.days);
    return Number.isInteger(days) && days > 0 ? { ...values, days } : null;
  } catch {
    return null;
  }
}

/** Those of the desk that runs here or of one on AWS; a sentence when they cannot be had. */
async function gapsAt({
  days,
  'http-port': port,
  desk: folder,
  ...place
}: Given): Promise<ProcessGaps[] | string> {
  if (!isOnAws({ ...place, folder })) return gapsOfRunningDesk(Number(port), days);
  const deps = await deskOnAws({ ...place, folder }, { takesIn: false });
  if (typeof deps === 'string') return deps;
  const { store, desk, clock } = deps;
  return gapsOf(store, { processes: Object.keys(desk.processes), now: clock(), days });
}

async function gapsOfRunningDesk(port: number, days: number): Promise<ProcessGaps[] | string> {
  const answer = await askRunningDesk(port, `gaps?days=${days}`);
  const said = (await answer.json()) as { gaps: ProcessGaps[] } | { error: string };
  return 'gaps' in said ? said.gaps : said.error;
}

function print({ process, found, more }: ProcessGaps): void {
  const count = `${found.length}${more ? ', and older ones' : ''}`;
  console.log(`${process}: ${found.length === 0 ? 'no gaps' : count}`);
  for (const { at, ref, text } of found) console.log(`  ${at.slice(0, 10)}  ${ref}  ${text}`);
}
