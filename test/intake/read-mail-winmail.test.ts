import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixture, mailWith, readBytes } from './fixture-mail.ts';

const WINMAIL = Buffer.from(
  /\r\n\r\n([\s\S]*)$/.exec(fixture('winmail-hides-the-text').toString())?.[1] ?? '',
  'base64',
);

const MESSAGE_PROPERTIES = 0x9003;
const HTML = 0x1013;
const RTF = 0x1009;
const BINARY = 0x0102;

function attribute(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUInt8(1, 0);
  head.writeUInt16LE(id, 1);
  head.writeUInt32LE(data.length, 5);
  return Buffer.concat([head, data, Buffer.alloc(2)]);
}

function numbers(...values: number[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(value);
      return bytes;
    }),
  );
}

/** A transport file whose message has one binary property. */
function winmailWith(property: number, value: Buffer): Buffer {
  const list = [
    numbers(1, property * 0x10000 + BINARY, 1, value.length),
    value,
    Buffer.alloc(-value.length & 3),
  ];
  return Buffer.concat([
    Buffer.from('789f3e220100', 'hex'),
    attribute(MESSAGE_PROPERTIES, Buffer.concat(list)),
  ]);
}

/** The form of rich text that says it is not compressed. */
function storedRtf(text: string): Buffer {
  const rtf = Buffer.from(text, 'latin1');
  return Buffer.concat([numbers(rtf.length + 12, rtf.length), Buffer.from('MELA'), numbers(0), rtf]);
}

function mailAround(winmail: Buffer, text = ''): Buffer {
  return mailWith(
    [
      `--b\r\nContent-Type: text/plain\r\n\r\n${text}`,
      `--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n`,
      winmail.toString('base64'),
      '--b--',
    ].join('\r\n'),
    'Content-Type: multipart/mixed; boundary=b',
  );
}

test.each([
  ['HTML', winmailWith(HTML, Buffer.from('<p>One</p><p>Two &amp; three</p>')), 'One\n\nTwo & three'],
  [
    'rich text',
    winmailWith(
      RTF,
      storedRtf(
        "{\\rtf1\\ansi{\\info{\\author No}}One\\par {\\b Two}\\tab \\'e4\\u-10179?\\u-8704?\\}\\par}",
      ),
    ),
    'One\nTwo\tä😀}',
  ],
  [
    'HTML inside rich text',
    winmailWith(
      RTF,
      storedRtf(
        '{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf \\par \\htmlrtf0 1 < 2{\\*\\htmltag72 </p><p>}Two{\\*\\mhtmltag84 no}}',
      ),
    ),
    '1 < 2\n\nTwo',
  ],
])('a text that is %s is read', async (_, winmail, text) => {
  const { message } = await readBytes(mailAround(winmail));
  expect(message.text).toBe(text);
});

test('the text of the mail itself is preferred', async () => {
  const { message } = await readBytes(mailAround(WINMAIL, 'The text itself.'));
  expect(message.text).toBe('The text itself.');
  expect(message.attachments.map(({ name }) => name)).toEqual(['winmail.dat', 'Übersicht.pdf', 'body.rtf']);
});

test('a winmail.dat that is none stays a file', async () => {
  const { message, files } = await readBytes(mailAround(Buffer.from('no such format'), 'Text.'));
  expect(message.attachments.map(({ name, size }) => [name, size])).toEqual([['winmail.dat', 14]]);
  expect(files).toHaveLength(1);
});

test('whatever is cut off or damaged, the mail and the file itself are there', async () => {
  const damage = fc.record({
    length: fc.integer({ min: 0, max: WINMAIL.length }),
    at: fc.integer({ min: 6, max: WINMAIL.length - 1 }),
    byte: fc.integer({ min: 0, max: 255 }),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ length, at, byte }) => {
      const damaged = Buffer.from(WINMAIL);
      damaged[at] = byte;
      const { message, suspended } = await readBytes(
        mailAround(damaged.subarray(0, length), 'The text itself.'),
      );
      expect([message.text, message.attachments[0]?.name, suspended]).toEqual([
        'The text itself.',
        'winmail.dat',
        null,
      ]);
    }),
  );
});
