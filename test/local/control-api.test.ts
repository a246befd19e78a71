import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Hono } from 'hono';
import * as z from 'zod';
import type { LocalDesk } from '../../local/local-desk.ts';
import { webApp } from '../../local/web-door.ts';
import { mailText, mondayMorning, openTestDesk } from './desk-for-tests.ts';

let desk: LocalDesk;
let app: Hono;

beforeAll(async () => {
  desk = await openTestDesk();
  app = webApp(desk);
});

afterAll(() => desk.close());

const HOST = '127.0.0.1:8080';

function ask(path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) {
  const { body, headers = {} } = options;
  return app.request(`http://${HOST}${path}`, {
    headers: { host: HOST, ...headers },
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
}

async function read(path: string): Promise<unknown> {
  const response = await ask(path);
  expect(response.status).toBe(200);
  return response.json();
}

async function errorOf(response: Response): Promise<string> {
  return z.strictObject({ error: z.string() }).parse(await response.json()).error;
}

const mail = {
  from: 'customer@example.com',
  to: ['support@help.example.com'],
  subject: 'Grey prints',
  text: 'Help!',
};

test('a mail written on the page becomes a ticket with its process, and answers appear in the mailboxes', async () => {
  const attachment = {
    name: 'photo.txt',
    contentType: 'text/plain',
    base64: Buffer.from('grey').toString('base64'),
  };
  const posted = await ask('/_desk/mail', { body: { ...mail, attachments: [attachment] } });
  expect(posted.status).toBe(202);
  const { messageId } = z.object({ messageId: z.string() }).parse(await posted.json());
  await desk.settle();

  expect(await read('/_desk/tickets')).toMatchObject({
    tickets: [{ subject: 'Grey prints', status: 'open' }],
  });
  const [ticket] = desk.tickets();
  const details = await read(`/_desk/tickets/${ticket?.ref.toLowerCase()}`);
  expect(details).toMatchObject({
    participants: [{ role: 'requester', address: 'customer@example.com' }, { role: 'agent' }],
    messages: [{ text: 'Help!', messageId, attachments: [{ name: 'photo.txt', size: 4 }] }],
    steps: [{ id: 'investigate', state: { kind: 'open' }, due: '2026-11-23T13:00:00.000Z' }],
    clocks: [{ metric: 'first_reply', state: 'running', leftMinutes: 480 }, { metric: 'resolution' }],
    outbox: [
      { state: 'done' },
      { state: 'done', deliveries: [{ state: { kind: 'sent' } }] },
      { state: 'done' },
    ],
    runs: [
      { machine: 'deadlines', status: 'ABORTED' },
      { machine: 'deadlines', status: 'RUNNING', states: ['Wait'] },
      { machine: 'customer-support', status: 'RUNNING', states: ['investigate'] },
    ],
  });

  const answer = await read('/_desk/mailboxes/Customer@Example.com');
  expect(answer).toMatchObject({
    address: 'customer@example.com',
    mails: [{ headers: { 'in-reply-to': `<${messageId}>`, 'auto-submitted': 'auto-replied' } }],
  });
});

test('no token leaves the desk', async () => {
  const [ticket] = desk.tickets();
  const text = await (await ask(`/_desk/tickets/${ticket?.ref}`)).text();
  expect(text).not.toContain('"token"');
});

test('tickets come in pages, newest first, also those of one moment', async () => {
  const own = await openTestDesk();
  const subjects = ['One', 'Two', 'Three', 'Four', 'Five'];
  for (const subject of subjects)
    await own.receiveMail(Buffer.from(mailText({ subject, text: 'Help!', id: `${subject}@example.com` })), {
      mailFrom: mail.from,
      recipients: mail.to,
    });
  await own.settle();
  const answer = z.object({
    tickets: z.array(z.object({ subject: z.string() })),
    next: z.string().nullable(),
  });
  const shown: string[][] = [];
  for (let next: string | null = ''; next !== null;) {
    const path = `/_desk/tickets?limit=2${next && `&after=${next}`}`;
    const response = await webApp(own).request(`http://${HOST}${path}`, { headers: { host: HOST } });
    const page = answer.parse(await response.json());
    shown.push(page.tickets.map(({ subject }) => subject));
    next = page.next;
  }
  expect(shown).toEqual([['Five', 'Four'], ['Three', 'Two'], ['One']]);
  expect(own.ticketPage({ limit: 2, after: 'T-0000-0000' })).toEqual({ items: [], next: null });
  await own.close();
});

test('mailboxes are those of the agents and of everybody who has received mail', async () => {
  const everybody = desk.desk.agents
    .map(({ address }) => address)
    .concat('customer@example.com')
    .toSorted();
  expect(await read('/_desk/mailboxes')).toMatchObject({
    mailboxes: everybody.map((address) => ({ address })),
  });
  expect(desk.mailboxes().find(({ agent }) => agent === 'manager')).toMatchObject({ mails: 0, latest: null });
  expect(desk.mailboxes().find(({ agent }) => agent === null)).toMatchObject({
    mails: 1,
    latest: mondayMorning,
  });
});

test('a mail and its attachments are downloaded, and its HTML runs nothing', async () => {
  const html = '<p onclick="alert(1)">Hello</p><script>alert(2)</script>';
  const raw = mailText({ to: 'friend@example.com', subject: 'Html', text: html, id: 'h@example.com' });
  await desk.receiveMail(Buffer.from(`Content-Type: text/html\r\n${raw}`), {
    mailFrom: 'customer@example.com',
    recipients: ['friend@example.com'],
  });
  const [received] = await desk.mailbox('friend@example.com');
  const original = await ask(`/_desk/mails/${received?.id}.eml`);
  expect(original.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(await original.text()).toContain('Subject: Html');
  const shown = await ask(`/_desk/mails/${received?.id}.html`);
  expect(shown.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
  expect((await ask(`/_desk/mails/${received?.id}/attachments/0`)).status).toBe(404);
});

test('time is advanced by durations, to moments and by business time; all that was due is done', async () => {
  expect(await read('/_desk/clock')).toMatchObject({ now: mondayMorning, mode: { kind: 'manual' } });
  const later = await ask('/_desk/clock', { body: { advance: 'PT3H' } });
  expect(await later.json()).toMatchObject({ now: '2026-11-23T12:00:00.000Z', toBeSent: 0 });
  const [ticket] = desk.tickets();
  const reminded = await desk.ticketDetails(ticket?.ref ?? '');
  expect(reminded?.ticket.fired).toContain('step:investigate#1:0');
  await ask('/_desk/clock', { body: { to: '2026-11-23T13:00:00+00:00' } });
  expect(desk.clock.now()).toBe('2026-11-23T13:00:00.000Z');
  await ask('/_desk/clock', { body: { business: '1d' } });
  expect(desk.clock.now()).toBe('2026-11-24T13:00:00.000Z');
});

test.each([
  { path: '/_desk/tickets?limit=0', status: 400, error: /limit/ },
  { path: '/_desk/tickets?after=the-first', status: 400, error: /after: write a reference as/ },
  { path: '/_desk/tickets?page=2', status: 400, error: /page/ },
  { path: '/_desk/tickets/T-0000-0000', status: 404, error: /no ticket T-0000-0000/ },
  { path: '/_desk/tickets/nonsense', status: 404, error: /no ticket nonsense/ },
  { path: '/_desk/mailboxes/nobody@example.com', status: 404, error: /nobody has written to/ },
  { path: '/_desk/mails/none.eml', status: 404, error: /no such mail/ },
  { path: '/_desk/elsewhere', status: 404, error: /there is no GET/ },
  { path: '/_desk/clock', body: { advance: '4 hours' }, status: 400, error: /ISO 8601/ },
  { path: '/_desk/clock', body: { to: '2020-01-01T00:00:00Z' }, status: 400, error: /never goes back/ },
  { path: '/_desk/clock', body: { forward: 'PT1H' }, status: 400, error: /send {"advance":"PT4H"}/ },
  { path: '/_desk/mail', body: { ...mail, to: [] }, status: 400, error: /^to: / },
  {
    path: '/_desk/mail',
    body: { ...mail, from: 'me' },
    status: 400,
    error: /write an address as name@domain/,
  },
  {
    path: '/_desk/mail',
    body: { ...mail, subject: 'a\r\nBcc: b@example.com' },
    status: 400,
    error: /write one line/,
  },
])('$path $body is refused in one sentence', async ({ path, body, status, error }) => {
  const response = await ask(path, body ? { body } : {});
  expect(response.status).toBe(status);
  expect(await errorOf(response)).toMatch(error);
});

test.each([
  [Object.assign(new Error('full'), { errcode: 13 }), 507, /^the disk is full; make room/],
  [new Error('broken'), 500, /^the desk could not do it/],
])('what goes wrong is told without a trace: %s', async (fault, status, words) => {
  const complained = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const broken = webApp({ ...desk, receiveMail: () => Promise.reject(fault) });
  const init = { method: 'POST', headers: { host: HOST }, body: JSON.stringify(mail) };
  const response = await broken.request(`http://${HOST}/_desk/mail`, init);
  expect(response.status).toBe(status);
  expect(await errorOf(response)).toMatch(words);
  expect(complained.mock.calls).toEqual(status === 500 ? [[fault]] : []);
  complained.mockRestore();
});

test('a clock that runs by itself is not moved', async () => {
  const running = await openTestDesk({ mode: { kind: 'real' } });
  const response = await webApp(running).request(`http://${HOST}/_desk/clock`, {
    method: 'POST',
    headers: { host: HOST },
    body: '{"advance":"PT1H"}',
  });
  expect(response.status).toBe(409);
  expect(await errorOf(response)).toContain('--manual-clock');
  await running.close();
});

test.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', ''])(
  'another name for this computer (%j) is refused, whatever is asked',
  async (host) => {
    for (const path of ['/_desk/tickets', '/', '/chat/website/conversations'])
      expect((await ask(path, { headers: { host } })).status).toBe(403);
  },
);

test.each(['http://evil.example', 'null', 'http://127.0.0.1:9999'])(
  'pages of %s may not change the desk',
  async (origin) => {
    const before = desk.tickets().length;
    expect((await ask('/_desk/mail', { body: mail, headers: { origin } })).status).toBe(403);
    await desk.settle();
    expect(desk.tickets()).toHaveLength(before);
  },
);

test('the page and its parts are served, and nothing else of the folder', async () => {
  const page = await ask('/');
  expect(await page.text()).toContain('<script type="module" src="/page.js">');
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  expect((await ask('/page.css')).headers.get('content-type')).toMatch(/^text\/css/);
  expect((await ask('/widget/')).headers.get('content-type')).toMatch(/^text\/html/);
  expect((await ask('/widget/../page.css')).headers.get('content-type')).toMatch(/^text\/css/);
  expect((await ask('/..%2fclock.ts')).status).toBe(404);
  expect((await ask('/control-api.ts')).status).toBe(404);
});
