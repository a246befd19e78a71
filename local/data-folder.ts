import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** The folder cannot be used; its message says why, to people. */
export class DataFolderRefused extends Error {}

/**
 * Makes the folder when it is not there yet, for its owner alone.
 * @throws DataFolderRefused
 */
export function makeDataFolder(folder: string): void {
  if (!existsSync(dirname(folder)))
    throw new DataFolderRefused(`The data folder ${folder} cannot be made, there is no ${dirname(folder)}`);
  if (existsSync(folder) && !statSync(folder).isDirectory())
    throw new DataFolderRefused(`The data folder ${folder} is a file`);
  try {
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new DataFolderRefused(`The data folder ${folder} ${wordsFor(cause)}`, { cause });
  }
}

function wordsFor(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : String(fault);
  const words: Record<string, string> = {
    EACCES: 'may not be written by you',
    EPERM: 'may not be written by you',
    EROFS: 'is on a read-only disk',
    ENOSPC: 'does not fit on the disk, which is full',
    ENOTDIR: 'is inside a file',
    EEXIST: 'is a link that leads nowhere',
  };
  return words[code] ?? `cannot be written (${code})`;
}
