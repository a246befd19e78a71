import * as z from 'zod';
import { taskResources } from '../statemachines/state-machine.ts';
import type { Catcher, State, StateMachineDefinition, States } from '../statemachines/state-machine.ts';
import { parseExpressions } from './machine-expressions.ts';
import type { Expressions } from './machine-expressions.ts';

/** A definition that can run: every state by its name, whatever branch it is in, and its expressions parsed. */
export interface PreparedMachine {
  startAt: string;
  states: Map<string, State>;
  expressions: Expressions;
}

const json = z.json();
const assignments = z.record(
  z.string().regex(/^(?!states$)[A-Za-z_]\w*$/, 'is no name for a variable'),
  json,
);
const expression = z.string().regex(/^\{%[^]*%\}$/, 'is not an expression');
const comment = { Comment: z.string().optional() };
const data = { Assign: assignments.optional(), Output: json.optional() };
const onward = { Next: z.string().optional(), End: z.literal(true).optional() };

const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).nonempty(),
  IntervalSeconds: z.int().positive().optional(),
  MaxAttempts: z.int().nonnegative().optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().positive().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});
const catcher = z.strictObject({ ErrorEquals: z.array(z.string()).nonempty(), Next: z.string(), ...data });
const handlers = { Retry: z.array(retrier).optional(), Catch: z.array(catcher).optional() };

const seconds = z.union([z.int().nonnegative(), expression]);

const task = {
  Type: z.literal('Task'),
  ...comment,
  ...data,
  ...onward,
  ...handlers,
  TimeoutSeconds: seconds.optional(),
};
const invocation = z.strictObject({ FunctionName: z.string(), Payload: json.optional() });
const start = z.strictObject({ StateMachineArn: z.string(), Name: z.string(), Input: json });
const taskState = z.discriminatedUnion('Resource', [
  z.strictObject({ ...task, Resource: z.literal(taskResources.invoke), Arguments: invocation }),
  z.strictObject({
    ...task,
    Resource: z.literal(taskResources.invokeAndWaitForToken),
    Arguments: invocation,
  }),
  z.strictObject({ ...task, Resource: z.literal(taskResources.startExecution), Arguments: start }),
]);
const waitState = z.strictObject({
  Type: z.literal('Wait'),
  ...comment,
  ...data,
  ...onward,
  Seconds: seconds.optional(),
  Timestamp: z.string().optional(),
});
const choiceState = z.strictObject({
  Type: z.literal('Choice'),
  ...comment,
  ...data,
  Choices: z.array(z.strictObject({ Condition: expression, Next: z.string(), ...data })).nonempty(),
  Default: z.string().optional(),
});
const parallelState = z.strictObject({
  Type: z.literal('Parallel'),
  ...comment,
  ...data,
  ...onward,
  ...handlers,
  Arguments: json.optional(),
  get Branches() {
    return z.array(states).nonempty();
  },
});
const passState = z.strictObject({ Type: z.literal('Pass'), ...comment, ...data, ...onward });
const succeedState = z.strictObject({ Type: z.literal('Succeed'), ...comment, Output: json.optional() });
const failState = z.strictObject({
  Type: z.literal('Fail'),
  ...comment,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

const state: z.ZodType<State> = z.lazy(() =>
  z.discriminatedUnion('Type', [
    taskState,
    waitState,
    choiceState,
    parallelState,
    passState,
    succeedState,
    failState,
  ]),
);
const states: z.ZodType<States> = z.strictObject({
  StartAt: z.string(),
  States: z.record(z.string(), state),
});

const definition: z.ZodType<StateMachineDefinition> = z.strictObject({
  ...comment,
  QueryLanguage: z.literal('JSONata'),
  StartAt: z.string(),
  States: z.record(z.string(), state),
});

/**
 * Reads a definition in the part of the States Language that the runner performs.
 * @throws Error that names every field, state or resource it does not know, and every rule that is broken.
 */
export function prepareMachine(name: string, value: unknown): PreparedMachine {
  const read = definition.safeParse(value);
  if (!read.success) throw new Error(`machine ${name} cannot run:\n${z.prettifyError(read.error)}`);
  const prepared = new Map<string, State>();
  const faults = rulesBroken(read.data, prepared, new Set());
  if (faults.length > 0) throw new Error(`machine ${name} cannot run:\n${faults.join('\n')}`);
  return { startAt: read.data.StartAt, states: prepared, expressions: parseExpressions(json.parse(value)) };
}

/** Fills `all` with the states on the way. `outer` holds the variables that the lines around this one assign. */
function rulesBroken(line: States, all: Map<string, State>, outer: ReadonlySet<string>): string[] {
  const faults: string[] = [];
  const exists = (from: string, target: string | undefined) => {
    if (target !== undefined && !Object.hasOwn(line.States, target))
      faults.push(`${from} leads to ${target}, which does not exist`);
  };
  const assigned = new Set(Object.values(line.States).flatMap(variablesOf));

  exists('StartAt', line.StartAt);
  for (const [name, one] of Object.entries(line.States)) {
    if (all.has(name)) faults.push(`${name} is the name of two states`);
    if (name.length > 80) faults.push(`${name} is longer than 80 characters`);
    all.set(name, one);
    for (const target of targetsOf(one)) exists(name, target);
    faults.push(...stateFaults(one).map((fault) => `${name} ${fault}`));
    for (const variable of variablesOf(one)) {
      if (outer.has(variable))
        faults.push(`${name} assigns ${variable}, which belongs to the line around its branch`);
    }
    if (one.Type !== 'Parallel') continue;
    for (const branch of one.Branches)
      faults.push(...rulesBroken(branch, all, new Set([...outer, ...assigned])));
  }
  return faults;
}

function stateFaults(one: State): string[] {
  const faults: string[] = [];
  if ('Next' in one || 'End' in one || ['Task', 'Wait', 'Parallel', 'Pass'].includes(one.Type)) {
    const ways = [one.Type !== 'Choice' && 'Next' in one && one.Next, 'End' in one && one.End].filter(
      Boolean,
    );
    if (ways.length !== 1) faults.push('needs either Next or End');
  }
  if (one.Type === 'Wait' && (one.Seconds === undefined) === (one.Timestamp === undefined)) {
    faults.push('needs either Seconds or Timestamp');
  }
  if ('Retry' in one && one.Retry) faults.push(...allFaults(one.Retry, 'Retry'));
  if ('Catch' in one && one.Catch) faults.push(...allFaults(one.Catch, 'Catch'));
  return faults;
}

function allFaults(list: { ErrorEquals: string[] }[], field: string): string[] {
  return list.flatMap(({ ErrorEquals }, index) => {
    const misplaced =
      ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || index < list.length - 1);
    return misplaced ? [`names States.ALL in its ${field}, but not alone and last`] : [];
  });
}

function targetsOf(one: State): (string | undefined)[] {
  switch (one.Type) {
    case 'Choice':
      return [one.Default, ...one.Choices.map((rule) => rule.Next)];
    case 'Task':
    case 'Parallel':
      return [one.Next, ...(one.Catch ?? []).map((catcher) => catcher.Next)];
    case 'Succeed':
    case 'Fail':
      return [];
    default:
      return [one.Next];
  }
}

function variablesOf(one: State): string[] {
  const own = 'Assign' in one ? [one.Assign] : [];
  const rules = one.Type === 'Choice' ? one.Choices.map((rule) => rule.Assign) : [];
  const caught: Catcher[] = ('Catch' in one && one.Catch) || [];
  return [...own, ...rules, ...caught.map((catcher) => catcher.Assign)].flatMap((assign) =>
    Object.keys(assign ?? {}),
  );
}
