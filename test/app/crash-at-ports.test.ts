import { expect, test } from 'vitest';
import { randomFrom } from '../fuzz/random.ts';
import { calmStory, promised } from './killed-functions.ts';

const SEED = 20_261_122;

const calm = await calmStory();

// One death of twenty, drawn in the same way each time; `npm run test:burst` tries them all.
test.each(promised)('R24: $what', async ({ covers, holds }) => {
  const { below } = randomFrom(SEED);
  const drawn = calm.deaths.filter(covers).filter(() => below(20) === 0);
  expect(drawn.length).toBeGreaterThan(0);
  for (const death of drawn) await holds(death, calm);
});
