import { contentWords } from './stop-words.ts';

/** Of the content words of both texts, how many must be shared (Sørensen–Dice). */
const SIMILAR = 0.6;
/** Endings such as `-n`, `-e`, `-s`, `-ées` differ, the word is the same. */
const LONGEST_ENDING = 2;
const SHORTEST_STEM = 4;

/**
 * Whether two answers name the same cause, however they are spelled: case, accents, spaces, punctuation and endings
 * do not count, nor do small words of English, German, French, Spanish and Portuguese.
 */
export function isSimilarCause(first: string, second: string): boolean {
  const one = causeWords(first);
  const other = causeWords(second);
  if (one.length === 0 || other.length === 0) return false;
  const shared = one.filter((word) => other.some((candidate) => isSameWord(word, candidate))).length;
  const back = other.filter((word) => one.some((candidate) => isSameWord(word, candidate))).length;
  return (shared + back) / (one.length + other.length) >= SIMILAR;
}

function causeWords(answer: string): string[] {
  const words = contentWords(answer).map((word) => word.normalize('NFD').replaceAll(/\p{M}/gu, ''));
  return [...new Set(words)];
}

function isSameWord(first: string, second: string): boolean {
  const [short, long] = first.length <= second.length ? [first, second] : [second, first];
  if (short === long) return true;
  const isWord = /^\p{L}+$/u.test(long);
  return (
    isWord &&
    short.length >= SHORTEST_STEM &&
    long.length - short.length <= LONGEST_ENDING &&
    long.startsWith(short)
  );
}
