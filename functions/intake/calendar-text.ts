import { decodeText } from './mime/charset.ts';

const MAX_BYTES = 256 * 1024;
const ESCAPES: Record<string, string> = { n: '\n', N: '\n' };

/** What an invitation says when its mail says nothing else (RFC 5545): a line for each of the first event's facts. */
export function calendarText(calendar: Buffer): string {
  const { text } = decodeText(calendar.subarray(0, MAX_BYTES), null);
  const lines = text.replaceAll(/\r?\n[ \t]/g, '').split(/\r?\n/);
  const start = lines.findIndex((line) => /^BEGIN:V(?:EVENT|TODO)/i.test(line));
  const event = lines.slice(start + 1, start + 1_000);
  const found = (name: string) => event.map((line) => propertyIn(line, name)).find((one) => one !== null);
  const times = ['DTSTART', 'DTEND'].flatMap((name) => found(name) ?? []).map(momentText);
  const facts = [
    found('SUMMARY')?.value,
    times.join(' – '),
    found('LOCATION')?.value,
    found('DESCRIPTION')?.value,
  ];
  return start === -1 ? '' : facts.filter(Boolean).join('\n');
}

interface Property {
  zone: string | null;
  value: string;
}

function propertyIn(line: string, name: string): Property | null {
  const parameters = /^[^:"]*(?:"[^"]*"[^:"]*)*:/.exec(line)?.[0];
  if (!parameters?.toUpperCase().startsWith(name) || !/[;:]/.test(line[name.length] ?? '')) return null;
  const value = line
    .slice(parameters.length)
    .replaceAll(/\\([nN,;\\])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  return { zone: /;TZID="?([^":;]+)/i.exec(parameters)?.[1] ?? null, value: value.trim() };
}

/** `20261102T083000Z` → `2026-11-02 08:30 UTC`; without the `Z` with the zone that it names, if any. */
function momentText({ value, zone }: Property): string {
  const [, year, month, day, hour, minute, zulu] =
    /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z)?)?/.exec(value) ?? [];
  if (!year || !month || !day) return value;
  const date = `${year}-${month}-${day}`;
  if (!hour || !minute) return date;
  return `${date} ${hour}:${minute}${zulu ? ' UTC' : zone ? ` (${zone})` : ''}`;
}
