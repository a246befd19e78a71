import { JOIN, isHuman } from '../functions/core/process-template.ts';
import type { HumanStep, ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';
import { scopesOf, stepOf, targetsOf } from './process-scopes.ts';
import type { Scope } from './process-scopes.ts';
import { taskResources } from './state-machine.ts';
import type { Retrier, State, StateMachineDefinition, States, TaskState, Template } from './state-machine.ts';

type WaitingKind = Exclude<StepDefinition, { kind: 'close' }>;
type Onward = { Next: string } | { End: true };

/** Filled in with the open-step function when the machine is deployed. */
const OPEN_STEP = '${OpenStep}';

const ENTER = 'Enter';

/** A service that is busy or briefly gone: tried again for about two minutes before anybody is told. */
const retry: Retrier[] = [
  {
    ErrorEquals: ['States.TaskFailed'],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxAttempts: 6,
    MaxDelaySeconds: 60,
    JitterStrategy: 'FULL',
  },
];

/** How long a step that needs attention rests before it is opened again. */
const ATTENTION_SECONDS = 1800;

/**
 * The state machine of a process: one Task a step under the step's own id, a Choice `after <step>` where its outcomes
 * part, a Parallel for parallel work. Input: `{ ref, run, entry }`; `entry` names the step to begin at, null the first.
 * The template must have passed `checkProcess`.
 */
export function compileProcess(template: ProcessTemplate): StateMachineDefinition {
  const scopes = scopesOf(template);
  const [process] = scopes;
  if (!process) throw new RangeError(`process ${template.id} has no steps`);
  return {
    Comment: `${template.title.internal}. Compiled from desk/processes/${template.id}.yaml: change that file.`,
    QueryLanguage: 'JSONata',
    StartAt: ENTER,
    States: { [ENTER]: enter(process, scopes), ...statesOf(template, process, scopes) },
  };
}

/** A step within a parallel one is entered through that: its neighbours are asked again. */
function enter(process: Scope, scopes: Scope[]): State {
  const Assign = { ref: '{% $states.input.ref %}', run: '{% $states.input.run %}', answers: {} };
  return {
    Type: 'Choice',
    Choices: process.steps.map((id) => ({
      Condition: `{% $states.input.entry in ${literal([id, ...stepsWithin(id, scopes)])} %}`,
      Assign,
      Next: id,
    })),
    Default: process.start,
    Assign,
  };
}

function stepsWithin(parallel: string, scopes: Scope[]): string[] {
  return scopes
    .filter((scope) => scope.branch?.parallel === parallel)
    .flatMap((scope) => scope.steps.flatMap((id) => [id, ...stepsWithin(id, scopes)]));
}

function statesOf(template: ProcessTemplate, scope: Scope, scopes: Scope[]): Record<string, State> {
  const states: Record<string, State> = {};
  for (const id of scope.steps) {
    const definition = stepOf(template, id);
    if (definition) Object.assign(states, stepStates(template, id, definition, scope, scopes));
  }
  return states;
}

function stepStates(
  template: ProcessTemplate,
  id: string,
  definition: StepDefinition,
  scope: Scope,
  scopes: Scope[],
): Record<string, State> {
  switch (definition.kind) {
    case 'parallel':
      return { [id]: parallel(template, id, definition.on, scope, scopes) };
    case 'close':
      return { [id]: { ...immediate(id, definition), End: true }, ...attention(id) };
    case 'message':
      return { [id]: { ...immediate(id, definition), ...keepData(scope), ...onward(definition) }, ...attention(id) };
    case 'wait':
      return waitStates(id, definition, scope);
    default:
      return humanStates(id, definition, scope);
  }
}

function humanStates(id: string, definition: HumanStep, scope: Scope): Record<string, State> {
  const parts = targetsOf(definition).length > 1;
  const task: State = {
    Type: 'Task',
    Resource: taskResources.invokeAndWaitForToken,
    Arguments: openStep(id, definition, { token: '{% $states.context.Task.Token %}' }),
    Retry: retry,
    Catch: caught(`attention ${id}`),
    ...keepResult(scope),
    ...(parts ? { Next: `after ${id}` } : onward(definition)),
  };
  return { [id]: task, ...(parts ? { [`after ${id}`]: choice(id, definition, scope) } : {}), ...attention(id) };
}

function waitStates(id: string, definition: Extract<StepDefinition, { kind: 'wait' }>, scope: Scope): Record<string, State> {
  const until = '{% $states.result.Payload.until %}';
  return {
    [id]: {
      ...immediate(id, definition),
      Output: scope.branch ? { until, answers: '{% $states.input.answers %}' } : { until },
      Next: `wait ${id}`,
    },
    [`wait ${id}`]: { Type: 'Wait', Timestamp: '{% $states.input.until %}', ...onward(definition) },
    ...attention(id),
  };
}

function parallel(
  template: ProcessTemplate,
  id: string,
  on: Record<string, string>,
  scope: Scope,
  scopes: Scope[],
): State {
  const Branches: States[] = scopes
    .filter((branch) => branch.branch?.parallel === id)
    .map((branch) => ({ StartAt: branch.start, States: statesOf(template, branch, scopes) }));
  const gathered = '$merge($states.result.answers)';
  return {
    Type: 'Parallel',
    Arguments: { answers: {} },
    Branches,
    ...(scope.branch
      ? { Output: { answers: `{% $merge([$states.input.answers, ${gathered}]) %}` } }
      : { Assign: { answers: `{% $merge([$answers, ${gathered}]) %}` } }),
    ...to(Object.values(on)[0]),
  };
}

/**
 * A branch reads the variables of the process but cannot assign them: what it gathers travels as its states' data,
 * and the Parallel state merges it.
 */
function keepResult(scope: Scope): Pick<TaskState, 'Assign' | 'Output'> {
  const outcome = '{% $states.result.outcome %}';
  return scope.branch
    ? { Output: { outcome, answers: '{% $merge([$states.input.answers, $states.result.answers]) %}' } }
    : { Assign: { outcome, answers: '{% $merge([$answers, $states.result.answers]) %}' } };
}

function keepData(scope: Scope): Pick<TaskState, 'Output'> {
  return scope.branch ? { Output: '{% $states.input %}' } : {};
}

function choice(id: string, definition: HumanStep, scope: Scope): State {
  const outcome = scope.branch ? '$states.input.outcome' : '$outcome';
  const error = { Error: 'UnknownOutcome', Cause: `{% ${outcome} %}` };
  return {
    Type: 'Choice',
    Choices: Object.entries(definition.on).map(([name, target]) =>
      target === JOIN
        ? { Condition: `{% ${outcome} = ${literal(name)} %}`, Next: `join after ${id}` }
        : { Condition: `{% ${outcome} = ${literal(name)} %}`, Next: target },
    ),
    Default: `attention ${id}`,
    Output: scope.branch ? { error, answers: '{% $states.input.answers %}' } : { error },
  };
}

function immediate(id: string, definition: StepDefinition): TaskState {
  return {
    Type: 'Task',
    Resource: taskResources.invoke,
    Arguments: openStep(id, definition, {}),
    Retry: retry,
    Catch: caught(`attention ${id}`),
  };
}

function openStep(step: string, definition: StepDefinition, more: Record<string, Template>): Template {
  return {
    FunctionName: OPEN_STEP,
    Payload: { ref: '{% $ref %}', run: '{% $run %}', step, definition: asData(definition), ...more },
  };
}

/** A step that cannot be opened: somebody is told, the run stays, and after a rest the step is opened again. */
function attention(id: string): Record<string, State> {
  return {
    [`attention ${id}`]: {
      Type: 'Task',
      Resource: taskResources.invoke,
      Arguments: {
        FunctionName: OPEN_STEP,
        Payload: {
          ref: '{% $ref %}',
          run: '{% $run %}',
          step: id,
          attention: true,
          error: '{% $states.input.error %}',
        },
      },
      Retry: retry,
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.input %}', Next: `rest ${id}` }],
      Output: '{% $states.input %}',
      Next: `rest ${id}`,
    },
    [`rest ${id}`]: { Type: 'Wait', Seconds: ATTENTION_SECONDS, Next: id },
  };
}

function caught(next: string): TaskState['Catch'] {
  return [
    {
      ErrorEquals: ['States.ALL'],
      Output: "{% $merge([$states.input, { 'error': $states.errorOutput }]) %}",
      Next: next,
    },
  ];
}

function onward(definition: WaitingKind): Onward {
  return to(Object.values(definition.on)[0]);
}

function to(target: string | undefined): Onward {
  return target === undefined || target === JOIN ? { End: true } : { Next: target };
}

function asData(definition: StepDefinition): Template {
  return JSON.parse(JSON.stringify(definition)) as Template;
}

/** JSON texts and lists are JSONata literals too. */
function literal(value: string | string[]): string {
  return JSON.stringify(value);
}
