import { openAwaited } from '../core/open-step.ts';
import { isAwaited } from '../core/process-template.ts';
import { processFacts } from '../core/process-facts.ts';
import { leadOf } from '../core/step-owner.ts';
import type { Step } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { performStep } from './perform-step.ts';
import type { TicketState } from './ports.ts';
import { rosterFor } from './roster.ts';
import type { OpenStepDeps, OpenStepInput, OpenStepOutput, StepEntry } from './step-entry.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/**
 * Enters a step of a ticket's process. Entering twice (the service repeats what it is not sure of) opens once:
 * the visit takes the newer token, and goes on with it at once when somebody has ended it in between.
 * @throws Error for a ticket that does not exist, which the machine retries.
 */
export async function openStep(deps: OpenStepDeps, input: OpenStepInput): Promise<OpenStepOutput> {
  const { result } = await decideAndCommit<OpenStepOutput>(deps.store, async () => {
    const state = await deps.store.ticket(input.ref);
    if (!state) throw new Error(`no ticket ${input.ref}`);
    if (state.ticket.process.run !== input.run) return { changes: [], result: parked };
    const draft = new TicketDraft(state, { now: deps.clock(), desk: deps.desk });
    const result = await enter(deps, { draft, state, input });
    return { changes: draft.isChanged ? changesOf(draft.finish(), 'update_ticket') : [], result };
  });
  deps.log('step_entered', {
    ref: input.ref,
    run: input.run,
    step: 'step' in input ? input.step : input.withdraw.join(' '),
  });
  return result;
}

const parked = { parked: true } as const;

async function enter(
  deps: OpenStepDeps,
  entry: { draft: TicketDraft; state: TicketState; input: OpenStepInput },
): Promise<OpenStepOutput> {
  const { draft, state, input } = entry;
  if ('attention' in input) return askForAttention(deps, draft, input);
  if ('withdraw' in input) return withdraw(deps, draft, input.withdraw);
  const { definition } = input;
  if (!isAwaited(definition)) return performStep(deps, { draft, entry: input, definition });
  if (state.ticket.closed) return parked;
  const { token } = input;
  if (!token) throw new Error(`step ${input.step} waits for somebody and got no token`);
  if (isWithdrawn(draft, input)) return parked;
  const visit = visitOf(draft, input);
  if (visit?.token === token) return parked;
  if (visit) takeToken(draft, visit, token);
  else {
    const roster = await rosterFor(deps, draft, definition);
    openAwaited(draft, { ...input, id: input.step, definition, token, desk: deps.desk, roster });
  }
  return parked;
}

function withdraw(deps: OpenStepDeps, draft: TicketDraft, steps: string[]): OpenStepOutput {
  for (const step of draft.openSteps) if (steps.includes(step.id)) draft.cancelStep(step, 'process');
  for (const step of steps) draft.fireOnce(`withdrawn:${step}@${draft.now}`);
  return { facts: processFacts(draft, deps.desk, draft.now) };
}

/** A branch that lost may still have been on its way into the step when the others were at the join. */
function isWithdrawn({ ticket }: TicketDraft, { step, entered }: StepEntry): boolean {
  const mark = `withdrawn:${step}@`;
  return ticket.fired.some((fired) => fired.startsWith(mark) && fired.slice(mark.length) >= (entered ?? '9'));
}

/** The visit that is open, the one that an earlier try of the same call has opened, or one done before a migration. */
function visitOf(draft: TicketDraft, { step, run, entered, retries = 0 }: StepEntry): Step | undefined {
  return draft.steps.findLast(
    (visit) =>
      visit.id === step &&
      visit.run === run &&
      (visit.state.kind === 'open' || visit.carried || (retries > 0 && visit.entered === entered)),
  );
}

/** The token before it is void, so an end that was redeemed with that one has not reached the machine. */
function takeToken(draft: TicketDraft, visit: Step, token: string): void {
  const { carried: _takenOver, ...rest } = visit;
  draft.putStep({ ...rest, token });
  if (visit.state.kind === 'done')
    draft.addEffect({ kind: 'complete_step', step: visit.id, visit: visit.visit });
}

/** A step that cannot be entered is tried again and again by the machine; a person is told once. */
function askForAttention(
  deps: OpenStepDeps,
  draft: TicketDraft,
  input: Extract<OpenStepInput, { attention: true }>,
): OpenStepOutput {
  const error = errorName(input.error);
  if (!draft.fireOnce(`attention:${input.step}#${input.run}`)) return parked;
  draft.addEvent('attention_needed', 'process', { step: input.step, error });
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: leadOf(draft, deps.desk).id,
      template: 'attention-needed',
      class: 'notification',
      answerAs: 'note',
      facts: { step: input.step, error },
    },
  });
  deps.log('step_attention', { ref: input.ref, run: input.run, step: input.step });
  return parked;
}

function errorName(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'Error' in error)
    return String(error.Error).slice(0, 200);
  return String(error).slice(0, 200);
}
