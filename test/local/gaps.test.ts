import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { tableStore } from '../../functions/aws/table-store.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { gaps } from '../../local/commands/gaps.ts';
import { openDatabase } from '../../local/database.ts';
import type { LocalDesk } from '../../local/local-desk.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';
import { openWebDoor, webApp } from '../../local/web-door.ts';
import type { WebDoor } from '../../local/web-door.ts';
import { mondayMorning, openTestDesk } from './desk-for-tests.ts';

let folder: string;
let desk: LocalDesk;
let door: WebDoor;
let said = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepdesk-gaps-'));
  const database = openDatabase(folder);
  const clock = () => mondayMorning;
  const store = tableStore(openSqliteTable(database, clock), clock);
  const list = (daysAgo: number, ref: string, text: string) => {
    const at = instantOf(millisOf(mondayMorning) - daysAgo * 86_400_000);
    return store.commit([{ kind: 'list_ticket', list: 'gap', process: 'customer-support', at, ref, text }]);
  };
  await list(100, 'T-0000-0001', 'Long ago');
  await list(1, 'T-0000-0002', 'The printer hums');
  database.close();
  desk = await openTestDesk({ folder });
  door = await openWebDoor(webApp(desk), { port: 0 });
});

afterAll(async () => {
  await door.close();
  await desk.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  said = '';
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((line: string) => void (said += `${line}\n`));
});

afterEach(() => vi.restoreAllMocks());

const run = (...args: string[]) => gaps([...args, '--http-port', String(door.port)]);

test('of a desk that runs are listed by process, as far back as is asked for', async () => {
  expect(await run()).toBe(0);
  expect(said).toContain('customer-support: 1\n  2026-11-22  T-0000-0002  The printer hums\n');
  expect(said).toContain('bug-report: no gaps\n');
  said = '';
  expect(await run('--days', '120')).toBe(0);
  expect(said).toContain('customer-support: 2\n');
  expect(said).toContain('  2026-08-15  T-0000-0001  Long ago\n');
});

test('of more days than there are the desk says so', async () => {
  expect(await run('--days', '40000')).toBe(1);
  expect(said).toMatch(/^days: /);
});

test.each([[['--days', '0']], [['--days', 'x']], [['--wat']]])('%j is not understood', async (args) => {
  expect(await gaps(args)).toBe(2);
});
