import type { DatabaseSync } from 'node:sqlite';

const schema = `
  CREATE TABLE IF NOT EXISTS machine_definition (digest TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS machine_execution (
    id INTEGER PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, definition TEXT NOT NULL,
    status TEXT NOT NULL, input TEXT NOT NULL, output TEXT, error TEXT,
    started_at TEXT NOT NULL, stopped_at TEXT, transitions INTEGER NOT NULL, UNIQUE (name, machine)
  );
  CREATE INDEX IF NOT EXISTS machine_execution_running ON machine_execution (definition) WHERE status = 'RUNNING';
  CREATE TABLE IF NOT EXISTS machine_strand (
    id INTEGER PRIMARY KEY, execution INTEGER NOT NULL, parent INTEGER, seq INTEGER NOT NULL,
    state TEXT NOT NULL, position TEXT NOT NULL, token TEXT, due_at TEXT
  );
  CREATE INDEX IF NOT EXISTS machine_strand_execution ON machine_strand (execution);
  CREATE INDEX IF NOT EXISTS machine_strand_parent ON machine_strand (parent) WHERE parent IS NOT NULL;
  CREATE UNIQUE INDEX IF NOT EXISTS machine_strand_token ON machine_strand (token) WHERE token IS NOT NULL;
  CREATE INDEX IF NOT EXISTS machine_strand_due ON machine_strand (due_at) WHERE due_at IS NOT NULL;
`;

/**
 * The journal's three tables: definitions by their digest, executions running and over, and strands: a row for each
 * line of control of a running execution, rewritten at each step and gone at its end.
 */
export function openMachineTables(database: DatabaseSync) {
  database.exec(schema);
  return {
    definition: database.prepare('SELECT text FROM machine_definition WHERE digest = ?'),
    addDefinition: database.prepare('INSERT OR IGNORE INTO machine_definition VALUES (?, ?)'),
    forgetDefinitions: database.prepare(
      `DELETE FROM machine_definition
       WHERE digest NOT IN (SELECT definition FROM machine_execution WHERE status = 'RUNNING')`,
    ),

    addExecution: database.prepare(
      `INSERT OR IGNORE INTO machine_execution (machine, name, definition, status, input, started_at, transitions)
       VALUES (?, ?, ?, 'RUNNING', ?, ?, 1)`,
    ),
    execution: database.prepare('SELECT * FROM machine_execution WHERE name = ? AND machine = ?'),
    executions: database.prepare(
      'SELECT * FROM machine_execution WHERE name >= ? AND name < ? ORDER BY name, machine',
    ),
    endExecution: database.prepare(
      'UPDATE machine_execution SET status = ?, output = ?, error = ?, stopped_at = ? WHERE id = ?',
    ),
    countStates: database.prepare('UPDATE machine_execution SET transitions = transitions + ? WHERE id = ?'),
    allTransitions: database.prepare('SELECT coalesce(sum(transitions), 0) AS total FROM machine_execution'),

    addStrand: database.prepare(
      `INSERT INTO machine_strand (execution, parent, seq, state, position, due_at) VALUES (?, ?, 0, ?, ?, ?)`,
    ),
    strand: database.prepare(
      `SELECT s.*, e.machine, e.name, e.definition, e.input, e.started_at
       FROM machine_strand s JOIN machine_execution e ON e.id = s.execution WHERE s.id = ?`,
    ),
    strandByToken: database.prepare('SELECT id, seq, position FROM machine_strand WHERE token = ?'),
    /** Only the one that read it last may write it. */
    rewriteStrand: database.prepare(
      `UPDATE machine_strand SET seq = seq + 1, state = ?, position = ?, token = ?, due_at = ?
       WHERE id = ? AND seq = ?`,
    ),
    branches: database.prepare('SELECT position FROM machine_strand WHERE parent = ? ORDER BY id'),
    dropBranches: database.prepare(
      `DELETE FROM machine_strand WHERE id IN (
         WITH RECURSIVE below(id) AS (
           SELECT id FROM machine_strand WHERE parent = ?
           UNION ALL SELECT s.id FROM machine_strand s JOIN below ON s.parent = below.id
         ) SELECT id FROM below)`,
    ),
    dropStrands: database.prepare('DELETE FROM machine_strand WHERE execution = ?'),
    currentStates: database.prepare(
      `SELECT state FROM machine_strand
       WHERE execution = ? AND position ->> '$.activity.kind' NOT IN ('forked', 'ended') ORDER BY id`,
    ),
    due: database.prepare('SELECT id FROM machine_strand WHERE due_at <= ? ORDER BY due_at, id'),
    coming: database.prepare(
      'SELECT id, due_at FROM machine_strand WHERE due_at IS NOT NULL ORDER BY due_at',
    ),
  };
}
