import type { Random } from './random.ts';

/** One way in which mail gets damaged on its journey, or is damaged on purpose. */
type Mutation = (mail: Buffer, random: Random, other: Buffer) => Buffer;

const MAX_BYTES = 400_000;
const CHARSETS = [
  'utf-8',
  'us-ascii',
  'iso-8859-1',
  'iso-2022-jp',
  'shift_jis',
  'gb2312',
  'big5',
  'euc-kr',
  'utf-7',
  'utf-16',
  'koi8-r',
  'windows-1252',
  'no-such-charset',
  '""',
  '',
];
const ENCODINGS = ['7bit', '8bit', 'binary', 'base64', 'quoted-printable', 'x-uuencode', 'no-such', ''];
const TYPES = [
  'text/plain',
  'text/html',
  'text/calendar; method=REPLY',
  'multipart/mixed',
  'multipart/alternative; boundary=',
  'multipart/report; report-type=delivery-status',
  'message/rfc822',
  'message/delivery-status',
  'application/ms-tnef; name=winmail.dat',
  'application/octet-stream',
  ';;;',
];
const FIELDS = [
  'From: <',
  'From: a@b.example, "c" <d@e.example>, f',
  'To: undisclosed-recipients:;',
  'Subject: =?utf-8?b?4oKs?= =?utf-8?q?=E2=82?= =?x?y?z?=',
  'Date: Tue, 99 Foo 2026 25:61:61 +9999',
  'In-Reply-To: <<a@b.example>',
  'Content-Disposition: attachment; filename*0*=utf-8\'\'%E2%82; filename*2=x; filename="a\\"b',
  'Auto-Submitted: auto-replied',
  'X-Failed-Recipients: a@b.example',
  'Content-Type: multipart/mixed; boundary="',
];
const BYTES = [0, 0xff, 0x0d, 0x0a, 0x2d, 0x3d, 0x3f, 0x3b, 0x22, 0x3e, 0x3c, 0x28, 0x1b, 0x80, 0xe0];
const LINES = [
  '> > > > >',
  '--',
  '-- ',
  '________________________________',
  'On Mon, Nov 2, 2026 at 8:12 AM Support <support@desk.example> wrote:',
  '-----Original Message-----',
  'From: Support <support@desk.example>\r\nSent: Monday\r\nTo: Customer\r\nSubject: Kettle',
  '<blockquote type=cite><div class=gmail_quote>',
  '</div></div></blockquote>',
  '\uE000\uE001\uE002\uE003',
  'begin 644 a.txt',
  '\u001b$B',
];

