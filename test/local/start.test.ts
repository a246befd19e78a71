import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { start } from '../../local/commands/start.ts';
import { openDatabase } from '../../local/database.ts';
import { freePort } from './desk-for-tests.ts';

let folder: string;
let busy: Server;
let busyPort: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stepdesk-start-'));
  busy = createServer().listen(0, '127.0.0.1');
  await once(busy, 'listening');
  const address = busy.address();
  busyPort = typeof address === 'object' && address ? address.port : 0;
});

afterAll(async () => {
  busy.close();
  await rm(folder, { recursive: true, force: true });
});

/** A desk that does not open leaves nothing behind, so that most need no process of their own. */
async function startHere(flags: string[]): Promise<{ code: number; words: string }> {
  let words = '';
  const stderr = vi.spyOn(console, 'error').mockImplementation((text: string) => void (words += `${text}\n`));
  const code = await start(flags).finally(() => stderr.mockRestore());
  return { code, words };
}

async function freePorts(): Promise<string[]> {
  return ['--smtp-port', String(await freePort()), '--http-port', String(await freePort())];
}

test('what is wrong is said on the standard error, and the process ends with 1', async () => {
  const desk = spawn(process.execPath, ['local/main.js', 'start', '--prot', '80']);
  let words = '';
  desk.stderr.on('data', (bytes) => (words += String(bytes)));
  await once(desk, 'close');
  expect(desk.exitCode).toBe(1);
  expect(words).toMatch(/^Unknown option '--prot'/);
});

test.each([
  { flags: ['--speed', 'fast'], words: /write --speed as a number/ },
  { flags: ['--smtp-port', '99999'], words: /--smtp-port is at most 65535/ },
  { flags: ['--speed', '60', '--manual-clock'], words: /exclude each other/ },
  { flags: ['--prot', '80'], words: /Unknown option '--prot'/ },
])('$flags: says what is wrong and which options there are', async ({ flags, words }) => {
  const said = await startHere(flags);
  expect(said.code).toBe(1);
  expect(said.words).toMatch(words);
  expect(said.words).toContain('--manual-clock');
  expect(said.words).not.toMatch(/\bat .*\.ts:/);
});

test.each(['--smtp-port', '--http-port'])('a busy port: one sentence naming %s', async (flag) => {
  const flags = await freePorts();
  flags[flags.indexOf(flag) + 1] = String(busyPort);
  const said = await startHere([...flags, '--data', join(folder, 'busy')]);
  expect(said).toEqual({
    code: 1,
    words: `Port ${busyPort} is in use by another program. Choose another one with ${flag}.\n`,
  });
});

test.each([
  [
    'of which the parent is missing',
    () => join(folder, 'nowhere', 'data'),
    /cannot be made, there is no .*nowhere\./,
  ],
  ['that is a file', () => fileWith('a-file', ''), /a-file is a file\./],
  ['inside a file', () => join(fileWith('another-file', ''), 'data'), /is inside a file\./],
  ['on no real disk', () => '/proc/data', /\/proc\/data cannot be written \(ENOENT\)\./],
  [
    'with something else for a database',
    () => dirname(fileWith('strange/desk.sqlite', 'What can I do?')),
    /desk\.sqlite is not a database of the desk, or is damaged\./,
  ],
  [
    'with a folder for a database',
    () => dirname(folderAt('hollow/desk.sqlite')),
    /desk\.sqlite is a folder, or you may not write it\./,
  ],
  [
    'with a file for the large mails',
    () => dirname(fileWith('flat/blobs', '')),
    /The data folder .*flat\/blobs is a file\./,
  ],
  ['that is a link to itself', () => linkToItself('loop'), /loop is a link that leads nowhere\./],
  ['of a newer version', () => newerData('newer'), /newer was written by a newer version of the desk\./],
  [
    'with half a file of secrets',
    () => dirname(fileWith('half/secrets.json', '{"signing":')),
    /secrets\.json is not a file of secrets as the desk writes it\./,
  ],
])('a data folder %s: one sentence', async (_, data, words) => {
  const said = await startHere([...(await freePorts()), '--data', data()]);
  expect(said.code).toBe(1);
  expect(said.words).toMatch(words);
  expect(said.words).toMatch(/^[^\n]+\. Choose another folder with --data\.\n$/);
});

test('a data folder in use: one sentence, and the desk that has it goes on', async () => {
  const data = join(folder, 'in-use');
  const database = openDatabase(data);
  const said = await startHere([...(await freePorts()), '--data', data]);
  expect(said.code).toBe(1);
  expect(said.words).toMatch(/^The data folder .*in-use is in use by another desk\. .*\n$/);
  database.close();
});

function folderAt(name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function linkToItself(name: string): string {
  const path = join(folder, name);
  symlinkSync(path, path);
  return path;
}

function newerData(name: string): string {
  const path = join(folder, name);
  const database = openDatabase(path);
  database.exec('PRAGMA user_version = 2');
  database.close();
  return path;
}

/** @returns its path */
function fileWith(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

test('a bad desk folder: every fault with file and line', async () => {
  const desk = join(folder, 'desk');
  await mkdir(desk);
  await writeFile(join(desk, 'desk.yaml'), 'name: Example\nmailDomain: help.example.com\ninboxes: none\n');
  await chmod(desk, 0o755);
  const said = await startHere([...(await freePorts()), '--desk', desk]);
  expect(said.code).toBe(1);
  expect(said.words).toMatch(/desk\.yaml:3: /);
});
