import { mailAround, MIXED, part, PLAIN, WORD } from './hostile-mail.ts';
import type { HostileMail } from './hostile-mail.ts';
import { packedRtf, plainRtf, plainWinmail, winmail } from './made-winmail.ts';

const HTML = 'Content-Type: text/html; charset=utf-8';
const FILE = 'Content-Type: application/octet-stream; name=a.bin';
const BASE64 = 'Content-Transfer-Encoding: base64';
const QUOTED_PRINTABLE = 'Content-Transfer-Encoding: quoted-printable';
const MAIL = 'Content-Type: message/rfc822';
const WINMAIL = 'Content-Type: application/ms-tnef; name=winmail.dat';
const LINE = `${'QUJD'.repeat(19)}\r\n`;
const CODED = `M${'0'.repeat(60)}\n`;
const SIGNED_DATA = Buffer.from(
  '308006092a864886f70d010702a08030800201013100308006092a864886f70d010701a0802480',
  'hex',
);
const ATTACHED = `From: a@b.example\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n${'<p>words\r\n'.repeat(4_000)}`;

/** Structures and files: parts, nesting, and what has to be decoded or unpacked. */
export const hostileParts: HostileMail[] = [
  mixed('parts', 2_000, (count) => part(WORD, PLAIN).repeat(count), { note: 'more than 900 parts' }),
  mixed('texts of 44 KB each', 880, (count) => part(`${WORD} ${'<p>x'.repeat(11_000)}`, HTML).repeat(count), {
    note: 'the texts together are too long and were cut',
  }),
  mixed('attached mails', 500, (count) => part(WORD, PLAIN) + part(ATTACHED, MAIL).repeat(count)),
  {
    name: 'parts: inside each other',
    size: 2_000,
    says: '',
    note: 'more than 60 parts inside each other',
    make: nested,
  },
  mixed('half boundaries', 400_000, (count) => `${part(WORD, PLAIN)}${'--b\r\n'.repeat(count)}`, {
    note: 'more than 300000 lines that look like the end of a part',
  }),
  mixed('one line of dashes', 300_000, (count) => `${part(WORD, PLAIN)}\r\n${'-'.repeat(count)}`),
  {
    name: 'parts: a boundary without an end',
    size: 60_000,
    says: WORD,
    make: (count) => mailAround(WORD, `Content-Type: multipart/mixed; boundary="${'b'.repeat(count)}"`),
  },
  {
    name: 'parts: one boundary for all levels',
    size: 2_000,
    says: '',
    make: (count) => mailAround(`${part('', MIXED).repeat(count)}${part(WORD, PLAIN)}`, MIXED),
    note: 'more than 60 parts inside each other',
  },
  attached('40 MB in base64', 500_000, (count) => LINE.repeat(count), BASE64),
  attached('base64 that ends on every line', 200_000, (count) => 'QQ==\r\n'.repeat(count), BASE64),
  attached('base64 glued together', 200_000, (count) => `QQ==\r\n${LINE.repeat(count)}`, BASE64),
  attached('base64 that is none', 500_000, (count) => `QUJD\n${'-'.repeat(count)}`, BASE64),
  attached('padding', 500_000, (count) => `QUJD${'='.repeat(count)}`, BASE64),
  attached(
    '20 MB of quoted-printable',
    300_000,
    (count) => `${'=41'.repeat(25)}=\r\n`.repeat(count),
    QUOTED_PRINTABLE,
  ),
  attached('soft breaks and nothing else', 1_000_000, (count) => '=\r\n'.repeat(count), QUOTED_PRINTABLE),
  attached(
    'spaces before soft breaks',
    10_000,
    (count) => `=${' '.repeat(79)}`.repeat(count),
    QUOTED_PRINTABLE,
  ),
  attached('uuencoded, 6 MB', 100_000, uuencoded, 'Content-Transfer-Encoding: x-uuencode'),
  {
    name: 'text: soft breaks and nothing else',
    size: 500_000,
    says: WORD,
    make: (count) => mailAround(`${'=\r\n'.repeat(count)}${WORD}`, PLAIN, QUOTED_PRINTABLE),
  },
  {
    name: 'text: uuencoded, 6 MB',
    size: 100_000,
    says: WORD,
    make: (count) => mailAround(`${WORD}\n${uuencoded(count)}`, PLAIN),
    note: 'a text is too long and was cut',
  },
  signed('pieces', 2_000_000, (count) => Buffer.alloc(4 * count, Buffer.from('04020a0a', 'hex'))),
  signed('pieces without bytes', 5_000_000, (count) => Buffer.alloc(2 * count, Buffer.from('2400', 'hex'))),
  signed('beginnings', 5_000_000, (count) => Buffer.alloc(2 * count, Buffer.from('2480', 'hex'))),
  packed('rich text that unpacks to nine times its size', 400_000, (count) => winmail([packedRtf(count)])),
  packed('groups of rich text', 1_000_000, (count) => winmail([plainRtf('{', count)])),
  packed('bytes of rich text', 300_000, (count) => winmail([plainRtf("\\'e4", count)])),
  packed('letters of rich text by number', 200_000, (count) => winmail([plainRtf('\\u8364 ?', count)])),
  packed('HTML in rich text', 60_000, (count) =>
    winmail([plainRtf('{\\*\\htmltag <b>}x', count, '{\\rtf1\\fromhtml1 ')]),
  ),
  packed('a text of zeros', 25_000_000, (count) => plainWinmail(Buffer.alloc(count))),
  packed('many rich texts', 800, (count) => winmail(Array.from({ length: count }, () => packedRtf(2_000)))),
  mixed('many packed mails', 600, (count) => {
    const bytes = winmail([packedRtf(20_000)]).toString('base64');
    return part(WORD, PLAIN) + part(bytes, WINMAIL, BASE64).repeat(count);
  }),
  mixed('reports', 800, (count) => {
    const report = 'Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n';
    const returned = part(`To: a@b.example\r\nMessage-ID: <x@b.example>\r\n`, MAIL);
    const status = part(report.repeat(20), 'Content-Type: message/delivery-status');
    return part(WORD, PLAIN) + (status + returned).repeat(Math.floor(count / 2));
  }),
  mixed('invitations', 800, (count) => {
    const invitation = `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n${'X-A="'.repeat(5_000)}\r\nEND:VEVENT`;
    return part(WORD, PLAIN) + part(invitation, 'Content-Type: text/calendar').repeat(count);
  }),
];

