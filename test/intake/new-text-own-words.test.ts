import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutSentText } from '../../functions/intake/text/own-words.ts';

const SENT = `Hello Customer,

please hold both buttons for ten seconds until the light turns green, and tell us whether the kettle heats again.

Best regards
Support`;

test.each([
  ['below the answer', `It does!\n\n${SENT}`, 'It does!'],
  ['above the answer', `${SENT}\n\nIt does!`, 'It does!'],
  [
    'wrapped anew',
    'It does!\n\nHello Customer, please hold both buttons\nfor ten seconds until the light turns\ngreen, and tell us whether the kettle\nheats again. Best regards Support',
    'It does!',
  ],
  ['decorated', `It does!\n\n${SENT.replaceAll(/^/gm, '| ')}`, 'It does!'],
  ['in part', 'It does!\n\nplease hold both buttons for ten seconds until the light turns green', 'It does!'],
  ['under a telephone’s line', `It does!\n\nSent from my iPhone\n\n${SENT}`, 'It does!'],
  ['between answers', `First.\n\n${SENT}\n\nSecond.`, 'First.\n\nSecond.'],
])('our own words %s are not the customer’s', (_, text, expected) => {
  expect(withoutSentText(text, ['An older mail of ours.', SENT])).toBe(expected);
});

test.each([
  ['nothing of ours', 'It does not heat, whatever I do.'],
  [
    'a sentence of his that mentions ours',
    'You wrote "please hold both buttons for ten seconds", but which two?',
  ],
  ['some words that are everybody’s', 'Hello Support,\n\nit does.\n\nBest regards\nCustomer'],
  ['nothing but ours', SENT],
])('%s: unchanged', (_, text) => {
  expect(withoutSentText(text, [SENT])).toBe(text);
});

test('of a short mail of ours all words must come back', () => {
  expect(withoutSentText('Yes.\n\nDoes it heat again?', ['Does it heat again?'])).toBe('Yes.');
  expect(withoutSentText('Yes.\n\nDoes it?', ['Does it?'])).toBe('Yes.\n\nDoes it?');
});

test('the customer’s own words are never lost', () => {
  fc.assert(
    fc.property(fc.lorem({ maxCount: 5, mode: 'sentences' }), fc.boolean(), (own, above) => {
      const text = above ? `${own}\n\n${SENT}` : `${SENT}\n\n${own}`;
      expect(withoutSentText(text, [SENT])).toBe(own);
    }),
    { numRuns: 100 },
  );
});
