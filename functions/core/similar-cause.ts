import { similarity } from './similarity.ts';

const SIMILAR = 0.6;

/** Whether two answers name the same cause, however they are spelled. */
export function isSimilarCause(first: string, second: string): boolean {
  return similarity(first, second) >= SIMILAR;
}
