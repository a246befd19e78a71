import type { Instant } from '../../core/instant.ts';
import { millisOf } from '../../core/instant.ts';
import { absencePattern } from './absence-words.ts';
import { datesIn, nextDay } from './dates-in-text.ts';
import type { FoundDate } from './dates-in-text.ts';

const BACK = absencePattern('back');
const UNTIL_BEFORE = new RegExp(
  `${absencePattern('until')}(?!\\p{L})[\\s\\S]{0,24}$|(?:至|到|直到|ถึง|ถึงวันที่)\\s?$`,
  'u',
);
const UNTIL_AFTER =
  /^\s?(?:\([^)]{0,12}\)\s?)?(?:asti|saakka|-?ig(?!\p{L})|(?:tarihine|'?[ae]|’?[ae])?\s?kadar|まで|迄|까지|之前|為止|为止|तक|পর্যন্ত|arte(?!\p{L}))/u;
const BACK_BEFORE = new RegExp(`${BACK}[\\s\\S]{0,34}$`, 'u');
const BACK_AFTER = new RegExp(`^[^.!?\\n。]{0,22}?(?:${BACK}|复工|より|から(?:出社|復帰))`, 'u');
/** Between the first and the last day of an absence. */
const RANGE =
  /^\s?(?:\([^)]{1,12}\)\s?)?(?:[-–—~～]|to|and|bis|au|al|a|ao|à|tot|til|till|do|по|до|to the|bis zum|bis einschließlich)\s?(?:\p{L}{1,12},?\s?)?$/u;
/** `16 au 27 novembre`, `dec 1-5`: the month stands once. */
const SPAN =
  /(?<!\d)\d{1,2}\.?\s?(?:[-–—~]|to|and|au|al|a|ao|à|tot|til|till)\s?\d{1,2}(?:\D{0,4}\p{L}{3,}[^\d]{0,8}(?:\d{4})?|,? \d{4})?$/u;
const INCLUSIVE =
  /(?:inclusive|including|inclu(?:s|so|ído|ido)?|einschließlich|inkl|inklusive|(?:bis )?und mit|t\/m|tot en met|til og med|t\.o\.m|till och med|compreso|włącznie|včetně|включительно|включно|through|thru)/;
const ZEROS = ['٠', '۰', '०', '০', '๐', '０'];
const MAX_CHARACTERS = 4_000;
const MAX_DAYS_AHEAD = 400;

/**
 * When somebody who is away says that he returns, `2026-12-01`; null when he does not say, or only a day that has passed.
 * The last day of an absence counts as that day unless the text includes it ("through Friday"); then the next one.
 * @param text subject and text of the notice, @param received when it came: "Monday" and "1 December" are read from there.
 */
export function returnDate(text: string, received: Instant): string | null {
  const beginning = withLatinDigits(text.slice(0, MAX_CHARACTERS)).toLowerCase().replaceAll(/\s+/g, ' ');
  const today = new Date(millisOf(received)).toISOString().slice(0, 10);
  const latest = nextDay(today, MAX_DAYS_AHEAD);
  const dates = datesIn(beginning, today);
  const said = dates.flatMap((date, index) => {
    const weight = weightOf(beginning, date, dates[index - 1]);
    const last = isInclusive(beginning, date, weight) ? nextDay(date.day, 1) : date.day;
    return weight > 0 && last >= today && last <= latest ? [{ weight, day: last }] : [];
  });
  return said.toSorted((first, second) => second.weight - first.weight)[0]?.day ?? null;
}

/** How surely a date is the day of the return: 3 "back on", 2 "until", 1 the end of a span, 0 not at all. */
function weightOf(text: string, date: FoundDate, before: FoundDate | undefined): number {
  const start = Math.max(before?.end ?? 0, date.start - 60);
  const leading = lastSentence(text.slice(start, date.start));
  const trailing = text.slice(date.end, date.end + 30);
  const isEnd =
    (before !== undefined && RANGE.test(text.slice(before.end, date.start))) ||
    SPAN.test(text.slice(start, date.end));
  if (BACK_BEFORE.test(leading) && !isEnd) return 3;
  if (UNTIL_BEFORE.test(leading) || UNTIL_AFTER.test(trailing)) return 2;
  if (BACK_AFTER.test(trailing)) return 3;
  return isEnd ? 1 : 0;
}

function isInclusive(text: string, date: FoundDate, weight: number): boolean {
  if (weight === 3) return false;
  const around = `${lastSentence(text.slice(Math.max(0, date.start - 25), date.start))} ${text.slice(date.end, date.end + 16)}`;
  return INCLUSIVE.test(around);
}

/** Other scripts have their ten digits in a row. */
function withLatinDigits(text: string): string {
  return text.replaceAll(/[٠-٩۰-۹०-९০-৯๐-๙０-９]/g, (digit) => {
    const value = ZEROS.map((zero) => digit.charCodeAt(0) - zero.charCodeAt(0)).find(
      (ten) => ten >= 0 && ten < 10,
    );
    return String(value ?? digit);
  });
}

function lastSentence(text: string): string {
  return text.slice(text.search(/(?:[!?。]|\p{L}{3,}\.\s)[^!?。]*$/u) + 1);
}
