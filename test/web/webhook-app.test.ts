import { beforeEach, describe, expect, test } from 'vitest';
import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import { millisOf } from '../../functions/core/instant.ts';
import { OLD_SECRET, openDoors, SECRET, ticketRefOf } from './doors.ts';
import type { Doors } from './doors.ts';

const alert = { who: 'alerts@example.com', title: 'Disk full', details: 'sda1 is at 99 %', severe: true };

let doors: Doors;
beforeEach(() => {
  doors = openDoors();
});

interface Sent {
  id?: string;
  body?: string;
  secret?: string;
  source?: string;
  headers?: Record<string, string>;
  /** Seconds by which the sender's clock differs. */
  skew?: number;
}

function post({
  id = 'msg_1',
  body = JSON.stringify(alert),
  secret = SECRET,
  ...sent
}: Sent = {}): Promise<Response> {
  const timestamp = String(Math.floor(millisOf(doors.now()) / 1000) + (sent.skew ?? 0));
  const signature = signDelivery({ id, timestamp, body: new TextEncoder().encode(body) }, secret);
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signature,
    ...sent.headers,
  };
  return Promise.resolve(
    doors.webhook.request(`/webhooks/${sent.source ?? 'monitoring'}`, { method: 'POST', body, headers }),
  );
}

async function ticketOf(response: Response) {
  const ref = await ticketRefOf(response);
  const state = await doors.store.ticket(ref);
  if (!state) throw new Error(`no ticket ${ref}`);
  return state;
}

describe('a signed delivery', () => {
  test('becomes a ticket with the mapping’s requester, subject and priority', async () => {
    const response = await post();
    expect(response.status).toBe(202);
    const { ticket, participants } = await ticketOf(response);
    expect(ticket).toMatchObject({ subject: 'Disk full', priority: 'P1', channel: 'webhook' });
    expect(participants[0]).toMatchObject({ address: 'alerts@example.com', role: 'requester' });
  });

  test('is kept as it was received', async () => {
    const body = JSON.stringify(alert, null, 4);
    const { ticket } = await ticketOf(await post({ body }));
    const { items } = await doors.store.messages(ticket.ref, { limit: 1 });
    expect(new TextDecoder().decode(doors.blobs.get(items[0]?.rawKey ?? ''))).toBe(body);
  });

  test('gets no automatic answer unless the mapping says so', async () => {
    const { ticket } = await ticketOf(await post());
    const { items } = await doors.store.outbox(ticket.ref, { limit: 10 });
    expect(items.flatMap(({ effects }) => effects).map(({ kind }) => kind)).not.toContain('send_mail');
  });

  test('may be signed with the secret that is being replaced', async () => {
    expect((await post({ secret: OLD_SECRET })).status).toBe(202);
  });

  test('sent again is answered with 200 and changes nothing', async () => {
    await post();
    const before = doors.everything();
    const again = await post();
    expect([again.status, await again.json()]).toEqual([200, { duplicate: true }]);
    expect(doors.everything()).toBe(before);
    expect(doors.blobs.size).toBe(1);
  });

  test('S12: sent again in other words under its id is the same one; the same words under another id are not', async () => {
    const first = await ticketOf(await post());
    await post({ body: JSON.stringify({ ...alert, title: 'Disk full again' }) });
    const second = await ticketOf(await post({ id: 'msg_2' }));
    expect(second.ticket.ref).not.toBe(first.ticket.ref);
    expect((await doors.store.messages(first.ticket.ref, { limit: 10 })).items).toHaveLength(1);
  });

  test('with an id that is a path stays in its place', async () => {
    expect((await post({ id: '../../desk' })).status).toBe(202);
    expect([...doors.blobs.keys()]).toEqual([expect.stringMatching(/^webhook\/monitoring\/[0-9a-f]{64}$/)]);
  });
});

describe('is refused without a word and without a trace:', () => {
  test.each<[string, Sent, number]>([
    ['a body changed on the way', { body: '{}', headers: { 'webhook-signature': 'v1,AAAA' } }, 401],
    ['an old timestamp', { skew: -301 }, 401],
    ['a timestamp ahead of time', { skew: 301 }, 401],
    ['a foreign secret', { secret: `whsec_${Buffer.alloc(24, 9).toString('base64')}` }, 401],
    ['no signature', { headers: { 'webhook-signature': '' } }, 401],
    ['an unknown source', { source: 'nobody' }, 404],
    ['over a megabyte', { body: JSON.stringify({ ...alert, details: 'x'.repeat(1_000_000) }) }, 413],
  ])('%s', async (_what, sent, status) => {
    const before = doors.everything();
    const response = await post(sent);
    expect([response.status, await response.text()]).toEqual([status, '']);
    expect(doors.everything()).toBe(before);
    expect(doors.blobs.size).toBe(0);
  });
});

describe('what cannot be mapped', () => {
  test.each([
    ['no JSON', 'Disk full', 'not JSON'],
    ['a payload of another form', '{"event":"ping"}', 'subject'],
  ])('is held with its cause: %s', async (_what, body, reason) => {
    const response = await post({ body });
    expect([response.status, await response.json()]).toEqual([202, { held: 'unparseable' }]);
    const { items } = await doors.store.held({ limit: 10 });
    expect(items).toMatchObject([{ cause: 'unparseable', channel: 'webhook', door: 'monitoring' }]);
    expect(items[0]?.explanation).toContain(reason);
    expect(items[0]?.explanation).toMatch(/\.$/);
    expect(new TextDecoder().decode(doors.blobs.get(items[0]?.rawKey ?? ''))).toBe(body);
  });

  test('is held once, however often it is sent', async () => {
    await post({ body: '{}' });
    expect((await post({ body: '{}' })).status).toBe(200);
    expect((await doors.store.held({ limit: 10 })).items).toHaveLength(1);
  });
});
