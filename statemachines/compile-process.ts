import { JOIN } from '../functions/core/process-template.ts';
import type { HumanStep, ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';
import { scopesOf, stepOf, targetsOf } from './process-scopes.ts';
import type { Scope } from './process-scopes.ts';
import { taskResources } from './state-machine.ts';
import type {
  Catcher,
  Retrier,
  State,
  StateMachineDefinition,
  TaskState,
  Template,
} from './state-machine.ts';

type WaitStep = Extract<StepDefinition, { kind: 'wait' }>;
type ParallelStep = Extract<StepDefinition, { kind: 'parallel' }>;
type StatesByName = Record<string, State>;

/** A line of the process that is being compiled, and all lines, for the branches within it. */
interface Line {
  template: ProcessTemplate;
  scope: Scope;
  scopes: Scope[];
}

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
const REST_SECONDS = 1800;

/**
 * The state machine of a process: one Task a step under the step's own id, a Choice `after <step>` where its outcomes
 * part, a Parallel for parallel work. Input: `{ ref, run, entry }`; `entry` names the step to begin at, null the first.
 * The template must have passed `checkProcess`. Throws `RangeError` for one without steps.
 */
export function compileProcess(template: ProcessTemplate): StateMachineDefinition {
  const scopes = scopesOf(template);
  const [scope] = scopes;
  if (!scope) throw new RangeError(`process ${template.id} has no steps`);
  const line = { template, scope, scopes };
  return {
    Comment: `${template.title.internal}. Compiled from desk/processes/${template.id}.yaml: change that file.`,
    QueryLanguage: 'JSONata',
    StartAt: ENTER,
    States: { [ENTER]: enter(line), ...lineStates(line) },
  };
}

/** A step within a parallel one is entered through that: its neighbours are asked again. */
function enter({ scope, scopes }: Line): State {
  const Assign = { ref: '{% $states.input.ref %}', run: '{% $states.input.run %}', answers: {} };
  return {
    Type: 'Choice',
    Choices: scope.steps.map((id) => ({
      Condition: `{% $states.input.entry in ${literal([id, ...stepsWithin(id, scopes)])} %}`,
      Assign,
      Next: id,
    })),
    Default: scope.start,
    Assign,
  };
}

function stepsWithin(parallel: string, scopes: Scope[]): string[] {
  return branchesOf(parallel, scopes).flatMap((branch) =>
    branch.steps.flatMap((id) => [id, ...stepsWithin(id, scopes)]),
  );
}

function branchesOf(parallel: string, scopes: Scope[]): Scope[] {
  return scopes.filter((scope) => scope.branch?.parallel === parallel);
}

function lineStates(line: Line): StatesByName {
  const states: StatesByName = {};
  for (const id of line.scope.steps) {
    const definition = stepOf(line.template, id);
    if (definition) Object.assign(states, stepStates(line, id, definition));
  }
  return states;
}

function stepStates(line: Line, id: string, definition: StepDefinition): StatesByName {
  switch (definition.kind) {
    case 'parallel':
      return { [id]: parallel(line, id, definition) };
    case 'close':
      return { [id]: { ...immediate(line, id, definition), End: true }, ...attention(id) };
    case 'message':
      return {
        [id]: { ...immediate(line, id, definition), Output: carried(line), ...onward(definition.on) },
        ...attention(id),
      };
    case 'wait':
      return { ...waitStates(line, id, definition), ...attention(id) };
    default:
      return { ...humanStates(line, id, definition), ...attention(id) };
  }
}

function humanStates(line: Line, id: string, definition: HumanStep): StatesByName {
  const task: TaskState = {
    Type: 'Task',
    Resource: taskResources.invokeAndWaitForToken,
    Arguments: openStep(id, definition, { token: '{% $states.context.Task.Token %}' }),
    Retry: retry,
    Catch: toAttention(line, id),
    ...keptResult(line),
  };
  const targets = targetsOf(definition);
  if (targets.length === 1) return { [id]: { ...task, ...onward(definition.on) } };

  const joined = `joined after ${id}`;
  return {
    [id]: { ...task, Next: `after ${id}` },
    [`after ${id}`]: outcomeChoice(line, id, definition, joined),
    ...(targets.includes(JOIN) ? { [joined]: { Type: 'Succeed' } } : {}),
  };
}

/**
 * A branch reads the variables of the process but cannot assign them: what it gathers travels as its states' data,
 * and the Parallel state takes it over.
 */
function keptResult({ scope }: Line): Pick<TaskState, 'Assign' | 'Output'> {
  const outcome = '{% $states.result.outcome %}';
  return scope.branch
    ? { Output: { outcome, answers: '{% $merge([$states.input.answers, $states.result.answers]) %}' } }
    : { Assign: { outcome, answers: '{% $merge([$answers, $states.result.answers]) %}' }, Output: {} };
}

function carried({ scope }: Line): Record<string, Template> {
  return scope.branch ? { answers: '{% $states.input.answers %}' } : {};
}

function outcomeChoice(line: Line, id: string, definition: HumanStep, joined: string): State {
  const outcome = line.scope.branch ? '$states.input.outcome' : '$outcome';
  return {
    Type: 'Choice',
    Choices: Object.entries(definition.on).map(([name, target]) => ({
      Condition: `{% ${outcome} = ${literal(name)} %}`,
      Next: target === JOIN ? joined : target,
    })),
    Default: attentionName(id),
    Output: { ...carried(line), error: { Error: 'UnknownOutcome', Cause: `{% ${outcome} %}` } },
  };
}

function waitStates(line: Line, id: string, definition: WaitStep): StatesByName {
  const wait = `wait ${id}`;
  const until = '{% $states.result.Payload.until %}';
  return {
    [id]: { ...immediate(line, id, definition), Output: { ...carried(line), until }, Next: wait },
    [wait]: {
      Type: 'Wait',
      Timestamp: '{% $states.input.until %}',
      Output: carried(line),
      ...onward(definition.on),
    },
  };
}

function parallel(line: Line, id: string, definition: ParallelStep): State {
  const gathered = '$merge($states.result.answers)';
  return {
    Type: 'Parallel',
    Arguments: { answers: {} },
    Branches: branchesOf(id, line.scopes).map((scope) => ({
      StartAt: scope.start,
      States: lineStates({ ...line, scope }),
    })),
    ...(line.scope.branch
      ? { Output: { answers: `{% $merge([$states.input.answers, ${gathered}]) %}` } }
      : { Assign: { answers: `{% $merge([$answers, ${gathered}]) %}` }, Output: {} }),
    ...onward(definition.on),
  };
}

/** What the open-step function does at once: no token, its answer is the result. */
function immediate(line: Line, id: string, definition: StepDefinition): TaskState {
  return {
    Type: 'Task',
    Resource: taskResources.invoke,
    Arguments: openStep(id, definition, {}),
    Retry: retry,
    Catch: toAttention(line, id),
  };
}

/**
 * The machine carries the step's own definition, so that a run never depends on a template edited since. The moment
 * at which it came to the step stays the same when the call is tried again, and tells that from coming back later.
 */
function openStep(step: string, definition: StepDefinition, more: Record<string, Template>): Template {
  const data = JSON.parse(JSON.stringify(definition)) as Template;
  return {
    FunctionName: OPEN_STEP,
    Payload: {
      ref: '{% $ref %}',
      run: '{% $run %}',
      step,
      entered: '{% $states.context.State.EnteredTime %}',
      retries: '{% $states.context.State.RetryCount %}',
      definition: data,
      ...more,
    },
  };
}

function toAttention(line: Line, id: string): Catcher[] {
  return [
    {
      ErrorEquals: ['States.ALL'],
      Output: { ...carried(line), error: '{% $states.errorOutput %}' },
      Next: attentionName(id),
    },
  ];
}

function attentionName(id: string): string {
  return `attention ${id}`;
}

/** A step that cannot be opened: somebody is told, the run stays, and after a rest the step is opened again. */
function attention(id: string): StatesByName {
  const rest = `rest ${id}`;
  const told = { Output: '{% $states.input %}', Next: rest };
  return {
    [attentionName(id)]: {
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
      Catch: [{ ErrorEquals: ['States.ALL'], ...told }],
      ...told,
    },
    [rest]: { Type: 'Wait', Seconds: REST_SECONDS, Next: id },
  };
}

/** For steps whose outcomes all lead to the same place. */
function onward(on: Record<string, string>): { Next: string } | { End: true } {
  const [target] = Object.values(on);
  return target === undefined || target === JOIN ? { End: true } : { Next: target };
}

/** JSON texts and lists of texts are JSONata literals too. */
function literal(value: string | string[]): string {
  return JSON.stringify(value);
}
