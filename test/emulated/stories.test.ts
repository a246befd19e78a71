import { readdirSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { platform } from './emulated-world.ts';

/** The stories that the local world tells, told by the deployed functions over emulated services. */
const files = readdirSync(new URL('../stories', import.meta.url)).filter((name) => name.endsWith('.story.test.ts'));

describe.each(files)('%s', async (file) => {
  await import(/* @vite-ignore */ `../stories/${file}`);
});

afterAll(async () => (await platform()).close());

describe('rights', () => {
  test('no function or machine was granted what none of the stories needed', async () => {
    const { access } = await platform();
    expect(access.unused()).toEqual([]);
  });
});
