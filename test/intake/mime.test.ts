import { expect, test } from 'vitest';
import { decodeText } from '../../functions/intake/mime/charset.ts';
import { decodeEncodedWords } from '../../functions/intake/mime/encoded-words.ts';
import { readStructuredValue } from '../../functions/intake/mime/header-parameters.ts';
import { readMailDate } from '../../functions/intake/mime/mail-date.ts';
import { readMailboxes } from '../../functions/intake/mime/mailboxes.ts';
import { decodeTransfer } from '../../functions/intake/mime/transfer-encoding.ts';

test.each([
  ['=?utf-8?Q?K=C3=BCche?=', 'Küche'],
  ['=?UTF-8?B?S8O8Y2hl?= 5', 'Küche 5'],
  ['=?utf-8?B?w6TD中tMO8?=', 'äôü'],
  ['=?utf-8?Q?K=C3?= =?utf-8?Q?=BCche?=', 'Küche'],
  ['=?iso-8859-1*de?Q?K=FCche_5?=', 'Küche 5'],
  ['=?koi8-r?B?8NLJ18XU?=', 'Привет'],
  ['=?koi8-r ?B?8NLJ18XU?=', 'Привет'],
  ['a =?utf-8?Q?b?= c =?utf-8?Q?d?= =?utf-8?Q?e?= f', 'a b c de f'],
  ['=?utf-8?Q?not closed', '=?utf-8?Q?not closed'],
  ['=?no-such?Q?abc?=', 'abc'],
  ['=?utf-8?B?S8O8Y?= =?utf-8?B?2hl?=', 'Küche'],
  ['=?utf-8?B?w6Q?= =?utf-8?B?w7Y?=', 'äö'],
  ['=?utf-8?Q?Wo? In der K=C3=BCche??=', 'Wo? In der Küche?'],
  ['=?utf-8?Q?not closed =?utf-8?Q?closed?=', '=?utf-8?Q?not closed closed'],
  ['\u001B$B8+@Q\u001B(B 5', '見積 5'],
])('encoded words: %s', (text, expected) => {
  expect(decodeEncodedWords(text)).toBe(expected);
});

test.each([
  ['text/plain; charset=utf-8', 'text/plain', { charset: 'utf-8' }],
  ['TEXT/HTML;charset="utf-8" ; format=flowed', 'text/html', { charset: 'utf-8', format: 'flowed' }],
  ['multipart/mixed boundary="a b"', 'multipart/mixed', { boundary: 'a b' }],
  ["attachment; filename*=utf-8''%C3%BC.pdf", 'attachment', { filename: 'ü.pdf' }],
  ['attachment; filename*1=b.txt; filename*0=a', 'attachment', { filename: 'ab.txt' }],
  ["attachment; filename*0*=iso-8859-1''%FC; filename*1=-5%.txt", 'attachment', { filename: 'ü-5%.txt' }],
  ['attachment; filename="=?utf-8?Q?=C3=BC.pdf?="', 'attachment', { filename: 'ü.pdf' }],
  ["attachment; filename=u.pdf; filename*=utf-8''%C3%BC.pdf", 'attachment', { filename: 'ü.pdf' }],
  ["attachment; filename*=utf-8''%C3%BC.pdf; filename=u.pdf", 'attachment', { filename: 'ü.pdf' }],
  ['attachment; filename*0="=?utf-8?B?w7xi"; filename*1="LnBkZg==?="', 'attachment', { filename: 'üb.pdf' }],
  ['attachment (c; a=b); filename=a(1).pdf (c)', 'attachment', { filename: 'a(1).pdf' }],
  ['attachment ((not closed; filename=a.pdf', 'attachment', { filename: 'a.pdf' }],
  ['filename="a.pdf"; size=1', '', { filename: 'a.pdf', size: '1' }],
  ['attachment; filename="a "b" c.pdf"; size="1"', 'attachment', { filename: 'a "b" c.pdf', size: '1' }],
  ['attachment; filename="two  blanks"', 'attachment', { filename: 'two  blanks' }],
  ['attachment; constructor=x', 'attachment', { constructor: 'x' }],
  ['attachment; filename="a \\"b\\".txt"', 'attachment', { filename: 'a "b".txt' }],
  ["attachment; filename*=utf-8''%3D%3Futf-8%3FB%3Fw7wucGRm%3F%3D", 'attachment', { filename: 'ü.pdf' }],
  ['attachment; filename="utf-8\'\'%C3%BC.pdf"', 'attachment', { filename: 'ü.pdf' }],
  ["attachment; filename*0=utf-8''%C3%BC; filename*1=.pdf", 'attachment', { filename: 'ü.pdf' }],
  ["attachment; filename*=utf-8''; filename=u.pdf", 'attachment', { filename: 'u.pdf' }],
  ['', '', {}],
])('structured value: %s', (text, value, parameters) => {
  expect(readStructuredValue(text)).toEqual({ value, parameters });
});

