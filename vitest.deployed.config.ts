import { defineConfig } from 'vitest/config';

if (!process.env['STACK']) {
  console.error(
    'Say which stack: STACK=stepdesk-dev npm run test:deployed (docs/deploy.md tells what it needs).',
  );
  process.exit(1);
}

export default defineConfig({
  test: {
    include: ['test/deployed/**/*.test.ts'],
    // The stories of test/stories ask for their world.
    env: { STORY_WORLD: 'deployed' },
    // Real mail takes its time, and a story sends a dozen.
    testTimeout: 30 * 60_000,
    hookTimeout: 10 * 60_000,
    // A story takes every new ticket for its own.
    fileParallelism: false,
  },
});
