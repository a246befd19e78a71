import { beforeEach, describe, expect, test } from 'vitest';
import { millisOf } from '../../functions/core/instant.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import { signDelivery } from '../../functions/intake/webhook-signature.ts';
import { callbackApp } from '../../functions/web/callback-app.ts';
import { smallDesk } from '../core/small-desk.ts';
import { HOUR, ticketWorld, work } from '../app/ticket-world.ts';

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const OTHERS = `whsec_${Buffer.alloc(24, 3).toString('base64')}`;
const desk = deskSchema.parse({ ...smallDesk, hooks: [{ id: 'robot', url: 'https://robot.example/jobs' }] });
const robot = {
  kind: 'call',
  hook: 'robot',
  form: { booking: { type: 'text', required: true } },
  limit: '4h',
  on: { done: 'closed', failed: 'work' },
};
const done = { outcome: 'done', answers: { booking: 'B1' } };

let world: ReturnType<typeof ticketWorld>;
let ref: string;
beforeEach(async () => {
  world = ticketWorld({ desk });
  ref = await world.ask();
  await world.enter(ref, 'refund', { definition: robot, send: {} });
});

interface Sent {
  path?: string;
  body?: string;
  secret?: string;
  headers?: Record<string, string>;
  /** Seconds by which the sender's clock differs. */
  skew?: number;
}

async function post({ body = JSON.stringify(done), secret = SECRET, ...sent }: Sent = {}): Promise<Response> {
  const app = callbackApp({
    ...world.deps,
    secrets: async (hook) => (hook === 'robot' ? [SECRET] : []),
  });
  const timestamp = String(Math.floor(millisOf(world.now()) / 1000) + (sent.skew ?? 0));
  const signed = { id: 'answer-1', timestamp, body: new TextEncoder().encode(body) };
  const headers = {
    'webhook-id': signed.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signDelivery(signed, secret),
    ...sent.headers,
  };
  return app.request(sent.path ?? `/calls/${ref}/refund/1`, { method: 'POST', body, headers });
}

async function unchanged(change: () => Promise<Response>): Promise<number> {
  const before = (await world.stateOf(ref)).ticket.version;
  const { status } = await change();
  expect((await world.stateOf(ref)).ticket.version).toBe(before);
  return status;
}

describe('the callback of a call', () => {
  test('ends the step with its outcome and answers', async () => {
    expect((await post()).status).toBe(200);
    const { state } = await world.step(ref, 'refund');
    expect(state).toMatchObject({ kind: 'done', ...done, by: 'hook:robot' });
  });

  test('a second time changes nothing', async () => {
    await post();
    const again = () => post({ body: JSON.stringify({ outcome: 'failed' }) });
    expect(await unchanged(again)).toBe(409);
  });

  test('after its step has run out of time changes nothing', async () => {
    await world.complete(ref, 'refund', 'failed');
    world.wait(HOUR);
    expect(await unchanged(() => post())).toBe(409);
  });

  test.each([
    ['with nothing readable', 'done'],
    ['with an outcome that the step does not have', '{"outcome":"maybe"}'],
    ['without an answer that is required', '{"outcome":"done","answers":{}}'],
  ])('%s leaves the step open and says why', async (_how, body) => {
    expect(await unchanged(() => post({ body }))).toBe(422);
    expect((await post()).status).toBe(200);
  });

  test.each<[string, Sent]>([
    ['somebody else’s secret', { secret: OTHERS }],
    ['no signature', { headers: { 'webhook-signature': '' } }],
    ['a signature of another body', { headers: { 'webhook-signature': 'v1,AAAA' } }],
    ['a signature from an hour ago', { skew: -3600 }],
  ])('with %s is refused without a word', async (_how, sent) => {
    expect(await unchanged(() => post(sent))).toBe(401);
  });

  test.each([
    ['of a ticket that does not exist', () => '/calls/T-0000-0000/refund/1'],
    ['of no ticket at all', () => '/calls/everything/refund/1'],
    ['of a visit that never was', () => `/calls/${ref}/refund/2`],
    ['of no visit', () => `/calls/${ref}/refund/first`],
    ['of a step that calls nobody', () => `/calls/${ref}/work/1`],
  ])('%s is not found', async (_what, path) => {
    await world.enter(ref, 'work', { definition: work });
    expect(await unchanged(() => post({ path: path() }))).toBe(404);
  });

  test('that is longer than any answer is not read', async () => {
    const body = JSON.stringify({ ...done, more: 'x'.repeat(70_000) });
    expect(await unchanged(() => post({ body, headers: { 'content-length': String(body.length) } }))).toBe(
      413,
    );
  });
});
