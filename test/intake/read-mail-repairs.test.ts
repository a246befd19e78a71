import { expect, test } from 'vitest';
import { readFixture } from './fixture-mail.ts';

test.each([
  ['raw-header-in-charset-of-text', '退货', '水壶坏了'],
  ['korean-syllable-outside-ks-x-1001', 'Korean', '똠방각하 펲시'],
  ['encoded-word-cut-in-shifted-text', '修理のお願い', 'Text.'],
  ['utf16-without-mark', 'UTF-16', 'Der Kessel ist für uns verloren.'],
  ['base64-with-list-footer', 'Footer', 'Mein Kessel läuft aus.'],
  ['base64-that-is-none', 'No base64', 'The kettle, which I bought here, leaks.'],
  ['bare-carriage-returns', 'Old Mac', 'See the file.'],
  ['doubled-carriage-returns', 'Doubled', 'One.\n\nTwo.'],
  ['html-without-blank-line', 'No blank line', 'The kettle leaks.\n\nHelp!'],
  ['blank-line-of-spaces', 'Spaces for a blank line', 'The kettle leaks.\n\nHelp!'],
  ['part-without-header', 'No part header', 'The kettle leaks.\n\nHelp!'],
  ['empty-field-before-the-real-one', 'The real one', 'Text.'],
  ['control-characters-in-subject', 'Kettle and lid', 'Text.'],
  ['comment-in-content-type', 'Comments', 'Grüße'],
  ['unknown-disposition', 'Unknown disposition', 'The kettle leaks.'],
  ['uuencoded-in-text', 'Old program', 'See the list.\n\n\n\nThank you.'],
  ['text-for-phones-beside', 'Sale', 'Sale!'],
  ['signed-pgp', 'Signed', 'The kettle leaks.'],
  [
    'invitation-without-text',
    'Invitation',
    'Kettle, and what to do about it\n2026-11-04 09:30 (Europe/Berlin) – 2026-11-04 09:00 UTC\nRoom 5\nFirst line\nSecond line',
  ],
  ['winmail-hides-the-text', 'Winmail', 'Der Kessel läuft aus.\nPreis: 5 €'],
])('%s: subject and text', async (name, subject, text) => {
  const { message, suspended } = await readFixture(name);
  expect([message.subject, message.text, suspended]).toEqual([subject, text, null]);
});

test.each([
  ['name-in-both-forms', [['Übersicht.pdf', 'application/pdf', 8]]],
  ['name-with-quotes-inside', [['The "new" kettle.pdf', 'application/pdf', 8]]],
  ['name-raw-8bit', [['Übersicht Größe.pdf', 'application/pdf', 8]]],
  ['name-with-spaces-kept', [['two  spaces.pdf', 'application/pdf', 8]]],
  ['disposition-without-type', [['offer.pdf', 'application/pdf', 8]]],
  ['attached-mail-with-slash', [['AW: Order 1 2.eml', 'message/rfc822', 24]]],
  ['half-a-content-type', [['plan.dwg', 'application/octet-stream', 6]]],
  ['bare-carriage-returns', [['a.pdf', 'application/pdf', 8]]],
  ['uuencoded-in-text', [['parts.txt', 'application/octet-stream', 18]]],
  ['uuencoded-part', [['parts.pdf', 'application/pdf', 9]]],
  ['text-for-phones-beside', []],
  ['invitation-without-text', [['calendar.ics', 'text/calendar', 312]]],
  ['encrypted-smime', [['attachment-1.p7m', 'application/pkcs7-mime', 4]]],
  ['signed-pgp', [['attachment-1.asc', 'application/pgp-signature', 29]]],
  [
    'encrypted-pgp',
    [
      ['attachment-1.asc', 'application/pgp-encrypted', 10],
      ['encrypted.asc', 'application/octet-stream', 62],
    ],
  ],
  [
    'winmail-hides-the-text',
    [
      ['winmail.dat', 'application/ms-tnef', 339],
      ['Übersicht.pdf', 'application/pdf', 8],
      ['body.rtf', 'application/rtf', 105],
    ],
  ],
])('%s: the files', async (name, files) => {
  const { attachments } = (await readFixture(name)).message;
  expect(attachments.map(({ name: called, contentType, size }) => [called, contentType, size])).toEqual(
    files,
  );
});

test.each([
  ['executable-called-pdf', 'application/vnd.microsoft.portable-executable'],
  ['name-in-both-forms', undefined],
])('%s: what its first bytes say against its label', async (name, found) => {
  const { attachments } = (await readFixture(name)).message;
  expect(attachments.map(({ foundType }) => foundType)).toEqual([found]);
});

test.each(['encrypted-pgp', 'encrypted-smime'])(
  '%s is kept whole and said to be unreadable',
  async (name) => {
    const { message, suspended } = await readFixture(name);
    expect([message.degraded, suspended]).toEqual([['the mail is encrypted'], null]);
  },
);
