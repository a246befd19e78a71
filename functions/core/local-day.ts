import { Temporal } from 'temporal-polyfill';
import type { Instant } from './instant.ts';

/** The day `2026-11-23` that a calendar on the wall shows there. Throws `RangeError` for an unknown time zone. */
export function localDay(at: Instant, timeZone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}
