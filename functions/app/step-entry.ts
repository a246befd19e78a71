import type { Desk } from '../core/desk.ts';
import type { RandomBytes, TicketRef } from '../core/ids.ts';
import type { Instant } from '../core/instant.ts';
import type { ProcessFacts } from '../core/process-facts.ts';
import type { StepDefinition } from '../core/process-template.ts';
import type { Clock, Log, StepResult, Store } from './ports.ts';

/** What a process machine and the desk say to each other when a run comes to a step. */

export interface OpenStepDeps {
  store: Store;
  desk: Desk;
  clock: Clock;
  randomBytes: RandomBytes;
  log: Log;
}

/**
 * What a process machine says when it comes to a step. `entered` is when it did, `retries` how often it has tried this
 * call before since then; what the step's expressions came to is told with it.
 */
export interface StepEntry {
  ref: TicketRef;
  run: number;
  step: string;
  entered?: Instant;
  retries?: number;
  definition: StepDefinition;
  /** Of a step that waits. */
  token?: string;
  /** Of a call step: what shall be sent. */
  send?: Record<string, unknown>;
  /** Of a set step: whether each rule's `when` holds. */
  holds?: boolean[];
  /** Of a set step: the fields that it computes. */
  computed?: Record<string, unknown>;
}

export type OpenStepInput =
  | StepEntry
  /** The run could not get into the step. */
  | { ref: TicketRef; run: number; step: string; attention: true; error: unknown }
  /** Another branch was first at the join: these steps are not needed any more. */
  | { ref: TicketRef; run: number; withdraw: string[] };

/** Immediate steps answer with their outcome, waits with their end; a step that waits for somebody just opens. */
export type OpenStepOutput =
  StepResult | { until: Instant; facts: ProcessFacts } | { facts: ProcessFacts } | { parked: true };
