import { describe, expect, test } from 'vitest';
import { fixtureNames, mailWith, readBytes, readFixture } from './fixture-mail.ts';

/** Mail that other help desks have misread or refused. */

describe('R16: absence notices of many programs are no answers', () => {
  const notice = (headers: string, text = 'I am out of the office until Monday.') =>
    readBytes(mailWith(text, `${headers}\r\nContent-Type: text/plain; charset=utf-8`));

  test.each([
    ['Gmail, in German', 'Auto-Submitted: auto-replied\r\nPrecedence: bulk\r\nX-Autoreply: yes'],
    [
      'Exchange',
      'Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nX-MS-Exchange-Inbox-Rules-Loop: a@b.example',
    ],
    ['Zimbra', 'Auto-Submitted: auto-replied (zimbra; vacation)\r\nPrecedence: bulk'],
    ['a responder that names its owner', 'Auto-Submitted: auto-replied; owner-email="a@b.example"'],
    ['Apple', 'X-Apple-Action: vacation\r\nAuto-Submitted: auto-replied'],
    ['an old responder', 'X-Autoresponder: yes'],
    ['a delivery agent', 'Delivered-To: Autoresponder'],
  ])('%s', async (_program, headers) => {
    expect((await notice(headers)).message).toMatchObject({ class: 'auto_reply', answerable: false });
  });

  test.each(fixtureNames().filter((name) => name.startsWith('out-of-office')))('%s', async (name) => {
    expect((await readFixture(name)).message).toMatchObject({ class: 'auto_reply', outOfOffice: true });
  });

  test('and what was not submitted by a machine, or passed on by one, is a person’s', async () => {
    expect((await notice('Auto-Submitted: no', 'When do you open?')).message.class).toBe('human');
    const passedOn =
      'X-Auto-Response-Suppress: DR, OOF, AutoReply\r\nX-MS-Exchange-Inbox-Rules-Loop: a@b.example';
    expect((await notice(passedOn, 'When do you open?')).message.class).toBe('human');
  });
});

describe('R18: a bad part costs that part only', () => {
  const withPart = (head: string, body: string) =>
    [
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'The lamp is broken.',
      '--b',
      head,
      '',
      body,
      '--b',
      'Content-Type: text/csv; name="ok.csv"',
      'Content-Disposition: attachment; filename="ok.csv"',
      '',
      'a;b',
      '--b--',
      '',
    ].join('\r\n');

  test.each([
    ['a file name in a charset that does not exist', "Content-Type: image/png; name*=x-none'de'%FF%FE.png"],
    ['a content type that is none', 'Content-Type: ;;;=/; name="x.png"'],
    [
      'a transfer encoding that is none',
      'Content-Type: audio/x-wav; name="x.wav"\r\nContent-Transfer-Encoding: x-none',
    ],
    ['base64 that is none', 'Content-Type: image/png; name="x.png"\r\nContent-Transfer-Encoding: base64'],
    ['a boundary that never comes', 'Content-Type: multipart/mixed; boundary="never"'],
  ])('%s', async (_what, head) => {
    const headers = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b';
    const { message, suspended } = await readBytes(mailWith(withPart(head, '\u0000~~%%'), headers));
    expect(suspended).toBeNull();
    expect(message.text).toContain('The lamp is broken.');
    expect(message.attachments.map(({ name }) => name)).toContain('ok.csv');
  });
});

test('S8: what Outlook has packed away is read', async () => {
  const { message } = await readFixture('winmail-hides-the-text');
  expect(message.text.trim()).not.toBe('');
});

test('S9: a picture that the text shows is no file, though no disposition says so', async () => {
  const html = '<p>See here: <img src="cid:pic@shop.example"></p>';
  const body = [
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    html,
    '--b',
    'Content-Type: image/png; name="pic.png"',
    'Content-ID: <pic@shop.example>',
    'Content-Transfer-Encoding: base64',
    '',
    'iVBORw0KGgo=',
    '--b--',
    '',
  ].join('\r\n');
  const { message } = await readBytes(
    mailWith(body, 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b'),
  );
  expect(message.attachments).toMatchObject([{ name: 'pic.png', inline: true }]);
});

test.each<[string, string, string]>([
  [
    'answers between the quotes stay',
    '> Which one?\n\nThe blue one.\n\n> Since when?\n\nSince May.',
    'Since May.',
  ],
  ['a mail of nothing but quotes is not emptied', '> Which one?\n> Since when?', 'Which one?'],
  [
    'a separator below an Outlook header cuts nothing above it',
    'It works now.\n\nFrom: Support <support@desk.example>\nSent: Monday, 2 November 2026 09:30\nTo: Customer\nSubject: Kettle\n\n-----Original Message-----\nWhich one?',
    'It works now.',
  ],
])('S10: %s', async (_what, text, kept) => {
  expect((await readBytes(mailWith(text))).message.reply).toContain(kept);
});

test('S10: what is written before the HTML begins is read', async () => {
  const body = 'It works now.\r\n<html><body><blockquote>Which one?</blockquote></body></html>';
  const { message } = await readBytes(mailWith(body, 'Content-Type: text/html; charset=utf-8'));
  expect(message.reply).toContain('It works now.');
});
