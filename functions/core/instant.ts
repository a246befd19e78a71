/** A moment in UTC with milliseconds, `2026-11-22T09:30:00.000Z`: sorts as text, reads well in a table. */
export type Instant = string;

/** @param millis milliseconds since 1970-01-01T00:00Z. Throws `RangeError` outside what a Date can hold. */
export function instantOf(millis: number): Instant {
  return new Date(millis).toISOString();
}

/** Milliseconds since 1970-01-01T00:00Z. Throws `RangeError` for a text that is not a moment. */
export function millisOf(instant: Instant): number {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) throw new RangeError(`not a moment: ${instant}`);
  return millis;
}

export function earliest(...instants: (Instant | null | undefined)[]): Instant | null {
  return instants.reduce<Instant | null>(
    (first, instant) => (instant && (!first || instant < first) ? instant : first),
    null,
  );
}

export function latest(first: Instant, second: Instant): Instant {
  return first > second ? first : second;
}
