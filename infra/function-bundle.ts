import type { BuildOptions } from 'esbuild';

/**
 * How a function becomes one file: the settings of esbuild, for deployment and for measuring.
 * `module` before `main` takes the tree-shakeable half of a package; the SDK is brought along, because the pinned one
 * is smaller and starts faster than the runtime's.
 */
export const bundleSettings = {
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  // Packages that are CommonJS inside ask for node's own modules with `require`.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
} satisfies BuildOptions;
