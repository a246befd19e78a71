import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { DataFolderRefused, makeDataFolder } from './data-folder.ts';

/** Copying the log back into the file is put off until 64 MB of it: a burst of mail is not held up by it. */
const LOG_PAGES = 16_384;

/**
 * One SQLite file holds everything but large mails and files. The write-ahead log survives a killed process without a flush to
 * the disk at every commit, and the exclusive lock, which the system takes back when the process ends, however it
 * ends, keeps a second desk out of the folder.
 *
 * @param folder null keeps everything in memory.
 * @throws DataFolderRefused
 */
export function openDatabase(folder: string | null): DatabaseSync {
  if (folder === null) return new DatabaseSync(':memory:');
  makeDataFolder(folder);
  const file = join(folder, 'desk.sqlite');
  const database = new DatabaseSync(file, { timeout: 0, open: false });
  try {
    database.open();
    database.exec(`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
      PRAGMA wal_autocheckpoint = ${LOG_PAGES};
      BEGIN EXCLUSIVE; COMMIT;`);
    markVersion(database, folder);
    return database;
  } catch (cause) {
    if (database.isOpen) database.close();
    if (cause instanceof DataFolderRefused) throw cause;
    const code = cause instanceof Error && 'errcode' in cause ? cause.errcode : null;
    if (code === SQLITE_BUSY)
      throw new DataFolderRefused(`The data folder ${folder} is in use by another desk`, { cause });
    if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB)
      throw new DataFolderRefused(`${file} is not a database of the desk, or is damaged`, { cause });
    if (code === SQLITE_CANTOPEN || code === SQLITE_READONLY)
      throw new DataFolderRefused(`${file} is a folder, or you may not write it`, { cause });
    throw new Error(`cannot open ${file}`, { cause });
  }
}

/** Raised when desks of before can no longer read what is written. */
const DATA_VERSION = 1;

function markVersion(database: DatabaseSync, folder: string): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > DATA_VERSION)
    throw new DataFolderRefused(`The data folder ${folder} was written by a newer version of the desk`);
  if (version < DATA_VERSION) database.exec(`PRAGMA user_version = ${DATA_VERSION}`);
}

/** The disk, or what one may write of it, has no room left: the sender is asked to come again, and nothing is lost. */
export function isDiskFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && noRoom.has(error.code)) return true;
  if ('errcode' in error && noRoom.has(error.errcode)) return true;
  return error.cause !== undefined && isDiskFull(error.cause);
}

/** https://sqlite.org/rescode.html */
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;
/** Also beyond a quota, or the largest file that one may write. */
const SQLITE_IOERR_WRITE = 778;

const noRoom = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG', SQLITE_FULL, SQLITE_IOERR_WRITE]);
