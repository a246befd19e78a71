import { expect, test } from 'vitest';
import { intendedWords } from '../../functions/core/held-facts.ts';

test.each([
  ['T-DV2H-ED2H', 'support@help.example.com', 'it goes onto T-DV2H-ED2H'],
  ['T-DV2H-ED2H', null, 'it goes onto T-DV2H-ED2H'],
  [null, 'support@help.example.com', 'it opens a ticket of support@help.example.com'],
  [null, null, 'it opens a ticket of the first inbox, for it is to none of them'],
])('of %s and %s a digest says: let in, %s', (ref, inbox, says) => {
  expect(`it ${intendedWords({ ref, inbox })}`).toBe(says);
});
