import { expect, test } from 'vitest';
import { goOnFrom, tell } from '../local/killed-desk.ts';
import { stories } from '../local/told-stories.ts';

/** Each kill of each story, of which `npm test` tries one of twenty. */
test.each(Object.entries(stories))(
  '%s: killed between any two writes, a desk goes on and everything happens once',
  async (process, story) => {
    const told = await tell(story());
    for (const boundary of told.boundaries) await goOnFrom(told, boundary);
    console.log(`${process}: ${told.boundaries.length} kills in ${told.stages.length} stages`);
    expect(told.boundaries.length).toBeGreaterThan(100);
  },
  600_000,
);
