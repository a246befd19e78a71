import { afterAll, expect, test } from 'vitest';
import { mailThread } from '../../functions/intake/mail-thread.ts';
import type { Reading } from '../../functions/intake/mail-thread.ts';
import { mailToRead, mailWith, readBytes } from './fixture-mail.ts';

const script = new URL('./stubborn-thread.ts', import.meta.url);
/** Enough for a small mail on a busy computer. */
const thread = mailThread({ script, deadline: 1_000 });
const small = mailThread({ script, deadline: 60_000, heapMegabytes: 64 });
const read = (body: string, { readMail } = thread): Promise<Reading> =>
  readMail(mailToRead(mailWith(body, 'Date: Mon, 2 Nov 2026 08:30:00 +0000')));

afterAll(() => Promise.all([thread.close(), small.close()]));

test('a mail is read as it would be in place, files and all', async () => {
  const files = ['first', 'second'].map(
    (name) => `--b0\r\nContent-Type: application/pdf; name=${name}.pdf\r\n\r\n%PDF of the ${name}\r\n`,
  );
  const raw = mailWith(
    `--b0\r\n\r\nhello\r\n${files.join('')}--b0--`,
    'Content-Type: multipart/mixed; boundary=b0',
  );
  const { files: bytes, ...there } = await thread.readMail(mailToRead(raw));
  const { files: expected, message, suspended } = await readBytes(raw);
  expect(there).toEqual({ message, suspended });
  expect(bytes.map((file) => Buffer.from(file.bytes).toString())).toEqual([
    '%PDF of the first',
    '%PDF of the second',
  ]);
  expect(bytes).toHaveLength(expected.length);
});

test('the bytes stay with whoever wants to read them', async () => {
  const raw = mailWith('hello');
  await thread.readMail(mailToRead(raw));
  expect(raw.includes('hello')).toBe(true);
});

test('however many mails one thread has read, Node warns of nothing', async () => {
  const warnings: Error[] = [];
  const hear = (warning: Error) => void warnings.push(warning);
  process.on('warning', hear);
  for (let count = 0; count < 12; count += 1) await read('hello');
  await new Promise(setImmediate);
  process.off('warning', hear);
  expect(warnings).toEqual([]);
});

test.each([
  ['takes too long', 'hang', thread, 'it could not be read in time, within 1 s; the original is kept'],
  ['takes too much memory', 'devour', small, 'it could not be read in 64 MB of memory; the original is kept'],
  ['breaks its reader', 'break', small, 'whatever read it broke down over it; the original is kept'],
  ['ends its reader', 'leave at once', small, 'whatever read it broke down over it; the original is kept'],
])('a mail that %s is held with what its header says', async (_, body, reader, explanation) => {
  const { message, suspended, files } = await read(body, reader);
  expect(suspended).toEqual({ cause: 'timed_out', explanation });
  expect(message).toMatchObject({
    from: { address: 'customer@shop.example', name: 'Customer' },
    subject: 'Kettle',
    sentAt: '2026-11-02T08:30:00.000Z',
    text: '',
    degraded: [explanation],
  });
  expect(files).toEqual([]);
});

test('of a mail whose header cannot be read either there is what the receipt says', async () => {
  const { message, suspended } = await read('hang for ever');
  expect(suspended?.cause).toBe('timed_out');
  expect(message).toMatchObject({ from: { address: 'customer@shop.example', name: '' }, subject: '' });
});

test('mails that wait behind one which is stopped are read all the same', async () => {
  const all = await Promise.all(['one', 'hang', 'two', 'break', 'three'].map((body) => read(body)));
  expect(all.map(({ message, suspended }) => suspended?.cause ?? message.text)).toEqual([
    'one',
    'timed_out',
    'two',
    'timed_out',
    'three',
  ]);
});

test.each(['leave after', 'fail after'])(
  'a thread that is gone between two mails costs none: %s',
  async (body) => {
    expect((await read(body, small)).message.text).toBe(body);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await read('next', small)).toMatchObject({ message: { text: 'next' }, suspended: null });
  },
);

test('a thread that cannot be started is no fault of the mail', async () => {
  const broken = mailThread({ script: new URL('./no-such-thread.ts', import.meta.url) });
  await expect(broken.readMail(mailToRead(mailWith('hello')))).rejects.toThrow('no thread to read mail in');
});
