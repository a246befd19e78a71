import type { SQLOutputValue } from 'node:sqlite';
import type { Instant } from '../functions/core/instant.ts';
import { parseJson } from './machine-expressions.ts';
import type { Json } from './machine-expressions.ts';
import type { ErrorOutput, Position } from './machine-position.ts';

/** A row of the journal as SQLite gives it. */
export type Row = Record<string, SQLOutputValue>;

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

export function strandOf(row: Row): Strand {
  return {
    id: Number(row['id']),
    seq: Number(row['seq']),
    parent: typeof row['parent'] === 'number' ? row['parent'] : null,
    position: positionOf(row),
    token: textOrNull(row['token']),
    dueAt: textOrNull(row['due_at']),
    execution: {
      id: Number(row['execution']),
      machine: String(row['machine']),
      name: String(row['name']),
      definition: String(row['definition']),
      input: parseJson(String(row['input'])),
      startedAt: String(row['started_at']),
    },
  };
}

export function descriptionOf(row: Row, states: string[]): ExecutionDescription {
  return {
    machine: String(row['machine']),
    name: String(row['name']),
    status: String(row['status']) as ExecutionStatus,
    states,
    startedAt: String(row['started_at']),
    stoppedAt: textOrNull(row['stopped_at']),
    input: parseJson(String(row['input'])),
    output: parseJson(textOrNull(row['output']) ?? 'null'),
    error: JSON.parse(textOrNull(row['error']) ?? 'null') as ErrorOutput | null,
    transitions: Number(row['transitions']),
  };
}

export function positionOf(row: Row): Position {
  return JSON.parse(String(row['position'])) as Position;
}

function textOrNull(value: SQLOutputValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
