import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { held } from '../../local/commands/held.ts';
import type { LocalDesk } from '../../local/local-desk.ts';
import { openWebDoor, webApp } from '../../local/web-door.ts';
import type { WebDoor } from '../../local/web-door.ts';
import { mailText, openTestDesk } from './desk-for-tests.ts';

let desk: LocalDesk;
let door: WebDoor;
let said = '';

beforeAll(async () => {
  desk = await openTestDesk();
  door = await openWebDoor(webApp(desk), { port: 0 });
});

afterAll(async () => {
  await door.close();
  await desk.close();
});

beforeEach(() => {
  said = '';
  for (const stream of ['log', 'error'] as const)
    vi.spyOn(console, stream).mockImplementation((text: string) => void (said += `${text}\n`));
});

afterEach(() => vi.restoreAllMocks());

const run = (...args: string[]) => held([...args, '--http-port', String(door.port)]);

async function receive(id: string, header: string, to = 'support@help.example.com'): Promise<string> {
  const subject = `Offer ${id}`;
  const text = mailText({ subject, to, text: 'Buy\u001b[2J now.', id: `${id}@example.com` });
  await desk.receiveMail(Buffer.from(`${header}\r\n${text}`), {
    mailFrom: 'customer@example.com',
    recipients: [to],
  });
  await desk.settle();
  return (await desk.held()).find((item) => item.subject === subject)?.id ?? '';
}

test('what is held is listed, shown, and let in', async () => {
  const id = await receive('one', 'Precedence: bulk');
  expect(await run('list')).toBe(0);
  expect(said).toContain(`${id}  2026-11-23 09:00  bulk_mail`);
  said = '';
  expect(await run('list', '--cause', 'virus')).toBe(0);
  expect(said).toBe('Nothing is held.\n');
  expect(await run('show', id)).toBe(0);
  expect(said).toMatch(/let in +it opens a ticket of support@help.example.com\n/);
  expect(said).toMatch(/in confidence +no\n/);
  expect(said).toMatch(/size +\d+ bytes/);
  expect(said).toContain('  | Buy [2J now.');
  expect(await run('recover', id)).toBe(0);
  const [ticket] = desk.tickets();
  expect(said).toContain(`"Offer one" from customer@example.com (${id}) is the ticket ${ticket?.ref}.`);
  expect(await run('recover-as-new', id)).toBe(1);
  expect(said).toContain(`it is on ${ticket?.ref}.`);
  expect(desk.tickets()).toHaveLength(1);
});

test('what is discarded is off the list, with its reason', async () => {
  const id = await receive('two', 'Precedence: bulk');
  expect(await run('discard', id)).toBe(2);
  expect(await run('discard', id, '--reason', 'a lottery')).toBe(0);
  expect(said).toContain(`"Offer two" from customer@example.com (${id}) is off the list`);
  expect(await desk.held()).toEqual([]);
  expect(await run('recover', id)).toBe(1);
  expect(said).toMatch(/has discarded .*: a lottery/);
  expect(await run('show', id)).toBe(0);
  expect(said).toMatch(/state +discarded by /);
});

test.each([
  ['--cause', 'spma', /^--cause is spma; write one of spam, virus, /],
  ['--from', 'letters.example', /^--from is letters\.example; write name@domain or @domain\./],
  ['--days', '0', /^--days is 0; write a whole number above 0\./],
  ['--cuase', 'spam', /^Unknown option '--cuase'/],
])('%s %s is told what is wrong with it', async (option, value, words) => {
  expect(await run('list', option, value)).toBe(2);
  expect(said).toMatch(words);
});

test('a sender is allowed, blocked, and allowed again', async () => {
  expect(await run('allow', 'customer@example.com', '--days', '7')).toBe(0);
  expect(said).toContain('customer@example.com is allowed until 2026-11-30.');
  const before = desk.tickets().length;
  await receive('three', 'Precedence: bulk');
  expect(desk.tickets()).toHaveLength(before + 1);
  expect(await run('block', '@example.com', '--reason', 'a lottery')).toBe(0);
  expect(await run('block', 'customer@example.com')).toBe(0);
  await receive('four', 'X-Nothing: 1');
  expect(await desk.held()).toMatchObject([{ cause: 'blocklisted' }]);
  said = '';
  expect(await run('allow', 'customer@example.com')).toBe(0);
  expect(said).toBe(
    'customer@example.com is allowed for good. 1 mail from there is still held. This lets it in: npm run desk -- held recover --from customer@example.com\n',
  );
  expect(await run('block', 'frontline@team.example')).toBe(1);
  expect(said).toContain('People of the desk write from there.');
});

test('several are recovered or discarded at once: by their ids, by their cause, by their sender', async () => {
  expect(await run('lift', 'customer@example.com')).toBe(0);
  expect(await run('lift', '@example.com')).toBe(0);
  expect(await run('discard', '--cause', 'blocklisted', '--reason', 'a test')).toBe(0);
  const ids = [];
  for (const id of ['five', 'six', 'seven', 'eight']) ids.push(await receive(id, 'Precedence: bulk'));
  const before = desk.tickets().length;
  expect(await run('recover', ids[0] ?? '', '01NOTHING', ids[1] ?? '')).toBe(1);
  expect(desk.tickets()).toHaveLength(before + 2);
  expect(await run('recover', '--cause', 'bulk_mail', '--from', '@other.example')).toBe(1);
  expect(said).toContain('Nothing like that is held.');
  expect(await run('recover-as-new', '--cause', 'bulk_mail', '--from', '@EXAMPLE.com')).toBe(0);
  expect(desk.tickets()).toHaveLength(before + 4);
  expect(await desk.held()).toEqual([]);
});

