import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { environments } from '../../functions/aws/contract.ts';
import type { FunctionName } from '../../functions/aws/contract.ts';
import { bundleSettings } from '../../infra/function-bundle.ts';
import { timingsOf } from './measuring.ts';
import type { Measured } from './measuring.ts';

const LARGEST_BUNDLE = 1.5 * 1024 * 1024;

/**
 * (c) Every function bundled as it is deployed: its size, and the time its import takes in a fresh process, against
 * an empty handler that brings the same SDK clients along.
 */
export async function measureBundles(rounds: number): Promise<Measured[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stepdesk-bundles-'));
  const names = Object.keys(environments) as FunctionName[];
  const rows: Measured[] = [];
  for (const name of names) {
    const ours = await bundled(folder, name, { entry: `functions/${name}.ts` });
    const empty = await bundled(folder, `${name}-empty`, { contents: emptyHandler(ours.clients) });
    const imports = { ours: [] as number[], empty: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      imports.ours.push(importMillis(ours.file));
      imports.empty.push(importMillis(empty.file));
    }
    const mine = timingsOf(imports.ours);
    const theirs = timingsOf(imports.empty);
    rows.push(
      { what: `${name}: bundle`, value: ours.bytes / 1024, unit: 'KB', goal: LARGEST_BUNDLE / 1024 },
      {
        what: `${name}: import (${mine.median.toFixed(0)} ms) : empty handler, same clients`,
        value: mine.median / theirs.median,
        unit: 'times',
        range: [mine.lowest / theirs.median, mine.highest / theirs.median],
        goal: 2,
      },
    );
  }
  rmSync(folder, { recursive: true });
  return rows;
}

interface Bundle {
  file: string;
  bytes: number;
  /** The @aws-sdk packages in it, by name. */
  clients: string[];
}

async function bundled(
  folder: string,
  name: string,
  source: { entry: string } | { contents: string },
): Promise<Bundle> {
  const file = join(folder, `${name}.mjs`);
  const input =
    'entry' in source
      ? { entryPoints: [source.entry] }
      : { stdin: { contents: source.contents, resolveDir: process.cwd(), loader: 'ts' as const } };
  const settings: BuildOptions = { ...bundleSettings, mainFields: [...bundleSettings.mainFields], ...input };
  const { metafile } = await build({ ...settings, outfile: file, metafile: true, logLevel: 'error' });
  const clients = Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/(@aws-sdk\/(?:client|lib)-[a-z0-9-]+)\//.exec(path)?.[1] ?? [],
  );
  return { file, bytes: statSync(file).size, clients: [...new Set(clients)].toSorted() };
}

/** Constructs what a handler with these clients cannot do without. */
function emptyHandler(clients: string[]): string {
  const constructors: Record<string, string> = {
    '@aws-sdk/client-dynamodb': 'DynamoDBClient',
    '@aws-sdk/client-s3': 'S3Client',
    '@aws-sdk/client-ses': 'SESClient',
    '@aws-sdk/client-sesv2': 'SESv2Client',
    '@aws-sdk/client-sfn': 'SFNClient',
    '@aws-sdk/client-sqs': 'SQSClient',
    '@aws-sdk/client-secrets-manager': 'SecretsManagerClient',
  };
  const used = clients.flatMap((client) => (constructors[client] ? [[client, constructors[client]]] : []));
  const imports = used.map(([client, constructor]) => `import { ${constructor} } from '${client}';`);
  const made = used.map(([, constructor]) => `new ${constructor}({})`);
  return `${imports.join('\n')}\nconst clients = [${made.join(', ')}];\nexport const handler = async () => clients.length;\n`;
}

/** In a process of its own, as a cold start imports it. */
function importMillis(file: string): number {
  const script = `const before = performance.now(); await import(${JSON.stringify(file)}); console.log(performance.now() - before);`;
  const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, AWS_REGION: 'eu-west-1', NODE_NO_WARNINGS: '1' },
  });
  const millis = Number(run.stdout.trim().split('\n').at(-1));
  if (Number.isNaN(millis)) throw new Error(`${file} cannot be imported: ${run.stderr}`);
  return millis;
}
