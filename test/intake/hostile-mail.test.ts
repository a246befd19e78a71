import { expect, test } from 'vitest';
import { hostileMails } from '../../local/hostile-mails/all-hostile-mails.ts';
import { mailWith, readBytes } from './fixture-mail.ts';

const HTML = 'Content-Type: text/html; charset=utf-8';
const MIXED = 'Content-Type: multipart/mixed; boundary=b0';

function nested(depth: number): Buffer {
  const levels = Array.from({ length: depth }, (_, level) => {
    const type = `Content-Type: multipart/mixed; boundary=b${level + 1}`;
    return `--b${level}\r\n${type}\r\n\r\n`;
  });
  return mailWith(`${levels.join('')}--b${depth}\r\n\r\nThe innermost text\r\n`, MIXED);
}

/** At its whole size only where that is what takes it beyond a limit. */
test.each(hostileMails.map((mail) => [mail.name, mail] as const))('%s: the text is read', async (_, mail) => {
  const { message, suspended } = await readBytes(
    mail.make(mail.note ? mail.size : Math.ceil(mail.size / 20)),
  );
  expect(suspended).toBeNull();
  expect(message.text).toContain(mail.says);
  expect(message.from.address).toContain('@shop.example');
  expect(message.degraded).toEqual(expect.arrayContaining(mail.note ? [mail.note] : []));
});

test('three megabytes of nested elements cost the end of the text, nothing else', async () => {
  const { message } = await readBytes(mailWith(`hello${'<div>'.repeat(600_000)}`, HTML));
  expect(message.text).toBe('hello');
  expect(message.degraded).toEqual(['a text is too long and was cut']);
});

test('of a million header fields the first are read', async () => {
  const { message } = await readBytes(mailWith('hello', 'X-Field: value\r\n'.repeat(1_000_000).trimEnd()));
  expect(message).toMatchObject({
    subject: 'Kettle',
    text: 'hello',
    degraded: ['it is not certain who wrote it', 'the header section is too long'],
  });
});

test('parts within the bounds are found however deep they lie', async () => {
  expect((await readBytes(nested(50))).message.text).toBe('The innermost text');
});

test.each([
  ['no bytes', Buffer.alloc(0), 'unparseable'],
  ['nothing but NULs', Buffer.alloc(10_000), 'unparseable'],
  ['bytes that are no mail', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46]), 'unparseable'],
  ['more than 40 MiB', Buffer.alloc(40 * 1024 * 1024 + 1, 'a'), 'too_large'],
])('%s: held back with its cause', async (_, raw, cause) => {
  const { suspended, message } = await readBytes(raw);
  expect(suspended?.cause).toBe(cause);
  expect(message.from.address).toBe('customer@shop.example');
});

test('NULs in a text are left out', async () => {
  expect((await readBytes(mailWith('he\0llo'))).message.text).toBe('hello');
});

test('a broken part costs that part only', async () => {
  const body = [
    '--b0\r\nContent-Type: text/plain; charset=no-such-charset\r\n\r\nhello\r\n',
    '--b0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!not*base64!!!\r\n',
    '--b0\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: no-such\r\n\r\n%PDF\r\n--b0--',
  ].join('');
  const { message } = await readBytes(mailWith(body, MIXED));
  expect(message.text).toBe('hello');
  expect(message.attachments.map(({ name }) => name)).toEqual(['attachment-1.png', 'a.pdf']);
});

test('a mark that only our own reading may set is no text', async () => {
  const { message } = await readBytes(mailWith('hello\n\uE002\nworld'));
  expect(message.text).toBe('hello\n\nworld');
  expect(message.reply).toBe('hello\n\nworld');
});
