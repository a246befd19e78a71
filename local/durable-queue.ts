import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../functions/core/instant.ts';

/** Work that was promised and must outlive the process, oldest first. The same id is taken once. */
export interface DurableQueue<Body> {
  add(id: string, body: Body): void;
  /** The oldest that may be worked on at `now`. */
  next(now: Instant): { id: string; body: Body; attempts: number } | null;
  done(id: string): void;
  /** Puts it back until `dueAt`. */
  postpone(id: string, dueAt: Instant): void;
  /** When the first of those put back is due; null when nothing is waiting. */
  nextDue(): Instant | null;
  size(): number;
  /** Everything that waits, oldest first. */
  all(): Body[];
}

/**
 * What was put back when the process ended may be worked on at once.
 *
 * @param queue.read checks what comes back from the file: it may have been written by another version.
 */
export function openDurableQueue<Body>(
  database: DatabaseSync,
  queue: { name: string; read: (json: unknown) => Body },
): DurableQueue<Body> {
  database.exec(`CREATE TABLE IF NOT EXISTS waiting_work (
    position INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due_at TEXT NOT NULL DEFAULT '', UNIQUE (queue, id)) STRICT;
    CREATE INDEX IF NOT EXISTS waiting_work_in_order ON waiting_work (queue, position)`);
  database.prepare("UPDATE waiting_work SET due_at = '' WHERE queue = ?").run(queue.name);
  const insert = database.prepare('INSERT OR IGNORE INTO waiting_work (queue, id, body) VALUES (?, ?, ?)');
  const oldest = database.prepare(
    'SELECT id, body, attempts FROM waiting_work WHERE queue = ? AND due_at <= ? ORDER BY position LIMIT 1',
  );
  const remove = database.prepare('DELETE FROM waiting_work WHERE queue = ? AND id = ?');
  const putBack = database.prepare(
    'UPDATE waiting_work SET attempts = attempts + 1, due_at = ? WHERE queue = ? AND id = ?',
  );
  const earliestDue = database.prepare('SELECT min(due_at) AS due FROM waiting_work WHERE queue = ?');
  const count = database.prepare('SELECT count(*) AS size FROM waiting_work WHERE queue = ?');
  const everything = database.prepare('SELECT body FROM waiting_work WHERE queue = ? ORDER BY position');
  const { name, read } = queue;
  return {
    add: (id, body) => void insert.run(name, id, JSON.stringify(body)),
    next: (now) => {
      const row = oldest.get(name, now);
      if (!row) return null;
      return {
        id: String(row['id']),
        body: read(JSON.parse(String(row['body']))),
        attempts: Number(row['attempts']),
      };
    },
    done: (id) => void remove.run(name, id),
    postpone: (id, dueAt) => void putBack.run(dueAt, name, id),
    nextDue: () => {
      const due = earliestDue.get(name)?.['due'];
      return typeof due === 'string' ? due : null;
    },
    all: () => everything.all(name).map((row) => read(JSON.parse(String(row['body'])))),
    size: () => Number(count.get(name)?.['size']),
  };
}
