import { connect } from 'node:net';
import { once } from 'node:events';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalDesk } from '../../local/local-desk.ts';
import type { MailEnvelope } from '../../local/local-mailer.ts';
import { LARGEST_MAIL, openSmtpDoor } from '../../local/smtp-door.ts';
import type { SmtpDoor } from '../../local/smtp-door.ts';
import { mailText, openTestDesk } from './desk-for-tests.ts';
import { handOver } from './smtp-session.ts';
import type { Answer } from './smtp-session.ts';

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

function send(raw: string | Buffer, to: string[], from = 'customer@example.com', port = door.port) {
  const transport = createTransport({ host: '127.0.0.1', port, tls: { rejectUnauthorized: false } });
  return transport.sendMail({ raw, envelope: { from, to } });
}

const support = ['support@help.example.com'];

test('a mail to the desk becomes a ticket and is answered', async () => {
  const before = desk.tickets().length;
  const { response } = await send(
    mailText({ subject: 'Grey prints', text: 'Help!', id: 'a@example.com' }),
    support,
  );
  await desk.settle();
  expect(response).toMatch(/^250 OK /);
  expect(desk.tickets()).toHaveLength(before + 1);
  expect(await desk.mailbox('customer@example.com')).toMatchObject([{ from: { name: 'Example Support' } }]);
});

test('people on this computer write to each other, and the desk gets only its own copy', async () => {
  const text = mailText({
    subject: 'Lunch?',
    text: 'At noon.',
    id: 'b@example.com',
    to: 'friend@example.com',
  });
  const before = desk.tickets().length;
  await send(text, ['friend@example.com', 'OTHER@example.com', 'friend@example.com']);
  await desk.settle();
  expect(desk.tickets()).toHaveLength(before);
  expect(await desk.mailbox('friend@example.com')).toMatchObject([{ subject: 'Lunch?', text: 'At noon.\n' }]);
  expect(await desk.mailbox('other@example.com')).toHaveLength(1);
});

test('verdicts that a mail asks for count, and words that mean nothing are told', async () => {
  const text = mailText({ subject: 'Win', text: 'Win!', id: 'c@example.com', from: 'winner@example.com' });
  const { response } = await send(
    `X-Local-Verdicts: spam=FAIL sam=FAIL\r\n${text}`,
    support,
    'winner@example.com',
  );
  await desk.settle();
  expect(response).toMatch(/X-Local-Verdicts: not understood: sam=FAIL$/);
  expect(await desk.held()).toMatchObject([{ cause: 'spam', from: 'winner@example.com' }]);
});

test.each([
  { what: 'nothing at all', raw: '' },
  { what: 'an empty line', raw: '\r\n' },
  {
    what: 'bytes that are no mail',
    raw: Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 73) % 256)),
  },
  { what: 'a header without an end', raw: `Subject: ${'x'.repeat(200_000)}` },
  {
    what: 'parts that never end',
    raw: 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n'.repeat(50),
  },
])('$what is kept: a ticket or a held mail', async ({ raw }) => {
  const before = desk.tickets().length + (await desk.held()).length;
  const { response } = await send(raw, support, '');
  await desk.settle();
  expect(response).toMatch(/^250 /);
  expect(desk.tickets().length + (await desk.held()).length).toBe(before + 1);
  expect(desk.counters()).toMatchObject({ toBeTakenIn: 0, toBeRelayed: 0, toBeSent: 0 });
});

test('a mail over the limit is refused with 552, announced or not, and the door stays open', async () => {
  const large = Buffer.alloc(LARGEST_MAIL + 1000, 'a line of a very large mail\r\n');
  await expect(send(large, support)).rejects.toMatchObject({ responseCode: 552 });
  await expect(speak(['MAIL FROM:<a@example.com> SIZE=99999999'])).resolves.toMatch(/^552 /);
});

test('a mail just under the limit is taken', async () => {
  const beginning = mailText({ subject: 'Large', text: '', id: 'large@example.com' });
  const { response } = await send(
    Buffer.concat([Buffer.from(beginning), Buffer.alloc(LARGEST_MAIL - 2000, 'a line\r\n')]),
    support,
  );
  await desk.settle();
  expect(response).toMatch(/^250 /);
});

test.each([
  { what: 'a full disk', fault: Object.assign(new Error('write'), { code: 'ENOSPC' }), code: 452 },
  { what: 'a full quota', fault: Object.assign(new Error('write'), { errcode: 778 }), code: 452 },
  { what: 'a full database', fault: Object.assign(new Error('full'), { errcode: 13 }), code: 452 },
  {
    what: 'a full disk further down',
    fault: new Error('store', { cause: Object.assign(new Error(), { code: 'ENOSPC' }) }),
    code: 452,
  },
  { what: 'any other trouble', fault: new Error('no idea'), code: 451 },
])('$what is the sender’s to try again: $code', async ({ fault, code }) => {
  const receiveMail = async (_raw: Uint8Array, _envelope: MailEnvelope) => {
    throw fault;
  };
  const troubled = await openSmtpDoor(
    { receiveMail, mailIsComing: () => undefined, log: () => undefined },
    { port: 0 },
  );
  const sent = send(
    mailText({ subject: 'x', text: 'x', id: 'd@example.com' }),
    support,
    'a@example.com',
    troubled.port,
  );
  await expect(sent).rejects.toMatchObject({ responseCode: code });
  await troubled.close();
});

test.each([
  ['a sender', { mailFrom: 'two words@b.example' }],
  ['a recipient', { recipients: ['support'] }],
])('%s that is no address is refused with 501, and the next mail is heard', async (_what, wrong) => {
  const honest = (id: string) => ({
    mailFrom: 'customer@example.com',
    recipients: support,
    raw: Buffer.from(mailText({ subject: 'Next', text: 'It prints grey.', id: `${id}@example.com` })),
  });
  const answers: Answer[] = [];
  const mails = [{ ...honest('refused'), ...wrong }, honest('heard')];
  await handOver(door.port, mails, (_place, answer) => answers.push(answer));
  expect(answers).toEqual([
    { kind: 'refused', code: 501, words: expect.stringContaining('address') as string },
    { kind: 'accepted', id: expect.any(String) as string },
  ]);
});

test('a client that talks nonsense or hangs up does no harm', async () => {
  await expect(speak(['\u0000\u0001 nonsense'])).resolves.toMatch(/^5\d\d /);
  const socket = connect(door.port, '127.0.0.1');
  await once(socket, 'data');
  socket.write(
    'HELO x\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<support@help.example.com>\r\nDATA\r\nSubject: half',
  );
  socket.destroy();
  await once(socket, 'close');
  await expect(speak(['NOOP'])).resolves.toMatch(/^250 /);
});

/** The answer to the last of some lines. */
async function speak(lines: string[]): Promise<string> {
  const socket = connect(door.port, '127.0.0.1');
  await once(socket, 'data');
  socket.write('EHLO test\r\n');
  await once(socket, 'data');
  let answer = '';
  for (const line of lines) {
    socket.write(`${line}\r\n`);
    answer = String(await once(socket, 'data'));
  }
  socket.end('QUIT\r\n');
  return answer;
}
