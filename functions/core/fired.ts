import { instantOf, millisOf } from './instant.ts';
import type { Instant } from './instant.ts';
import type { Clock, Step } from './ticket.ts';

/**
 * What a ticket has done once and for all, by name. It is written with every change of the ticket, so it is forgotten
 * as soon as it cannot come again.
 */

const A_DAY = 86_400_000;

/** Names a rung once and for all, so that it fires once: `step:investigate#2:0`, `clock:first_reply#1:1`. */
export function stepRungName(
  step: Pick<Step, 'id' | 'visit'>,
  index: number | 'expires' | `offer@${Instant}` | `hold@${Instant}`,
): string {
  return `${stepRungPrefix(step)}${index}`;
}

/** What the names of all rungs of one visit begin with. */
function stepRungPrefix({ id, visit }: Pick<Step, 'id' | 'visit'>): string {
  return `step:${id}#${visit}:`;
}

export function clockRungName(clock: Pick<Clock, 'metric' | 'cycle'>, index: number | 'breach'): string {
  return `${clockRungPrefix(clock)}${index}`;
}

/** What the names of all rungs of one clock begin with. */
export function clockRungPrefix({ metric, cycle }: Pick<Clock, 'metric' | 'cycle'>): string {
  return `clock:${metric}#${cycle}:`;
}

/** Without the rungs of a visit that has ended: no other has its names. */
export function firedBeside(fired: string[], ended: Pick<Step, 'id' | 'visit'>): string[] {
  return without(fired, [stepRungPrefix(ended)]);
}

/** The rungs of a clock that is not kept any more are forgotten with it. */
export function firedOfKept(fired: string[], clocks: { before: Clock[]; after: Clock[] }): string[] {
  const kept = new Set(clocks.after.map(clockRungPrefix));
  return without(
    fired,
    clocks.before.map(clockRungPrefix).filter((prefix) => !kept.has(prefix)),
  );
}

/** A call that has performed a step is tried again for minutes, never for a day; of held mail people hear once a day. */
export function firedLately(fired: string[], now: Instant): string[] {
  const dayBefore = instantOf(millisOf(now) - A_DAY);
  return fired.filter((name) => (/^(?:performed|held):.*@(.+)$/.exec(name)?.[1] ?? now) >= dayBefore);
}

function without(fired: string[], prefixes: string[]): string[] {
  return fired.filter((name) => !prefixes.some((prefix) => name.startsWith(prefix)));
}
