import type { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fateInWords } from '../../local/fate-words.ts';
import type { LocalDesk } from '../../local/local-desk.ts';
import type { MailFate } from '../../local/mail-fate.ts';
import { webApp } from '../../local/web-door.ts';
import { mailText, openTestDesk } from './desk-for-tests.ts';

/** Whoever has a mail, or only its name, hears what became of it. */

const HOST = '127.0.0.1:8080';
const toSupport = { mailFrom: 'customer@example.com', recipients: ['support@help.example.com'] };
const request = mailText({ subject: 'Printer', text: 'It prints grey.', id: 'one@example.com' });
const offer = `Precedence: bulk\r\n${mailText({ subject: 'Offer', text: 'Buy now.', id: 'two@example.com' })}`;
const nobodys = 'Subject: Printer\r\n\r\nIt prints nothing.\r\n';
const infected = mailText({ subject: 'Invoice', text: 'See the file.', id: 'three@example.com' });

let desk: LocalDesk;
let app: Hono;
const ids: Record<string, string> = {};

beforeAll(async () => {
  desk = await openTestDesk();
  app = webApp(desk);
  const mails = {
    request,
    offer,
    nobodys,
    again: request,
    infected: `X-Local-Verdicts: virus=FAIL\r\n${infected}`,
  };
  for (const [name, raw] of Object.entries(mails))
    ids[name] = (await desk.receiveMail(Buffer.from(raw), toSupport)).id;
  await desk.settle();
});

afterAll(() => desk.close());

async function fateOf(name: string): Promise<MailFate> {
  const answer = await app.request(`http://${HOST}/_desk/fates/${encodeURIComponent(name)}`, {
    headers: { host: HOST },
  });
  return (await answer.json()) as MailFate;
}

async function fateOfMail(raw: string): Promise<MailFate> {
  const init = { method: 'POST', headers: { host: HOST }, body: raw };
  return (await (await app.request(`http://${HOST}/_desk/fates`, init)).json()) as MailFate;
}

test.each([
  ['its bytes', () => fateOfMail(request)],
  ['its bytes with other line ends', () => fateOfMail(request.replaceAll('\r\n', '\n'))],
  ['its Message-ID', () => fateOf('<one@example.com>')],
  ['the id of its delivery', () => fateOf(ids['request'] ?? '')],
])('a mail on a ticket is found by %s', async (_what, ask) => {
  const [ticket] = (await Promise.all(desk.tickets().map(({ ref }) => desk.ticketDetails(ref)))).filter(
    (details) => details?.messages.some(({ messageId }) => messageId === 'one@example.com'),
  );
  expect(await ask()).toMatchObject({
    kind: 'on_ticket',
    ref: ticket?.ticket.ref,
    message: { text: 'It prints grey.', receipt: { by: 'new' } },
    again: false,
  });
});

test('a second delivery of it is found by its own id and is said to be one', async () => {
  expect(await fateOf(ids['again'] ?? '')).toMatchObject({
    kind: 'on_ticket',
    message: { messageId: 'one@example.com' },
    again: true,
  });
});

test.each([
  ['its bytes', () => fateOfMail(offer)],
  ['its Message-ID', () => fateOf('two@example.com')],
  ['the id of its delivery', () => fateOf(ids['offer'] ?? '')],
  ['its own id', async () => fateOf(await heldId('bulk_mail'))],
])('a held mail is found by %s', async (_what, ask) => {
  expect(await ask()).toMatchObject({
    kind: 'held',
    item: { cause: 'bulk_mail' },
    class: 'bulk',
    again: false,
  });
});

test('a held mail that nobody dared to read is found, and is of no class', async () => {
  expect(await fateOfMail(infected)).toMatchObject({ kind: 'held', item: { cause: 'virus' }, class: null });
  expect(await fateOf(ids['infected'] ?? '')).toMatchObject({ kind: 'held', item: { cause: 'virus' } });
});

