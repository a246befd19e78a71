import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { vi } from 'vitest';

/** What stands in a desk's folder at one moment. */
export interface WrittenSoFar {
  /** Bytes of the database's write-ahead log. */
  log: number;
  /** Files of large mails and attachments. */
  blobs: string[];
}

/**
 * Tells of every write to a desk's folder once it would survive a kill: of each transaction, and of each large mail or
 * file, which lies there before the transaction that speaks of it. Until it is copied back, SQLite only appends to its
 * log (https://sqlite.org/wal.html): it grows with each commit and at no other time, and its beginning is what a
 * process that was killed then has left.
 *
 * @returns ends it.
 */
export function watchWrites(folder: string, written: (now: WrittenSoFar) => void): () => void {
  let last: WrittenSoFar = { log: 0, blobs: [] };

  function look(): void {
    const log = statSync(join(folder, 'desk.sqlite-wal'), { throwIfNoEntry: false })?.size ?? 0;
    if (log === last.log) return;
    if (log < last.log) throw new Error('the log has begun anew: its beginnings tell nothing any more');
    const blobs = filesUnder(join(folder, 'blobs'));
    if (blobs.length > last.blobs.length) written({ log: last.log, blobs });
    last = { log, blobs };
    written(last);
  }

  const { exec } = DatabaseSync.prototype;
  const { run, get, all } = StatementSync.prototype;
  const spies = [
    vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, ...given) {
      exec.apply(this, given);
      look();
    }),
    vi.spyOn(StatementSync.prototype, 'run').mockImplementation(function (this: StatementSync, ...given) {
      const changes = run.apply(this, given);
      look();
      return changes;
    }),
    vi.spyOn(StatementSync.prototype, 'get').mockImplementation(function (this: StatementSync, ...given) {
      const row = get.apply(this, given);
      look();
      return row;
    }),
    vi.spyOn(StatementSync.prototype, 'all').mockImplementation(function (this: StatementSync, ...given) {
      const rows = all.apply(this, given);
      look();
      return rows;
    }),
  ];
  return () => spies.forEach((spy) => spy.mockRestore());
}

/** Paths within the folder; none while it is not there. */
function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
