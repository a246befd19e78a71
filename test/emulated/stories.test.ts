import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { platform } from './emulated-world.ts';
import { unreachedRights } from './unreached-rights.ts';

/**
 * The stories that the local world tells, told by the deployed functions over emulated services, and those that only
 * happen on AWS; then what they show about who may do what.
 */
const shared = readdirSync(new URL('../stories', import.meta.url)).filter((name) =>
  name.endsWith('.story.test.ts'),
);

const ownStories = ['./aws.story.ts', './explain.story.ts', './held.story.ts'];

describe.each([...shared.map((name) => `../stories/${name}`), ...ownStories])('%s', async (file) => {
  await import(/* @vite-ignore */ file);
});

describe('rights', () => {
  test('no function or machine was granted what none of the stories needed', async () => {
    const { access } = await platform();
    const unexplained = access
      .unused()
      .filter((right) => !unreachedRights.some(({ grant }) => grant.test(right)));
    expect(unexplained).toEqual([]);
  });

  test.each(unreachedRights)('$grant is granted and out of reach', async ({ grant }) => {
    const { access } = await platform();
    expect(access.unused().filter((right) => grant.test(right))).not.toEqual([]);
  });
});

afterAll(async () => (await platform()).close());