function mixed(
  name: string,
  size: number,
  parts: (size: number) => string,
  { note }: { note?: string } = {},
): HostileMail {
  const make = (count: number): Buffer => mailAround(`${parts(count)}--b0--\r\n`, MIXED);
  return { name: `parts: ${name}`, size, says: WORD, make, ...(note ? { note } : {}) };
}

function attached(name: string, size: number, body: (size: number) => string, encoding: string): HostileMail {
  const parts = (count: number): string => part(WORD, PLAIN) + part(body(count), FILE, encoding);
  return { ...mixed(name, size, parts), name: `file: ${name}` };
}

function packed(name: string, size: number, bytes: (size: number) => Buffer): HostileMail {
  const parts = (count: number): string =>
    part(WORD, PLAIN) + part(bytes(count).toString('base64'), WINMAIL, BASE64);
  return { ...mixed(name, size, parts), name: `winmail.dat: ${name}` };
}

/** A mail that is signed as a whole, its content in many strings (RFC 5652). */
function signed(name: string, size: number, strings: (size: number) => Buffer): HostileMail {
  const parts = (count: number): string => {
    const bytes = Buffer.concat([SIGNED_DATA, strings(count), Buffer.alloc(8)]);
    return part(WORD, PLAIN) + part(bytes.toString('base64'), 'Content-Type: application/pkcs7-mime', BASE64);
  };
  return { ...mixed(name, size, parts), name: `signed data: ${name}` };
}

function nested(depth: number): Buffer {
  const levels = Array.from(
    { length: depth },
    (_, level) => `--b${level}\r\nContent-Type: multipart/mixed; boundary=b${level + 1}\r\n\r\n`,
  );
  return mailAround(`${levels.join('')}--b${depth}\r\n\r\n${WORD}\r\n`, MIXED);
}

function uuencoded(lines: number): string {
  return `begin 644 a.bin\n${CODED.repeat(lines)}\`\nend\n`;
}
