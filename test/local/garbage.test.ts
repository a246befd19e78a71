import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalDesk } from '../../local/local-desk.ts';
import { openSmtpDoor } from '../../local/smtp-door.ts';
import type { SmtpDoor } from '../../local/smtp-door.ts';
import { mailText, openTestDesk } from './desk-for-tests.ts';

let desk: LocalDesk;
let door: SmtpDoor;

beforeAll(async () => {
  desk = await openTestDesk();
  door = await openSmtpDoor({ ...desk, log: () => undefined }, { port: 0 });
});

afterAll(async () => {
  await door.close();
  await desk.close();
});

const MEGABYTE = 1024 * 1024;
const encoded = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
const multipart = (boundary: string) => `Content-Type: multipart/mixed; boundary=${boundary}`;
const partsInParts = (depth: number) =>
  Array.from({ length: depth }, (_, level) => `${multipart(`b${level}`)}\r\n\r\n--b${level}\r\n`).join('');

/** What a mail server may be handed by anybody: fields above `Subject`, and a body. */
const garbage: [string, { fields?: string; body?: string | Buffer }][] = [
  ['NULs everywhere', { fields: 'X-\0Field: a\0b', body: Buffer.alloc(100_000) }],
  ['forty megabytes on one line', { body: Buffer.alloc(40 * MEGABYTE - 1000, 'a') }],
  ['a million header lines', { fields: 'X-Field: value\r\n'.repeat(1_000_000).trimEnd() }],
  ['a field of a million lines', { fields: `X-Long: a${'\r\n b'.repeat(1_000_000)}` }],
  ['a subject of five megabytes', { fields: `Subject: ${'subject '.repeat(650_000)}` }],
  [
    'a subject that goes on in another field',
    { fields: `Subject: ${encoded('Hi\r\nBcc: victim@example.com')}` },
  ],
  ['a sender with a line break', { fields: `From: ${encoded('A\r\nB')} <a@example.com>` }],
  ['a hundred thousand in Cc', { fields: `Cc: ${'somebody@example.com, '.repeat(100_000)}` }],
  ['ten thousand parts inside each other', { fields: partsInParts(10_000) }],
  [
    'five thousand mails inside each other',
    { fields: 'Content-Type: message/rfc822\r\n\r\n'.repeat(5_000).trimEnd() },
  ],
  [
    'twenty thousand attachments',
    {
      fields: multipart('b'),
      body: '--b\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\na\r\n'.repeat(20_000),
    },
  ],
  [
    'an attachment named like a way out',
    {
      fields: multipart('b'),
      body: '--b\r\nContent-Disposition: attachment; filename="../../../etc/passwd"\r\n\r\na\r\n--b--',
    },
  ],
  [
    'HTML that nests a hundred thousand times',
    {
      fields: 'Content-Type: text/html',
      body: '<table><tr><td>'.repeat(100_000),
    },
  ],
  [
    'a character set that does not exist',
    { fields: 'Content-Type: text/plain; charset=klingon', body: 'nuqneH' },
  ],
  [
    'base64 that is none',
    {
      fields: 'Content-Type: text/plain\r\nContent-Transfer-Encoding: base64',
      body: '!§$%&/()='.repeat(10_000),
    },
  ],
  ['an answer to a hundred thousand mails', { fields: `References: ${'<a@example.com> '.repeat(100_000)}` }],
];

test.each(garbage)(
  '%s: kept, shown and answered like any mail, or held',
  async (what, { fields, body = 'hello' }) => {
    const before = new Set(desk.tickets().map(({ ref }) => ref));
    const heldBefore = (await desk.held()).length;
    const name = what.replaceAll(/\W+/g, '-');
    const own = mailText({ id: `${name}@example.com`, from: `${name}@example.com`, subject: what, text: '' });
    const raw = Buffer.concat([Buffer.from(`${fields ? `${fields}\r\n` : ''}${own}\r\n`), Buffer.from(body)]);
    expect(await send(raw, `${name}@example.com`)).toMatch(/^250 /);
    await desk.settle();

    const made = desk.tickets().filter(({ ref }) => !before.has(ref));
    expect(made.length + (await desk.held()).length - heldBefore).toBe(1);
    for (const { ref } of made) {
      const details = await desk.ticketDetails(ref);
      const mails = details?.outbox.flatMap(({ deliveries }) => deliveries) ?? [];
      expect(mails.map(({ state }) => state.kind)).toEqual(mails.map(() => 'sent'));
      for (const { address } of desk.mailboxes()) await desk.mailbox(address);
    }
    expect(await desk.mailbox('victim@example.com')).toEqual([]);
  },
);

test('and the next customer is served as if nothing had been', async () => {
  const from = 'next@example.com';
  const text = mailText({ id: 'next@example.com', from, subject: 'Grey prints', text: 'Help!' });
  expect(await send(text, from)).toMatch(/^250 /);
  await desk.settle();
  expect(await desk.mailbox(from)).toMatchObject([{ from: { name: 'Example Support' } }]);
});

async function send(raw: string | Buffer, from: string): Promise<string> {
  const transport = createTransport({
    host: '127.0.0.1',
    port: door.port,
    tls: { rejectUnauthorized: false },
  });
  const { response } = await transport.sendMail({ raw, envelope: { from, to: 'support@help.example.com' } });
  return response;
}
