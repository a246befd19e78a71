import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../functions/core/instant.ts';
import type { LocalClock } from './clock.ts';

/**
 * Where the desk's time stood. A desk that was ahead of the world when it ended goes on from there: its history
 * would otherwise lie in the future.
 *
 * @returns remembers the time as it is now.
 */
export function openClockMemory(database: DatabaseSync, clock: LocalClock): () => void {
  database.exec(
    'CREATE TABLE IF NOT EXISTS desk_clock (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), at TEXT) STRICT',
  );
  const stood = database.prepare('SELECT at FROM desk_clock').get()?.['at'];
  if (typeof stood === 'string') clock.moveTo(stood);
  const write = database.prepare(
    'INSERT INTO desk_clock VALUES (1, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  );
  let written: Instant | null = null;
  return () => {
    const now = clock.now();
    if (now === written) return;
    write.run(now);
    written = now;
  };
}
