import { dateNames } from './date-names.ts';

export interface FoundDate {
  start: number;
  end: number;
  /** `2026-12-01` */
  day: string;
}

const DAY = 86_400_000;
const AS_NUMBERS = /(?<![\d.,/-])(\d{1,4})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?(?![\d/])/g;
const EAST_ASIAN = /(?:(\d{4})\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일号號]/g;

/** `9 tháng 3`: Vietnamese counts its months. */
const VIETNAMESE = /(?<!\d)(\d{1,2}) tháng (\d{1,2})(?:(?: năm|,)? (\d{4}))?/g;
/** Finnish, Baltic and Turkish names of months take endings: `märtsini`, `martam`. */
const CASE_ENDING = '(?:(?<=\\p{L}{4})\\p{L}{1,3})?';
/** The Thai calendar counts from the Buddha. */
const BUDDHIST_YEARS = 543;

interface Patterns {
  dayMonth: RegExp;
  monthDay: RegExp;
  weekday: RegExp;
  tomorrow: RegExp;
}

let patterns: Patterns | null = null;

function namePatterns(): Patterns {
  const { months, weekdays, tomorrow } = dateNames();
  const month = alternatives(months);
  patterns ??= {
    dayMonth: new RegExp(
      `(?<!\\d)(\\d{1,2})(?:\\.|st|nd|rd|th|er|re|º|ª|:e)?[\\s-]?(?:de |of |den |di |d'|d’|o |ב)?(${month})${CASE_ENDING}(?!\\p{L})(?:\\.?,?[\\s-]?(?:de |del )?(\\d{4}))?`,
      'gu',
    ),
    monthDay: new RegExp(
      `(?<!\\p{L})(${month})${CASE_ENDING}\\.?\\s(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?![\\d:])(?:\\s?[-–]\\s?(\\d{1,2})(?!\\d))?(?:,?\\s(\\d{4}))?`,
      'gu',
    ),
    weekday: new RegExp(`(?<!\\p{L})(${alternatives(weekdays)})`, 'gu'),
    tomorrow: new RegExp(`(?<!\\p{L})(${alternatives(tomorrow)})(?!\\p{L})`, 'gu'),
  };
  return patterns;
}

/**
 * The dates in a text in lower case, in its order, in the languages of the reply table. A day without a year is the
 * next such day, a weekday the next of its name.
 * @param today `2026-11-02`, from which both are counted.
 */
export function datesIn(text: string, today: string): FoundDate[] {
  const { dayMonth, monthDay, weekday, tomorrow } = namePatterns();
  const written = [
    ...asNumbers(text, today),
    ...found(text, EAST_ASIAN, ([, year, month, day]) => dayOf({ year, month, day }, today)),
    ...found(text, VIETNAMESE, ([, day, month, year]) => dayOf({ year, month, day }, today)),
    ...found(text, dayMonth, ([, day, month, year]) => named({ year, month, day }, today)),
    ...found(text, monthDay, ([, month, day, last, year]) => named({ year, month, day: last ?? day }, today)),
  ];
  const spoken = [
    ...found(text, weekday, ([, name]) => nextWeekday(dateNames().weekdays.get(name ?? '') ?? 0, today)),
    ...found(text, tomorrow, () => nextDay(today, 1)),
  ].filter((word) => !written.some((date) => date.start < word.end + 10 && date.end > word.start - 4));
  return [...written, ...spoken].toSorted((first, second) => first.start - second.start);
}

export function nextDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
}

function found(text: string, pattern: RegExp, read: (match: RegExpMatchArray) => string | null): FoundDate[] {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const day = read(match);
    return day ? [{ start: match.index, end: match.index + match[0].length, day }] : [];
  });
}

/** `2026-12-01`, `1.12.`, `12/1/2026`: with slashes English readers put the month first. */
function asNumbers(text: string, today: string): FoundDate[] {
  const english = /\b(?:the|office|will|until|return)\b/.test(text);
  return found(text, AS_NUMBERS, ([whole, first = '', sign, second, third]) => {
    if (first.length === 4) return dayOf({ year: first, month: second, day: third }, today);
    if (first.length > 2 || (sign === '-' && !third) || (sign === '.' && !third && !whole.endsWith('.')))
      return null;
    const dayFirst = dayOf({ year: third, month: second, day: first }, today);
    const monthFirst = dayOf({ year: third, month: first, day: second }, today);
    const [likely, other] = sign === '/' && english ? [monthFirst, dayFirst] : [dayFirst, monthFirst];
    return [likely, other].find((day) => day && day >= today) ?? likely ?? other;
  });
}

interface Parts {
  year: string | undefined;
  month: string | undefined;
  day: string | undefined;
}

function named({ year, month, day }: Parts, today: string): string | null {
  return dayOf({ year, month: String(dateNames().months.get(month ?? '') ?? 0), day }, today);
}

function dayOf({ year, month, day }: Parts, today: string): string | null {
  const short = year?.length === 2 ? `20${year}` : year;
  const current = Number(today.slice(0, 4));
  const days = [short === undefined ? current : Number(short), ...(short === undefined ? [current + 1] : [])]
    .map((inYear) => isoDay(inYear, Number(month), Number(day)))
    .filter((candidate) => candidate !== null);
  return days.find((candidate) => candidate >= today) ?? days[0] ?? null;
}

function isoDay(year: number, month: number, day: number): string | null {
  const time = Date.UTC(year, month - 1, day);
  if (year > 2_400) return isoDay(year - BUDDHIST_YEARS, month, day);
  const isReal = month >= 1 && month <= 12 && new Date(time).getUTCDate() === day && year > 1970;
  return isReal ? new Date(time).toISOString().slice(0, 10) : null;
}

function nextWeekday(weekday: number, today: string): string {
  const ahead = (weekday - 1 - new Date(today).getUTCDay() + 7) % 7;
  return nextDay(today, ahead === 0 ? 7 : ahead);
}

function alternatives(names: ReadonlyMap<string, number>): string {
  return [...names.keys()]
    .toSorted((first, second) => second.length - first.length)
    .map((name) => name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');
}