test('a mail that names neither itself nor its moment is found by its delivery, and by its bytes', async () => {
  const fate = await fateOf(ids['nobodys'] ?? '');
  expect(fate).toMatchObject({ kind: 'on_ticket', message: { text: 'It prints nothing.' } });
  for (const raw of [nobodys, nobodys.replaceAll('\r\n', '\n')]) expect(await fateOfMail(raw)).toEqual(fate);
});

test('of such a mail that is not found nobody says that it never came', async () => {
  const fate = await fateOfMail('Subject: Printer\r\n\r\nIt smells.\r\n');
  expect(fate).toEqual({ kind: 'unknown', unnamed: true });
  expect(fateInWords(fate)).toMatch(/^It says neither a Message-ID nor a Date, .* by the id of its delivery/);
});

test('a mail of the desk itself is said to be one', async () => {
  const [mail] = await desk.mailbox('customer@example.com');
  expect((await fateOf(mail?.headers['message-id'] ?? '')).kind).toBe('sent');
});

test.each(['nobody@example.com', '01KAREQZ0000000000000000Q1'])('%s is unknown', async (name) => {
  expect(await fateOf(name)).toEqual({ kind: 'unknown' });
});

test('a held mail that was recovered is found on its ticket by the same names', async () => {
  const id = await heldId('bulk_mail');
  await desk.heldMail.recover({ id, as: 'intended', by: 'lead' });
  for (const name of [id, 'two@example.com', ids['offer'] ?? ''])
    expect(await fateOf(name)).toMatchObject({ kind: 'on_ticket', message: { flags: ['late_recovered'] } });
});

test('orders about held mail are found, with what came of them', async () => {
  const offered = `Precedence: bulk\r\n${mailText({ subject: 'Other', text: 'Buy now.', id: 'four@example.com' })}`;
  await desk.receiveMail(Buffer.from(offered), toSupport);
  await desk.advanceTo('2026-11-25T09:00:00.000Z');
  const held = await heldId('bulk_mail');
  const order = `#discard ${held} no`;
  const { id, raw } = await answerDigest(order);
  for (const fate of [await fateOf(id), await fateOfMail(raw)])
    expect(fate).toMatchObject({ kind: 'ordered', said: [{ line: order }] });
  expect(fateInWords(await fateOf(id))).toContain(`(${held}) is off the list`);
});

test('an answer of which nobody was told any more is not said to wait', async () => {
  const answered: string[] = [];
  for (let time = 1; time <= 6; time++) answered.push((await answerDigest(`Thank you, ${time}`)).id);
  const [first, last] = [await fateOf(answered[0] ?? ''), await fateOf(answered[5] ?? '')];
  expect(first).toMatchObject({ kind: 'ordered', said: [{ line: '' }] });
  expect(last).toEqual({ kind: 'ordered', said: [] });
  expect(fateInWords(last)).toContain('Nothing was done');
});

async function answerDigest(text: string): Promise<{ id: string; raw: string }> {
  const from = 'manager@team.example';
  const [digest] = await desk.mailbox(from);
  const to = /<(.*)>/.exec(digest?.headers['reply-to'] ?? '')?.[1] ?? digest?.headers['reply-to'] ?? '';
  const raw = mailText({ from, to, subject: 'Re', text, id: `${text.length}-${text.at(-1)}@team.example` });
  const { id } = await desk.receiveMail(Buffer.from(raw), { mailFrom: from, recipients: [to] });
  await desk.settle();
  return { id, raw };
}

test('in words a fate says where the mail is, why, and what may be done about it', async () => {
  const id = await heldId('virus');
  const words = fateInWords(await fateOf(id));
  expect(words).toContain(`It is held as ${id}: virus. The mail service found a virus.\n`);
  expect(words).toContain('It would be a new ticket of support@help.example.com.\n');
  expect(words).toContain(`desk held recover ${id} lets it in.`);
  const again = await fateOf(ids['again'] ?? '');
  expect(fateInWords(again)).toMatch(
    /^It had come before, in another delivery, and counts once\.\nIt is on T-.*:\n[^]*Class human/,
  );
});

async function heldId(cause: string): Promise<string> {
  const item = (await desk.held()).find((one) => one.cause === cause);
  if (!item) throw new Error(`nothing is held as ${cause}`);
  return item.id;
}
