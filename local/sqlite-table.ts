import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clock } from '../functions/app/ports.ts';
import { refuseTooLarge } from '../functions/aws/table.ts';
import type { Key, KeyRange, Put, Table } from '../functions/aws/table.ts';
import { millisOf } from '../functions/core/instant.ts';

/**
 * The table of one computer. Counters that expire are kept in memory and written with the next transaction: a killed process may
 * forget a count or two, which lets a little more through and loses nothing.
 *
 * Rows that are past their expiry are cleared away when the file is opened, as late as
 * DynamoDB may do it; until then they count as absent.
 */
export function openSqliteTable(database: DatabaseSync, clock: Clock): Table {
  database.exec(SCHEMA);
  const seconds = () => Math.floor(millisOf(clock()) / 1000);
  database.prepare('DELETE FROM items WHERE ttl <= ?').run(seconds());
  const sql = prepare(database);
  const counters = new Map<string, KeptCount>();

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
      const rows = sql.query.all(range.pk, range.from, range.to, after ?? '', seconds(), limit ?? -1);
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
        for (const { key, count, ttl } of counters.values())
          sql.put.run(key.pk, key.sk, JSON.stringify({ count }), null, null, ttl);
        const refused = writes.flatMap((write, place) => (putRow(sql, write, now) ? [] : [place]));
        (refused.length > 0 ? sql.rollback : sql.commit).run();
        if (refused.length === 0) counters.clear();
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
      const name = `${key.pk} ${key.sk}`;
      const known = counters.get(name);
      const count = known && known.ttl > seconds() ? known.count : (read(key)?.count ?? 0);
      if (count >= limit) return false;
      counters.set(name, { key, count: count + 1, ttl });
      return true;
    },
    async next(key) {
      return Number(sql.next.get(key.pk, key.sk)?.count);
    },
  };
}

const AFTER_ALL_TIMES = '~';

interface KeptCount {
  key: Key<unknown>;
  count: number;
  ttl: number;
}

/** Most rows are over the quarter of a page that a table without rowid keeps in one place: each would fill pages of its own. */
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
    query: `SELECT body FROM items WHERE pk = ? AND sk BETWEEN ? AND ? AND sk > ? AND (ttl IS NULL OR ttl > ?)
      ORDER BY sk LIMIT ?`,
    byTimeAscending: `${BY_TIME} LIMIT ?`,
    byTimeDescending: `${BY_TIME} DESC LIMIT ?`,
    put: INSERT,
    putIfAbsent: `${INSERT} WHERE items.ttl <= ?`,
    putIfEquals:
      'UPDATE items SET body = ?, timePk = ?, timeSk = ?, ttl = ? WHERE pk = ? AND sk = ? AND body ->> ? = ?',
    next: `INSERT INTO items (pk, sk, body) VALUES (?, ?, '{"count":1}') ON CONFLICT (pk, sk) DO UPDATE
      SET body = json_set(body, '$.count', (body ->> '$.count') + 1) RETURNING body ->> '$.count' AS count`,
    settle:
      'UPDATE items SET body = json_set(body, ?, ?), timePk = NULL, timeSk = NULL WHERE pk = ? AND sk = ?',
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
