import { addBusinessMinutes, durationMinutes } from '../core/calendar.ts';
import type { Desk } from '../core/desk.ts';
import type { RandomBytes, TicketRef } from '../core/ids.ts';
import type { Instant } from '../core/instant.ts';
import { isAsked, isHuman } from '../core/process-template.ts';
import type { AskedStep, HumanStep, ImmediateStep, StepDefinition } from '../core/process-template.ts';
import { bringStep } from '../core/step-mail.ts';
import { leadOf, oneOf } from '../core/step-owner.ts';
import type { Step } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Clock, Log, Store, TicketState } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

export interface OpenStepDeps {
  store: Store;
  desk: Desk;
  clock: Clock;
  randomBytes: RandomBytes;
  log: Log;
}

/**
 * What a process machine says when it enters a step; `token` when it waits for somebody. `entered` is when it came to
 * the step, `retries` how often it has tried this call before since then.
 */
export type OpenStepInput =
  | {
      ref: TicketRef;
      run: number;
      step: string;
      entered?: Instant;
      retries?: number;
      definition: StepDefinition;
      token?: string;
    }
  | { ref: TicketRef; run: number; step: string; attention: true; error: unknown };

/** Immediate steps answer with their outcome, waits with their end; a step that waits for a person just opens. */
export type OpenStepOutput =
  { outcome: string; answers: Record<string, unknown> } | { until: Instant } | { parked: true };

/**
 * Enters a step of a ticket's process. Entering twice (the service repeats what it is not sure of) opens once:
 * the visit takes the newer token, and goes on with it at once when somebody has ended it in between.
 * @throws Error for a ticket that does not exist, which the machine retries.
 */
export async function openStep(deps: OpenStepDeps, input: OpenStepInput): Promise<OpenStepOutput> {
  const { result } = await decideAndCommit<OpenStepOutput>(deps.store, async () => {
    const state = await deps.store.ticket(input.ref);
    if (!state) throw new Error(`no ticket ${input.ref}`);
    const draft = new TicketDraft(state, { now: deps.clock(), calendars: deps.desk.calendars });
    const result = enter(deps, { draft, state, input });
    return {
      changes: result.changed ? changesOf(draft.finish(), 'update_ticket') : [],
      result: result.output,
    };
  });
  deps.log('step_entered', { ref: input.ref, run: input.run, step: input.step });
  return result;
}

interface Entered {
  changed: boolean;
  output: OpenStepOutput;
}

function enter(
  deps: OpenStepDeps,
  entry: { draft: TicketDraft; state: TicketState; input: OpenStepInput },
): Entered {
  const { draft, state, input } = entry;
  if (state.ticket.process.run !== input.run) return { changed: false, output: { parked: true } };
  if ('attention' in input) return askForAttention(deps, { draft, input });
  const { definition } = input;
  if (!isHuman(definition)) return performNow(deps, { draft, input, definition });
  if (state.ticket.closed) return { changed: false, output: { parked: true } };
  const { token } = input;
  if (!token) throw new Error(`step ${input.step} waits for somebody and got no token`);
  const visit = visitOf(draft, input);
  if (visit?.token === token) return { changed: false, output: { parked: true } };
  if (visit) takeToken(draft, visit, token);
  else openHumanStep(deps, { draft, input, definition, token });
  return { changed: true, output: { parked: true } };
}

type Entry = Exclude<OpenStepInput, { attention: true }>;

/** The visit that is open, or the one that an earlier try of the same call has opened. */
function visitOf(draft: TicketDraft, { step, run, entered, retries = 0 }: Entry): Step | undefined {
  return draft.steps.findLast(
    (visit) =>
      visit.id === step &&
      visit.run === run &&
      (visit.state.kind === 'open' || (retries > 0 && visit.entered === entered)),
  );
}

/** The token before it is void, so an end that was redeemed with that one has not reached the machine. */
function takeToken(draft: TicketDraft, visit: Step, token: string): void {
  draft.putStep({ ...visit, token });
  if (visit.state.kind === 'done')
    draft.addEffect({ kind: 'complete_step', step: visit.id, visit: visit.visit });
}

