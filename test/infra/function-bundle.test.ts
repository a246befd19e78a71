import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { environments } from '../../functions/aws/contract.ts';
import { bundleSettings } from '../../infra/function-bundle.ts';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const names = Object.keys(environments);
const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
const { metafile } = buildSync({
  ...bundleSettings,
  entryPoints: names.map((name) => fromRoot(`functions/${name}.ts`)),
  outdir,
  outExtension: { '.js': '.mjs' },
  metafile: true,
  logLevel: 'error',
});
const outputs = new Map(
  Object.entries(metafile.outputs).map(([file, output]) => [basename(file, '.mjs'), output]),
);
const importBundle = (path: string): Promise<unknown> =>
  import(pathToFileURL(join(outdir, `${path}.mjs`)).href);

test.each(names)('%s fits, and starts', async (name) => {
  expect(outputs.get(name)?.bytes).toBeLessThan(1_500_000);
  expect(await importBundle(name)).toHaveProperty('handler', expect.any(Function));
});

test.each([
  ['mailparser', []],
  // A webhook's delivery that was held may be let in by mail.
  ['jsonata', ['receive-email', 'receive-webhook']],
  // What takes mail in makes our own automatic texts anew, to know them in an answer.
  ['liquidjs', ['receive-email', 'receive-chat', 'receive-webhook', 'pages', 'send-mail']],
])('%s goes only where it is needed', (name, wanted) => {
  const having = names.filter((one) =>
    Object.keys(outputs.get(one)?.inputs ?? {}).some((file) => file.includes(`node_modules/${name}/`)),
  );
  expect(having).toEqual(wanted);
});
