import { parseAccept } from 'hono/utils/accept';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import type { NoticeName, PageWords } from './words/page-words.ts';
import { pt } from './words/pt.ts';

const shipped = [en, de, fr, es, pt];

/** More than anybody reads. */
const MOST_LANGUAGES = 10;

/**
 * The languages that a browser asks for, the best first, without their regions: `de` for `de-AT` (RFC 9110 §12.5.4).
 * @param header `Accept-Language`.
 */
export function acceptedLanguages(header: string | undefined): string[] {
  const wanted = parseAccept((header ?? '').slice(0, 500))
    .filter(({ q }) => q > 0)
    .toSorted((first, second) => second.q - first.q)
    .map(({ type }) => (type.split('-')[0] ?? '').toLowerCase());
  return [...new Set(wanted)].slice(0, MOST_LANGUAGES);
}

/** In the first of these languages that the pages speak; in English when they speak none of them. */
export function wordsIn(languages: readonly string[]): PageWords {
  const spoken = languages.flatMap((wanted) => shipped.find(({ language }) => language === wanted) ?? []);
  return spoken[0] ?? en;
}

/** Null for a word in an address that names no notice. */
export function noticeNamed(word: string | undefined): NoticeName | null {
  const names = Object.keys(en.notices) as NoticeName[];
  return names.find((name) => name === word) ?? null;
}
