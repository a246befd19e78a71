import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/emulated/**', 'test/deployed/**', 'test/browser/**', 'test/burst/**', 'test/fuzz/**'],
    // Most files load the same modules: each worker loads them once.
    isolate: false,
    // A synth of the whole stack and a burst of mails take longer than a table of values.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
