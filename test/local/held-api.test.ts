import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Hono } from 'hono';
import type { LocalDesk } from '../../local/local-desk.ts';
import { webApp } from '../../local/web-door.ts';
import { mailText, mondayMorning, openTestDesk } from './desk-for-tests.ts';

let desk: LocalDesk;
let app: Hono;
let id = '';

beforeAll(async () => {
  desk = await openTestDesk();
  app = webApp(desk);
  const text = mailText({ subject: 'Offer', text: 'Buy now.', id: 'one@example.com' });
  const envelope = { mailFrom: 'news@example.com', recipients: ['support@help.example.com'] };
  await desk.receiveMail(Buffer.from(`Precedence: bulk\r\n${text}`), envelope);
  await desk.settle();
  id = (await desk.held())[0]?.id ?? '';
});

afterAll(() => desk.close());

const HOST = '127.0.0.1:8080';

function ask(path: string, body?: unknown) {
  const posted = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return app.request(`http://${HOST}/_desk/${path}`, { headers: { host: HOST }, ...posted });
}

test('reading changes nothing, and there is no way to decide with a GET', async () => {
  expect(await (await ask('held?cause=spam')).json()).toEqual({ held: [] });
  expect(await (await ask('held?cause=bulk_mail')).json()).toMatchObject({ held: [{ id }] });
  expect(await (await ask(`held/${id}`)).json()).toMatchObject({ item: { id }, firstLines: ['Buy now.'] });
  expect((await ask(`held/${id}/recover`)).status).toBe(404);
  expect(desk.tickets()).toEqual([]);
  expect(await desk.held()).toHaveLength(1);
});

test.each([
  ['held/nothing/recover', { by: 'me' }, 404],
  ['held/nothing/discard', { by: 'me', reason: 'none' }, 404],
  ['held/ID/recover', {}, 400],
  ['held/ID/recover', { by: 'me', as: 'old' }, 400],
  ['held/ID/discard', { by: 'me', reason: ' ' }, 400],
  ['senders', { by: 'me', kind: 'allow', sender: 'nobody', why: 'x' }, 409],
  ['held/ID/recover', { by: 'me', as: { into: 'T-NONE' } }, 409],
  ['held/ID/recover', { by: 'me', as: { into: 'T-0000-0000' } }, 409],
  ['held/ID/recover', { by: 'me', as: { onto: 'T-0000-0000' } }, 400],
  ['senders/lift', { by: 'me', sender: 'a@b.example' }, 404],
  ['senders/lift', { by: 'me' }, 400],
  ['senders', { by: 'me', kind: 'praise', sender: 'a@b.example', why: 'x' }, 400],
])('POST %s with %j is refused with %d', async (path, body, status) => {
  const answer = await ask(path.replace('ID', id), body);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: expect.any(String) as string });
});

test('what was decided about senders is listed and lifted', async () => {
  await ask('senders', { by: 'me', kind: 'block', sender: 'news@example.com', why: 'a lottery' });
  expect(await (await ask('senders')).json()).toMatchObject({
    senders: [{ rule: { kind: 'block', sender: 'news@example.com', why: 'a lottery', by: 'me' }, holds: 0 }],
  });
  expect((await ask('senders/lift', { by: 'me', sender: 'news@example.com' })).status).toBe(200);
  expect(await (await ask('senders')).json()).toEqual({ senders: [] });
});

test('a manager of a desk on a clock moved by hand reads the digest, and what is recovered counts from its receipt', async () => {
  await desk.advanceTo(mondayMorning.replace('-23T', '-25T'));
  const [digest, ...more] = await desk.mailbox('manager@team.example');
  expect([digest?.headers['subject'] ?? digest?.subject, more]).toEqual(['1 mail is held back', []]);
  expect((await ask(`held/${id}/recover`, { by: 'me' })).status).toBe(200);
  expect(desk.tickets()).toMatchObject([{ createdAt: mondayMorning }]);
  expect((await ask(`held/${id}/recover`, { by: 'me' })).status).toBe(409);
});
