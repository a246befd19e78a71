import { DatabaseSync } from 'node:sqlite';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';

export type Opened = { kind: 'opened'; database: DatabaseSync } | { kind: 'refused'; reason: string };

/** Copying the log back into the file is put off until 64 MB of it: a burst of mail is not held up by it. */
const LOG_PAGES = 16_384;

/**
 * One SQLite file holds everything but mail bytes. The write-ahead log survives a killed process without a flush to
 * the disk at every commit, and the exclusive lock, which the system takes back when the process ends, however it
 * ends, keeps a second desk out of the folder.
 *
 * @param folder null keeps everything in memory.
 */
export function openDatabase(folder: string | null): Opened {
  if (folder === null) return { kind: 'opened', database: new DatabaseSync(':memory:') };
  const unusable = makeFolder(folder);
  if (unusable) return { kind: 'refused', reason: unusable };
  const database = new DatabaseSync(join(folder, 'desk.sqlite'), { timeout: 0 });
  try {
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${LOG_PAGES};
      BEGIN EXCLUSIVE; COMMIT;`);
    return { kind: 'opened', database };
  } catch (cause) {
    database.close();
    if (isBusy(cause))
      return { kind: 'refused', reason: `the data folder ${folder} is in use by another desk` };
    throw new Error(`cannot open ${join(folder, 'desk.sqlite')}`, { cause });
  }
}

/** The disk has no room left: the sender is asked to come again, and nothing is lost. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')) return true;
  if ('errcode' in error && error.errcode === SQLITE_FULL) return true;
  return error.cause !== undefined && isDiskFull(error.cause);
}

const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function makeFolder(folder: string): string | null {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return `the data folder ${folder} cannot be written (${code})`;
  }
}
