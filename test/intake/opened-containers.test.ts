import { expect, test } from 'vitest';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import { stateAtArrival } from '../../functions/core/file-rules.ts';
import { describeAttachments } from '../../functions/intake/attachments.ts';
import { readContent } from '../../functions/intake/mail-content.ts';
import { readStructure } from '../../functions/intake/mime/mail-structure.ts';
import { signedDataOf } from './signed-data-of.ts';
import { winmailOf } from './winmail-of.ts';

const rules = deskSchema.shape.attachments.parse({});
const PROGRAM = 'MZ\0\0 a program';
const LETTER = '%PDF-1.7 a letter';

function part(name: string, bytes: Buffer | string, type = 'application/octet-stream'): string {
  const head = `Content-Type: ${type}; name="${name}"\r\nContent-Transfer-Encoding: base64`;
  return `${head}\r\n\r\n${Buffer.from(bytes).toString('base64')}`;
}

function mailOf(...parts: string[]): Buffer {
  const texts = ['Content-Type: text/plain\r\n\r\nSee there.', ...parts];
  const body = texts.map((one) => `--b\r\n${one}\r\n`).join('');
  return Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${body}--b--\r\n`);
}

const winmail = (name: string, bytes: Buffer | string) =>
  part('winmail.dat', winmailOf(name, Buffer.from(bytes)), 'application/ms-tnef');
const signed = (content: Buffer) => part('smime.p7m', signedDataOf(content), 'application/pkcs7-mime');

/** Each file with the first word of what becomes of it, and whether it was opened. */
function filesOf(raw: Buffer): [string, string, boolean][] {
  const { attachments } = describeAttachments(readContent(raw, readStructure(raw).root).attachments, null);
  return attachments.map((file) => [file.name, stateAtArrival(file, rules).kind, file.opened === true]);
}

test.each<[string, Buffer, [string, string, boolean][]]>([
  [
    'Outlook’s packet with a program',
    mailOf(winmail('setup.exe', PROGRAM)),
    [
      ['winmail.dat', 'blocked_type', true],
      ['setup.exe', 'blocked_type', false],
    ],
  ],
  [
    'Outlook’s packet with a letter',
    mailOf(winmail('letter.pdf', LETTER)),
    [
      ['winmail.dat', 'unscanned', true],
      ['letter.pdf', 'unscanned', false],
    ],
  ],
  [
    'a packet that is cut off',
    mailOf(part('winmail.dat', winmailOf('letter.pdf', Buffer.from(LETTER)).subarray(0, -4))),
    [
      ['winmail.dat', 'unscanned', false],
      ['letter.pdf', 'unscanned', false],
    ],
  ],
  [
    'a signed mail with a program',
    mailOf(signed(mailOf(part('setup.exe', PROGRAM)))),
    [
      ['smime.p7m', 'blocked_type', true],
      ['setup.exe', 'blocked_type', false],
    ],
  ],
  [
    'a signed mail with such a packet',
    mailOf(signed(mailOf(winmail('setup.exe', PROGRAM)))),
    [
      ['smime.p7m', 'blocked_type', true],
      ['winmail.dat', 'blocked_type', true],
      ['setup.exe', 'blocked_type', false],
    ],
  ],
  [
    'a packet with a signed mail with a program',
    mailOf(winmail('smime.p7m', signedDataOf(mailOf(part('setup.exe', PROGRAM))))),
    [
      ['winmail.dat', 'blocked_type', true],
      ['smime.p7m', 'blocked_type', false],
    ],
  ],
  [
    'a mail in the mail with such a packet',
    mailOf(part('old.eml', mailOf(winmail('setup.exe', PROGRAM)), 'message/rfc822')),
    [['old.eml', 'blocked_type', false]],
  ],
  [
    'a signed file that cannot be opened',
    mailOf(part('smime.p7m', 'x')),
    [['smime.p7m', 'unscanned', false]],
  ],
])('%s: what holds a blocked file is blocked itself', (_, raw, expected) => {
  expect(filesOf(raw)).toEqual(expected);
});
