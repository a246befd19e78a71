import { REPLY_LANGUAGES } from '../text/reply-languages.ts';

/** Names in lower case, in all languages of the reply table, and their place counted from 1. */
export interface DateNames {
  months: ReadonlyMap<string, number>;
  /** From Sunday on. */
  weekdays: ReadonlyMap<string, number>;
  tomorrow: ReadonlyMap<string, number>;
}

/** Some languages count their years otherwise at home. */
const GREGORIAN = 'u-ca-gregory-nu-latn';

let names: DateNames | null = null;

/** Taken from the ICU data of Node when first asked for, for that takes a while; where languages differ the first wins. */
export function dateNames(): DateNames {
  const languages = Object.keys(REPLY_LANGUAGES);
  names ??= {
    months: placesOf(languages.flatMap(monthNames)),
    weekdays: placesOf(languages.map(weekdayNames)),
    tomorrow: placesOf(languages.map(tomorrow)),
  };
  return names;
}

/** By itself and beside a day (many languages put it into the genitive there), long and short. */
function monthNames(language: string): string[][] {
  const days = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month, 5)));
  return (['long', 'short'] as const).flatMap((month) => {
    const beside = new Intl.DateTimeFormat(`${language}-${GREGORIAN}`, {
      day: 'numeric',
      month,
      timeZone: 'UTC',
    });
    const alone = new Intl.DateTimeFormat(`${language}-${GREGORIAN}`, { month, timeZone: 'UTC' });
    return [
      days.map((day) => beside.formatToParts(day).find(({ type }) => type === 'month')?.value ?? ''),
      days.map((day) => alone.format(day)),
    ];
  });
}

/** 2026-02-01 was a Sunday. */
function weekdayNames(language: string): string[] {
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
  return Array.from({ length: 7 }, (_, day) => weekday.format(new Date(Date.UTC(2026, 1, 1 + day))));
}

function tomorrow(language: string): string[] {
  return [new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(1, 'day')];
}

/**
 * Where languages differ the first wins. What is a number or a single letter in one is no name; a Baltic nominative ends
 * in what other cases lack.
 */
function placesOf(lists: readonly string[][]): Map<string, number> {
  const forms = lists.flatMap((list) =>
    list.flatMap((name, index) => formsOf(name).map((form): [string, number] => [form, index + 1])),
  );
  return new Map(forms.toReversed());
}

function formsOf(name: string): string[] {
  const plain = name.toLowerCase().replace(/\.$/, '');
  return plain.length < 2 || /\d/.test(plain) ? [] : [plain, plain.replace(/(?<=^\p{L}{4,})i?s$/u, '')];
}
