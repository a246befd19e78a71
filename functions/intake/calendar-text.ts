import { decodeText } from './mime/charset.ts';

const SHOWN = ['SUMMARY', 'DTSTART', 'DTEND', 'LOCATION', 'DESCRIPTION'];
const MAX_BYTES = 256 * 1024;
const ESCAPES: Record<string, string> = { n: '\n', N: '\n' };

/** What an invitation says when its mail says nothing else (RFC 5545): a line for each of the first event's facts. */
export function calendarText(calendar: Buffer): string {
  const { text } = decodeText(calendar.subarray(0, MAX_BYTES), null);
  const lines = text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const start = lines.findIndex((line) => /^BEGIN:V(?:EVENT|TODO)/i.test(line));
  const event = lines.slice(start + 1, start + 1_000);
  const facts = SHOWN.flatMap((name) => {
    const value = event.map((line) => valueOf(line, name)).find((found) => found !== null);
    return value ? [name.startsWith('DT') ? dateText(value) : value] : [];
  });
  return start === -1 ? '' : facts.join('\n');
}

function valueOf(line: string, name: string): string | null {
  const parameters = /^[^:"]*(?:"[^"]*"[^:"]*)*:/.exec(line)?.[0];
  if (!parameters?.toUpperCase().startsWith(name) || !/[;:]/.test(line[name.length] ?? '')) return null;
  const value = line
    .slice(parameters.length)
    .replaceAll(/\\([nN,;\\])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  return value.trim();
}

/** `20261102T083000Z` → `2026-11-02 08:30 UTC`; in the organiser's own time without the `Z`. */
function dateText(value: string): string {
  const [, year, month, day, hour, minute, zulu] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z)?)?/.exec(value) ?? [];
  if (!year || !month || !day) return value;
  return `${year}-${month}-${day}${hour && minute ? ` ${hour}:${minute}` : ''}${zulu ? ' UTC' : ''}`;
}
