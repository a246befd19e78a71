import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clock } from '../functions/app/ports.ts';
import { refuseTooLarge } from '../functions/aws/table.ts';
import type { Key, KeyRange, Put, Table } from '../functions/aws/table.ts';
import { millisOf } from '../functions/core/instant.ts';

/**
 * The table of one computer. Rows that are past their expiry are cleared away when the file is opened, as late as
 * DynamoDB may do it; until then they count as absent.
 */
export function openSqliteTable(database: DatabaseSync, clock: Clock): Table {
  database.exec(SCHEMA);
  const seconds = () => Math.floor(millisOf(clock()) / 1000);
  database.prepare('DELETE FROM items WHERE ttl <= ?').run(seconds());
  const sql = prepare(database);

  function read<Body>(key: Key<Body>): Body | null {
    const row = sql.get.get(key.pk, key.sk, seconds());
    return row ? (JSON.parse(String(row.body)) as Body) : null;
  }

  return {
    async get(key) {
      return read(key);
    },
    async getAll(keys) {
      return keys.map(read);
    },
    async query<Body>({ range, after, limit }: { range: KeyRange<Body>; after?: string; limit?: number }) {
      const rows = sql.query.all(range.pk, range.from, range.to, after ?? '', limit ?? -1);
      return rows.map((row) => JSON.parse(String(row.body)) as Body);
    },
    async queryByTime({ partition, before, order, limit }) {
      const statement = order === 'ascending' ? sql.byTimeAscending : sql.byTimeDescending;
      const rows = statement.all(partition, before ?? AFTER_ALL_TIMES, limit);
      return rows.map((row) => ({ pk: String(row.pk), sk: String(row.sk), time: String(row.timeSk) }));
    },
    async put(write) {
      return putRow(sql, write, seconds());
    },
    async transact(writes) {
      const now = seconds();
      sql.begin.run();
      try {
        const refused = writes.flatMap((write, place) => (putRow(sql, write, now) ? [] : [place]));
        (refused.length > 0 ? sql.rollback : sql.commit).run();
        return refused.length > 0 ? { kind: 'refused', writes: refused } : { kind: 'written' };
      } catch (error) {
        if (database.isTransaction) sql.rollback.run();
        throw error;
      }
    },
    async settle(key, field, value) {
      sql.settle.run(`$.${field}`, value, key.pk, key.sk);
    },
    async countUp({ key, limit, ttl }) {
      return sql.countUp.run({ pk: key.pk, sk: key.sk, ttl, now: seconds(), limit }).changes === 1;
    },
  };
}

const AFTER_ALL_TIMES = '~';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS items (
    pk TEXT NOT NULL, sk TEXT NOT NULL, body TEXT NOT NULL, timePk TEXT, timeSk TEXT, ttl INTEGER,
    PRIMARY KEY (pk, sk)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS byTime ON items (timePk, timeSk) WHERE timePk IS NOT NULL;
  CREATE INDEX IF NOT EXISTS byExpiry ON items (ttl) WHERE ttl IS NOT NULL;
`;

const REPLACE =
  'UPDATE SET body = excluded.body, timePk = excluded.timePk, timeSk = excluded.timeSk, ttl = excluded.ttl';
const INSERT = `INSERT INTO items (pk, sk, body, timePk, timeSk, ttl) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (pk, sk) DO ${REPLACE}`;
const BY_TIME = 'SELECT pk, sk, timeSk FROM items WHERE timePk = ? AND timeSk < ? ORDER BY timeSk';

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  const statements = {
    begin: 'BEGIN IMMEDIATE',
    commit: 'COMMIT',
    rollback: 'ROLLBACK',
    get: 'SELECT body FROM items WHERE pk = ? AND sk = ? AND (ttl IS NULL OR ttl > ?)',
    query: 'SELECT body FROM items WHERE pk = ? AND sk BETWEEN ? AND ? AND sk > ? ORDER BY sk LIMIT ?',
    byTimeAscending: `${BY_TIME} LIMIT ?`,
    byTimeDescending: `${BY_TIME} DESC LIMIT ?`,
    put: INSERT,
    putIfAbsent: `${INSERT} WHERE items.ttl <= ?`,
    putIfEquals:
      'UPDATE items SET body = ?, timePk = ?, timeSk = ?, ttl = ? WHERE pk = ? AND sk = ? AND body ->> ? = ?',
    settle:
      'UPDATE items SET body = json_set(body, ?, ?), timePk = NULL, timeSk = NULL WHERE pk = ? AND sk = ?',
    countUp: `INSERT INTO items (pk, sk, body, ttl) VALUES ($pk, $sk, '{"count":1}', $ttl) ON CONFLICT (pk, sk) DO UPDATE
      SET body = json_set(body, '$.count', iif(ttl <= $now, 1, body ->> '$.count' + 1)), ttl = $ttl
      WHERE ttl <= $now OR body ->> '$.count' < $limit`,
  } as const;
  return prepareEach(database, statements);
}

function prepareEach<Name extends string>(
  database: DatabaseSync,
  texts: Record<Name, string>,
): Record<Name, StatementSync> {
  const prepared = Object.entries<string>(texts).map(([name, text]) => [name, database.prepare(text)]);
  return Object.fromEntries(prepared) as Record<Name, StatementSync>;
}

/** Whether the condition held. */
function putRow(sql: Statements, { key, body, condition, time, ttl }: Put<unknown>, now: number): boolean {
  const text = JSON.stringify(body);
  refuseTooLarge(key, Buffer.byteLength(text));
  const row = [text, time?.partition ?? null, time?.sort ?? null, ttl ?? null];
  switch (condition?.kind) {
    case undefined:
      return sql.put.run(key.pk, key.sk, ...row).changes === 1;
    case 'absent':
      return sql.putIfAbsent.run(key.pk, key.sk, ...row, now).changes === 1;
    case 'equals':
      return (
        sql.putIfEquals.run(...row, key.pk, key.sk, `$.${condition.field}`, condition.value).changes === 1
      );
  }
}
