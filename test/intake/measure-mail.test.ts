import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { measureMail } from '../../local/commands/measure-mail.ts';

const FIXTURES = new URL('../fixtures/mail/', import.meta.url).pathname;
let folder: string;
let printed: string[];
let complaints: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'measure-'));
  printed = [];
  complaints = [];
  vi.spyOn(console, 'log').mockImplementation((text) => printed.push(...String(text).split('\n')));
  vi.spyOn(console, 'error').mockImplementation((text) => complaints.push(String(text)));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function expectOf(set: string, fixture: string, expected: object): void {
  mkdirSync(join(folder, set), { recursive: true });
  cpSync(join(FIXTURES, `${fixture}.eml`), join(folder, set, `${fixture}.eml`));
  writeFileSync(join(folder, set, `${fixture}.expected.json`), JSON.stringify(expected));
}

/** The columns of the row of that set and key. */
function row(set: string, key: string): string[] | undefined {
  const columns = printed.map((line) => line.trim().split(/ {2,}/));
  return columns.find(([first, second]) => first === set && second === key)?.slice(2);
}

test('each key is counted over all mails and in its set', async () => {
  expectOf('replies', 'plain-reply', {
    subject: 'Re:  Broken kettle',
    from: { address: 'CUSTOMER@shop.example', name: 'Customer' },
    reply_text: 'It works now,\nthank you!',
  });
  expectOf('replies', 'bottom-posted', { reply_text: 'The blue one.' });
  expectOf('bounces', 'bounce-dsn', {
    is_bounce: true,
    bounce_recipient: 'gone@client.example',
    bounce_status: '5.1.1',
  });
  expect(await measureMail([folder])).toBe(0);
  expect(row('all', 'no crash')).toEqual(['3/3', '100.0 %', 'goal 100 %: met']);
  expect(row('all', 'reply exact')).toEqual(['1/2', '50.0 %', 'goal 92 %: MISSED']);
  expect(row('replies', 'reply exact')).toEqual(['1/2', '50.0 %']);
  expect(row('replies', 'subject')).toEqual(['1/1', '100.0 %']);
  expect(row('bounces', 'bounce recipient')).toEqual(['1/1', '100.0 %']);
  expect(row('bounces', 'subject')).toBeUndefined();
  expect(printed).toContain('3 mails, 0 crashes, 0 empty replies to a text');
});

test('misses are named on demand, with what was expected', async () => {
  expectOf('replies', 'bottom-posted', { reply_text: 'The blue one.' });
  await measureMail([folder, '--misses']);
  const miss = printed.findIndex((line) => line.startsWith('reply exact  replies'));
  expect(printed.slice(miss, miss + 3)).toEqual([
    'reply exact  replies/bottom-posted.eml',
    '  expected "The blue one."',
    '  got      "The red one."',
  ]);
});

test.each([
  [{ subject: 'K\uFFFD\uFFFDche' }, 'utf8-labelled-latin1', 'subject', '1/1'],
  [
    { attachments: [{ name: '/home/log.txt' }], attachments_count: 6 },
    'files-and-pictures',
    'file names',
    '1/1',
  ],
  [{ attachments_min: 7 }, 'files-and-pictures', 'file count', '0/1'],
  [{ reply_text: 'Itworks now,thank you!', reply_format: 'nows' }, 'plain-reply', 'reply exact', '1/1'],
  [{ reply_excludes: ['thank you'] }, 'plain-reply', 'reply cuts', '0/1'],
  [{ is_auto_reply: true, is_out_of_office: true }, 'out-of-office', 'out of office', '1/1'],
  [{ is_bounce: false }, 'bounce-dsn', 'no false bounce', '0/1'],
  [{ is_bounce: true, is_feedback_report: true }, 'feedback-report', 'complaint', '1/1'],
  [{ tnef_contents: ['body.rtf'] }, 'winmail-hides-the-text', 'winmail', '1/1'],
])('%j of %s', async (expected, fixture, key, counted) => {
  expectOf('set', fixture, expected);
  await measureMail([folder]);
  expect(row('set', key)?.[0]).toBe(counted);
});

test('what a product must be set up for is no part of the score', async () => {
  expectOf('set', 'plain-reply', { subject: 'Other', needs: 'a delimiter' });
  expect(await measureMail([folder])).toBe(0);
  expect(row('all', 'subject')).toBeUndefined();
});

test.each([
  ['no folder is named', (): string[] => [], 2, 'npm run measure:mail'],
  ['there is no such folder', (): string[] => [join(folder, 'none')], 1, 'cannot be read'],
  [
    'there is nothing to measure',
    (): string[] => [folder],
    1,
    'holds no mail with an .expected.json beside it',
  ],
  ['an option is unknown', (): string[] => [folder, '--all'], 2, "Unknown option '--all'"],
])('%s', async (_, args, code, sentence) => {
  expect(await measureMail(args())).toBe(code);
  expect(complaints.join('\n')).toContain(sentence);
});