const MUTATIONS: Record<string, Mutation> = {
  flipBits: (mail, random) => {
    const copy = Buffer.from(mail);
    for (let count = 1 + random.below(20); count > 0 && copy.length > 0; count--) {
      const at = random.below(copy.length);
      copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
    }
    return copy;
  },
  putBytes: (mail, random) => {
    const copy = Buffer.from(mail);
    for (let count = 1 + random.below(20); count > 0 && copy.length > 0; count--)
      copy[random.below(copy.length)] = random.pick(BYTES);
    return copy;
  },
  truncate: (mail, random) => mail.subarray(0, random.below(mail.length + 1)),
  cutOut: (mail, random) => {
    const at = random.below(mail.length + 1);
    return Buffer.concat([mail.subarray(0, at), mail.subarray(at + random.below(200))]);
  },
  repeatPiece: (mail, random) => {
    const at = random.below(mail.length + 1);
    const piece = mail.subarray(at, at + 1 + random.below(300));
    return insert(mail, at, Buffer.concat(Array.from({ length: 1 + random.below(200) }, () => piece)));
  },
  addNuls: (mail, random) =>
    insert(mail, random.below(mail.length + 1), Buffer.alloc(1 + random.below(3_000))),
  addLongRun: (mail, random) =>
    insert(
      mail,
      random.below(mail.length + 1),
      Buffer.from(random.pick([' ', '-', '>', '=', '(', '<', '"', 'x', '\t', '<b>', '\r\n']).repeat(20_000)),
    ),
  repeatField: (mail, random) =>
    editLines(mail, (lines) => {
      const at = random.below(endOfHeader(lines) + 1);
      const field = lines[at] ?? '';
      lines.splice(
        random.below(endOfHeader(lines) + 1),
        0,
        ...Array<string>(1 + random.below(60)).fill(field),
      );
    }),
  loseField: (mail, random) =>
    editLines(mail, (lines) => lines.splice(random.below(endOfHeader(lines) + 1), 1)),
  addField: (mail, random) =>
    editLines(mail, (lines) => lines.splice(random.below(endOfHeader(lines) + 1), 0, random.pick(FIELDS))),
  shuffleFields: (mail, random) =>
    editLines(mail, (lines) => {
      const end = endOfHeader(lines);
      for (let at = 0; at < end; at++) {
        const other = random.below(end);
        [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? ''];
      }
    }),
  swapEncoding: (mail, random) =>
    replaceOne(mail, random, /(content-transfer-encoding:)[^\r\n]*/gi, `$1 ${random.pick(ENCODINGS)}`),
  swapCharset: (mail, random) =>
    replaceOne(mail, random, /(charset=)"?[^"\s;]*"?/gi, `$1${random.pick(CHARSETS)}`),
  swapType: (mail, random) =>
    replaceOne(mail, random, /(content-type:)\s*[^;\r\n]*/gi, `$1 ${random.pick(TYPES)}`),
  swapBoundaries: (mail, random) => {
    const names = [...mail.toString('latin1').matchAll(/boundary="?([^"\s;]+)/gi)].map(
      ([, name]) => name ?? '',
    );
    return replaceOne(
      mail,
      random,
      /(boundary=)"?[^"\s;]*"?/gi,
      `$1"${random.pick([...names, 'b', '-- '])}"`,
    );
  },
  nameFieldTwice: (mail, random) =>
    editLines(mail, (lines) => {
      const name = /^[\w-]+:/.exec(lines[random.below(endOfHeader(lines) + 1)] ?? '')?.[0] ?? 'From:';
      const value = /: .*/.exec(random.pick(FIELDS))?.[0].slice(1) ?? '';
      lines.splice(random.below(endOfHeader(lines) + 1), 0, `${name}${value}`);
    }),
  lieAboutCharset: (mail, random) => {
    const at = mail.indexOf('\r\n\r\n') + 4;
    const text = mail.subarray(at).toString('utf8');
    const lie = random.pick<BufferEncoding>(['utf16le', 'latin1', 'utf8', 'base64url', 'hex']);
    return Buffer.concat([mail.subarray(0, at), Buffer.from(`ä€𝄞 ${text}`, lie)]);
  },
  cutInCharacter: (mail, random) => {
    const leads = [...mail.keys()].filter((at) => (mail[at] ?? 0) >= 0xc0);
    if (leads.length === 0) return Buffer.concat([mail, Buffer.from('€').subarray(0, 2)]);
    const at = random.pick(leads) + 1;
    return random.below(2) === 0
      ? mail.subarray(0, at)
      : Buffer.concat([mail.subarray(0, at), mail.subarray(at + 1)]);
  },
  loseBoundary: (mail, random) => replaceOne(mail, random, /boundary="?[^"\s;]*"?/gi, ''),
  loseBoundaryLine: (mail, random) =>
    replaceOne(mail, random, /^--[^\s-][^\r\n]*$/gm, random.pick(['', '--', '-- '])),
  loseBlankLine: (mail, random) => replaceOne(mail, random, /\r?\n\r?\n/g, '\r\n'),
  changeLineEnds: (mail, random) =>
    Buffer.from(
      mail.toString('latin1').replaceAll(/\r?\n/g, random.pick(['\n', '\r', '\r\r\n', '\n\r'])),
      'latin1',
    ),
  addLines: (mail, random) =>
    editLines(mail, (lines) => {
      const line = Buffer.from(random.pick(LINES)).toString('latin1');
      const at = endOfHeader(lines) + random.below(lines.length - endOfHeader(lines) + 1);
      lines.splice(at, 0, ...Array<string>(1 + random.below(30)).fill(line));
    }),
  nest: (mail, random) => {
    let nested = mail;
    for (let depth = 1 + random.below(random.pick([2, 5, 80])); depth > 0; depth--)
      nested = wrapped(nested, random);
    return nested;
  },
  multiply: (mail, random) => {
    const part = Buffer.concat([Buffer.from('\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n'), mail]);
    const head = Buffer.from('From: a@b.example\r\nContent-Type: multipart/digest; boundary=b\r\n');
    const parts = Array.from({ length: 2 + random.below(random.pick([5, 50, 1_000])) }, () => part);
    return Buffer.concat([head, ...parts]);
  },
  splice: (mail, random, other) =>
    Buffer.concat([
      mail.subarray(0, random.below(mail.length + 1)),
      other.subarray(random.below(other.length + 1)),
    ]),
  attachOther: (mail, _, other) =>
    editLines(mail, (lines) => {
      lines.push('--b0', 'Content-Type: message/rfc822', '', other.toString('latin1'), '--b0--');
    }),
};

/** One to four damages, one after the other, and their names. */
export function mutateMail(
  mail: Buffer,
  { random, other }: { random: Random; other: Buffer },
): { mail: Buffer; damages: string[] } {
  const damages = Array.from({ length: 1 + random.below(4) }, () => random.pick(Object.keys(MUTATIONS)));
  const mutated = damages.reduce<Buffer>(
    (damaged, name) => MUTATIONS[name]?.(damaged, random, other).subarray(0, MAX_BYTES) ?? damaged,
    mail,
  );
  return { mail: mutated, damages };
}

function insert(mail: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([mail.subarray(0, at), piece, mail.subarray(at)]);
}

function editLines(mail: Buffer, edit: (lines: string[]) => void): Buffer {
  const lines = mail.toString('latin1').split(/\r?\n/);
  edit(lines);
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function endOfHeader(lines: readonly string[]): number {
  return Math.max(0, lines.indexOf(''));
}

function replaceOne(mail: Buffer, random: Random, pattern: RegExp, replacement: string): Buffer {
  const text = mail.toString('latin1');
  const chosen = random.below(text.match(pattern)?.length ?? 1);
  let seen = -1;
  const replaced = text.replaceAll(pattern, (match, first: unknown) => {
    seen++;
    return seen === chosen ? replacement.replace('$1', typeof first === 'string' ? first : '') : match;
  });
  return Buffer.from(replaced, 'latin1');
}

function wrapped(mail: Buffer, random: Random): Buffer {
  const boundary = `b${random.below(1_000)}`;
  const inner = random.pick(['', 'Content-Type: message/rfc822\r\n\r\n', 'Content-Type: text/plain\r\n\r\n']);
  const head = `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\n${inner}`;
  return Buffer.concat([Buffer.from(head), mail, Buffer.from(random.pick(['', `\r\n--${boundary}--\r\n`]))]);
}
