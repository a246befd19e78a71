import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
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
  // The tables of Chinese and Japanese letters are half as long when they are not spelled as numbers.
  charset: 'utf8',
  // Packages that are CommonJS inside ask for node's own modules with `require`.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  // What mailparser loads for turning HTML into text and text into HTML. It is called with both switched off.
  alias: {
    'linkify-it': leftOut('linkify-it'),
    tlds: leftOut('tlds'),
    'html-to-text': leftOut('html-to-text'),
    he: leftOut('he'),
    // mailparser and its libmime each bring the same copy along.
    'iconv-lite': packageSeenFrom('mailparser', 'iconv-lite'),
  },
} satisfies BuildOptions;

function leftOut(name: string): string {
  return fileURLToPath(new URL(`left-out/${name}.cjs`, import.meta.url));
}

function packageSeenFrom(dependent: string, name: string): string {
  const here = createRequire(import.meta.url);
  return createRequire(here.resolve(dependent)).resolve(name);
}