function openHumanStep(
  deps: OpenStepDeps,
  entry: { draft: TicketDraft; input: Entry; definition: HumanStep; token: string },
): void {
  const { draft, input, definition, token } = entry;
  const { step: id, entered } = input;
  const owner = oneOf(isAsked(definition) ? 'requester' : definition.owner, draft, deps.desk);
  const visit = draft.steps.filter((step) => step.id === id).length + 1;
  draft.putStep({
    id,
    visit,
    run: draft.ticket.process.run,
    definition,
    calendar: calendarOf(draft, deps.desk),
    owner: owner.id,
    openedAt: draft.now,
    ...(entered ? { entered } : {}),
    token,
    state: { kind: 'open' },
  });
  draft.addEvent('step_opened', 'process', { step: id, visit, owner: owner.id });
  if (isAsked(definition)) return askRequester(draft, { id, visit, definition });
  if (draft.ticket.assignee === null && owner.agentId) draft.ticket = { ...draft.ticket, assignee: owner.id };
  bringStep(draft, { id, visit, definition }, owner.id);
}

function askRequester(draft: TicketDraft, step: { id: string; visit: number; definition: AskedStep }): void {
  if (!step.definition.message) return;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: draft.ticket.requester,
      template: templateName(step.definition.message),
      class: 'notification',
      step: { id: step.id, visit: step.visit },
      answerAs: 'reply',
    },
  });
}

function performNow(
  deps: OpenStepDeps,
  entry: { draft: TicketDraft; input: Entry; definition: Exclude<StepDefinition, HumanStep> },
): Entered {
  const { draft, input, definition } = entry;
  if (definition.kind === 'parallel') throw new Error(`step ${input.step} is the machine's own work`);
  const output = outputOf(definition, draft, deps.desk);
  switch (definition.kind) {
    case 'wait':
      return { changed: false, output };
    case 'close':
      if (draft.ticket.closed) return { changed: false, output };
      draft.close(definition.code === 'done' ? (draft.ticket.verdict ?? 'done') : definition.code, 'process');
      return { changed: true, output };
    case 'message':
      return { changed: sendOnce(draft, input, templateName(definition.message)), output };
  }
}

/** False when an earlier try of the same call has sent it. */
function sendOnce(draft: TicketDraft, { step, run, entered, retries = 0 }: Entry, template: string): boolean {
  const once = `message:${step}#${run}@${entered}`;
  if (retries > 0 && draft.ticket.fired.includes(once)) return false;
  draft.ticket = { ...draft.ticket, fired: [...draft.ticket.fired, once] };
  draft.addEvent('message_step', 'process', { step });
  draft.addEffect({
    kind: 'send_mail',
    mail: { to: draft.ticket.requester, template, class: 'notification', answerAs: 'reply' },
  });
  return true;
}

function outputOf(definition: ImmediateStep, draft: TicketDraft, desk: Desk): OpenStepOutput {
  if (definition.kind !== 'wait') return { outcome: 'done', answers: {} };
  const calendar = desk.calendars[calendarOf(draft, desk)];
  if (!calendar) throw new Error(`no calendar ${calendarOf(draft, desk)}`);
  return { until: addBusinessMinutes(calendar, draft.now, durationMinutes(calendar, definition.for)) };
}

/** A step that cannot be entered is tried again and again by the machine; a person is told once. */
function askForAttention(
  deps: OpenStepDeps,
  entry: { draft: TicketDraft; input: Extract<OpenStepInput, { attention: true }> },
): Entered {
  const { draft, input } = entry;
  const incident = `attention:${input.step}#${input.run}`;
  if (draft.ticket.fired.includes(incident)) return { changed: false, output: { parked: true } };
  draft.ticket = { ...draft.ticket, fired: [...draft.ticket.fired, incident] };
  const lead = leadOf(draft, deps.desk);
  draft.addEvent('attention_needed', 'process', { step: input.step, error: errorName(input.error) });
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: lead.id,
      template: 'attention-needed',
      class: 'notification',
      answerAs: 'note',
      facts: { step: input.step, error: errorName(input.error) },
    },
  });
  deps.log('step_attention', { ref: input.ref, run: input.run, step: input.step });
  return { changed: true, output: { parked: true } };
}

function errorName(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'Error' in error)
    return String(error.Error).slice(0, 200);
  return String(error).slice(0, 200);
}

function templateName(file: string): string {
  return file.replace(/^replies\//, '').replace(/\.liquid$/, '');
}

/** The calendar of the process's SLA policy: the one its durations are counted in. */
function calendarOf(draft: TicketDraft, desk: Desk): string {
  const policy = desk.sla[desk.processes[draft.ticket.process.id]?.sla ?? ''];
  return policy?.calendar ?? Object.keys(desk.calendars)[0] ?? 'office';
}
