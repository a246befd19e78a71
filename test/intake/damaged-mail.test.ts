import { expect, test } from 'vitest';
import { readMailDate } from '../../functions/intake/mime/mail-date.ts';
import { fixture, mailWith, readBytes, readFixture } from './fixture-mail.ts';

/** Found by `npm run test:fuzz`. */
test('NULs in an invitation do not reach the text', async () => {
  expect((await readFixture('nul-in-an-invitation')).message.text).toBe('Kettle, and what to do about it');
});

test('a type of many words says less than the name', async () => {
  const { message } = await readFixture('type-of-many-words');
  expect(message.attachments).toMatchObject([{ name: 'plan.pdf', contentType: 'application/pdf' }]);
});

test.each(['Jan 1 123456', '-000123-01-01', ''])('%j is no moment', (date) => {
  expect(readMailDate(date)).toBeNull();
});

test('a report with a line of nothing but dashes is a report all the same', async () => {
  const whole = await readFixture('bounce-expanded-alias');
  const report = fixture('bounce-expanded-alias').toString('latin1');
  const body = report.indexOf('\r\n\r\n') + 4;
  const dashed = `${report.slice(0, body)}${'-'.repeat(20_000)}\r\n\r\n${report.slice(body)}`;
  const { message } = await readBytes(Buffer.from(dashed, 'latin1'));
  expect(message.bounce?.recipients).toEqual(whole.message.bounce?.recipients);
});

/** What every object of JavaScript has, asked for by a stranger. */
test.each(['constructor', '__proto__'])('%s is a word like any other', async (word) => {
  const file = `Content-Type: ${word}/${word}\r\nContent-Disposition: attachment; filename="a.${word}"\r\n\r\nx`;
  const half = `Content-Type: ${word}\r\n\r\n&${word};`;
  const text = `Content-Type: text/plain; charset=${word}\r\nContent-Transfer-Encoding: ${word}\r\n\r\nKettle`;
  const parts = [text, half, file].map((part) => `--b\r\n${part}\r\n`).join('');
  const { message } = await readBytes(mailWith(`${parts}--b--`, 'Content-Type: multipart/mixed; boundary=b'));
  expect(message.text).toBe(`Kettle\n\n&${word};`);
  expect(message.attachments).toMatchObject([{ name: `a.${word}`, contentType: `${word}/${word}` }]);
});

const PARTS =
  '--b\r\nContent-Type: text/plain; charset=koi8-r\r\n\r\nThe kettle leaks.\r\n--b\r\nContent-Type: application/pdf; name="a.pdf"\r\nContent-Disposition: attachment; filename=""\r\n\r\n%PDF-1.4\r\n--b--\r\n';

test.each([
  [
    'another boundary than the declared one',
    mailWith(PARTS, 'Content-Type: multipart/mixed; boundary=other'),
  ],
  ['a boundary in single quotes', mailWith(PARTS, "Content-Type: multipart/mixed; boundary='b'")],
  [
    'no blank line above the first part',
    mailWith('', `Content-Type: multipart/mixed; boundary=b\r\n${PARTS.trimEnd()}`),
  ],
])('parts are found with %s', async (_, raw) => {
  const { message } = await readBytes(raw);
  expect(message.text).toBe('The kettle leaks.');
  expect(message.attachments.map(({ name, size }) => [name, size])).toEqual([['a.pdf', 8]]);
});

test('a parameter that lost the space of its fold is no text', async () => {
  const raw = mailWith('Help!', 'Content-Type: text/plain;\r\ncharset=utf-8');
  expect((await readBytes(raw)).message.text).toBe('Help!');
});

test.each([
  [
    'a text that no blank line divides from the header is read whole',
    'Text',
    'The kettle leaks.\r\n\r\nHelp!',
    'The kettle leaks.\n\nHelp!',
  ],
  ['half a field above the blank line is no text', 'Text', 'Größe: 5\r\n\r\nHelp!', 'Help!'],
  [
    'a stray line above base64 is no text',
    'Content-Transfer-Encoding',
    'The kettle leaks.\r\n\r\nSGVscCE=',
    'Help!',
  ],
])('%s', async (_, name, rest, text) => {
  const raw = mailWith('', `${name}: base64\r\n${rest}`);
  expect((await readBytes(raw)).message.text).toBe(text);
});

test('raw bytes in a file name are in the charset of the text above', async () => {
  const named = PARTS.replace('a.pdf', 'þÁÊÎÉË.pdf');
  const raw = mailWith(named, 'Content-Type: multipart/mixed; boundary=b').toString();
  const { message } = await readBytes(Buffer.from(raw, 'latin1'));
  expect(message.attachments[0]?.name).toBe('Чайник.pdf');
});

test('a file whose name is quoted twice has it without quotes', async () => {
  const named = PARTS.replace('filename=""', 'filename=""b.pdf""');
  const { message } = await readBytes(mailWith(named, 'Content-Type: multipart/mixed; boundary=b'));
  expect(message.attachments[0]?.name).toBe('b.pdf');
});

test.each([
  [
    'text/enriched',
    '<bold>The <color><param>red</param>kettle</color></bold>\n<<leaks>\n\nHelp',
    'The kettle <leaks>\nHelp',
  ],
  ['text/richtext', '<bold>The</bold> kettle <lt>leaks><nl>Help', 'The kettle <leaks>\nHelp'],
])('%s is read without its commands', async (type, text, words) => {
  expect((await readBytes(mailWith(text, `Content-Type: ${type}`))).message.text).toBe(words);
});

test.each([
  ['an encoded word', '=?utf-8?q?=3Cm1=40shop=2Eexample=3E?='],
  ['control characters in an encoded word', '=?utf-8?q?=3Cm1=00=0D=0A=40shop=2Eexample=3E?='],
  ['one bracket', '<m1@shop.example'],
])('an id with %s is read', async (_, id) => {
  const headers = `Message-ID: ${id}\r\nIn-Reply-To: ${id}\r\nReferences: ${id}`;
  const { message } = await readBytes(mailWith('Text', headers));
  const { inReplyTo, references } = message.evidence;
  expect([message.messageId, inReplyTo, references]).toEqual([
    'm1@shop.example',
    'm1@shop.example',
    ['m1@shop.example'],
  ]);
});

test.each([
  ['&#xD83D;&#xDE00; &#55357;&#56832;', '😀 😀'],
  ['&#xD83D; &#0;', '\uFFFD \uFFFD'],
  ['&alpha;&Omega; &sigmaf; 2 &le; 3', 'αΩ ς 2 ≤ 3'],
  ['R&D &foo;', 'R&D &foo;'],
  ['&copy 2026 M&auml;rz &lt', '© 2026 März <'],
  ['https://shop.example/?a=1&part=2&sum=3&copy=4', 'https://shop.example/?a=1&part=2&sum=3&copy=4'],
  ['Q&pi 3', 'Q&pi 3'],
])('%s in HTML is %s', async (written, text) => {
  expect((await readBytes(mailWith(`<p>${written}</p>`, 'Content-Type: text/html'))).message.text).toBe(text);
});
