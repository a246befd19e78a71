import { fileURLToPath } from 'node:url';

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
  // mailparser loads these for turning HTML into text and text into links. It is called with both switched off.
  alias: {
    'linkify-it': leftOut('linkify-it'),
    tlds: leftOut('tlds'),
    'html-to-text': leftOut('html-to-text'),
  },
} as const;

function leftOut(name: string): string {
  return fileURLToPath(new URL(`left-out/${name}.cjs`, import.meta.url));
}
