import { parseArgs } from 'node:util';
import { clock, storeIn } from '../../functions/aws/adapters.ts';
import { deployedStack } from '../../functions/aws/deployed-stack.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { gapsOf } from '../gaps.ts';
import type { ProcessGaps } from '../gaps.ts';

const usage = `desk gaps: requests that no help article fitted, by process; whoever closed them said so

  desk gaps [--days 90] [--http-port 8080]        of the desk on this computer, while npm start runs
  desk gaps [--days 90] --stack NAME [--desk DIR] of a desk on AWS, with your own credentials; or --table NAME
`;

const options = {
  days: { type: 'string', default: '90' },
  'http-port': { type: 'string', default: '8080' },
  desk: { type: 'string', default: 'desk' },
  stack: { type: 'string' },
  table: { type: 'string' },
} as const;

/** @returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function gaps(args: string[]): Promise<number> {
  const given = read(args);
  if (!given) {
    console.error(usage);
    return 2;
  }
  const { stack, table } = given;
  const found = await (stack || table ? onAws(given) : onThisComputer(given));
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
    const isOnePlace = !(values.stack && values.table);
    return Number.isInteger(days) && days > 0 && isOnePlace ? { ...values, days } : null;
  } catch {
    return null;
  }
}

async function onThisComputer({ days, 'http-port': port }: Given): Promise<ProcessGaps[] | string> {
  const answer = await fetch(`http://127.0.0.1:${port}/_desk/gaps?days=${days}`).catch(() => null);
  if (!answer) return `No desk answers on port ${port}: start it with npm start, or name its --http-port.`;
  return answer.ok
    ? ((await answer.json()) as { gaps: ProcessGaps[] }).gaps
    : `The desk answered ${answer.status}.`;
}

async function onAws({ days, stack, table, desk }: Given): Promise<ProcessGaps[] | string> {
  const loaded = loadDesk(desk);
  if (loaded.kind !== 'loaded') return 'The desk folder is not in order: npm run check says where.';
  const name = stack ? (await deployedStack(stack))?.table : table;
  if (!name) return `There is no desk deployed as the stack ${stack}.`;
  const processes = Object.keys(loaded.desk.processes);
  return gapsOf(storeIn({ TABLE_NAME: name }), { processes, now: clock(), days });
}

function print({ process, found, more }: ProcessGaps): void {
  const count = `${found.length}${more ? ', and older ones' : ''}`;
  console.log(`${process}: ${found.length === 0 ? 'no gaps' : count}`);
  for (const { at, ref, text } of found) console.log(`  ${at.slice(0, 10)}  ${ref}  ${text}`);
}
