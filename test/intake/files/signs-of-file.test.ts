import { expect, test } from 'vitest';
import { signsOfFile } from '../../../functions/intake/files/signs-of-file.ts';
import { zipOf } from './written-zip.ts';

/** A mail with one file, which may be such a mail itself. */
function mailOf(name: string, bytes: Buffer, type = 'application/octet-stream'): Buffer {
  const head = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', '--b'];
  const part = [
    `Content-Type: ${type}; name="${name}"`,
    'Content-Disposition: attachment',
    'Content-Transfer-Encoding: base64',
    '',
    bytes.toString('base64'),
  ];
  return Buffer.from([...head, ...part, '--b--', ''].join('\r\n'));
}

const attached = (bytes: Buffer, name = 'forwarded.eml', contentType = 'message/rfc822') =>
  signsOfFile({ name, contentType, contentId: '', bytes });

const nested = (times: number): Buffer =>
  times === 0
    ? mailOf('scan.pdf.exe', Buffer.from('x'))
    : mailOf('inner.eml', nested(times - 1), 'message/rfc822');

test.each([
  ['with a letter', mailOf('letter.pdf', Buffer.from('%PDF')), { signs: [], inside: ['pdf'] }],
  [
    'with a program',
    mailOf('scan.pdf.exe', Buffer.from('x')),
    { signs: ['disguised_name'], inside: ['exe'] },
  ],
  [
    'with a script in an archive',
    mailOf('all.zip', zipOf([{ name: 'a.js' }, { name: 'b.js' }])),
    { signs: [], inside: ['zip', 'js'] },
  ],
  ['with a mail with a program', nested(1), { signs: ['disguised_name'], inside: ['eml', 'exe'] }],
  ['deeper than anybody looks', nested(5), { signs: ['nested_archive'], inside: ['eml'] }],
  ['without anything', Buffer.from('Subject: Hello\r\n\r\nHello'), { signs: [], inside: [] }],
])('a mail that came as a file, %s', (_, bytes, expected) => {
  expect(attached(bytes)).toEqual(expected);
  expect(attached(bytes, 'mail.EML', 'application/octet-stream')).toEqual(expected);
});

test('nothing else is read as a mail', () => {
  expect(attached(mailOf('scan.exe', Buffer.from('x')), 'notes.txt', 'text/plain')).toEqual({
    signs: [],
    inside: [],
  });
});
