import { instantOf, latest, millisOf } from '../functions/core/instant.ts';
import type { Instant } from '../functions/core/instant.ts';
import type {
  ChoiceState,
  ParallelState,
  State,
  TaskState,
  WaitState,
} from '../statemachines/state-machine.ts';
import { taskResources } from '../statemachines/state-machine.ts';
import { catcherOf, errorOutputOf, nextRetry } from './machine-errors.ts';
import { StateError } from './machine-expressions.ts';
import type { Expressions, Json, Sight } from './machine-expressions.ts';
import type { ErrorOutput, Position, Step } from './machine-position.ts';

/** What a state needs of the world around it. */
export interface Surroundings {
  expressions: Expressions;
  now: Instant;
  /** `$states.context` but for State and Task. */
  execution: Record<string, Json>;
  newToken: () => string;
  /** 0 ≤ n < 1 */
  random: () => number;
}

interface Outcome {
  Assign?: Record<string, Json>;
  Output?: Json;
}

interface Lead extends Outcome {
  Next?: string;
}

/** Does what a state says on entering it. */
export async function enterState(state: State, position: Position, around: Surroundings): Promise<Step> {
  return handlingErrors(state, position, around, async () => {
    const see = (more: Partial<Sight['states']> = {}) => sight(position, around, more);
    switch (state.Type) {
      case 'Task':
        return enterTask(state, position, around);
      case 'Wait':
        return enterWait(state, position, around);
      case 'Choice':
        return choose(state, position, around);
      case 'Parallel':
        return fork(state, position, around);
      case 'Pass':
        return lead(state, { sight: see(), otherwise: position.input }, position, around);
      case 'Succeed':
        return {
          kind: 'end',
          output: await output(state, { sight: see(), otherwise: position.input }, around),
        };
      case 'Fail':
        return { kind: 'fail', error: await failure(state, see(), around) };
    }
  });
}

/** Goes on from a state that has its result, or from a Wait state, whose time has come. */
export async function finishState(
  state: State,
  position: Position,
  around: Surroundings,
  result: Json,
): Promise<Step> {
  return handlingErrors(state, position, around, async () => {
    if (state.Type === 'Wait') {
      return lead(state, { sight: sight(position, around), otherwise: position.input }, position, around);
    }
    if (state.Type !== 'Task' && state.Type !== 'Parallel')
      throw new Error(`${position.state} has no result`);
    withinLimit(result, 'the result');
    return lead(state, { sight: sight(position, around, { result }), otherwise: result }, position, around);
  });
}

/** What follows from an error: another try, a catcher's state, or the end of the line. */
export async function failState(
  state: State,
  position: Position,
  around: Surroundings,
  error: ErrorOutput,
): Promise<Step> {
  if (state.Type !== 'Task' && state.Type !== 'Parallel') return { kind: 'fail', error };
  const retry = nextRetry(state.Retry, error, { used: position.retries, random: around.random() });
  if (retry) {
    const dueAt = instantOf(millisOf(around.now) + retry.waitMillis);
    return { kind: 'rest', activity: { kind: 'retrying' }, dueAt, token: null, retries: retry.used };
  }
  const catcher = catcherOf(state.Catch, error);
  if (!catcher) return { kind: 'fail', error };
  const errorOutput: Json = { ...error };
  try {
    return await lead(
      catcher,
      { sight: sight(position, around, { errorOutput }), otherwise: errorOutput },
      position,
      around,
    );
  } catch (fault) {
    return { kind: 'fail', error: ownError(fault) };
  }
}

async function handlingErrors(
  state: State,
  position: Position,
  around: Surroundings,
  act: () => Promise<Step>,
): Promise<Step> {
  try {
    return await act();
  } catch (fault) {
    return failState(state, position, around, ownError(fault));
  }
}

/** Anything but a state's own error is a fault of the runner. */
function ownError(fault: unknown): ErrorOutput {
  if (!(fault instanceof StateError)) throw fault;
  return errorOutputOf(fault);
}

async function enterTask(state: TaskState, position: Position, around: Surroundings): Promise<Step> {
  const token = state.Resource === taskResources.invokeAndWaitForToken ? around.newToken() : null;
  const see = sight(position, around, {}, token);
  const task = await around.expressions.evaluate(state.Arguments ?? null, see);
  withinLimit(task, 'the arguments');
  const seconds = await around.expressions.evaluate(state.TimeoutSeconds ?? null, see);
  const timeoutAt = seconds === null ? null : later(around.now, wholeSeconds(seconds, 'TimeoutSeconds'));
  return {
    kind: 'rest',
    activity: { kind: 'invoking', task, timeoutAt },
    dueAt: around.now,
    token,
    retries: position.retries,
  };
}

