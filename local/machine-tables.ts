import type { DatabaseSync, StatementSync } from 'node:sqlite';

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

const statements = {
  definition: 'SELECT text FROM machine_definition WHERE digest = ?',
  addDefinition: 'INSERT OR IGNORE INTO machine_definition VALUES (?, ?)',
  forgetDefinitions: `DELETE FROM machine_definition
     WHERE digest NOT IN (SELECT definition FROM machine_execution WHERE status = 'RUNNING')`,

  addExecution: `INSERT OR IGNORE INTO machine_execution (machine, name, definition, status, input, started_at, transitions)
     VALUES (?, ?, ?, 'RUNNING', ?, ?, 1)`,
  execution: 'SELECT * FROM machine_execution WHERE name = ? AND machine = ?',
  executions: 'SELECT * FROM machine_execution WHERE name >= ? AND name < ? ORDER BY name, machine',
  endExecution: 'UPDATE machine_execution SET status = ?, output = ?, error = ?, stopped_at = ? WHERE id = ?',
  countStates: 'UPDATE machine_execution SET transitions = transitions + ? WHERE id = ?',
  allTransitions: 'SELECT coalesce(sum(transitions), 0) AS total FROM machine_execution',

  addStrand: `INSERT INTO machine_strand (execution, parent, seq, state, position, due_at) VALUES (?, ?, 0, ?, ?, ?)`,
  strand: `SELECT s.*, e.machine, e.name, e.definition, e.input, e.started_at
     FROM machine_strand s JOIN machine_execution e ON e.id = s.execution WHERE s.id = ?`,
  seq: 'SELECT seq FROM machine_strand WHERE id = ?',
  strandByToken: 'SELECT id, seq, position FROM machine_strand WHERE token = ?',
  /** Only the one that read it last may write it. */
  rewriteStrand: `UPDATE machine_strand SET seq = seq + 1, state = ?, position = ?, token = ?, due_at = ?
     WHERE id = ? AND seq = ?`,
  branches: 'SELECT position FROM machine_strand WHERE parent = ? ORDER BY id',
  dropBranches: `DELETE FROM machine_strand WHERE id IN (
       WITH RECURSIVE below(id) AS (
         SELECT id FROM machine_strand WHERE parent = ?
         UNION ALL SELECT s.id FROM machine_strand s JOIN below ON s.parent = below.id
       ) SELECT id FROM below)`,
  dropStrands: 'DELETE FROM machine_strand WHERE execution = ?',
  currentStates: `SELECT state FROM machine_strand
     WHERE execution = ? AND position ->> '$.activity.kind' NOT IN ('forked', 'ended') ORDER BY id`,
  due: 'SELECT id FROM machine_strand WHERE due_at <= ? ORDER BY due_at, id',
  coming: 'SELECT id, due_at FROM machine_strand WHERE due_at IS NOT NULL ORDER BY due_at',
};

export type MachineTables = Readonly<Record<keyof typeof statements, StatementSync>>;

/**
 * The journal's three tables: definitions by their digest, executions running and over, and strands: a row for each
 * line of control of a running execution, rewritten at each step and gone at its end.
 */
export function openMachineTables(database: DatabaseSync): MachineTables {
  database.exec(schema);
  const prepared = Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as MachineTables;
}
