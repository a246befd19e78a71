import { readdirSync } from 'node:fs';
import { describe } from 'vitest';

/** The stories that all worlds tell, on a stack that is deployed. */
const files = readdirSync(new URL('../stories', import.meta.url)).filter((name) =>
  name.endsWith('.story.test.ts'),
);

describe.each(files)('%s', async (file) => {
  await import(/* @vite-ignore */ `../stories/${file}`);
});
