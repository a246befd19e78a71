import { keyOf } from './dynamo-rows.ts';
import { itemSize } from './item-size.ts';
import type { Key, Put, Table } from './table.ts';

/** Request units as DynamoDB bills an on-demand table. */
export interface RequestUnits {
  write: number;
  read: number;
}

const WRITE_BYTES = 1024;
const READ_BYTES = 4096;
const TRANSACTION_FACTOR = 2;
const EVENTUAL_FACTOR = 0.5;

/**
 * A table that counts what its calls would cost on DynamoDB, by its public rules: a write costs one unit per KB of
 * the larger of the old and the new row, twice that in a transaction, and one for each row of the index that goes
 * or comes; a consistent read one unit per 4 KB of all it read. Old rows are known as far as this table wrote them.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
 */
export function meteredTable(table: Table): { table: Table; units: () => RequestUnits } {
  const units: RequestUnits = { write: 0, read: 0 };
  const known = new Map<string, { size: number; time: string | null }>();

  function countWrite(write: Put<unknown>, factor: number): void {
    const row = nameOf(write.key);
    const before = known.get(row);
    const after = {
      size: sizeOf(write),
      time: write.time ? `${write.time.partition} ${write.time.sort}` : null,
    };
    units.write += factor * unitsOf(Math.max(before?.size ?? 0, after.size), WRITE_BYTES);
    units.write += indexWrites(before?.time ?? null, after.time);
    known.set(row, after);
  }

  function countRead(bodies: readonly unknown[], factor = 1): void {
    const size = bodies.reduce<number>((total, body) => total + itemSize({ body }), 0);
    units.read += factor * unitsOf(size, READ_BYTES);
  }

  const metered: Table = {
    async get(key) {
      const body = await table.get(key);
      countRead([body]);
      return body;
    },
    async getAll(keys) {
      const bodies = await table.getAll(keys);
      for (const body of bodies) countRead([body]);
      return bodies;
    },
    async query(query) {
      const bodies = await table.query(query);
      countRead(bodies);
      return bodies;
    },
    async queryByTime(query) {
      const keys = await table.queryByTime(query);
      countRead(keys, EVENTUAL_FACTOR);
      return keys;
    },
    async put(write) {
      countWrite(write, 1);
      return table.put(write);
    },
    async transact(writes) {
      for (const write of writes) countWrite(write, TRANSACTION_FACTOR);
      return table.transact(writes);
    },
    async settle(key, field, value) {
      const before = known.get(nameOf(key));
      units.write += unitsOf(before?.size ?? 0, WRITE_BYTES) + indexWrites(before?.time ?? null, null);
      if (before) known.set(nameOf(key), { ...before, time: null });
      return table.settle(key, field, value);
    },
    async countUp(counter) {
      units.write += 1;
      return table.countUp(counter);
    },
    async next(key) {
      units.write += 1;
      return table.next(key);
    },
  };
  return { table: metered, units: () => ({ ...units }) };
}

function nameOf(key: Key<unknown>): string {
  return `${key.pk} ${key.sk}`;
}

function sizeOf({ key, body, time, ttl }: Put<unknown>): number {
  return itemSize({ ...keyOf(key), body, timePk: time?.partition, timeSk: time?.sort, ttl });
}

function unitsOf(bytes: number, bytesPerUnit: number): number {
  return Math.max(1, Math.ceil(bytes / bytesPerUnit));
}

/** A row that moves within the index is taken out and put in. */
function indexWrites(before: string | null, after: string | null): number {
  if (before === after) return 0;
  return (before === null ? 0 : 1) + (after === null ? 0 : 1);
}
