import type { Catcher, Retrier } from '../statemachines/state-machine.ts';
import { StateError } from './machine-expressions.ts';
import type { ErrorOutput } from './machine-position.ts';

/** Step Functions ends a run with these whatever it catches. */
const uncaught = ['States.DataLimitExceeded', 'States.Runtime'];

/** How a function's fault looks to the machine: its name, and what it said as JSON. */
export function errorOutputOf(fault: unknown): ErrorOutput {
  if (fault instanceof StateError) return { Error: fault.name, Cause: fault.message };
  const [errorType, errorMessage] =
    fault instanceof Error ? [fault.name, fault.message] : ['Error', String(fault)];
  return { Error: errorType, Cause: JSON.stringify({ errorType, errorMessage }) };
}

/**
 * @param used how often each retrier has been used in this visit of the state.
 * @param random 0 ≤ n < 1, for the jitter.
 * @returns what to wait, in milliseconds, and the new counts; null when the error is not to be retried (any more).
 */
export function nextRetry(
  retriers: Retrier[] | undefined,
  error: ErrorOutput,
  { used, random }: { used: number[]; random: number },
): { waitMillis: number; used: number[] } | null {
  if (!retriers) return null;
  const index = retriers.findIndex((retrier) => matches(retrier.ErrorEquals, error.Error));
  const retrier = retriers[index];
  if (!retrier) return null;
  const times = used[index] ?? 0;
  if (times >= (retrier.MaxAttempts ?? 3)) return null;
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** times;
  const waitSeconds = Math.min(grown, retrier.MaxDelaySeconds ?? Infinity);
  const share = retrier.JitterStrategy === 'FULL' ? random : 1;
  const counts = retriers.map((_, at) => (used[at] ?? 0) + (at === index ? 1 : 0));
  return { waitMillis: Math.round(waitSeconds * share * 1000), used: counts };
}

export function catcherOf(catchers: Catcher[] | undefined, error: ErrorOutput): Catcher | undefined {
  return catchers?.find((catcher) => matches(catcher.ErrorEquals, error.Error));
}

function matches(names: string[], error: string): boolean {
  return names.some((name) => {
    if (name === error) return true;
    if (uncaught.includes(error)) return false;
    return name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
  });
}