test.each([
  ['UTF-8 under a Western label', [0xc3, 0xbc], 'iso-8859-1', 'ü'],
  ['Western without a label', [0x66, 0xfc, 0x72], null, 'für'],
  ['Western labelled UTF-8', [0x66, 0xfc, 0x72], 'utf-8', 'für'],
  ['Windows quotes labelled Latin-1', [0x93, 0x61, 0x94], 'iso-8859-1', '“a”'],
  ['Chinese', [0xc4, 0xe3, 0xba, 0xc3], 'gb2312', '你好'],
  ['Western under a name of its own', [0xfc], 'win1252', 'ü'],
  ['Western under half a name', [0xfc], 'iso8859_1', 'ü'],
  ['UTF-16 without a mark', [0x00, 0x4a, 0x00, 0xfc], 'utf-16', 'Jü'],
  ['no UTF-16 under that label', [0x4a, 0x61], 'utf-16', 'Ja'],
  ['Korean beyond KS X 1001', [0x8c, 0x63, 0x20, 0xb0, 0xa1, 0xc6, 0x52], 'cp949', '똠 가힣'],
  ['Korean', [0xc7, 0xd1, 0xb1, 0xdb], 'ks_c_5601-1987', '한글'],
  ['Japanese', [0x82, 0xa0], 'cp932', 'あ'],
  ['UTF-7', [0x2b, 0x41, 0x50, 0x77, 0x2d], 'utf-7', 'ü'],
  ['UTF-16 by its mark', [0xff, 0xfe, 0xfc, 0x00], 'utf-8', 'ü'],
  ['an unknown label', [0x61], 'x-unknown-9', 'a'],
  ['Chinese in seven bits', [...Buffer.from('a~~~{Dc:C~}~\n b')], 'hz-gb-2312', 'a~你好 b'],
  ['Chinese in seven bits to the end of a line', [...Buffer.from('~{Dc\nb')], 'hz', '你\nb'],
  ['Chinese in seven bits with half a character', [...Buffer.from('~{Dc:\nb ~{ c')], 'hz', '你:\nb  c'],
  ['Korean in seven bits', [...Buffer.from('\u001B$)C\u000EGQ1[\u000F a')], 'iso-2022-kr', '한글 a'],
  ['Korean in seven bits to the end of a line', [...Buffer.from('\u000EGQ\na')], 'iso-2022-kr', '한\na'],
  ['MS-DOS', [0x66, 0x81, 0x72], 'IBM850', 'für'],
  ['MS-DOS with the euro', [0xd5], 'cp858', '€'],
  ['an old Mac in Prague', [0xeb, 0x87], 'x-mac-ce', 'Žá'],
  ['an old Mac in Athens', [0xe8], 'x-mac-greek', 'η'],
  ['Japanese under half a name', [0xa4, 0xa2], 'eucJP', 'あ'],
  ['Latin-9 under half a name', [0xa4], 'latin9', '€'],
  ['Chinese without a label', [0xc4, 0xe3, 0xca, 0xc7, 0xce, 0xd2, 0xb5, 0xc4], null, '你是我的'],
  [
    'Russian without a label',
    [...Buffer.from('cff0e8e2e5f220e8e720cceef1eae2fb', 'hex')],
    null,
    'Привет из Москвы',
  ],
])('charset: %s', (_, bytes, label, text) => {
  expect(decodeText(Buffer.from(bytes), label).text).toBe(text);
});

