import { mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { environments } from '../../functions/aws/contract.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import { bundleSettings } from '../../infra/function-bundle.ts';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const names = Object.keys(environments);
const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
const { metafile } = buildSync({
  ...bundleSettings,
  entryPoints: [...names, 'intake/read-mail'].map((name) => fromRoot(`functions/${name}.ts`)),
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
  ['mailparser', ['receive-email']],
  ['jsonata', ['receive-webhook']],
  ['liquidjs', ['send-mail']],
])('%s goes only where it is needed', (name, wanted) => {
  const having = names.filter((one) =>
    Object.keys(outputs.get(one)?.inputs ?? {}).some((file) => file.includes(`node_modules/${name}/`)),
  );
  expect(having).toEqual(wanted);
});

describe('a mail is read the same although parts of mailparser are left out', () => {
  const folder = fromRoot('test/fixtures/mail');
  const mails = readdirSync(folder).filter((file) => file.endsWith('.eml'));
  const bundled = z.object({ readMail: z.custom<typeof readMail>((value) => typeof value === 'function') });

  test.each(mails)('%s', async (file) => {
    const { readMail: readBundled } = bundled.parse(await importBundle('intake/read-mail'));
    const mail = {
      raw: readFileSync(join(folder, file)),
      receipt: {
        deliveryId: 'delivery',
        receivedAt: '2026-11-22T09:00:00.000Z',
        mailFrom: 'customer@example.com',
        recipients: ['help@support.example.com'],
        verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
        rawKey: 'inbound/delivery',
      } as const,
      own: {
        mailDomain: 'support.example.com',
        addresses: ['help@support.example.com'],
        loopId: 'support.example.com',
      },
    };
    const receipt = { ...mail.receipt, recipients: [...mail.receipt.recipients] };
    expect(await readBundled({ ...mail, receipt })).toEqual(await readMail({ ...mail, receipt }));
  });
});
