import { cutText } from './cut-text.ts';
import type { FormField } from './process-template.ts';

/** How people write numbers, days and lists; what could mean two things is not read at all. */

/** Characters of one answer: a step's row holds all of its answers. */
const LONGEST_TEXT = 20_000;

const YES = ['yes', 'y', 'true', 'on', 'ja', 'oui', 'sí', 'si', 'sim'];
const NO = ['no', 'n', 'false', 'off', 'nein', 'non', 'não'];

/**
 * What was answered to a field, typed: text and choices as strings, `2026-12-01` for a day, lists for `multi` and
 * `file`. Undefined when it cannot be read as the field's type.
 *
 * @param answer as written in a mail, or typed already by a page.
 */
export function fieldValue(field: FormField, answer: unknown): unknown {
  switch (field.type) {
    case 'multi':
    case 'file':
      return listOf(field, answer);
    case 'bool':
      return typeof answer === 'boolean' ? answer : boolOf(answer);
    case 'number':
      return typeof answer === 'number' ? finite(answer) : numberOf(answer);
    default:
      return typeof answer === 'string' ? textValue(field, answer.trim()) : undefined;
  }
}

export function isBlank(answer: unknown): boolean {
  if (Array.isArray(answer)) return answer.length === 0;
  return answer === undefined || answer === null || (typeof answer === 'string' && answer.trim() === '');
}

function textValue(field: FormField, written: string): string | undefined {
  if (field.type === 'date') return dayOf(written);
  if (field.type === 'choice') return optionOf(field.options, written);
  return cutText(written, LONGEST_TEXT);
}

function optionOf(options: string[] | undefined, written: string): string | undefined {
  const word = written.toLowerCase();
  return options?.find((option) => option.toLowerCase() === word);
}

/** Several by comma, semicolon or line, bulleted or not; an option that has a comma itself stands on its own line. */
function listOf(field: FormField, answer: unknown): string[] | undefined {
  const options = field.type === 'multi' ? field.options : undefined;
  const known = (entry: string) => (options ? optionOf(options, entry) : entry);
  const isOption = (entry: string) => optionOf(options, entry) !== undefined;
  const entries = (Array.isArray(answer) ? answer : String(answer).split('\n'))
    .map((entry) =>
      String(entry)
        .replace(/^\s*[-*•]\s+/, '')
        .trim(),
    )
    .flatMap((entry) => (Array.isArray(answer) || isOption(entry) ? [entry] : entry.split(/[,;]/)))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const read = entries.map(known);
  const found = read.filter((entry) => entry !== undefined);
  return found.length === read.length ? [...new Set(found)] : undefined;
}

function boolOf(answer: unknown): boolean | undefined {
  const word = String(answer).trim().toLowerCase();
  if (YES.includes(word)) return true;
  return NO.includes(word) ? false : undefined;
}

/**
 * `3.5`, `3,5`, `1.234,50`, `1,234.50`, `1 234`, `1'234`. One separator before exactly three digits, as in `1.234`, is a
 * thousand to one and a fraction to another, so it is not read.
 */
function numberOf(answer: unknown): number | undefined {
  const written = String(answer)
    .trim()
    .replace(/^[-−–](?=\d)/, '-')
    .replaceAll(/(?<=\d)[\s'’\u00A0\u202F](?=\d{3}(?!\d))/g, '');
  if (/^[+-]?[1-9]\d{0,2}[.,]\d{3}$/.test(written)) return undefined;
  for (const [thousands, fraction] of [[',', '.'] as const, ['.', ','] as const]) {
    const plain = withoutThousands(written, thousands).replace(fraction, '.');
    if (/^[+-]?\d+(\.\d+)?$/.test(plain)) return finite(Number(plain));
  }
  return undefined;
}

function withoutThousands(written: string, separator: ',' | '.'): string {
  const [whole = '', ...rest] = written.split(separator === ',' ? '.' : ',');
  const groups = whole.split(separator);
  const isGrouped =
    groups.length > 1 &&
    groups.every((group, index) => (index === 0 ? /^[+-]?[1-9]\d{0,2}$/ : /^\d{3}$/).test(group));
  return [isGrouped ? groups.join('') : whole, ...rest].join(separator === ',' ? '.' : ',');
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}

/** `2026-12-01`, `1.12.2026`; with slashes only where day and month cannot be taken for each other. */
export function dayOf(written: string): string | undefined {
  const plain = written.trim().replaceAll(/[‐‑–—]/g, '-');
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(plain);
  if (iso) return realDay(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(plain);
  if (dotted) return realDay(dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(plain);
  if (!slashed) return undefined;
  const monthFirst = realDay(slashed[3], slashed[1], slashed[2]);
  const dayFirst = realDay(slashed[3], slashed[2], slashed[1]);
  return monthFirst && dayFirst && monthFirst !== dayFirst ? undefined : (monthFirst ?? dayFirst);
}

/** Undefined for the 30th of February. */
function realDay(year = '', month = '', day = ''): string | undefined {
  const written = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const date = new Date(`${written}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(written) ? written : undefined;
}
