import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { original } from '../../local/commands/original.ts';
import type { LocalDesk } from '../../local/local-desk.ts';
import { openWebDoor, webApp } from '../../local/web-door.ts';
import { mailText, openTestDesk } from './desk-for-tests.ts';

/** Whoever runs the desk gets every mail as it came; what a virus was found in, only when he says so. */

const toSupport = { mailFrom: 'customer@example.com', recipients: ['support@help.example.com'] };
const request = mailText({ subject: 'Printer', text: 'It prints grey.', id: 'one@example.com' });
const offer = `Precedence: bulk\r\n${mailText({ subject: 'Offer', text: 'Buy now.', id: 'two@example.com' })}`;
const infected = mailText({ subject: 'Invoice', text: 'See the file.', id: 'three@example.com' });

let desk: LocalDesk;
let door: { port: number; close(): Promise<void> };
let folder: string;
const ids: Record<string, string> = {};
let printed: Buffer;
let complained: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'original-'));
  desk = await openTestDesk();
  door = await openWebDoor(webApp(desk), { port: 0 });
  const mails = { request, offer, infected: `X-Local-Verdicts: virus=FAIL\r\n${infected}` };
  for (const [name, raw] of Object.entries(mails))
    ids[name] = (await desk.receiveMail(Buffer.from(raw), toSupport)).id;
  await desk.settle();
});
afterAll(async () => {
  await door.close();
  await desk.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  printed = Buffer.alloc(0);
  complained = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((bytes) => {
    printed = Buffer.concat([printed, Buffer.from(bytes)]);
    return true;
  });
  vi.spyOn(console, 'error').mockImplementation((text: string) => void (complained += `${text}\n`));
});
afterEach(() => vi.restoreAllMocks());

const ask = (...args: string[]) => original([...args, '--http-port', String(door.port)]);
const heldId = async (cause: string) => {
  const answer = await fetch(`http://127.0.0.1:${door.port}/_desk/held?cause=${cause}`);
  const { held } = (await answer.json()) as { held: { id: string }[] };
  return held[0]?.id ?? '';
};

test.each([
  ['its key', () => `inbound/${ids['request']}`],
  ['the id of its delivery', () => ids['request'] ?? ''],
  ['its Message-ID', () => '<one@example.com>'],
])('a mail on a ticket is found by %s', async (_, name) => {
  expect(await ask(name())).toBe(0);
  expect(printed.toString()).toBe(request);
});

test('a held mail is found by its own id', async () => {
  expect(await ask(await heldId('bulk_mail'))).toBe(0);
  expect(printed.toString()).toBe(offer);
});

test('it is written into a new file, and over none', async () => {
  const file = join(folder, 'one.eml');
  expect(await ask('one@example.com', '--out', file)).toBe(0);
  expect([readFileSync(file, 'utf8'), printed.length]).toEqual([request, 0]);
  expect(await ask('one@example.com', '--out', file)).toBe(1);
  expect(complained).toMatch(/one\.eml could not be written/);
});

test('one with a virus is given to whoever says that he wants it', async () => {
  for (const name of [`inbound/${ids['infected']}`, ids['infected'] ?? '', await heldId('virus')]) {
    expect(await ask(name)).toBe(1);
    expect(printed).toHaveLength(0);
    expect(await ask(name, '--even-infected')).toBe(0);
    expect(printed.toString()).toBe(infected);
    printed = Buffer.alloc(0);
  }
  expect(complained).toBe(
    'A virus was found in it. With --even-infected you get it all the same.\n'.repeat(3),
  );
});

test.each(['inbound/01KAREQZ0000000000000000Q1', 'inbound/../secrets.json', 'nobody@example.com', 'x/y'])(
  'nothing is kept as %s',
  async (name) => {
    expect(await ask(name, '--even-infected')).toBe(1);
    expect([complained, printed.length]).toEqual(['No such mail is kept here.\n', 0]);
  },
);

test.each([[[]], [['one', 'two']], [['--wat']]])('%j is not understood', async (args) => {
  expect(await original(args)).toBe(2);
  expect(complained).toContain('desk original ID');
});
