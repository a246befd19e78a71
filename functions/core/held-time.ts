import { addBusinessMinutes, businessMinutesBetween } from './calendar.ts';
import type { Calendar } from './desk.ts';
import { latest } from './instant.ts';
import type { Instant } from './instant.ts';
import type { StepHold } from './ticket.ts';

/** Business time of work that can be put off: what lies within a hold does not count. */

type Hold = Pick<StepHold, 'from' | 'to'>;

/** Minutes of business time from `from` to `to` outside the holds; zero when `to` is not later. */
export function unheldMinutesBetween(
  calendar: Calendar,
  span: { from: Instant; to: Instant },
  holds: Hold[] = [],
): number {
  return stretchesOutside(holds, span.from).reduce((sum, { from, to }) => {
    const end = to === null || to > span.to ? span.to : to;
    return sum + businessMinutesBetween(calendar, from, end);
  }, 0);
}

/**
 * The moment at which `minutes` of business time outside the holds have passed since `from`; null when a hold without
 * an end begins before.
 *
 * @throws RangeError as `addBusinessMinutes` does.
 */
export function addUnheldMinutes(
  calendar: Calendar,
  span: { from: Instant; minutes: number },
  holds: Hold[] = [],
): Instant | null {
  let left = span.minutes;
  for (const { from, to } of stretchesOutside(holds, span.from)) {
    const end = addBusinessMinutes(calendar, from, left);
    if (to === null || end < to || (end === to && left > 0)) return end;
    left -= businessMinutesBetween(calendar, from, to);
  }
  return null;
}

/** Whether a hold for this reason is in force. */
export function isHeld(holds: StepHold[] | undefined, why: StepHold['why'], now: Instant): boolean {
  return (holds ?? []).some(
    (hold) => hold.why === why && hold.from <= now && (hold.to === null || now < hold.to),
  );
}

/** In order; the last one has no end unless a hold has none. Holds may overlap. */
function stretchesOutside(holds: Hold[], from: Instant): { from: Instant; to: Instant | null }[] {
  const stretches: { from: Instant; to: Instant | null }[] = [];
  let begin = from;
  const inOrder = holds
    .filter((hold) => hold.to === null || hold.from < hold.to)
    .toSorted((first, second) => first.from.localeCompare(second.from));
  for (const hold of inOrder) {
    if (hold.to !== null && hold.to <= begin) continue;
    if (hold.from > begin) stretches.push({ from: begin, to: hold.from });
    if (hold.to === null) return stretches;
    begin = latest(begin, hold.to);
  }
  return [...stretches, { from: begin, to: null }];
}
