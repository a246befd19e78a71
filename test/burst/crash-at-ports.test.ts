import { expect, test } from 'vitest';
import { calmStory, promised } from '../app/killed-functions.ts';

/** Each death at each call of a port that changes something, of which `npm test` tries one of twenty. */
const calm = await calmStory();

test.each(promised)(
  '$what',
  async ({ what, covers, holds }) => {
    const deaths = calm.deaths.filter(covers);
    for (const death of deaths) await holds(death, calm);
    console.log(`${what}: ${deaths.length} deaths`);
    expect(deaths.length).toBeGreaterThan(0);
  },
  600_000,
);
