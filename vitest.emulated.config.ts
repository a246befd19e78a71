import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/emulated/**/*.test.ts'],
    // The stories of test/stories ask for their world.
    env: { STORY_WORLD: 'emulated' },
    globalSetup: ['test/emulated/dynamo-local-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One world at a time: two of them would halve each other's speed on a small machine.
    fileParallelism: false,
  },
});
