import { isAwaited, JOIN } from '../functions/core/process-template.ts';
import type { AwaitedStep, ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';
import { holds, literal, valuesOf } from './fact-expressions.ts';
import { attentionName, attentionStates, entering, openStepTask } from './open-step-task.ts';
import {
  carried,
  endsOthers,
  entryOf,
  joinedState,
  JOINED,
  keeping,
  known,
  onward,
  wayTo,
} from './process-line.ts';
import type { Line, StatesByName } from './process-line.ts';
import {
  branchesOf,
  loopsOf,
  passedOverTo,
  scopesOf,
  stepOf,
  stepsWithin,
  targetsOf,
} from './process-scopes.ts';
import type { ChoiceRule, State, StateMachineDefinition, Template } from './state-machine.ts';

type Definition<Kind extends StepDefinition['kind']> = Extract<StepDefinition, { kind: Kind }>;
/** What the open-step function does at once. */
type ImmediateStep = Exclude<StepDefinition, AwaitedStep | Definition<'parallel'>>;

const ENTER = 'Enter';

/** What an immediate step has come to know. */
const learned = { facts: '{% $states.result.Payload.facts %}' };

/**
 * The state machine of a process: one Task a step under the step's own id, a Choice `whether <step>` in front of a step
 * with a `when`, a Choice `after <step>` where its outcomes part, a Parallel for parallel work, and where its first branch
 * suffices a Task `withdraw within <step>` behind it.
 * Input: `{ ref, run, entry, facts }`; `entry` names the step to begin at, null the first.
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
function enter(line: Line): State {
  const { scope, scopes } = line;
  const Assign = {
    ref: '{% $states.input.ref %}',
    run: '{% $states.input.run %}',
    facts: '{% $states.input.facts %}',
  };
  return {
    Type: 'Choice',
    Choices: scope.steps.map((id) => ({
      Condition: `{% $states.input.entry in ${literal([id, ...stepsWithin(id, scopes)])} %}`,
      Assign,
      Next: entryOf(line, id),
    })),
    Default: entryOf(line, scope.start),
    Assign,
  };
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
  return {
    ...guard(line, id, definition),
    ...ownStates(line, id, definition),
    ...(needsJoined(line, definition) ? joinedState(line, id) : {}),
  };
}

function ownStates(line: Line, id: string, definition: StepDefinition): StatesByName {
  if (definition.kind === 'parallel') return parallelStates(line, id, definition);
  if (isAwaited(definition)) return awaitedStates(line, id, definition);
  return immediateStates(line, id, definition);
}

/** A branch that ends after a choice, or ends the others with it, does so in a state of its own. */
function needsJoined(line: Line, definition: StepDefinition): boolean {
  const targets = targetsOf(definition);
  if (!targets.includes(JOIN)) return false;
  return endsOthers(line) || passedOverTo(definition) === JOIN || parts(definition);
}

function guard(line: Line, id: string, definition: StepDefinition): StatesByName {
  const past = passedOverTo(definition);
  if (past === null || definition.kind === 'close') return {};
  const Condition = holds(line, definition.when ?? 'true');
  return {
    [entryOf(line, id)]: {
      Type: 'Choice',
      Choices: [{ Condition, Next: id }],
      Default: wayTo(line, id, past),
    },
  };
}

/** Whether a step's outcomes lead to different places. */
function parts(definition: StepDefinition): boolean {
  if (!isAwaited(definition)) return false;
  return new Set(Object.values(definition.on)).size > 1 || Object.keys(definition.loops).length > 0;
}

function awaitedStates(line: Line, id: string, definition: AwaitedStep): StatesByName {
  const payload = entering(id, definition);
  if (definition.kind === 'call') payload['send'] = valuesOf(line, definition.send);
  const task = openStepTask(line, id, { payload, waits: true });
  const facts = '{% $states.result.facts %}';
  if (!parts(definition)) {
    const [target] = Object.values(definition.on);
    return {
      [id]: { ...task, ...keeping(line, { facts }), ...onward(line, id, target) },
      ...attentionStates(id),
    };
  }
  const ended = { outcome: '{% $states.result.outcome %}', times: '{% $states.result.times %}', facts };
  return {
    [id]: { ...task, ...keeping(line, ended), Next: `after ${id}` },
    [`after ${id}`]: outcomeChoice(line, id, definition),
    ...attentionStates(id),
  };
}

/** An outcome with a bound leads back so many times, and then on. */
function outcomeChoice(line: Line, id: string, definition: AwaitedStep): State {
  const outcome = known(line, 'outcome');
  const loops = loopsOf(definition);
  const Choices = Object.entries(definition.on).flatMap(([name, target]): ChoiceRule[] => {
    const ended = `${outcome} = ${literal(name)}`;
    const loop = loops[name];
    if (!loop) return [{ Condition: `{% ${ended} %}`, Next: wayTo(line, id, target) }];
    const within = `${ended} and ${known(line, 'times')} <= ${loop.times}`;
    return [
      { Condition: `{% ${within} %}`, Next: wayTo(line, id, target) },
      { Condition: `{% ${ended} %}`, Next: wayTo(line, id, loop.then) },
    ];
  });
  return {
    Type: 'Choice',
    Choices,
    Default: attentionName(id),
    Output: { ...carried(line), error: { Error: 'UnknownOutcome', Cause: `{% ${outcome} %}` } },
  };
}

function immediateStates(line: Line, id: string, definition: ImmediateStep): StatesByName {
  const payload = { ...entering(id, definition), ...valuesToSet(line, definition) };
  const task = openStepTask(line, id, { payload, waits: false });
  if (definition.kind === 'close')
    return { [id]: { ...task, Output: {}, End: true }, ...attentionStates(id) };
  const [target] = Object.values(definition.on);
  const next = onward(line, id, target);
  if (definition.kind !== 'wait')
    return { [id]: { ...task, ...keeping(line, learned), ...next }, ...attentionStates(id) };
  const wait = `wait ${id}`;
  const until = '{% $states.result.Payload.until %}';
  return {
    [id]: { ...task, ...keeping(line, learned, { until }), Next: wait },
    [wait]: { Type: 'Wait', Timestamp: '{% $states.input.until %}', Output: carried(line), ...next },
    ...attentionStates(id),
  };
}

/** What the expressions of a set step came to: whether each rule holds, and the fields that are computed. */
function valuesToSet(line: Line, definition: ImmediateStep): Record<string, Template> {
  if (definition.kind !== 'set') return {};
  return {
    holds: definition.rules.map(({ when }) => (when === undefined ? true : holds(line, when))),
    computed: valuesOf(line, definition.compute),
  };
}

function parallelStates(line: Line, id: string, definition: Definition<'parallel'>): StatesByName {
  const facts = `{% ${known(line, 'facts')} %}`;
  const [target] = Object.values(definition.on);
  const work = {
    Type: 'Parallel' as const,
    Arguments: { facts },
    Branches: branchesOf(id, line.scopes).map((scope) => {
      const branch = { ...line, scope };
      return { StartAt: entryOf(branch, scope.start), States: lineStates(branch) };
    }),
  };
  if (definition.join === 'all') {
    const newest = '{% $states.result.facts^(>version)[0] %}';
    return { [id]: { ...work, ...keeping(line, { facts: newest }), ...onward(line, id, target) } };
  }
  const withdraw = `withdraw within ${id}`;
  const left = { Output: carried(line), Next: withdraw };
  const task = openStepTask(line, id, { payload: { withdraw: stepsWithin(id, line.scopes) }, waits: false });
  return {
    [id]: { ...work, Catch: [{ ErrorEquals: [JOINED], ...left }], ...left },
    [withdraw]: { ...task, ...keeping(line, learned), ...onward(line, id, target) },
    ...attentionStates(id, withdraw),
  };
}
