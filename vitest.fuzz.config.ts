import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/fuzz/**/*.test.ts'],
    // Whoever looks for bugs for an hour sets FUZZ_RUNS; a mail that hangs is found by the tests themselves.
    testTimeout: 3_600_000,
  },
});
