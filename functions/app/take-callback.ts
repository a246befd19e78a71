import { readCallAnswer } from '../core/call-answer.ts';
import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import type { CallStep } from '../core/process-template.ts';
import type { Step } from '../core/ticket.ts';
import { completeStep } from './complete-step.ts';
import type { Clock, Log, Store } from './ports.ts';

export interface CallbackDeps {
  store: Store;
  desk: Desk;
  clock: Clock;
  log: Log;
}

export type CallVisit = Step & { definition: CallStep };

/** The visit of a call step that a callback address names, whether or not anybody still waits for it. */
export async function calledStep(
  { store }: Pick<CallbackDeps, 'store'>,
  address: { ref: TicketRef; step: string; visit: number },
): Promise<CallVisit | null> {
  const state = await store.ticket(address.ref);
  const step = state?.steps.find(({ id, visit }) => id === address.step && visit === address.visit);
  return step?.definition.kind === 'call' ? { ...step, definition: step.definition } : null;
}

export type CallbackOutcome =
  | { kind: 'completed' }
  /** It was answered before, took too long, or is not wanted any more. */
  | { kind: 'too_late' }
  | { kind: 'unreadable'; reason: string };

/** Ends a call step with what the system says whose signature was verified. Only the first word counts. */
export async function takeCallback(
  deps: CallbackDeps,
  callback: { ref: TicketRef; step: CallVisit; body: string },
): Promise<CallbackOutcome> {
  const { ref, step, body } = callback;
  if (step.state.kind !== 'open') return { kind: 'too_late' };
  const read = readCallAnswer(step.definition, body);
  if (read.kind === 'unreadable') return read;
  const { outcome, answers } = read;
  const by = `hook:${step.definition.hook}`;
  const ended = await completeStep(deps, { ref, step: step.id, visit: step.visit, outcome, answers, by });
  return ended.kind === 'completed' ? ended : { kind: 'too_late' };
}
