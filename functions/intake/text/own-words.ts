import { signatureIn } from './signature.ts';

/** So many words in a row that are ours are no chance. */
const RUN = 6;
/** Of a short mail of ours all words must come back in a row, and not fewer than these. */
const SHORT_RUN = 4;
const MAX_SENT_WORDS = 20_000;

interface Word {
  word: string;
  line: number;
}

/**
 * A customer's text without what we sent him before: some mail programs quote without saying so. White space, case,
 * punctuation and quote signs do not count, for programs wrap and decorate what they quote; a line that has a word of
 * his own stays. Unchanged when nothing of ours is in it, or nothing else. Linear in the length of the texts.
 * @param sent the texts of our earlier messages to him.
 */
export function withoutSentText(text: string, sent: readonly string[]): string {
  const lines = text.split('\n');
  const ours = linesSentByUs(lines, sent);
  if (ours.size === 0) return text;
  const rest = lines.filter((_, index) => !ours.has(index)).map((line) => line.replace(/^[\s|>]+$/, ''));
  const own = rest.slice(0, signatureIn(rest)?.start).join('\n').trim();
  return /[\p{L}\p{N}]/u.test(own) ? own.replaceAll(/\n{3,}/g, '\n\n') : text;
}

function linesSentByUs(lines: readonly string[], sent: readonly string[]): Set<number> {
  const words = lines.flatMap((line, index) => wordsOf(line).map((word) => ({ word, line: index })));
  return new Set(sent.flatMap((text) => [...linesFrom(words, text)]));
}

function linesFrom(words: readonly Word[], sent: string): Set<number> {
  const sentWords = wordsOf(sent).slice(0, MAX_SENT_WORDS);
  const run = Math.min(RUN, sentWords.length);
  if (run < SHORT_RUN) return new Set();
  const covered = coveredWords(words, sentWords, run);
  const whole = new Set(words.map(({ line }) => line));
  for (const [index, { line }] of words.entries()) if (!covered[index]) whole.delete(line);
  return whole;
}

/** For each word of the customer's text whether it stands in a run of our words, in our order. */
function coveredWords(words: readonly Word[], sentWords: readonly string[], run: number): boolean[] {
  const starts = new Map<string, number>();
  for (let at = sentWords.length - run; at >= 0; at--)
    starts.set(sentWords.slice(at, at + run).join(' '), at);
  const covered = words.map(() => false);
  let index = 0;
  while (index + run <= words.length) {
    const key = words
      .slice(index, index + run)
      .map(({ word }) => word)
      .join(' ');
    const start = starts.get(key);
    if (start === undefined) {
      index++;
      continue;
    }
    let length = run;
    while (
      index + length < words.length &&
      start + length < sentWords.length &&
      words[index + length]?.word === sentWords[start + length]
    )
      length++;
    covered.fill(true, index, index + length);
    index += length;
  }
  return covered;
}

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  );
}
