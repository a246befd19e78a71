import type { Instant } from './instant.ts';

/** `Tuesday 24 November 2026, 11:00 (Europe/Berlin)`. Throws `RangeError` for an unknown time zone. */
export function momentText(at: Instant, timeZone: string): string {
  const parts = momentFormat(timeZone).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((found) => found.type === type)?.value ?? '';
  const day = `${part('weekday')} ${part('day')} ${part('month')} ${part('year')}`;
  return `${day}, ${part('hour')}:${part('minute')} (${timeZone})`;
}

/** Making a format takes a hundred times as long as using it. */
const momentFormats = new Map<string, Intl.DateTimeFormat>();

function momentFormat(timeZone: string): Intl.DateTimeFormat {
  const made = momentFormats.get(timeZone);
  if (made) return made;
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  momentFormats.set(timeZone, format);
  return format;
}
