import { contentWords } from './stop-words.ts';

/** Endings such as `-n`, `-e`, `-s`, `-ées` differ, the word is the same. */
const LONGEST_ENDING = 2;
const SHORTEST_STEM = 4;
/** Of a long text its first words tell enough. */
const MOST_WORDS = 300;

/**
 * How much two texts say the same, from 0 to 1: of the content words of both, how many are shared (Sørensen–Dice). Case,
 * accents, spaces, punctuation and endings do not count, nor do small words of English, German, French, Spanish and
 * Portuguese. 0 when either says nothing.
 */
export function similarity(first: string, second: string): number {
  const one = wordsOf(first);
  const other = wordsOf(second);
  if (one.length === 0 || other.length === 0) return 0;
  const shared = one.filter((word) => other.some((candidate) => isSameWord(word, candidate))).length;
  const back = other.filter((word) => one.some((candidate) => isSameWord(word, candidate))).length;
  return (shared + back) / (one.length + other.length);
}

function wordsOf(text: string): string[] {
  const words = contentWords(text).map((word) => word.normalize('NFD').replaceAll(/\p{M}/gu, ''));
  return [...new Set(words)].slice(0, MOST_WORDS);
}

function isSameWord(first: string, second: string): boolean {
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  if (short === long) return true;
  return (
    short.length >= SHORTEST_STEM &&
    long.length - short.length <= LONGEST_ENDING &&
    long.startsWith(short) &&
    /^\p{L}+$/u.test(long)
  );
}
