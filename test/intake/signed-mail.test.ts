import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSigned } from '../../functions/intake/mime/signed-data.ts';
import { mailWith, readBytes, readFixture } from './fixture-mail.ts';

const NOT_CHECKED = 'the mail is signed; the signature was not checked';
const SEALED = 'the mail is encrypted';
const SIGNED = '06092a864886f70d010702';

test.each(['signed-smime', 'signed-smime-in-pieces'])('%s: what was signed is read', async (name) => {
  const { message, files } = await readFixture(name);
  expect(message.text).toBe('The kettle is leaking, café and all.');
  expect(message.attachments).toMatchObject([
    { name: 'smime.p7m', contentType: 'application/pkcs7-mime' },
    { name: 'orders.csv', contentType: 'text/csv' },
  ]);
  expect(Buffer.from(files[1]?.bytes ?? []).toString()).toBe('id,item\r\n7,kettle');
  expect(message.degraded).toEqual([NOT_CHECKED]);
});

test('what was signed and is sealed stays sealed', async () => {
  const { message } = await readFixture('signed-and-encrypted-smime');
  expect(message).toMatchObject({ text: '', degraded: [SEALED, NOT_CHECKED] });
  expect(message.attachments.map(({ name }) => name)).toEqual(['smime.p7m', 'smime.p7m']);
});

test('a mail that is sealed and not signed is only sealed', async () => {
  expect((await readFixture('encrypted-smime')).message.degraded).toEqual([SEALED]);
});

test('a list’s footer beside it does not hide what was signed', async () => {
  const signed = p7m(contentInfo(SIGNED, octets('Content-Type: text/plain\r\n\r\nhello')));
  const body = `--b0\r\n${signed}\r\n--b0\r\n\r\nThe list\r\n--b0--`;
  const { message } = await readBytes(mailWith(body, 'Content-Type: multipart/mixed; boundary=b0'));
  expect(message.text).toBe('hello\n\nThe list');
});

test.each([
  ['one string', octets('\r\nhello'), 'hello'],
  ['a string of strings', `2480${octets('\r\nhel')}${octets('lo')}0000`, 'hello'],
  ['strings in strings', `2480${value('24', octets('\r\nhello'))}0000`, 'hello'],
  ['a string cut off', '0450' + Buffer.from('\r\nhello').toString('hex'), 'hello'],
  ['no string', '0500', null],
  ['nothing', '', null],
])('%s: %s', (_, content, expected) => {
  const { segments } = openSigned([file(contentInfo(SIGNED, content))]);
  expect(segments[0]?.plain ?? null).toBe(expected);
});

test.each([
  ['another type of content', contentInfo('06092a864886f70d010703', octets('\r\nhello'))],
  ['no bytes', ''],
  ['a length without bytes', '3084'],
  ['a thousand beginnings', '3080'.repeat(1_000)],
])('%s is no signed data', (_, hex) => {
  expect(openSigned([file(hex)]).segments).toEqual([]);
});

test('whatever the bytes are, they stay a file', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const hostile = Buffer.concat([Buffer.from(`3080${SIGNED}a0803080`, 'hex'), bytes]);
      const attached = file(hostile.toString('hex'));
      expect(openSigned([attached]).attachments[0]).toBe(attached);
    }),
  );
});

function octets(text: string): string {
  return value('04', Buffer.from(text).toString('hex'));
}

/** A value of less than 128 bytes. */
function value(tag: string, content: string): string {
  return `${tag}${(content.length / 2).toString(16).padStart(2, '0')}${content}`;
}

function contentInfo(type: string, content: string): string {
  const data = value('06', '2a864886f70d010701');
  return `3080${type}a0803080020101310030` + `80${data}a080${content}`;
}

function file(hex: string) {
  const bytes = Buffer.from(hex, 'hex');
  return { name: 'smime.p7m', contentType: 'application/pkcs7-mime', contentId: '', bytes };
}

function p7m(hex: string): string {
  const head = 'Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: base64';
  return `${head}\r\n\r\n${Buffer.from(hex, 'hex').toString('base64')}`;
}
