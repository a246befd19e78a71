import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deskPhrasesIn } from '../../functions/core/desk-phrases.ts';
import { textsToAgents } from '../../functions/core/mail-facts.ts';

const sources = textsToAgents.map((name): [string, string] => [
  name,
  readFileSync(`desk/replies/${name}.liquid`, 'utf8'),
]);
const replies = Object.fromEntries(sources);

test.each(sources)('a mail to agents is known by its own words: %s', (_name, source) => {
  expect(deskPhrasesIn(source, replies)).toBeGreaterThan(0);
});

test('words of a person are not', () => {
  expect(deskPhrasesIn('Please restart it, and tell me whether it prints in colour again.', replies)).toBe(0);
});
