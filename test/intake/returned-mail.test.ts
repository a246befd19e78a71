import { expect, test } from 'vitest';
import { mailWith, readBytes } from './fixture-mail.ts';

interface Returned {
  from: string;
  subject: string;
  text: string;
  mailFrom?: string;
}

async function read({ from, subject, text, mailFrom = '' }: Returned) {
  const encoded = Buffer.from(subject).toString('base64');
  const raw = `From: ${from}\r\nTo: support@desk.example\r\nSubject: =?utf-8?B?${encoded}?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}`;
  return (await readBytes(Buffer.from(raw), { mailFrom })).message;
}

const GONE = 'gone@client.example';
const DAEMON = 'MAILER-DAEMON@mx.client.example';

test.each([
  ['de', 'ZUSTELLUNGSFEHLER: Kessel', `Konnte nicht zugestellt werden an:\n\n${GONE}\n\nEmpfänger unbekannt`],
  ['fr', 'Courrier non remis', `Votre message n'a pas pu être remis à :\n\n${GONE}`],
  ['es', 'No se puede entregar: Kessel', `Error de entrega:\n\n${GONE}`],
  ['nl', 'Onbestelbaar: Kessel', `Kon niet worden bezorgd:\n\n${GONE}`],
  ['pl', 'Niedostarczalne: Kessel', `Nie powiodło się:\n\n${GONE}`],
  ['tr', 'Mesajınız iletilemedi', `Teslim edilemedi:\n\n${GONE}`],
  ['ru', 'Недоставлено: Kessel', `Сбой доставки:\n\n${GONE}`],
  ['zh', '退信', `无法投递:\n\n${GONE}`],
  ['ko', '메일 전송 실패', `메일을 보내지 못했습니다.\n\n${GONE}`],
])('returned by a server that speaks %s', async (_, subject, text) => {
  const { bounce } = await read({ from: 'postmaster@client.example', subject, text });
  expect(bounce?.recipients).toEqual([GONE]);
});

test.each([
  [
    'a content filter',
    'Considered UNSOLICITED BULK EMAIL',
    `To: ${GONE}\n\nDelivery of the email was stopped!`,
  ],
  ['a frozen queue', 'Message frozen', `Yet to be delivered:\n\n  ${GONE}: Too many "Received" headers`],
  ['a server that names no reason', 'Returned mail', `Error:\nInvalid recipient: ${GONE}`],
])('returned by %s', async (_, subject, text) => {
  const { bounce } = await read({ from: DAEMON, subject, text });
  expect(bounce?.recipients).toEqual([GONE]);
});

test('a report that came as one plain text is read as a report', async () => {
  const text = `Could not be delivered.\n\nReporting-MTA: dns; mx.client.example\n\nFinal-Recipient: rfc822; ${GONE}\nAction: failed\nStatus: 4.0.0\nDiagnostic-Code: smtp; 421 Service not available`;
  const { bounce } = await read({ from: DAEMON, subject: 'Undelivered Mail', text });
  expect(bounce).toMatchObject({ recipients: [GONE], status: '4.0.0', hard: false });
});

test('an address in angle brackets that does not exist is an unknown recipient', async () => {
  const text = `Each recipient was rejected by a remote mail server.\n\n  Recipient: <${GONE}>\n  Reason: 5.1.1 <${GONE}> does not exist here`;
  const { bounce } = await read({ from: DAEMON, subject: 'Mail System Error - Returned Mail', text });
  expect(bounce).toMatchObject({ recipients: [GONE], hard: true });
});

test.each([
  ['a recipient', true, 'The following addresses were unknown:'],
  [
    'a recipient, with when it came',
    true,
    'The original message was received on Monday.\n\n550 User unknown',
  ],
  ['a sender', false, '553 5.1.8 Domain of sender address support@desk.example does not exist'],
])('refused for %s: for good is %s', async (_, hard, text) => {
  const said = `Your message cannot be delivered:\n\n${text}\n\n<${GONE}>\n`;
  const { bounce } = await read({ from: DAEMON, subject: 'Undelivered Mail', text: said });
  expect(bounce).toMatchObject({ recipients: [GONE], hard });
});

const REPORT = `Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; ${GONE}\r\nAction: failed\r\nStatus: 5.1.1`;

function reported(kind: string, disposition: string): Buffer {
  const parts = `--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n--b\r\nContent-Type: message/delivery-status\r\n${disposition}\r\n${REPORT}\r\n--b--`;
  return mailWith(parts, `Content-Type: multipart/${kind}; boundary=b`);
}

test('what a report says for machines stands below what it says for people, and is no new text', async () => {
  const { message } = await readBytes(reported('report; report-type=delivery-status', ''));
  expect(message.bounce?.recipients).toEqual([GONE]);
  expect(message.text).toBe(`It did not arrive.\n\n${REPORT.replaceAll('\r', '')}`);
  expect(message.reply).toBe('It did not arrive.');
});

test('a person who attaches somebody else’s report returns no mail', async () => {
  const { message } = await readBytes(reported('mixed', 'Content-Disposition: attachment\r\n'));
  expect([message.class, message.bounce, message.text]).toEqual(['human', null, 'It did not arrive.']);
});

test.each([
  ['a newsletter', 'mailer@shop.example', 'Spring', 'Over\n500 kettles are on sale.'],
  ['a postmaster who counts', 'postmaster@client.example', 'Your mails', 'We get\n550 of your mails a day.'],
  ['somebody who asks about a parcel', 'c@shop.example', 'Not delivered', 'My order is not delivered.'],
  [
    'somebody who shows a report',
    'c@shop.example',
    'Rejected',
    'Final-Recipient: rfc822; a@b.example\nAction: failed',
  ],
])('%s returns no mail', async (_, from, subject, text) => {
  const { class: kind, bounce } = await read({ from, subject, text, mailFrom: from });
  expect([kind, bounce]).toEqual(['human', null]);
});
