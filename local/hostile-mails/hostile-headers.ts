import { mailAround, MIXED, part, PLAIN, WORD } from './hostile-mail.ts';
import type { HostileMail } from './hostile-mail.ts';

/** Header sections: one field with its piece again and again, or many fields. */
export const hostileHeaders: HostileMail[] = [
  field('three megabytes', 3_000_000, 'z', { name: 'X-Long', note: 'the header section is too long' }),
  field('a megabyte of references', 80_000, '<a@b.example> ', { name: 'References' }),
  field('references without an end', 60_000, '<a@b', { name: 'References' }),
  field('people', 100_000, 'a@b.example, ', { name: 'Cc' }),
  folded('people on a million lines', 100_000, 'a@b.example,', { name: 'Cc' }),
  field('brackets', 60_000, '<', { name: 'Cc' }),
  field('quotation marks', 60_000, '"', { name: 'Cc' }),
  field('groups in groups', 20_000, 'g:', { name: 'Cc' }),
  field('groups', 20_000, 'g:;', { name: 'Cc' }),
  field('comments in comments', 60_000, '(', { name: 'Cc' }),
  field('comments in comments of the type', 60_000, '(', { name: 'Content-Type' }),
  field('closed comments of the type', 20_000, '(a)', { name: 'Content-Type' }),
  field('comments of the date', 60_000, '(', { name: 'Resent-Date' }),
  field('parameters', 12_000, '; a=b', { name: 'Content-Type', before: 'text/plain' }),
  field('quotation marks in a parameter', 30_000, '" ', { name: 'Content-Type', before: 'text/plain; a="' }),
  field('beginnings of encoded words', 6_000, '=?utf-8?q?', { name: 'Comments' }),
  field('encoded words', 4_000, '=?utf-8?q?a?= ', { name: 'Subject' }),
  field('encoded words of many charsets', 3_000, '=?koi8-r?b?4Q==?= =?big5?q?=A4?= ', { name: 'Subject' }),
  field('question marks in an encoded word', 60_000, '?', { name: 'Comments', before: '=?utf-8?q?' }),
  field('pieces of base64', 4_000, '=?utf-8?B?w6D?= ', { name: 'References' }),
  field('angles side by side', 20_000, '> <', { name: 'Cc' }),
  field('names without an address', 20_000, 'a<b ', { name: 'Cc' }),
  field('half encoded words', 6_000, '=?utf-8?q?a ', { name: 'Subject' }),
  field('answers to answers', 15_000, 'Re: ', { name: 'Subject' }),
  field('brackets in the subject', 60_000, '[', { name: 'Subject' }),
  field('spaces in the subject', 60_000, ' ', { name: 'Subject', before: 'a' }),
  field('digits in the subject', 60_000, '1', { name: 'Subject' }),
  field('digits in the date', 60_000, '1 ', { name: 'Date' }),
  folded('lines of one field', 300_000, 'z', { name: 'X-Long', note: 'the header section is too long' }),
  fields('many fields', 60_000, 'X-Field: value', 'the header section is too long'),
  fields('many ways', 1_900, `Received: from ${'a.'.repeat(200)}example by ${'b.'.repeat(50)}example; `),
  fields('many verdicts', 1_900, `Authentication-Results: ${'('.repeat(200)} dmarc = ${' '.repeat(200)}`),
  fields('references in words', 15, `References: ${'=?utf-8?q?a?= '.repeat(4_000)}`),
  fields('many seals', 1_900, `ARC-Seal: i=1${' ;'.repeat(200)}`),
  fields('fields of bytes without a charset', 1_900, `X-Name: ${'é'.repeat(200)}`, undefined, 'latin1'),
  fields('lines that are no fields', 20_000, '=?x', 'a line of the header is no header field'),
  pieces('pieces of a file name', 3_000, (at) => ` filename*${at}*=%41;`),
  pieces('pieces of many names', 3_000, (at) => ` n${at}*0=a;`),
  pieces('quotes in a file name', 10_000, () => ' "'),
  pieces('percent signs in a file name', 20_000, () => '%4'),
];

interface Around {
  name: string;
  before?: string;
  note?: string;
}

function field(name: string, size: number, piece: string, around: Around): HostileMail {
  const { before = '', note } = around;
  const make = (count: number): Buffer => one(around.name, `${before}${piece.repeat(count)}`);
  return { name: `header: ${name}`, size, says: WORD, make, ...(note ? { note } : {}) };
}

function folded(name: string, size: number, piece: string, around: Around): HostileMail {
  return field(name, size, `\r\n ${piece}`, around);
}

/** A field of the same name in the usual header goes: the hostile one is the first. */
function one(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from(`${name}: ${value}\r\n`), mailAround(WORD)]);
}

function fields(
  name: string,
  size: number,
  line: string,
  note?: string,
  encoding: 'utf8' | 'latin1' = 'utf8',
): HostileMail {
  const make = (count: number): Buffer =>
    Buffer.concat([
      Buffer.from('From: Customer <customer@shop.example>\r\n'),
      Buffer.from(`${line}\r\n`.repeat(count), encoding),
      mailAround(WORD, PLAIN),
    ]);
  return { name: `header: ${name}`, size, says: WORD, make, ...(note ? { note } : {}) };
}

/** The disposition of an attached file, made of pieces. */
function pieces(name: string, size: number, piece: (at: number) => string): HostileMail {
  const make = (count: number): Buffer => {
    const disposition = Array.from({ length: count }, (_, at) => piece(at)).join('');
    const body = [
      part(WORD, PLAIN),
      part(
        '%PDF',
        'Content-Type: application/pdf',
        `Content-Disposition: attachment; filename="${disposition}`,
      ),
    ];
    return mailAround(`${body.join('')}--b0--`, MIXED);
  };
  return { name: `header: ${name}`, size, says: WORD, make };
}
