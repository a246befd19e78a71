import type { Instant } from '../functions/core/instant.ts';
import type { Json, Variables } from './machine-expressions.ts';

export interface ErrorOutput {
  Error: string;
  Cause: string;
}

/** Where one line of control stands: the execution itself, or one branch of a Parallel state. */
export interface Position {
  state: string;
  enteredAt: Instant;
  input: Json;
  /** Assigned in this line. */
  variables: Variables;
  /** What the lines around a branch had assigned when it began; to be read only. */
  outer: Variables;
  /** How often each retrier of the state has been used. */
  retries: number[];
  activity: Activity;
}

export type Activity =
  /** About to do what the state says, for the first time or after an error. */
  | { kind: 'entering' }
  | { kind: 'invoking'; task: Json; timeoutAt: Instant | null }
  /** Until its token is redeemed. */
  | { kind: 'parked'; timeoutAt: Instant | null }
  | { kind: 'waiting' }
  | { kind: 'retrying' }
  /** Until its branches have ended. */
  | { kind: 'forked' }
  /** The state has its result; what follows from it is still to be worked out. */
  | { kind: 'finished'; result: Json }
  | { kind: 'failed'; error: ErrorOutput }
  /** A branch that waits for its neighbours. */
  | { kind: 'ended'; output: Json };

/** What a state leads to. */
export type Step =
  | { kind: 'next'; state: string; input: Json; variables: Variables }
  | { kind: 'rest'; activity: Activity; dueAt: Instant | null; token: string | null; retries: number[] }
  | { kind: 'fork'; branches: { state: string; input: Json }[] }
  | { kind: 'end'; output: Json }
  | { kind: 'fail'; error: ErrorOutput };

export function enteredState(options: {
  state: string;
  input: Json;
  at: Instant;
  variables?: Variables;
  outer?: Variables;
}): Position {
  const { state, input, at, variables = {}, outer = {} } = options;
  return { state, enteredAt: at, input, variables, outer, retries: [], activity: { kind: 'entering' } };
}