async function enterWait(state: WaitState, position: Position, around: Surroundings): Promise<Step> {
  const see = sight(position, around);
  const wish = await around.expressions.evaluate(state.Timestamp ?? state.Seconds ?? 0, see);
  const until =
    state.Timestamp === undefined ? later(around.now, wholeSeconds(wish, 'Seconds')) : moment(wish);
  if (latest(until, around.now) === around.now) {
    return lead(state, { sight: see, otherwise: position.input }, position, around);
  }
  return { kind: 'rest', activity: { kind: 'waiting' }, dueAt: until, token: null, retries: [] };
}

async function choose(state: ChoiceState, position: Position, around: Surroundings): Promise<Step> {
  const see = sight(position, around);
  for (const rule of state.Choices) {
    const holds = await around.expressions.evaluate(rule.Condition, see);
    if (typeof holds !== 'boolean') {
      throw new StateError('States.QueryEvaluationError', `${rule.Condition} is neither true nor false`);
    }
    if (holds) return lead(rule, { sight: see, otherwise: position.input }, position, around);
  }
  if (state.Default === undefined) {
    throw new StateError('States.NoChoiceMatched', `no choice of ${position.state} matched`);
  }
  const otherwise = { ...state, Next: state.Default };
  return lead(otherwise, { sight: see, otherwise: position.input }, position, around);
}

async function fork(state: ParallelState, position: Position, around: Surroundings): Promise<Step> {
  const input =
    state.Arguments === undefined
      ? position.input
      : await around.expressions.evaluate(state.Arguments, sight(position, around));
  return { kind: 'fork', branches: state.Branches.map((branch) => ({ state: branch.StartAt, input })) };
}

async function failure(
  state: { Error?: string; Cause?: string },
  see: Sight,
  { expressions }: Surroundings,
): Promise<ErrorOutput> {
  const [name, cause] = await Promise.all([
    expressions.evaluate(state.Error ?? '', see),
    expressions.evaluate(state.Cause ?? '', see),
  ]);
  return { Error: textOf(name), Cause: textOf(cause) };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `Assign` and `Output` both see the variables as they were on entering the state. */
async function lead(
  to: Lead,
  from: { sight: Sight; otherwise: Json },
  position: Position,
  around: Surroundings,
): Promise<Step> {
  const assigned = to.Assign ? await around.expressions.evaluate(to.Assign, from.sight) : {};
  const handedOn = await output(to, from, around);
  if (to.Next === undefined) return { kind: 'end', output: handedOn };
  const variables = { ...position.variables, ...(assigned as Record<string, Json>) };
  return { kind: 'next', state: to.Next, input: handedOn, variables };
}

async function output(
  to: Outcome,
  from: { sight: Sight; otherwise: Json },
  around: Surroundings,
): Promise<Json> {
  if (to.Output === undefined) return from.otherwise;
  const value = await around.expressions.evaluate(to.Output, from.sight);
  withinLimit(value, 'the output');
  return value;
}

function sight(
  position: Position,
  around: Surroundings,
  more: Partial<Sight['states']> = {},
  token: string | null = null,
): Sight {
  const RetryCount = position.retries.reduce((sum, used) => sum + used, 0);
  const context = {
    ...around.execution,
    State: { Name: position.state, EnteredTime: position.enteredAt, RetryCount },
    ...(token === null ? {} : { Task: { Token: token } }),
  };
  return {
    states: { input: position.input, context, ...more },
    variables: { ...position.outer, ...position.variables },
    now: around.now,
  };
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const LIMIT_BYTES = 256 * 1024;

function withinLimit(value: Json, what: string): void {
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes <= LIMIT_BYTES) return;
  throw new StateError('States.DataLimitExceeded', `${what} has ${bytes} bytes, the limit is ${LIMIT_BYTES}`);
}

function wholeSeconds(value: Json, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new StateError(
    'States.QueryEvaluationError',
    `${field} is ${JSON.stringify(value)}, not whole seconds`,
  );
}

function moment(value: Json): Instant {
  const millis = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(millis)) return instantOf(millis);
  throw new StateError('States.QueryEvaluationError', `Timestamp is ${JSON.stringify(value)}, not a moment`);
}

function later(now: Instant, seconds: number): Instant {
  return instantOf(millisOf(now) + seconds * 1000);
}
