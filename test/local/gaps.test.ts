import type { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tableStore } from '../../functions/aws/table-store.ts';
import { instantOf } from '../../functions/core/instant.ts';
import { gaps } from '../../local/commands/gaps.ts';
import { openDatabase } from '../../local/database.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';
import { shippedDesk } from '../desk-folder/broken-desk.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepdesk-gaps-'));
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  vi.spyOn(console, 'error').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

async function list(daysAgo: number, ref: string, text: string): Promise<void> {
  const database: DatabaseSync = openDatabase(folder);
  const clock = () => instantOf(Date.now());
  const at = instantOf(Date.now() - daysAgo * 86_400_000);
  const change = { kind: 'list_ticket', list: 'gap', process: 'customer-support', at, ref, text } as const;
  await tableStore(openSqliteTable(database, clock), clock).commit([change]);
  database.close();
}

test('are listed by process, as far back as is asked for', async () => {
  await list(100, 'T-0000-0001', 'Long ago');
  await list(1, 'T-0000-0002', 'The printer hums');
  expect(await gaps(['--data', folder, '--desk', shippedDesk])).toBe(0);
  expect(said.join('\n')).toMatch(
    /customer-support: 1\n {2}\d{4}-\d\d-\d\d {2}T-0000-0002 {2}The printer hums/,
  );
});

test.each([[['--days', '0']], [['--days', 'x']], [['--wat']]])('%j is not understood', async (args) => {
  expect(await gaps(args)).toBe(2);
});

test('of a desk that is running cannot be read', async () => {
  const database = openDatabase(folder);
  expect(await gaps(['--data', folder, '--desk', shippedDesk])).toBe(1);
  expect(said.join('\n')).toContain('in use by another desk');
  database.close();
});
