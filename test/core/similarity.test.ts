import fc from 'fast-check';
import { expect, test } from 'vitest';
import { similarity } from '../../functions/core/similarity.ts';

test.each([
  ['Your ticket 4711 was received.', 'Your tickets 4711 were received', 1],
  ['Toner leer', 'Toner defekt', 0.5],
  ['Toner', 'Lampe', 0],
  ['', 'Toner', 0],
  ['the', 'the', 0],
])('"%s" and "%s": %f', (first, second, expected) => {
  const shared = similarity(first, second);
  expect(shared).toBeGreaterThanOrEqual(expected);
  expect(shared).toBeLessThanOrEqual(1);
  if (expected < 1) expect(shared).toBe(expected);
});

test('is the same both ways, and a text that says anything is like itself', () => {
  const text = fc.array(fc.stringMatching(/^[a-z]{5,9}$/), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(text, text, (some, others) => {
      const [first, second] = [some.join(' '), others.join(' ')];
      expect(similarity(first, second)).toBe(similarity(second, first));
      expect(similarity(first, first)).toSatisfy((alike: number) => alike === 1 || alike === 0);
    }),
  );
});