test.each([
  ['quoted-printable', 'a=3D=\r\nb=C3=BC', 'a=bü'],
  ['quoted-printable', 'a=zz= \nb=', 'a=zzb'],
  ['base64', 'aGVs\r\nbG8=', 'hello'],
  ['base64', 'aGVsbG8=d29ybGQ=', 'helloworld'],
  ['base64', 'aGVsbG8= d29ybGQ', 'hello'],
  ['base64', 'aGVs\r\n--\r\nfooter', 'hel'],
  ['base64', 'Sorry, no base64 here', 'Sorry, no base64 here'],
  ['"BASE64" (yes)', 'aGVsbG8=', 'hello'],
  ['x-uue', 'begin 644 a\n%:&5L;&\\\n`\nend\n', 'hello'],
  ['x-uue', 'begin 644 a\nno end', 'begin 644 a\nno end'],
  ['x-unknown', 'a=3D', 'a=3D'],
  ['quoted_printable', 'a=3D', 'a='],
])('transfer encoding %s: %j', (encoding, text, expected) => {
  expect(decodeTransfer(Buffer.from(text), encoding).toString()).toBe(expected);
});

test.each([
  ['Name <a@b.example>', [{ name: 'Name', address: 'a@b.example' }]],
  [
    '"Last, First" <a@b.example>, c@d.example',
    [
      { name: 'Last, First', address: 'a@b.example' },
      { name: '', address: 'c@d.example' },
    ],
  ],
  [
    'Team: a@b.example, c@d.example;',
    [
      { name: '', address: 'a@b.example' },
      { name: '', address: 'c@d.example' },
    ],
  ],
  ['=?utf-8?Q?B=C3=BCyer?= <a@b.example>', [{ name: 'Büyer', address: 'a@b.example' }]],
  ['=?utf-8?Q?evil=40x.example?= <a@b.example>', [{ name: 'evil@x.example', address: 'a@b.example' }]],
  ['"a b"@b.example', [{ name: '', address: '"a b"@b.example' }]],
  ['Name <<a@b.example>>', [{ name: 'Name', address: 'a@b.example' }]],
  ['undisclosed-recipients:;', []],
  ['Shop <Hamburg> Support <a@b.example>', [{ name: 'Shop Support', address: 'a@b.example' }]],
  [
    '2" Pipe <a@b.example>, "B, C" <c@d.example>',
    [
      { name: '2 Pipe', address: 'a@b.example' },
      { name: 'B, C', address: 'c@d.example' },
    ],
  ],
  ['"A\\" <a@b.example>', [{ name: 'A\\', address: 'a@b.example' }]],
  ['"Name <a@b.example>', [{ name: 'Name', address: 'a@b.example' }]],
  [
    '<a@b.example> <c@d.example>',
    [
      { name: '', address: 'a@b.example' },
      { name: '', address: 'c@d.example' },
    ],
  ],
])('mailboxes: %s', (text, expected) => {
  expect(readMailboxes(text)).toEqual(expected);
});

test.each([
  ['Mon, 02 Nov 2026 09:30:00 +0100', '2026-11-02T08:30:00.000Z'],
  ['2 Nov 26 09:30 EST', '2026-11-02T14:30:00.000Z'],
  ['Mon, 2 November 2026 09:30:00 GMT (winter)', '2026-11-02T09:30:00.000Z'],
  ['yesterday', null],
  [null, null],
])('date: %s', (text, expected) => {
  expect(readMailDate(text)).toBe(expected);
});
