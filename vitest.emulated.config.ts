import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/emulated/**/*.test.ts'],
    globalSetup: ['test/emulated/dynamo-local-setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // One world at a time: two of them would halve each other's speed on a small machine.
    fileParallelism: false,
  },
});
