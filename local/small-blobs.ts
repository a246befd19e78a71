import type { DatabaseSync } from 'node:sqlite';
import type { Blobs } from '../functions/app/ports.ts';

/** Below this a row is quicker than a file (https://sqlite.org/intern-v-extern-blob.html). */
const SMALL = 100_000;

/** Most mails are small: they lie in the desk's own file, and only what is large elsewhere. */
export function smallBlobs(database: DatabaseSync, large: Blobs): Blobs {
  database.exec('CREATE TABLE IF NOT EXISTS small_blobs (key TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT');
  const write = database.prepare('INSERT OR REPLACE INTO small_blobs VALUES (?, ?)');
  const read = database.prepare('SELECT bytes FROM small_blobs WHERE key = ?');
  const remove = database.prepare('DELETE FROM small_blobs WHERE key = ?');
  return {
    put: async (key, bytes, contentType) => {
      if (bytes.byteLength < SMALL) {
        write.run(key, bytes);
        return;
      }
      await large.put(key, bytes, contentType);
      remove.run(key);
    },
    get: async (key) => {
      const bytes = read.get(key)?.['bytes'];
      return bytes instanceof Uint8Array ? bytes : large.get(key);
    },
  };
}
