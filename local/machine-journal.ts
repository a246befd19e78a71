import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../functions/core/instant.ts';
import type { Json } from './machine-expressions.ts';
import { enteredState } from './machine-position.ts';
import type { Activity, ErrorOutput, Position, Step } from './machine-position.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';

export interface ExecutionDescription {
  machine: string;
  name: string;
  status: ExecutionStatus;
  /** The states it is in: one, or one for each branch that has not ended; none when it is over. */
  states: string[];
  startedAt: Instant;
  stoppedAt: Instant | null;
  input: Json;
  output: Json;
  error: ErrorOutput | null;
  /** States entered so far, retries included: what a run is billed for. */
  transitions: number;
}

/** One line of control of a running execution, as last written down. */
export interface Strand {
  id: number;
  /** Raised by every write: a writer names the one it read. */
  seq: number;
  position: Position;
  token: string | null;
  dueAt: Instant | null;
  execution: { machine: string; name: string; definition: string; input: Json; startedAt: Instant };
}

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

export type MachineJournal = ReturnType<typeof openMachineJournal>;

/**
 * Where every execution stands, in three tables: a line of control is one row, rewritten at each step and gone at its
 * end, so that going on after a crash is the same as going on. Each function writes in one transaction, or not at all.
 */
export function openMachineJournal(database: DatabaseSync) {
  database.exec(schema);
  const sql = {
    definition: database.prepare('SELECT text FROM machine_definition WHERE digest = ?'),
    addDefinition: database.prepare('INSERT OR IGNORE INTO machine_definition VALUES (?, ?)'),
    forgetDefinitions: database.prepare(
      `DELETE FROM machine_definition WHERE digest NOT IN (SELECT definition FROM machine_execution WHERE status = 'RUNNING')`,
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
      `UPDATE machine_execution SET status = ?, output = ?, error = ?, stopped_at = ? WHERE id = ?`,
    ),
    count: database.prepare('UPDATE machine_execution SET transitions = transitions + ? WHERE id = ?'),
    total: database.prepare('SELECT coalesce(sum(transitions), 0) AS total FROM machine_execution'),
    states: database.prepare(
      `SELECT state FROM machine_strand WHERE execution = ? AND position ->> '$.activity.kind' NOT IN ('forked', 'ended') ORDER BY id`,
    ),
    addStrand: database.prepare(
      `INSERT INTO machine_strand (execution, parent, seq, state, position, due_at) VALUES (?, ?, 0, ?, ?, ?)`,
    ),
    strand: database.prepare(
      `SELECT s.*, e.machine, e.name, e.definition, e.input, e.started_at
       FROM machine_strand s JOIN machine_execution e ON e.id = s.execution WHERE s.id = ?`,
    ),
    byToken: database.prepare('SELECT id, seq, position FROM machine_strand WHERE token = ?'),
    rewrite: database.prepare(
      'UPDATE machine_strand SET seq = seq + 1, state = ?, position = ?, token = ?, due_at = ? WHERE id = ? AND seq = ?',
    ),
    standing: database.prepare(
      'SELECT id, execution, parent, seq, position FROM machine_strand WHERE id = ?',
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
    due: database.prepare('SELECT id FROM machine_strand WHERE due_at <= ? ORDER BY due_at, id'),
    coming: database.prepare(
      'SELECT id, due_at FROM machine_strand WHERE due_at IS NOT NULL ORDER BY due_at',
    ),
  };
  let transitions = Number(sql.total.get()?.['total']);

  function transaction<Result>(write: () => Result): Result {
    database.exec('BEGIN IMMEDIATE');
    try {
      const result = write();
      database.exec('COMMIT');
      return result;
    } catch (fault) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw fault;
    }
  }

  /** False when somebody else has moved the strand on since it was read. */
  function rewrite(
    strand: { id: number; seq: number },
    position: Position,
    token: string | null,
    dueAt: Instant | null,
  ): boolean {
    const { changes } = sql.rewrite.run(
      position.state,
      JSON.stringify(position),
      token,
      dueAt,
      strand.id,
      strand.seq,
    );
    return changes === 1;
  }

  function count(execution: number, states: number): void {
    if (states === 0) return;
    sql.count.run(states, execution);
    transitions += states;
  }

  function endExecution(
    execution: number,
    end: { status: ExecutionStatus; output?: Json; error?: ErrorOutput; at: Instant },
  ): void {
    const text = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
    sql.endExecution.run(end.status, text(end.output), text(end.error), end.at, execution);
    sql.dropStrands.run(execution);
  }

  /** A branch has ended or failed; its Parallel state goes on when that decides it. */
  function tellParent(parent: number, decided: Activity | null, at: Instant): void {
    const row = sql.standing.get(parent);
    if (!row) throw new Error(`the journal has lost strand ${parent}`);
    const activity = decided ?? gathered(sql.branches.all(parent).map(positionOf));
    if (!activity) return;
    sql.dropBranches.run(parent);
    rewrite({ id: parent, seq: Number(row['seq']) }, { ...positionOf(row), activity }, null, at);
  }

  function settle(
    strand: { id: number; seq: number },
    position: Position,
    step: Exclude<Step, { kind: 'next' }>,
    at: Instant,
  ): number {
    const row = sql.standing.get(strand.id);
    if (!row || row['seq'] !== strand.seq) return 0;
    const execution = Number(row['execution']);
    const parent = row['parent'] === null ? null : Number(row['parent']);
    switch (step.kind) {
      case 'rest':
        rewrite(
          strand,
          { ...position, activity: step.activity, retries: step.retries },
          step.token,
          step.dueAt,
        );
        return execution;
      case 'fork':
        rewrite(strand, { ...position, activity: { kind: 'forked' } }, null, null);
        for (const { state, input } of step.branches) {
          const outer = { ...position.outer, ...position.variables };
          sql.addStrand.run(
            execution,
            strand.id,
            state,
            JSON.stringify(enteredState({ state, input, at, outer })),
            at,
          );
        }
        count(execution, step.branches.length);
        return execution;
      case 'end':
        if (parent === null) {
          endExecution(execution, { status: 'SUCCEEDED', output: step.output, at });
          return execution;
        }
        rewrite(strand, { ...position, activity: { kind: 'ended', output: step.output } }, null, null);
        tellParent(parent, null, at);
        return execution;
      case 'fail':
        if (parent === null) endExecution(execution, { status: 'FAILED', error: step.error, at });
        else tellParent(parent, { kind: 'failed', error: step.error }, at);
        return execution;
    }
  }

  function describe(row: Record<string, unknown>): ExecutionDescription {
    const json = (text: unknown) => (text === null ? null : JSON.parse(String(text)));
    return {
      machine: String(row['machine']),
      name: String(row['name']),
      status: String(row['status']) as ExecutionStatus,
      states: sql.states.all(Number(row['id'])).map((strand) => String(strand['state'])),
      startedAt: String(row['started_at']),
      stoppedAt: row['stopped_at'] === null ? null : String(row['stopped_at']),
      input: json(row['input']),
      output: json(row['output']),
      error: json(row['error']),
      transitions: Number(row['transitions']),
    };
  }

  return {
    /** Keeps the definitions that may be needed, forgets the others. Returns the names under which they are kept. */
    keepDefinitions: (texts: string[]): string[] =>
      transaction(() => {
        sql.forgetDefinitions.run();
        return texts.map((text) => {
          const digest = createHash('sha256').update(text).digest('hex');
          sql.addDefinition.run(digest, text);
          return digest;
        });
      }),

    definition: (digest: string): string => {
      const row = sql.definition.get(digest);
      if (!row) throw new Error(`the journal has no definition ${digest}`);
      return String(row['text']);
    },

    /** False when there is an execution of this name already. */
    start: (execution: {
      machine: string;
      name: string;
      definition: string;
      startAt: string;
      input: Json;
      at: Instant;
    }): boolean =>
      transaction(() => {
        const { machine, name, definition, startAt, input, at } = execution;
        const added = sql.addExecution.run(machine, name, definition, JSON.stringify(input), at);
        if (added.changes === 0) return false;
        const first = enteredState({ state: startAt, input, at });
        sql.addStrand.run(Number(added.lastInsertRowid), null, startAt, JSON.stringify(first), at);
        transitions += 1;
        return true;
      }),

    stop: (machine: string, name: string, at: Instant): void =>
      transaction(() => {
        const row = sql.execution.get(name, machine);
        if (row?.['status'] === 'RUNNING') endExecution(Number(row['id']), { status: 'ABORTED', at });
      }),

    /** Null when there is no such strand any more. */
    strand: (id: number): Strand | null => {
      const row = sql.strand.get(id);
      if (!row) return null;
      return {
        id,
        seq: Number(row['seq']),
        position: positionOf(row),
        token: row['token'] === null ? null : String(row['token']),
        dueAt: row['due_at'] === null ? null : String(row['due_at']),
        execution: {
          machine: String(row['machine']),
          name: String(row['name']),
          definition: String(row['definition']),
          input: JSON.parse(String(row['input'])),
          startedAt: String(row['started_at']),
        },
      };
    },

    /**
     * Writes where a strand has come to, after it entered `entered` states. Nothing happens when it has been moved on or
     * stopped meanwhile.
     */
    settle: (
      strand: Strand,
      position: Position,
      step: Exclude<Step, { kind: 'next' }>,
      options: { entered: number; at: Instant },
    ): void =>
      transaction(() => {
        const execution = settle(strand, position, step, options.at);
        if (execution !== 0) count(execution, options.entered);
      }),

    /** Gives the task that waits under a token its end; null when the token is unknown or redeemed. Returns the strand. */
    redeem: (token: string, activity: Activity, at: Instant): number | null =>
      transaction(() => {
        const row = sql.byToken.get(token);
        if (!row) return null;
        const id = Number(row['id']);
        rewrite({ id, seq: Number(row['seq']) }, { ...positionOf(row), activity }, null, at);
        return id;
      }),

    execution: (machine: string, name: string): ExecutionDescription | null => {
      const row = sql.execution.get(name, machine);
      return row ? describe(row) : null;
    },

    executions: (namePrefix: string): ExecutionDescription[] =>
      sql.executions.all(namePrefix, `${namePrefix}\u{10FFFF}`).map(describe),

    due: (now: Instant): number[] => sql.due.all(now).map((row) => Number(row['id'])),

    /** The earliest moment at which a strand that is not left out has to be looked at. */
    nextDue: (leftOut: (id: number) => boolean): Instant | null => {
      for (const row of sql.coming.iterate()) if (!leftOut(Number(row['id']))) return String(row['due_at']);
      return null;
    },

    transitions: (): number => transitions,
  };
}

function positionOf(row: Record<string, unknown>): Position {
  return JSON.parse(String(row['position']));
}

/** The branches' outputs in order, once all have ended. */
function gathered(branches: Position[]): Activity | null {
  const outputs: Json[] = [];
  for (const { activity } of branches) {
    if (activity.kind !== 'ended') return null;
    outputs.push(activity.output);
  }
  return { kind: 'finished', result: outputs };
}
