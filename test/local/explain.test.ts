import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { explain } from '../../local/commands/explain.ts';
import { openWebDoor, webApp } from '../../local/web-door.ts';
import { freePort, mailText, openTestDesk } from './desk-for-tests.ts';

const FIXTURES = new URL('../fixtures/mail/', import.meta.url).pathname;
let folder: string;
let printed: string;
let complained: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'explain-'));
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  complained = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    complained += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

test('one mail as JSON has every promised key', async () => {
  expect(await explain([join(FIXTURES, 'bounce-dsn.eml'), '--json'])).toBe(0);
  const explanation = JSON.parse(printed) as Record<string, unknown>;
  expect(Object.keys(explanation).join(' ')).toBe(
    'file messageId inReplyTo references subject from to cc date text reply replyWithSignature cuts attachments class ' +
      'outOfOffice returnsOn answerable bounce forwarded degraded suspended error ms',
  );
  expect(explanation['bounce']).toEqual({
    recipients: ['gone@client.example'],
    status: '5.1.1',
    hard: true,
    reason: '550 5.1.1 <gone@client.example>: Recipient address rejected: User unknown',
  });
});

test('a folder is one line a mail, named from the folder', async () => {
  mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
  cpSync(join(FIXTURES, 'plain-reply.eml'), join(folder, 'deep', 'er', 'one.eml'));
  writeFileSync(join(folder, 'empty.eml'), '');
  writeFileSync(join(folder, 'notes.txt'), 'no mail');
  expect(await explain([folder, '--jsonl'])).toBe(0);
  const lines = printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ file, reply, suspended }) => [file, reply, suspended])).toEqual([
    ['deep/er/one.eml', 'It works now, thank you!', null],
    ['empty.eml', '', { cause: 'unparseable' }],
  ]);
});

test('for people it says what was made of the mail', async () => {
  await explain([join(FIXTURES, 'out-of-office.eml')]);
  expect(printed).toContain('auto_reply, out of office');
  expect(printed).toContain('Customer <customer@shop.example>');
});

test.each([
  [['/no/such/file.eml'], 1],
  [[], 2],
])('%j ends with %i', async (args, code) => {
  expect(await explain(args)).toBe(code);
});

test('a file that is not there is named, and not taken for the id of a mail', async () => {
  await explain(['/no/such/file.eml']);
  expect(complained).toBe('There is no file /no/such/file.eml\n');
});

test('of the desk that runs here it says what became of a mail, by file, name and ticket', async () => {
  const desk = await openTestDesk();
  const door = await openWebDoor(webApp(desk), { port: 0 });
  const raw = mailText({ subject: 'Printer', text: 'It prints grey.', id: 'one@example.com' });
  const toSupport = { mailFrom: 'customer@example.com', recipients: ['support@help.example.com'] };
  const { id } = await desk.receiveMail(Buffer.from(raw), toSupport);
  await desk.settle();
  const ref = desk.tickets()[0]?.ref ?? '';
  const file = join(folder, 'one.eml');
  writeFileSync(file, raw);
  for (const name of [file, 'one@example.com', id, ref]) {
    printed = '';
    expect(await explain([name, '--http-port', String(door.port)])).toBe(0);
    expect(printed).toContain(name === ref ? 'customer@example.com' : `It is on ${ref}:`);
  }
  expect(await explain(['T-0000-0000', '--http-port', String(door.port)])).toBe(1);
  expect(complained).toBe('The desk has no ticket T-0000-0000.\n');
  await door.close();
  await desk.close();
});

test('without a desk it says so, after what intake makes of a mail', async () => {
  const port = ['--http-port', String(await freePort())];
  expect(await explain([join(FIXTURES, 'plain-reply.eml'), ...port])).toBe(0);
  expect(printed).toMatch(
    /What became of it nobody can say\. No desk answers on port \d+: start it with npm start/,
  );
  expect(await explain(['one@example.com', ...port])).toBe(1);
  expect(complained).toMatch(/^There is no file one@example.com\. No desk answers on port \d+/);
});

test.each([
  [['--stack', 'a', '--table', 'b'], 'Name the --stack, or its parts, not both.\n'],
  [['--table', 'b'], 'Name both, the --table and the --bucket.\n'],
])('%j names no desk', async (place, problem) => {
  expect(await explain(['one@example.com', ...place])).toBe(1);
  expect(complained).toBe(problem);
});
