import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Hono } from 'hono';
import type { LocalDesk } from '../../local/local-desk.ts';
import { webApp } from '../../local/web-door.ts';
import { mailText, openTestDesk } from './desk-for-tests.ts';

/** What a script does to one ticket through the control API. */

const HOST = '127.0.0.1:8080';
let desk: LocalDesk;
let app: Hono;
let ref: string;

beforeAll(async () => {
  desk = await openTestDesk();
  app = webApp(desk);
  const raw = mailText({ id: 'first@example.com', subject: 'Grey prints', text: 'Help!' });
  await desk.receiveMail(Buffer.from(raw), {
    mailFrom: 'customer@example.com',
    recipients: ['support@help.example.com'],
  });
  await desk.settle();
  ref = desk.tickets()[0]?.ref ?? '';
});
afterAll(() => desk.close());

async function post(path: string, body: unknown): Promise<{ status: number; said: unknown }> {
  const response = await app.request(`http://${HOST}/_desk/tickets/${ref}${path}`, {
    method: 'POST',
    headers: { host: HOST },
    body: JSON.stringify(body),
  });
  await desk.settle();
  return { status: response.status, said: await response.json() };
}

async function worker(): Promise<number> {
  return (await desk.ticketDetails(ref))?.steps[0]?.owner ?? 0;
}

describe('a note', () => {
  test('is kept once, and never shown to the customer', async () => {
    const note = { participant: await worker(), form: 'a', text: 'He has called before.' };
    expect(await post('/notes', note)).toEqual({ status: 200, said: { kind: 'noted' } });
    await post('/notes', note);
    const notes = (await desk.ticketDetails(ref))?.messages.filter(({ text }) => text === note.text);
    expect(notes).toMatchObject([{ visibility: 'internal' }]);
  });

  test('is no customer’s to write', async () => {
    const refused = { kind: 'refused', reason: 'not_of_the_desk' };
    expect(await post('/notes', { participant: 1, form: 'b', text: 'Hello' })).toEqual({
      status: 409,
      said: refused,
    });
  });
});

describe('an answer to a step', () => {
  test('is no customer’s to give', async () => {
    const given = { participant: 1, step: 'investigate', outcome: 'done' };
    expect(await post('/answers', given)).toEqual({
      status: 409,
      said: { kind: 'refused', reason: 'not_yours' },
    });
  });

  test('ends it once; what is missing is named', async () => {
    const given = { participant: await worker(), step: 'investigate', outcome: 'spam' };
    expect(await post('/answers', { ...given, outcome: 'nonsense' })).toMatchObject({ status: 409 });
    expect(await post('/answers', given)).toEqual({ status: 200, said: { kind: 'completed' } });
    expect(await post('/answers', given)).toEqual({
      status: 409,
      said: { kind: 'refused', reason: 'not_open' },
    });
    expect((await desk.ticketDetails(ref))?.ticket.closed?.code).toBe('spam');
  });
});

test('a migration says what is in the way', async () => {
  const { status, said } = await post('/migrate', { to: 'current' });
  expect(status).toBe(409);
  expect(said).toMatchObject({
    kind: 'refused',
    problems: expect.arrayContaining(['the ticket is closed']) as unknown,
  });
});

test.each([
  ['/answers', {}],
  ['/notes', { participant: 0, form: 'a', text: '' }],
  ['/migrate', { version: 'x' }],
])('%s with something else is refused', async (path, body) => {
  expect((await post(path, body)).status).toBe(400);
});
