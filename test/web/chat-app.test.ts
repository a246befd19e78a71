import { beforeEach, describe, expect, test } from 'vitest';
import { newUlid } from '../../functions/core/ids.ts';
import { millisOf } from '../../functions/core/instant.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { changesOf } from '../../functions/app/ticket-changes.ts';
import { aMessage } from '../contract/ticket-builders.ts';
import { desk, MONDAY, openDoors, readingOf, SITE, startedOf, ticketRefOf } from './doors.ts';
import type { Doors } from './doors.ts';

let doors: Doors;
beforeEach(() => {
  doors = openDoors();
});

interface Call {
  method?: string;
  body?: unknown;
  secret?: string;
  headers?: Record<string, string>;
}

async function call(path: string, { method = 'POST', body, secret, headers }: Call = {}): Promise<Response> {
  return doors.chat.request(`/chat/website/conversations${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    headers: { ...(secret ? { authorization: `Bearer ${secret}` } : {}), ...headers },
  });
}

interface Visitor {
  secret: string;
  path: string;
}

async function start(): Promise<Visitor> {
  const { conversation, secret } = await startedOf(await call(''));
  return { secret, path: `/${conversation}` };
}

function say({ path, secret }: Visitor, body: unknown): Promise<Response> {
  return call(`${path}/messages`, { body, secret });
}

async function read({ path, secret }: Visitor, after = '') {
  return readingOf(await call(`${path}/messages?after=${after}`, { method: 'GET', secret }));
}

async function startAndSay(
  text: string,
  more: Record<string, string> = {},
): Promise<Visitor & { ref: string }> {
  const visitor = await start();
  return { ...visitor, ref: await ticketRefOf(await say(visitor, { text, clientId: 'first', ...more })) };
}

/** An agent's words on the ticket, as his mail brings them. */
async function agentWrites(
  ref: string,
  text: string,
  visibility: 'public' | 'internal' = 'public',
): Promise<void> {
  const state = await doors.store.ticket(ref);
  if (!state) throw new Error(`no ticket ${ref}`);
  doors.advance(1000);
  const draft = new TicketDraft(state, { now: doors.now(), desk });
  const author =
    draft.participantByAddress('frontline@team.example') ??
    draft.addParticipant({
      role: 'agent',
      address: 'frontline@team.example',
      name: 'Frontline',
      agentId: 'frontline',
    });
  const id = newUlid(millisOf(doors.now()), () => new Uint8Array(10));
  draft.addMessage(aMessage({ id, at: doors.now(), author: author.id, text, visibility }));
  await doors.store.commit(changesOf(draft.finish(), 'update_ticket'));
}

describe('a conversation', () => {
  test('begins without a trace', async () => {
    const before = doors.everything();
    const response = await call('');
    expect(response.status).toBe(201);
    const { conversation, secret } = await startedOf(response);
    expect(conversation).toMatch(/^[0-9a-f]{64}$/);
    expect(secret).toMatch(/^[0-9a-z]{26}$/);
    expect(doors.everything()).toBe(before);
  });

  test('becomes a ticket with its first message', async () => {
    const { ref, secret } = await startAndSay('The printer is on fire\nsince noon', { name: 'A Visitor' });
    const state = await doors.store.ticket(ref);
    expect(state?.ticket).toMatchObject({
      channel: 'chat',
      subject: 'The printer is on fire',
      chat: { widget: 'website' },
    });
    expect(state?.participants).toEqual([{ id: 1, role: 'requester', address: '', name: 'A Visitor' }]);
    expect(doors.everything()).not.toContain(secret);
  });

  test('goes on in the same ticket', async () => {
    const visitor = await startAndSay('The printer is on fire');
    const second = await (await say(visitor, { text: 'Now the desk too', clientId: 'second' })).json();
    expect(second).toEqual({ ticket: visitor.ref });
    expect((await doors.store.messages(visitor.ref, { limit: 10 })).items).toMatchObject([
      { text: 'The printer is on fire', author: 1 },
      { text: 'Now the desk too', author: 1 },
    ]);
  });

  test.each(['first', 'second'])('takes a %s message that is sent again only once', async (which) => {
    const visitor = which === 'first' ? await start() : await startAndSay('Hello');
    const message = { text: 'Is anybody there?', clientId: `${which}-again` };
    const answers = [await say(visitor, message), await say(visitor, message)];
    const [one, other] = await Promise.all(answers.map((answer) => answer.json()));
    expect(other).toEqual(one);
    const { messages } = await read(visitor);
    expect(messages.filter(({ text }) => text === message.text)).toHaveLength(1);
  });

  test('is nobody else’s: the same client id elsewhere is another message', async () => {
    const [one, other] = [await startAndSay('One'), await startAndSay('Other')];
    expect(one.ref).not.toBe(other.ref);
  });
});

describe('reading', () => {
  test('begins empty', async () => {
    expect(await read(await start())).toEqual({
      ticket: null,
      status: null,
      messages: [],
      cursor: null,
      more: false,
    });
  });

  test('shows public messages and goes on after the cursor', async () => {
    const visitor = await startAndSay('The printer is on fire', { name: 'A Visitor' });
    await agentWrites(visitor.ref, 'Let it burn', 'internal');
    await agentWrites(visitor.ref, 'Please pull the plug.');
    const all = await read(visitor);
    expect(all).toMatchObject({ ticket: visitor.ref, status: 'open', more: false });
    expect(all.messages).toMatchObject([
      { from: 'visitor', name: 'A Visitor', text: 'The printer is on fire' },
      { from: 'desk', name: 'Frontline', text: 'Please pull the plug.' },
    ]);
    expect(JSON.stringify(all)).not.toContain('team.example');
    expect(await read(visitor, all.messages[0]?.id)).toMatchObject({
      messages: [{ text: 'Please pull the plug.' }],
    });
    expect(await read(visitor, all.cursor ?? '')).toMatchObject({ messages: [], cursor: all.cursor });
  });

  test('comes in pages', async () => {
    const visitor = await startAndSay('0');
    for (let number = 1; number <= 60; number++) await agentWrites(visitor.ref, String(number));
    const first = await read(visitor);
    const second = await read(visitor, first.cursor ?? '');
    expect([first.more, second.more]).toEqual([true, false]);
    expect([...first.messages, ...second.messages].map(({ text }) => text)).toEqual(
      Array.from({ length: 61 }, (_, number) => String(number)),
    );
  });

  test('costs nothing to send while nothing is new', async () => {
    const { path, secret } = await startAndSay('Hello');
    const options = { method: 'GET', secret, headers: { origin: SITE } };
    const first = await call(`${path}/messages`, options);
    const headers = { ...options.headers, 'if-none-match': first.headers.get('etag') ?? '' };
    const again = await call(`${path}/messages`, { ...options, headers });
    expect([again.status, again.headers.get('access-control-allow-origin')]).toEqual([304, SITE]);
  });

  test('changes nothing', async () => {
    const visitor = await startAndSay('Hello');
    const before = doors.everything();
    await read(visitor);
    expect(doors.everything()).toBe(before);
  });

  test('refuses a cursor that is none', async () => {
    const { path, secret } = await startAndSay('Hello');
    expect((await call(`${path}/messages?after=M%23`, { method: 'GET', secret })).status).toBe(400);
  });
});

describe('a visitor', () => {
  test('is seen only when he says so, and at most once a minute', async () => {
    const { ref, path, secret } = await startAndSay('Hello');
    const seenAt = async () => (await doors.store.ticket(ref))?.ticket.chat?.visitorSeenAt;
    doors.advance(59_000);
    await call(`${path}/seen`, { secret });
    expect(await seenAt()).toBe(MONDAY);
    doors.advance(1_000);
    expect((await call(`${path}/seen`, { secret })).status).toBe(204);
    expect(await seenAt()).toBe(doors.now());
  });

  test('may leave an address later, but not another one', async () => {
    const { ref, path, secret } = await startAndSay('Hello');
    await call(`${path}/contact`, { body: { address: 'Visitor@Home.example', name: 'A Visitor' }, secret });
    await call(`${path}/contact`, { body: { address: 'other@home.example' }, secret });
    expect((await doors.store.ticket(ref))?.participants).toEqual([
      { id: 1, role: 'requester', address: 'visitor@home.example', name: 'A Visitor' },
    ]);
  });

  test.each([
    'frontline@team.example',
    'FRONTLINE@team.example',
    'support@help.example.com',
    'x@help.example.com',
  ])('is not believed to be %s', async (address) => {
    const { ref, path, secret } = await startAndSay('#done', { address });
    await call(`${path}/contact`, { body: { address }, secret });
    expect((await doors.store.ticket(ref))?.participants).toMatchObject([
      { id: 1, role: 'requester', address: '' },
    ]);
  });

  test('sees nothing of another ticket of the address he typed', async () => {
    const owner = await startAndSay('My secret order', { address: 'owner@home.example' });
    const guest = await startAndSay('Hello', { address: 'owner@home.example' });
    expect(guest.ref).not.toBe(owner.ref);
    expect(JSON.stringify(await read(guest))).not.toContain('secret order');
  });

  test('who writes too much is asked to wait', async () => {
    const visitor = await startAndSay('0');
    for (let number = 1; number < 20; number++)
      await say(visitor, { text: `${number}`, clientId: `c${number}` });
    const refused = await say(visitor, { text: 'and', clientId: 'more' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    doors.advance(60_000);
    expect((await say(visitor, { text: 'and', clientId: 'more' })).status).toBe(202);
  });
});

describe('refuses', () => {
  const otherSecret = '0'.repeat(26);
  test.each([undefined, otherSecret, 'short', ''])('the secret %j', async (secret) => {
    const { path } = await startAndSay('Hello');
    const before = doors.everything();
    const given = secret === undefined ? {} : { secret };
    const answers = await Promise.all([
      call(`${path}/messages`, { method: 'GET', ...given }),
      call(`${path}/messages`, { body: { text: 'x', clientId: 'x' }, ...given }),
      call(`${path}/seen`, given),
      call(`${path}/contact`, { body: { address: 'a@b.example' }, ...given }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(doors.everything()).toBe(before);
  });

  test.each<[string, unknown, string]>([
    ['a blank message', { text: ' \n', clientId: 'c' }, 'text'],
    ['a message without client id', { text: 'Hello' }, 'clientId'],
    ['a client id with a path in it', { text: 'Hello', clientId: '../x' }, 'clientId'],
    ['a message too long', { text: 'x'.repeat(8001), clientId: 'c' }, 'text'],
    ['an address that is none', { text: 'Hello', clientId: 'c', address: 'nobody' }, 'address'],
    ['no object', [], ''],
    ['no JSON', 'text=Hello', ''],
  ])('%s', async (_what, body, field) => {
    const response = await say(await start(), body);
    expect(response.status).toBe(400);
    const answer = await response.text();
    expect(answer).toContain('problems');
    expect(answer).toContain(field);
  });

  test('a body over 64 KB', async () => {
    expect((await say(await start(), { text: 'x'.repeat(70_000), clientId: 'c' })).status).toBe(413);
  });

  test('an unknown widget', async () => {
    expect((await doors.chat.request('/chat/other/conversations', { method: 'POST' })).status).toBe(404);
  });
});

describe('a page', () => {
  test('of the widget’s own site may call it', async () => {
    const preflight = await call('', { method: 'OPTIONS', headers: { origin: SITE } });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': SITE,
      'access-control-allow-methods': 'GET, POST',
      'access-control-max-age': '600',
      vary: 'Origin',
    });
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const response = await call('', { headers: { origin: SITE } });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([201, SITE]);
  });

  test('of the desk itself may call it', async () => {
    expect((await call('', { headers: { origin: 'http://localhost' } })).status).toBe(201);
  });

  test.each([
    'https://evil.example',
    'http://www.shop.example',
    'https://shop.example',
    'https://www.shop.example:8443',
    'https://www.shop.example.evil.example',
    'null',
  ])('of %s may not', async (origin) => {
    for (const method of ['OPTIONS', 'POST']) {
      const response = await call('', { method, headers: { origin } });
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
  });
});
