import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { tableStore } from '../../functions/aws/table-store.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';
import { storeContract } from '../contract/store.contract.ts';
import * as a from '../contract/ticket-builders.ts';

storeContract('the store on SQLite', async (clock) =>
  tableStore(openSqliteTable(new DatabaseSync(':memory:'), clock), clock),
);

test('what has expired is cleared away when the file is opened', async () => {
  const database = new DatabaseSync(':memory:');
  const store = tableStore(
    openSqliteTable(database, () => a.NOW),
    () => a.NOW,
  );
  await store.commit([a.aClaim('one', null), { kind: 'hold', item: a.aHeldItem({ id: a.ulid(1) }) }]);
  openSqliteTable(database, () => '2028-01-01T00:00:00.000Z');
  expect(database.prepare('SELECT pk FROM items').all()).toMatchObject([{ pk: `HELD#${a.ulid(1)}` }]);
});

test('a fault in the middle of a transaction undoes it and leaves the file usable', async () => {
  const database = new DatabaseSync(':memory:');
  const table = openSqliteTable(database, () => a.NOW);
  const key = { pk: 'T#1', sk: 'META' };
  const circular: { self?: unknown } = {};
  circular.self = circular;
  await expect(
    table.transact([
      { key, body: 1 },
      { key, body: circular },
    ]),
  ).rejects.toThrow(/circular/);
  expect(await table.get(key)).toBeNull();
  expect(await table.put({ key, body: 2 })).toBe(true);
});
