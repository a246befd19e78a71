import { expect, test } from 'vitest';
import { asSentence } from '../../functions/core/sentence.ts';

test.each([
  ['the mail is empty', 'The mail is empty.'],
  ['It is over.', 'It is over.'],
  ['who is it?', 'Who is it?'],
  ['he said “no!”', 'He said “no!”'],
  ['what the mapping yields:\n  → at from', 'What the mapping yields: → at from.'],
  [' threats ', 'Threats.'],
])('%j is said as %j', (words, sentence) => {
  expect(asSentence(words)).toBe(sentence);
});
