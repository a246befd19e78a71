import { mailAround, PLAIN, WORD } from './hostile-mail.ts';
import type { HostileMail } from './hostile-mail.ts';

const FLOWED = `${PLAIN}; format=flowed`;
const REPORT = 'Content-Type: text/plain; charset=utf-8\r\nAuto-Submitted: auto-replied';

/** Plain texts in which a quote, a signature or a report might begin at any place. */
export const hostileTexts: HostileMail[] = [
  text('one line that begins like a quote', 200_000, 'a ', { before: 'On ' }),
  text('a line of spaces', 160_000, ' '),
  text('a line of dashes', 160_000, '-'),
  text('a line of underscores', 160_000, '_'),
  text('a line of quote signs', 160_000, '>'),
  text('a line of quote signs and spaces', 80_000, '> '),
  text('a line of half markers', 10_000, ' on xxx at yyy'),
  text('lines of half markers', 20_000, 'On xxx at yyy\n'),
  text('lines of half markers that end well', 20_000, 'On xxx at yyy wrote:\n'),
  text('addresses and colons', 10_000, 'On Monday a@b.example wrote: '),
  text('short lines', 100_000, 'x\n'),
  text('empty lines', 1_000_000, '\n'),
  text('lines of spaces', 100_000, '    \n'),
  text('lines of one quote sign', 100_000, '>\n'),
  text('quotes and answers in turn', 50_000, '> a\nb\n'),
  text('deep quotes', 800, `${'>'.repeat(1_000)} a\n`),
  text('signature lines', 50_000, '-- \n'),
  text('rules', 20_000, '----------\n'),
  text('forward markers', 20_000, '---------- Forwarded message ----------\n'),
  text('original-message markers', 20_000, '-----Original Message-----\n'),
  text('half header blocks', 30_000, 'From: a\n'),
  text('half header blocks on long lines', 200, `From: ${'a '.repeat(950)}\n`),
  text('header blocks', 10_000, 'From: a@b.example\nSent: Monday\nSubject: x\n\n'),
  text('long lines of colons', 200, `${':'.repeat(1_990)}\n`),
  text('flowed lines', 100_000, 'a \n', { type: FLOWED }),
  text('flowed quote signs', 200, `${'>'.repeat(2_000)} a \n`, { type: FLOWED }),
  text('wide letters', 200_000, 'ﷺ'),
  text('marks on one letter', 200_000, '\u0301'),
  text('direction marks', 300_000, '\u202E'),
  text('shifts of UTF-7', 200_000, '+AOk-', { type: 'Content-Type: text/plain; charset=utf-7' }),
  text('half shifts of UTF-7', 400_000, '+', { type: 'Content-Type: text/plain; charset=utf-7' }),
  text('shifts of ISO-2022', 100_000, '\u001b(B\u001b$B', {
    type: 'Content-Type: text/plain; charset=iso-2022-jp',
  }),
  text('shifts of Chinese', 200_000, '~{', { type: 'Content-Type: text/plain; charset=hz-gb-2312' }),
  text('shifts of Korean', 200_000, '\u000e', { type: 'Content-Type: text/plain; charset=iso-2022-kr' }),
  text('half commands', 200_000, '<a', { type: 'Content-Type: text/enriched' }),
  text('half parameters of commands', 60_000, '<param>', { type: 'Content-Type: text/enriched' }),
  text('frames', 20_000, '\n-----\nx\n'),
  text('letters of no charset', 300_000, 'é', { type: 'Content-Type: text/plain; charset=ks_c_5601-1987' }),
  text('NULs', 500_000, '\0'),
  text('encoded text that begins and never ends', 60_000, 'begin 644 a\n'),
  text('encoded texts', 20_000, 'begin 644 a\n#0V%T\n`\nend\n'),
  text('PGP beginnings', 30_000, '-----BEGIN PGP MESSAGE-----\n', { before: `${WORD}\n` }),
  report('dashes', 160_000, '-'),
  report('spaces', 160_000, ' '),
  report('addresses', 20_000, 'a@b.example '),
  report('half addresses', 100_000, 'a@'),
  report('numbers with dots', 60_000, '5.1.'),
  report('codes', 60_000, '550 '),
  report('lines of quote signs and dashes', 20_000, '> ------\n'),
  report('half header fields', 20_000, 'Final-Recipient: rfc822;\n'),
  absence('dates', 20_000, '1. December 2026 '),
  absence('words of return', 20_000, 'back on '),
  absence('digits', 100_000, '1'),
];

function text(
  name: string,
  size: number,
  piece: string,
  { before = '', type = PLAIN }: { before?: string; type?: string } = {},
): HostileMail {
  const make = (count: number): Buffer => mailAround(`${before}${piece.repeat(count)}\n${WORD}`, type);
  return { name: `text: ${name}`, size, says: WORD, make };
}

/** What looks like the report of a mail that came back. */
function report(name: string, size: number, piece: string): HostileMail {
  const make = (count: number): Buffer =>
    Buffer.from(
      `From: MAILER-DAEMON@shop.example\r\nTo: support@desk.example\r\nSubject: Undelivered Mail Returned to Sender\r\n` +
        `${PLAIN}\r\n\r\n${WORD}\n${piece.repeat(count)}\n`,
    );
  return { name: `report: ${name}`, size, says: WORD, make };
}

/** What looks like somebody's notice that he is away. */
function absence(name: string, size: number, piece: string): HostileMail {
  const make = (count: number): Buffer => mailAround(`${WORD} ${piece.repeat(count)}`, REPORT);
  return { name: `notice of absence: ${name}`, size, says: WORD, make };
}
