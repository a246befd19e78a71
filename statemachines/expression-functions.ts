import type { Shape } from './declared-facts.ts';

/** JSONata's own, but for those that fail on purpose, run text as code or never say the same twice. */
export const functionNames = wordsIn(`
  string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match replace
  base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl
  number abs floor ceil round power sqrt formatNumber formatBase formatInteger parseInteger sum max min average
  boolean not exists count append sort reverse distinct zip keys lookup spread merge sift each type
  map filter single reduce now millis fromMillis toMillis clone`);

/** What these are given first is a text. */
export const textFunctions = wordsIn(`
  substring substringBefore substringAfter lowercase uppercase length trim pad contains match split replace`);

/** What these are given first is a number. */
export const numberFunctions = wordsIn('floor ceil round abs sqrt power');

/** What these yield; of the others nothing is known. */
export const results: Readonly<Record<string, Shape>> = {
  count: { kind: 'number' },
  length: { kind: 'number' },
  number: { kind: 'number' },
  sum: { kind: 'number' },
  string: { kind: 'text' },
  lowercase: { kind: 'text' },
  uppercase: { kind: 'text' },
  boolean: { kind: 'bool' },
  exists: { kind: 'bool' },
  not: { kind: 'bool' },
  contains: { kind: 'bool' },
};

function wordsIn(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
