import { parseArgs } from 'node:util';
import type { ListedTicket, Store } from '../../functions/app/ports.ts';
import { storeIn } from '../../functions/aws/adapters.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { DataFolderRefused } from '../data-folder.ts';
import { openDatabase } from '../database.ts';
import { openSqliteTable } from '../sqlite-table.ts';

const usage = `desk gaps: requests that no help article fitted, by process; whoever closed them said so

  desk gaps [--days 90] [--data data] [--desk desk]   of the desk on this computer, while npm start does not run
  desk gaps [--days 90] --table NAME                  of the desk on AWS, with your own credentials
`;

const options = {
  days: { type: 'string', default: '90' },
  data: { type: 'string', default: 'data' },
  desk: { type: 'string', default: 'desk' },
  table: { type: 'string' },
} as const;

const MOST = 1_000;
const clock = () => instantOf(Date.now());

/** @returns the exit code: 0 done, 1 failed, 2 not understood. */
export async function gaps(args: string[]): Promise<number> {
  const given = read(args);
  if (!given) {
    console.error(usage);
    return 2;
  }
  const loaded = loadDesk(given.desk);
  if (loaded.kind !== 'loaded') {
    console.error('The desk folder is not in order: npm run check says where.');
    return 1;
  }
  try {
    const store = given.table ? storeIn({ TABLE_NAME: given.table }) : localStore(given.data);
    const since = instantOf(millisOf(clock()) - given.days * 86_400_000);
    for (const process of Object.keys(loaded.desk.processes))
      print(process, await listed(store, { process, since }));
    return 0;
  } catch (error) {
    if (!(error instanceof DataFolderRefused)) throw error;
    console.error(`${error.message}.`);
    return 1;
  }
}

function read(args: string[]) {
  try {
    const { values } = parseArgs({ args, options });
    const days = Number(values.days);
    return Number.isInteger(days) && days > 0 ? { ...values, days } : null;
  } catch {
    return null;
  }
}

function localStore(folder: string): Store {
  return tableStore(openSqliteTable(openDatabase(folder), clock), clock);
}

async function listed(store: Store, range: { process: string; since: string }): Promise<ListedTicket[]> {
  return store.listed('gap', { ...range, limit: MOST });
}

function print(process: string, found: ListedTicket[]): void {
  console.log(`${process}: ${found.length === 0 ? 'no gaps' : found.length}`);
  for (const { at, ref, text } of found) console.log(`  ${at.slice(0, 10)}  ${ref}  ${text}`);
}
