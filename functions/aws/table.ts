/**
 * What the store needs of a table, in the terms that DynamoDB and SQLite share: rows under a partition and a sort
 * key, conditional writes, one sparse index over time, and rows that expire.
 */
export interface Table {
  /** Reads see every write that was answered before; a row past its expiry counts as absent. */
  get<Body>(key: Key<Body>): Promise<Body | null>;
  /** In the order of the keys, null where there is none. */
  getAll<Body>(keys: Key<Body>[]): Promise<(Body | null)[]>;
  /** By sort key, ascending. */
  query<Body>(query: { range: KeyRange<Body>; after?: string; limit?: number }): Promise<Body[]>;
  /** Rows of one partition of the time index, sorted by `time.sort`; may lag behind the writes by a moment. */
  queryByTime(query: TimeQuery): Promise<TimedKey[]>;
  /** False when the condition does not hold. */
  put(write: Put<unknown>): Promise<boolean>;
  /** All or nothing; at most 100. `refused` names the writes whose conditions do not hold, by their place. */
  transact(writes: Put<unknown>[]): Promise<{ kind: 'written' } | { kind: 'refused'; writes: number[] }>;
  /** Sets one field of a row and takes the row off the time index; nothing when there is no such row. */
  settle<Body>(key: Key<Body>, field: keyof Body & string, value: string): Promise<void>;
  /** Adds one to a counter; false, and nothing added, when it stands at `limit`. */
  countUp(counter: { key: Key<Counter>; limit: number; ttl: number }): Promise<boolean>;
  /** Adds one to a counter that has no limit and never expires, and says where it stands: never the same twice. */
  next(key: Key<Counter>): Promise<number>;
}

/** Where a row lies. `holds` is never set: it tells the compiler what the row's body is. */
export interface Key<Body> {
  pk: string;
  sk: string;
  readonly holds?: Body;
}

/** Rows of one partition whose sort keys lie between `from` and `to`, both included. */
export interface KeyRange<Body> {
  pk: string;
  from: string;
  to: string;
  readonly holds?: Body;
}

export interface Put<Body> {
  key: Key<Body>;
  body: Body;
  condition?: Condition;
  /** The row's place in the time index; a row without one is not in it. */
  time?: { partition: string; sort: string };
  /** Seconds since 1970. */
  ttl?: number;
}

/** `field` is a path into the body, `state.attempt`; an absent row equals nothing. */
export type Condition = { kind: 'absent' } | { kind: 'equals'; field: string; value: string | number };

export interface TimeQuery {
  partition: string;
  /** Only rows that sort before it. */
  before?: string;
  order: 'ascending' | 'descending';
  limit: number;
}

export interface TimedKey {
  pk: string;
  sk: string;
  time: string;
}

export interface Counter {
  count: number;
}

/** DynamoDB takes 400 KB with names and all; the rest is room for what an update may add. */
const MOST_BYTES = 390 * 1024;

export function refuseTooLarge(key: Key<unknown>, bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  throw new RangeError(
    `The row ${key.pk} ${key.sk} has ${bytes} bytes, more than the ${MOST_BYTES} a row may have: long texts belong in the blob store.`,
  );
}
