import { expect, test } from 'vitest';
import type { Change, Store } from '../../functions/app/ports.ts';
import { rawMail, receive } from './raw-mail.ts';
import { ticketWorld } from './ticket-world.ts';

/** A row that is too large is refused by the table, and the mail with it: it must fit whatever the mail is like. */

/** DynamoDB takes 400 KB, names of attributes counted. */
const LARGEST_ROW = 350_000;

async function largestRow(raw: Uint8Array): Promise<number> {
  const sizes: number[] = [];
  const around = (store: Store): Store => ({
    ...store,
    commit: (changes: Change[]) => {
      sizes.push(...changes.map((change) => Buffer.byteLength(JSON.stringify(change))));
      return store.commit(changes);
    },
  });
  const world = ticketWorld({ around });
  await receive(world, { id: 'first', raw: rawMail({ headers: ['Message-ID: <first@shop.example>'] }) });
  const outcome = await receive(world, { id: 'one', raw });
  expect(['new_ticket', 'appended']).toContain(outcome.kind);
  return Math.max(...sizes);
}

const times = (count: number, one: (number: number) => string) =>
  Array.from({ length: count }, (_, number) => one(number)).join('');

/** Folded, for no line of a mail may be longer. */
const long = (letters: string, count: number) => times(count, (number) => `${letters}${number}\r\n `);

const withFiles = (count: number, header: (number: number) => string) =>
  rawMail({
    headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', 'Message-ID: <a@x>'],
    body: `--b\r\n\r\nhello\r\n${times(count, (number) => `--b\r\n${header(number)}\r\n\r\nPK${number}\r\n`)}--b--\r\n`,
  });

test.each<[string, Uint8Array]>([
  [
    'many files with long names',
    withFiles(850, (number) => `Content-Type: application/zip; name="${'界'.repeat(190)}${number}.zip"`),
  ],
  [
    'files that go by long names in the text',
    withFiles(10, () => `Content-Type: image/png; name=a.png\r\nContent-ID: <${long('x'.repeat(900), 60)}>`),
  ],
  [
    'a returned mail with thousands of recipients',
    rawMail({
      from: 'mailer-daemon@shop.example',
      subject: 'Undelivered Mail Returned to Sender',
      headers: [
        'In-Reply-To: <first@shop.example>',
        ...Array.from({ length: 15 }, (_, field) => {
          const one = (number: number) => `x${field}x${number}@customers.shop.example,\r\n `;
          return `X-Failed-Recipients: ${times(1_500, one)}`;
        }),
      ],
    }),
  ],
  [
    'people with long names',
    rawMail({
      from: `customer@shop.example>, "${long('Name', 6_000)}" <a@shop.example`,
      headers: [
        `Cc: "${long('Name', 6_000)}" <b@shop.example>`,
        `Reply-To: "${long('N', 6_000)}" <c@x.example>`,
      ],
    }),
  ],
  [
    'texts in alphabets with long names',
    rawMail({
      headers: ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'],
      body: times(
        800,
        (number) =>
          `--b\r\nContent-Type: text/plain; charset="${'x'.repeat(900)}${number}"\r\nContent-Transfer-Encoding: ${'y'.repeat(900)}${number}\r\n\r\nh\xffi\r\n`,
      ),
    }),
  ],
  [
    'many files to be careful with',
    withFiles(
      200,
      (number) =>
        `Content-Type: message/rfc822; name="${'界'.repeat(190)}${number}.eml"\r\n\r\nSubject: ${number}`,
    ),
  ],
  ['files of a long type', withFiles(10, () => `Content-Type: image/${'x'.repeat(60_000)}; name=a.png`)],
  [
    'thousands of forged reply addresses',
    rawMail({
      headers: Array.from({ length: 20 }, (_, field) => {
        const one = (number: number) => `reply+x${field}x${number}@help.example.com,\r\n `;
        return `Delivered-To: ${times(1_500, one)}`;
      }),
    }),
  ],
  [
    'many links',
    rawMail({ body: times(3_000, (number) => `https://${'x'.repeat(300)}.example/${number}\r\n`) }),
  ],
  [
    'many links behind words',
    rawMail({
      headers: ['MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8'],
      body: times(
        900,
        (number) => `<p><a href="https://x.example/${'x'.repeat(1_900)}${number}">w${number}</a></p>\r\n`,
      ),
    }),
  ],
  [
    'long ids',
    rawMail({
      headers: [
        `Message-ID: <${'x'.repeat(480)}@x>`,
        `References: ${times(2_000, (number) => `<${'x'.repeat(400)}${number}@x>\r\n `)}`,
      ],
    }),
  ],
  [
    'references of other help desks',
    rawMail({ subject: times(4_000, (number) => `[case #${number}] [T-${number}] `) }),
  ],
])('%s fit into the table', async (_what, raw) => {
  expect(await largestRow(raw)).toBeLessThan(LARGEST_ROW);
});