test('one is put onto a ticket that somebody names', async () => {
  const [ticket] = desk.tickets();
  const ref = ticket?.ref ?? '';
  const id = await receive('nine', 'Precedence: bulk');
  expect(await run('recover', id, '--into', 'T-NONE')).toBe(1);
  expect(said).toContain('T-NONE is no reference of a ticket');
  expect(await run('recover', id, '--into', 'T-0000-0000')).toBe(1);
  expect(said).toContain('There is no ticket T-0000-0000');
  expect(await run('recover', id, '--into', ref.toLowerCase())).toBe(0);
  expect(said).toContain(`(${id}) is now on ${ref}.`);
});

test('what is for a confidential request is marked, named by its id alone, and let out of confidence by --anyway', async () => {
  const ref = desk.tickets()[0]?.ref ?? '';
  const id = await receive('ten', 'Precedence: bulk', 'hr@help.example.com');
  await run('list');
  expect(said).toContain('CONFIDENTIAL: Offer ten');
  await run('show', id);
  expect(said).toMatch(/in confidence +yes/);
  said = '';
  expect(await run('recover', id, '--into', ref)).toBe(1);
  expect(said).toMatch(new RegExp(`^${id} is for a confidential request, and ${ref} is none.*--anyway`));
  said = '';
  expect(await run('recover', id, '--into', ref, '--anyway')).toBe(0);
  expect(said).toBe(`${id} is now on ${ref}.\n`);
});

test('who is allowed or blocked is listed with by whom, why and until when, until it is lifted', async () => {
  expect(await run('senders')).toBe(0);
  expect(said).toBe('Nobody is allowed or blocked.\n');
  await run('allow', 'customer@example.com', '--days', '7', '--reason', 'a customer');
  await run('block', '@letters.example', '--reason', 'a lottery');
  said = '';
  expect(await run('senders')).toBe(0);
  expect(said).toMatch(
    /^block {2}@letters\.example {2}for good, by .+ on 2026-11-23: a lottery {2}\(0 held now\)$/m,
  );
  expect(said).toMatch(/^allow {2}customer@example\.com {2}until 2026-11-30, by .+: a customer$/m);
  expect(await run('lift', '@letters.example')).toBe(0);
  expect(said).toContain('@letters.example is no longer blocked.');
  expect(await run('lift', '@letters.example')).toBe(1);
  expect(said).toContain('Nothing was decided about @letters.example.');
});

test.each([
  [['discard', '01NOTHING'], /^Say why it is discarded: --reason WORDS\.\n\n {2}desk held discard ID .*\n$/],
  [['discard', '--cause', 'spam'], /^Say why it is discarded/],
  [
    ['recover'],
    /^Say which: the id of a held mail, .*\n\n {2}desk held recover ID \.\.\. .*\n {2}desk held recover ID \.\.\. --into/,
  ],
  [['recover-as-new'], /^Say which: [^]*\n {2}desk held recover-as-new ID/],
  [['recover', 'x', '--cause', 'spam'], /^Name ids, or --cause and --from, but not both\./],
  [['recover-as-new', 'x', '--into', 'T-7K3M-9QXA'], /^Only recover puts mail --into a ticket\./],
  [['foo'], /^There is no "desk held foo"\.\n\ndesk held: mail that was held back/],
  [[], /^Say what is to be done with held mail\.\n\ndesk held: /],
  [['show'], /^Name the id of one held mail; .*\n\n {2}desk held show ID/],
  [
    ['lift', 'a@b.example', 'c@d.example'],
    /^Name one address, or a whole domain as @shop\.example\.\n\n {2}desk held lift/,
  ],
  [['allow'], /^Name one address/],
  [['list', 'x'], /^list takes no x; show ID shows one mail\./],
])('desk held %j says first what was wrong, and then how it is written', async (args, words) => {
  expect(await run(...args)).toBe(2);
  expect(said).toMatch(words);
});

test.each([
  [['show', '01NOTHING'], 1, /Nothing is held as 01NOTHING/i],
  [['recover', '01NOTHING'], 1, /Nothing is held as 01NOTHING/i],
  [['allow', 'nobody'], 1, /Write an address/],
  [['list', '--table', 'tickets'], 1, /Name both/],
  [['recover', 'x', '--table', 'tickets', '--bucket', 'mail'], 1, /signing --secret/],
  [['list', '--cause', 'bad_luck'], 2, /desk held/],
  [['allow', 'a@b.example', '--days', '0'], 2, /desk held/],
  [['lift', 'nobody'], 1, /Write an address/],
  [['list', '--stack', 'a', '--table', 'b'], 1, /not both/],
  [['list', '--from', 'nobody'], 2, /desk held/],
])('desk held %j ends with %d', async (args, code, words) => {
  expect(await run(...args)).toBe(code);
  expect(said).toMatch(words);
});
