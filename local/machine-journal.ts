import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Instant } from '../functions/core/instant.ts';
import type { Json } from './machine-expressions.ts';
import { enteredState } from './machine-position.ts';
import type { Activity, ErrorOutput, Position, Step } from './machine-position.ts';
import { descriptionOf, positionOf, strandOf } from './machine-rows.ts';
import type { ExecutionDescription, ExecutionStatus, Row, Strand } from './machine-rows.ts';
import { openMachineTables } from './machine-tables.ts';

/** Where a strand has come to after entering `entered` further states. */
export interface Progress {
  position: Position;
  step: Exclude<Step, { kind: 'next' }>;
  entered: number;
  at: Instant;
}

/** What a settled strand leads to. */
export interface Settled {
  /** As it stands now; null when it is over, has forked or was moved on by somebody else meanwhile. */
  strand: Strand | null;
  /** Others that can go on now. */
  others: number[];
}

interface End {
  status: ExecutionStatus;
  output?: Json;
  error?: ErrorOutput;
  at: Instant;
}

export interface MachineJournal {
  /** Keeps these and the ones that running executions need. Returns the names under which they are kept. */
  keepDefinitions(texts: string[]): string[];
  definition(digest: string): string;
  /** False when there is an execution of this name already. */
  start(execution: NewExecution): boolean;
  stop(machine: string, name: string, at: Instant): void;
  execution(machine: string, name: string): ExecutionDescription | null;
  executions(namePrefix: string): ExecutionDescription[];
  /** Null when there is no such strand any more. */
  strand(id: number): Strand | null;
  /** Resolved when it is written, soon. Nothing happens when the strand was moved on or stopped since it was read. */
  settle(strand: Strand, progress: Progress): Promise<Settled>;
  /** Gives the task that waits under a token its end; returns its strand, null for a token unknown or redeemed. */
  redeem(token: string, activity: Activity, at: Instant): number | null;
  due(now: Instant): number[];
  /** The earliest moment at which a strand that is not left out has to be looked at. */
  nextDue(isLeftOut: (id: number) => boolean): Instant | null;
  transitions(): number;
}

export interface NewExecution {
  machine: string;
  name: string;
  /** As `keepDefinitions` named it. */
  definition: string;
  startAt: string;
  input: Json;
  at: Instant;
}

/**
 * Where every execution stands, so that going on after a crash is the same as going on.
 * Each function writes in one transaction, or not at all; what many strands settle at the same time shares one.
 */
export function openMachineJournal(database: DatabaseSync): MachineJournal {
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

  const settling: { write: () => Settled; promise: PromiseWithResolvers<Settled> }[] = [];

  function commitSettling(): void {
    const batch = settling.splice(0);
    try {
      const settled = transaction(() => batch.map(({ write }) => write()));
      batch.forEach(({ promise }, index) => promise.resolve(settled[index] ?? nothing));
    } catch (fault) {
      for (const { promise } of batch) promise.reject(fault);
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
    return row ? strandOf(row) : null;
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

  function endExecution(execution: number, { status, output, error, at }: End): Settled {
    sql.endExecution.run(status, jsonOrNull(output), jsonOrNull(error), at, execution);
    sql.dropStrands.run(execution);
    return nothing;
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

  function write(strand: Strand, { position, step, entered, at }: Progress): Settled {
    const { id, execution, parent } = strand;
    if (sql.seq.get(id)?.['seq'] !== strand.seq) return nothing;
    countStates(execution.id, entered);
    switch (step.kind) {
      case 'rest': {
        const { activity, retries, token, dueAt } = step;
        const rested = { ...position, activity, retries };
        rewrite(strand, rested, { token, dueAt });
        return { strand: { ...strand, seq: strand.seq + 1, position: rested, token, dueAt }, others: [] };
      }
      case 'fork':
        rewrite(strand, { ...position, activity: { kind: 'forked' } });
        return { strand: null, others: fork(strand, position, step.branches, at) };
      case 'end':
        if (parent === null)
          return endExecution(execution.id, { status: 'SUCCEEDED', output: step.output, at });
        rewrite(strand, { ...position, activity: { kind: 'ended', output: step.output } });
        return { strand: null, others: joinInto(parent, null, at) };
      case 'fail':
        if (parent === null) return endExecution(execution.id, { status: 'FAILED', error: step.error, at });
        return { strand: null, others: joinInto(parent, { kind: 'failed', error: step.error }, at) };
    }
  }

  function describe(row: Row): ExecutionDescription {
    const strands = sql.currentStates.all(Number(row['id']));
    return descriptionOf(
      row,
      strands.map(({ state }) => String(state)),
    );
  }

  return {
    keepDefinitions: (texts) =>
      transaction(() => {
        sql.forgetDefinitions.run();
        return texts.map((text) => {
          const digest = createHash('sha256').update(text).digest('hex');
          sql.addDefinition.run(digest, text);
          return digest;
        });
      }),

    definition: (digest) => {
      const row = sql.definition.get(digest);
      if (!row) throw new Error(`the journal has no definition ${digest}`);
      return String(row['text']);
    },

    start: ({ machine, name, definition, startAt, input, at }) =>
      transaction(() => {
        const added = sql.addExecution.run(machine, name, definition, JSON.stringify(input), at);
        if (added.changes === 0) return false;
        addStrand(Number(added.lastInsertRowid), null, enteredState({ state: startAt, input, at }));
        transitions += 1;
        return true;
      }),

    stop: (machine, name, at) =>
      transaction(() => {
        const row = sql.execution.get(name, machine);
        if (row?.['status'] === 'RUNNING') endExecution(Number(row['id']), { status: 'ABORTED', at });
      }),

    strand: readStrand,

    settle: (strand, progress) => {
      if (settling.length === 0) setImmediate(commitSettling);
      const promise = Promise.withResolvers<Settled>();
      settling.push({ write: () => write(strand, progress), promise });
      return promise.promise;
    },

    redeem: (token, activity, at) =>
      transaction(() => {
        const row = sql.strandByToken.get(token);
        if (!row) return null;
        const strand = { id: Number(row['id']), seq: Number(row['seq']) };
        rewrite(strand, { ...positionOf(row), activity }, { token: null, dueAt: at });
        return strand.id;
      }),

    execution: (machine, name) => {
      const row = sql.execution.get(name, machine);
      return row ? describe(row) : null;
    },

    executions: (namePrefix) => sql.executions.all(namePrefix, `${namePrefix}\u{10FFFF}`).map(describe),

    due: (now) => sql.due.all(now).map(({ id }) => Number(id)),

    nextDue: (isLeftOut) => {
      for (const { id, due_at: at } of sql.coming.iterate()) if (!isLeftOut(Number(id))) return String(at);
      return null;
    },

    transitions: () => transitions,
  };
}

const nothing: Settled = { strand: null, others: [] };

/** The branches' outputs in order, once all have ended. */
function gathered(branches: Position[]): Activity | null {
  const outputs: Json[] = [];
  for (const { activity } of branches) {
    if (activity.kind !== 'ended') return null;
    outputs.push(activity.output);
  }
  return { kind: 'finished', result: outputs };
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
