import type { StepDefinition } from '../functions/core/process-template.ts';
import { carried } from './process-line.ts';
import type { Line, StatesByName } from './process-line.ts';
import { taskResources } from './state-machine.ts';
import type { Catcher, Retrier, TaskState, Template } from './state-machine.ts';

/** Filled in with the open-step function when the machine is deployed. */
const OPEN_STEP = '${OpenStep}';

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

/** A call of the open-step function; with a token it is over when somebody redeems that. */
export function openStepTask(
  line: Line,
  id: string,
  { payload, waits }: { payload: Record<string, Template>; waits: boolean },
): TaskState {
  return {
    Type: 'Task',
    Resource: waits ? taskResources.invokeAndWaitForToken : taskResources.invoke,
    Arguments: openStep({
      ...payload,
      ...(waits ? { token: '{% $states.context.Task.Token %}' } : {}),
    }),
    Retry: retry,
    Catch: [
      {
        ErrorEquals: ['States.ALL'],
        Output: { ...carried(line), error: '{% $states.errorOutput %}' },
        Next: attentionName(id),
      } satisfies Catcher,
    ],
  };
}

/**
 * The machine carries the step's own definition, so that a run never depends on a template edited since. The moment
 * at which it came to the step stays the same when the call is tried again, and tells that from coming back later.
 */
export function entering(step: string, definition: StepDefinition): Record<string, Template> {
  const data = JSON.parse(JSON.stringify(definition)) as Template;
  return {
    step,
    entered: '{% $states.context.State.EnteredTime %}',
    retries: '{% $states.context.State.RetryCount %}',
    definition: data,
  };
}

export function attentionName(id: string): string {
  return `attention ${id}`;
}

/** A step that cannot be opened: somebody is told, the run stays, and after a rest `again` is tried again. */
export function attentionStates(id: string, again = id): StatesByName {
  const rest = `rest ${id}`;
  const told = { Output: '{% $states.input %}', Next: rest };
  return {
    [attentionName(id)]: {
      Type: 'Task',
      Resource: taskResources.invoke,
      Arguments: openStep({ step: id, attention: true, error: '{% $states.input.error %}' }),
      Retry: retry,
      Catch: [{ ErrorEquals: ['States.ALL'], ...told }],
      ...told,
    },
    [rest]: { Type: 'Wait', Seconds: REST_SECONDS, Next: again },
  };
}

function openStep(payload: Record<string, Template>): Template {
  return { FunctionName: OPEN_STEP, Payload: { ref: '{% $ref %}', run: '{% $run %}', ...payload } };
}
