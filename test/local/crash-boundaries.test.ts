import { expect, test } from 'vitest';
import { randomFrom } from '../fuzz/random.ts';
import { goOnFrom, tell } from './killed-desk.ts';
import { stories } from './told-stories.ts';

const SEED = 20_261_122;

// Here one kill of twenty is tried, drawn in the same way each time; `npm run test:burst` tries them all.
test.each(Object.entries(stories))(
  'R24: %s: a desk that is killed between two writes goes on, and everything happens once',
  async (_process, story) => {
    const told = await tell(story());
    const { below } = randomFrom(SEED);
    const drawn = told.boundaries.filter(() => below(20) === 0);
    expect(drawn.length).toBeGreaterThan(3);
    for (const boundary of drawn) await goOnFrom(told, boundary);
  },
);
