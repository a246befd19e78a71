import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { Blobs } from '../functions/app/ports.ts';
import { makeDataFolder } from './data-folder.ts';

/**
 * Blobs as files in a folder; a key's path is the file's path. A blob is whole or not there at all.
 * @throws DataFolderRefused
 */
export function folderBlobs(folder: string): Blobs {
  makeDataFolder(folder);
  const made = new Set<string>();
  return {
    async put(key, bytes) {
      const path = pathOf(folder, key);
      const parent = dirname(path);
      if (!made.has(parent)) await mkdir(parent, { recursive: true });
      made.add(parent);
      const unfinished = `${path}.${randomUUID()}.part`;
      try {
        await writeFile(unfinished, bytes);
        await rename(unfinished, path);
      } catch (error) {
        // On a full disk half a blob would take the room that others need.
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    async get(key) {
      try {
        return await readFile(pathOf(folder, key));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
        throw error;
      }
    },
  };
}

/** Keys come from outside in part (a delivery's id): none may leave the folder. Throws `RangeError` for one that would. */
function pathOf(folder: string, key: string): string {
  const parts = key.split('/');
  if (parts.some((part) => !/^[\w@+=.-]{1,200}$/.test(part) || /^\.+$/.test(part)))
    throw new RangeError(`not a blob's key: ${JSON.stringify(key)}`);
  return join(folder, ...parts);
}
