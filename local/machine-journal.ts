import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../functions/core/instant.ts';
import type { Json } from './machine-expressions.ts';
import { enteredState } from './machine-position.ts';
import type { Activity, ErrorOutput, Position, Step } from './machine-position.ts';
import { openMachineTables } from './machine-tables.ts';

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
  parent: number | null;
  position: Position;
  token: string | null;
  dueAt: Instant | null;
  execution: {
    id: number;
    machine: string;
    name: string;
    definition: string;
    input: Json;
    startedAt: Instant;
  };
}

/** Where a strand has come to after entering `entered` further states. */
export interface Progress {
  position: Position;
  step: Exclude<Step, { kind: 'next' }>;
  entered: number;
  at: Instant;
}

type End = { status: ExecutionStatus; output?: Json; error?: ErrorOutput; at: Instant };

export type MachineJournal = ReturnType<typeof openMachineJournal>;

/**
 * Where every execution stands, so that going on after a crash is the same as going on.
 * Each function writes in one transaction, or not at all.
 */
export function openMachineJournal(database: DatabaseSync) {
  const sql = openMachineTables(database);
  let transitions = Number(sql.allTransitions.get()?.['total']);

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

  function rewrite(
    { id, seq }: { id: number; seq: number },
    position: Position,
    rest: { token: string | null; dueAt: Instant | null } = { token: null, dueAt: null },
  ): void {
    sql.rewriteStrand.run(position.state, JSON.stringify(position), rest.token, rest.dueAt, id, seq);
  }

  function readStrand(id: number): Strand | null {
    const row = sql.strand.get(id);
    if (!row) return null;
    return {
      id,
      seq: Number(row['seq']),
      parent: row['parent'] === null ? null : Number(row['parent']),
      position: positionOf(row),
      token: textOrNull(row['token']),
      dueAt: textOrNull(row['due_at']),
      execution: {
        id: Number(row['execution']),
        machine: String(row['machine']),
        name: String(row['name']),
        definition: String(row['definition']),
        input: JSON.parse(String(row['input'])),
        startedAt: String(row['started_at']),
      },
    };
  }

  function addStrand(execution: number, parent: number | null, position: Position): number {
    const { state, enteredAt } = position;
    const added = sql.addStrand.run(execution, parent, state, JSON.stringify(position), enteredAt);
    return Number(added.lastInsertRowid);
  }

  function countStates(execution: number, entered: number): void {
    if (entered === 0) return;
    sql.countStates.run(entered, execution);
    transitions += entered;
  }

  function endExecution(execution: number, { status, output, error, at }: End): number[] {
    sql.endExecution.run(status, jsonOrNull(output), jsonOrNull(error), at, execution);
    sql.dropStrands.run(execution);
    return [];
  }

  /** Branches see what the lines around them have assigned. */
  function fork(
    { id, execution }: Strand,
    position: Position,
    starts: { state: string; input: Json }[],
    at: Instant,
  ): number[] {
    const outer = { ...position.outer, ...position.variables };
    countStates(execution.id, starts.length);
    return starts.map(({ state, input }) =>
      addStrand(execution.id, id, enteredState({ state, input, at, outer })),
    );
  }

  /** The Parallel state goes on when a branch's end or failure decides it; the other branches are over then. */
  function joinInto(parentId: number, failed: Activity | null, at: Instant): number[] {
    const activity = failed ?? gathered(sql.branches.all(parentId).map(positionOf));
    if (!activity) return [];
    const parent = readStrand(parentId);
    if (!parent) throw new Error(`the journal has lost strand ${parentId}`);
    sql.dropBranches.run(parentId);
    rewrite(parent, { ...parent.position, activity }, { token: null, dueAt: at });
    return [parentId];
  }

  function write(strand: Strand, { position, step, at }: Progress): number[] {
    const { execution, parent } = strand;
    switch (step.kind) {
      case 'rest':
        rewrite(strand, { ...position, activity: step.activity, retries: step.retries }, step);
        return [];
      case 'fork':
        rewrite(strand, { ...position, activity: { kind: 'forked' } });
        return fork(strand, position, step.branches, at);
      case 'end':
        if (parent === null)
          return endExecution(execution.id, { status: 'SUCCEEDED', output: step.output, at });
        rewrite(strand, { ...position, activity: { kind: 'ended', output: step.output } });
        return joinInto(parent, null, at);
      case 'fail':
        if (parent === null) return endExecution(execution.id, { status: 'FAILED', error: step.error, at });
        return joinInto(parent, { kind: 'failed', error: step.error }, at);
    }
  }

  function describe(row: Record<string, unknown>): ExecutionDescription {
    return {
      machine: String(row['machine']),
      name: String(row['name']),
      status: String(row['status']) as ExecutionStatus,
      states: sql.currentStates.all(Number(row['id'])).map(({ state }) => String(state)),
      startedAt: String(row['started_at']),
      stoppedAt: textOrNull(row['stopped_at']),
      input: fromJson(row['input']),
      output: fromJson(row['output']),
      error: fromJson(row['error']),
      transitions: Number(row['transitions']),
    };
  }

  return {
    /** Keeps these and the ones that running executions need. Returns the names under which they are kept. */
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
        addStrand(Number(added.lastInsertRowid), null, enteredState({ state: startAt, input, at }));
        transitions += 1;
        return true;
      }),

    stop: (machine: string, name: string, at: Instant): void =>
      transaction(() => {
        const row = sql.execution.get(name, machine);
        if (row?.['status'] === 'RUNNING') endExecution(Number(row['id']), { status: 'ABORTED', at });
      }),

    /** Null when there is no such strand any more. */
    strand: readStrand,

    /**
     * Nothing happens when the strand has been moved on or stopped since it was read.
     * Returns the other strands that can go on now.
     */
    settle: (strand: Strand, progress: Progress): number[] =>
      transaction(() => {
        if (readStrand(strand.id)?.seq !== strand.seq) return [];
        countStates(strand.execution.id, progress.entered);
        return write(strand, progress);
      }),

    /** Gives the task that waits under a token its end; returns its strand, null for a token unknown or redeemed. */
    redeem: (token: string, activity: Activity, at: Instant): number | null =>
      transaction(() => {
        const row = sql.strandByToken.get(token);
        if (!row) return null;
        const strand = { id: Number(row['id']), seq: Number(row['seq']) };
        rewrite(strand, { ...positionOf(row), activity }, { token: null, dueAt: at });
        return strand.id;
      }),

    execution: (machine: string, name: string): ExecutionDescription | null => {
      const row = sql.execution.get(name, machine);
      return row ? describe(row) : null;
    },

    executions: (namePrefix: string): ExecutionDescription[] =>
      sql.executions.all(namePrefix, `${namePrefix}\u{10FFFF}`).map(describe),

    due: (now: Instant): number[] => sql.due.all(now).map(({ id }) => Number(id)),

    /** The earliest moment at which a strand that is not left out has to be looked at. */
    nextDue: (isLeftOut: (id: number) => boolean): Instant | null => {
      for (const { id, due_at: at } of sql.coming.iterate()) if (!isLeftOut(Number(id))) return String(at);
      return null;
    },

    transitions: (): number => transitions,
  };
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

function positionOf(row: Record<string, unknown>): Position {
  return JSON.parse(String(row['position']));
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : String(value);
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function fromJson(text: unknown) {
  return text === null ? null : JSON.parse(String(text));
}
