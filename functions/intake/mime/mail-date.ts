import type { Instant } from '../../core/instant.ts';

const DATE =
  /(\d{1,2})[\s-]{1,3}([A-Za-z]{3})[a-z]{0,6}\.?[\s,-]{1,3}(\d{2,4})(?:\s{1,3}(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?(?:\s{0,3}(am|pm))?(?:\s{0,3}([+-]\d{4}|[A-Z]{1,5}))?/i;
const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
/** Hours from UTC (RFC 5322 §4.3); every other name counts as UTC. */
const ZONES: Record<string, number> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  CET: 1,
  CEST: 2,
  BST: 1,
  MSK: 3,
  JST: 9,
};

/** Years of four digits: others would not be written as an instant is. */
const FIRST = Date.UTC(1000, 0, 1);
const END = Date.UTC(10_000, 0, 1);

/** Reads a Date field (RFC 5322 §3.3, obsolete forms included); null when it says no moment. */
export function readMailDate(text: string | null): Instant | null {
  const match = DATE.exec(text ?? '');
  const millis = match ? momentOf(match) : Date.parse((text ?? '').trim());
  return millis >= FIRST && millis < END ? new Date(millis).toISOString() : null;
}

function momentOf(match: RegExpExecArray): number {
  const month = MONTHS.indexOf((match[2] ?? '').toLowerCase());
  if (month === -1 || month % 3 !== 0) return Number.NaN;
  const shortYear = Number(match[3]);
  const year = shortYear >= 1000 ? shortYear : shortYear + (shortYear < 50 ? 2000 : 1900);
  const half = (match[7] ?? '').toLowerCase();
  const hour = (Number(match[4] ?? 0) % (half ? 12 : 25)) + (half === 'pm' ? 12 : 0);
  const local = Date.UTC(
    year,
    month / 3,
    Number(match[1]),
    hour,
    Number(match[5] ?? 0),
    Number(match[6] ?? 0),
  );
  return local - offsetMinutes(match[8] ?? '') * 60_000;
}

function offsetMinutes(zone: string): number {
  const numeric = /^([+-])(\d{2})(\d{2})$/.exec(zone);
  if (!numeric) return (ZONES[zone.toUpperCase()] ?? 0) * 60;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3]);
  return numeric[1] === '-' ? -minutes : minutes;
}
