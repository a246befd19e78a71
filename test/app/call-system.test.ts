import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { callSystem } from '../../functions/app/call-system.ts';
import type { CallDeps } from '../../functions/app/call-system.ts';
import type { Caller, EffectName } from '../../functions/app/ports.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { OutgoingCall } from '../../functions/core/outbox.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { changesOf } from '../../functions/app/ticket-changes.ts';
import { verifyDelivery } from '../../functions/intake/webhook-signature.ts';
import { smallDesk } from '../core/small-desk.ts';
import { HOUR, MINUTE, recordingEngine, ticketWorld } from './ticket-world.ts';

const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
const OLD_SECRET = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
const hook = { id: 'robot', url: 'https://robot.example/jobs', headers: { 'x-desk': 'small' } };
const desk = deskSchema.parse({ ...smallDesk, hooks: [hook] });

const robot = {
  kind: 'call',
  hook: 'robot',
  send: { amount: 'answers.amount' },
  form: { booking: { type: 'text', required: true } },
  limit: '4h',
  on: { done: 'closed', failed: 'work' },
};

type Request = Parameters<Caller['post']>[0];
type Answer = { status: number; body?: unknown } | Error;

const bodyOf = (request: Request | undefined) =>
  z.record(z.string(), z.unknown()).parse(JSON.parse(new TextDecoder().decode(request?.body)));

/** A ticket whose run has come to a call step, and the system that it calls. */
async function calling(options: { secrets?: string[]; send?: Record<string, unknown> } = {}) {
  const world = ticketWorld({ desk });
  const ref = await world.ask();
  await world.enter(ref, 'refund', { definition: robot, send: { amount: 12 }, ...options });
  const requests: Request[] = [];
  const answers: Answer[] = [];
  const deps: CallDeps = {
    ...world.deps,
    secrets: async () => options.secrets ?? [SECRET],
    doorsUrl: 'https://desk.example',
    caller: {
      post: async (request) => {
        requests.push(request);
        const answer = answers.shift() ?? { status: 202 };
        if (answer instanceof Error) throw answer;
        const { status, body } = answer;
        const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
        return { status, body: text === 'too long' ? null : new TextEncoder().encode(text) };
      },
    },
  };
  const name = await lastCall(world, ref);
  return {
    world,
    ref,
    deps,
    name,
    requests,
    answers,
    call: () => callSystem(deps, name),
    ended: async () => {
      const { state } = await world.step(ref, 'refund');
      return state.kind === 'done' ? { outcome: state.outcome, answers: state.answers } : state.kind;
    },
  };
}

async function lastCall(world: ReturnType<typeof ticketWorld>, ref: string): Promise<EffectName> {
  const items = (await world.store.outbox(ref, { limit: 100 })).items;
  const item = items.findLast(({ effects }) => effects.some(({ kind }) => kind === 'call'));
  if (!item) throw new Error('nothing is called');
  return { ref, seq: item.seq, index: item.effects.findIndex(({ kind }) => kind === 'call') };
}

describe('a call', () => {
  test('is handed on by the relay under its name', async () => {
    const { world, ref, name } = await calling();
    const called: EffectName[] = [];
    await world.relay(ref, name.seq, { engine: recordingEngine(), call: (one) => void called.push(one) });
    expect(called).toEqual([name]);
  });

  test('says which step it is for, what it is about and where the answer may go, and is signed', async () => {
    const { ref, deps, name, requests, call } = await calling({ secrets: [SECRET, OLD_SECRET] });
    expect(await call()).toEqual({ kind: 'accepted' });
    const [request] = requests;
    const id = `${ref}.${name.seq}.${name.index}`;
    expect(request?.url).toBe(hook.url);
    expect(request?.headers).toMatchObject({ 'x-desk': 'small', 'content-type': 'application/json' });
    expect(bodyOf(request)).toEqual({
      id,
      ticket: ref,
      step: 'refund',
      visit: 1,
      send: { amount: 12 },
      callback: `https://desk.example/calls/${ref}/refund/1`,
    });
    for (const secret of [SECRET, OLD_SECRET]) {
      const signed = verifyDelivery(
        {
          headers: {
            id: request?.headers['webhook-id'] ?? null,
            timestamp: request?.headers['webhook-timestamp'] ?? null,
            signature: request?.headers['webhook-signature'] ?? null,
          },
          body: request?.body ?? new Uint8Array(),
        },
        { secrets: [secret], now: deps.clock() },
      );
      expect(signed?.deliveryId).toBe(id);
    }
  });

  test.each([
    [202, undefined],
    [202, { outcome: 'done', answers: { booking: 'B1' } }],
    [200, undefined],
    [204, undefined],
  ])('that is answered %i %j waits for the callback, and is not made again', async (status, body) => {
    const { answers, requests, call, ended } = await calling();
    answers.push({ status, body });
    expect(await call()).toEqual({ kind: 'accepted' });
    expect(await call()).toEqual({ kind: 'settled' });
    expect(requests).toHaveLength(1);
    expect(await ended()).toBe('open');
  });

  test('that is answered at once ends the step', async () => {
    const { answers, call, ended, world, ref } = await calling();
    answers.push({ status: 200, body: { outcome: 'done', answers: { booking: 'B1', more: 1 } } });
    expect(await call()).toEqual({ kind: 'answered', outcome: 'done' });
    expect(await ended()).toEqual({ outcome: 'done', answers: { booking: 'B1' } });
    expect(await world.effects(ref)).toContainEqual({ kind: 'complete_step', step: 'refund', visit: 1 });
  });

  test.each<[number, unknown, string]>([
    [400, '', 'it answered 400'],
    [401, '', 'it answered 401'],
    [301, '', 'it answered 301'],
    [200, '<html>', 'its answer cannot be read: it is not JSON with an outcome and answers'],
    [200, { outcome: 'done' }, 'its answer cannot be read: missing: booking'],
    [200, 'too long', 'its answer is too long'],
  ])('that is answered %i %j has failed, and the ticket says why', async (status, body, reason) => {
    const { answers, call, ended, world, ref } = await calling();
    answers.push({ status, body });
    expect(await call()).toEqual({ kind: 'failed', reason });
    expect(await ended()).toEqual({ outcome: 'failed', answers: {} });
    const { items } = await world.store.events(ref, { limit: 100 });
    expect(items.find(({ type }) => type === 'call_failed')?.data).toMatchObject({ hook: 'robot', reason });
    expect(await call()).toEqual({ kind: 'settled' });
  });

  test.each<[Answer]>([[{ status: 500 }], [{ status: 408 }], [{ status: 429 }], [new Error('no route')]])(
    'that meets %j is made again, later each time and under the same id, and has failed in the end',
    async (answer) => {
      const { world, answers, requests, call, ended } = await calling();
      const pauses: number[] = [];
      for (let attempt = 1; attempt <= 8; attempt++) {
        answers.push(answer);
        const outcome = await call();
        if (outcome.kind !== 'later') continue;
        const pause = Date.parse(outcome.until) - Date.parse(world.now());
        pauses.push(pause / 1000);
        world.wait(pause);
      }
      expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1920]);
      expect(await ended()).toEqual({ outcome: 'failed', answers: {} });
      expect(new Set(requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
      expect(requests).toHaveLength(8);
    },
  );

  test('succeeds at a later try', async () => {
    const { world, answers, call, ended } = await calling();
    answers.push({ status: 503 }, { status: 200, body: { outcome: 'done', answers: { booking: 'B2' } } });
    expect((await call()).kind).toBe('later');
    world.wait(30_000);
    expect(await call()).toEqual({ kind: 'answered', outcome: 'done' });
    expect(await ended()).toEqual({ outcome: 'done', answers: { booking: 'B2' } });
  });

  test('waits for a secret that nobody has put in yet', async () => {
    const { call, requests } = await calling({ secrets: [] });
    expect(await call()).toMatchObject({ kind: 'later', reason: 'it has no secret yet' });
    expect(requests).toEqual([]);
  });

  test('whose maker died is taken over when the lease is over, not before', async () => {
    const { world, deps, name, answers, requests, call } = await calling();
    await deps.store.claimDelivery(name.ref, `${name.seq}.${name.index}`, world.now(), world.now());
    expect(await call()).toMatchObject({ kind: 'later', reason: 'somebody else is at it' });
    world.wait(5 * MINUTE + 1);
    answers.push({ status: 202 });
    expect(await call()).toEqual({ kind: 'accepted' });
    expect(requests).toHaveLength(1);
  });

  test('for a step that has ended meanwhile is not made', async () => {
    const { world, ref, requests, call } = await calling();
    world.wait(HOUR);
    await world.complete(ref, 'refund', 'failed');
    expect(await call()).toEqual({ kind: 'settled' });
    expect(requests).toEqual([]);
  });

  test('to a system that desk.yaml has no more has failed', async () => {
    const { deps, name, ended } = await calling();
    const outcome = await callSystem({ ...deps, desk: { ...desk, hooks: [] } }, name);
    expect(outcome).toEqual({ kind: 'failed', reason: 'desk.yaml has no hook robot' });
    expect(await ended()).toEqual({ outcome: 'failed', answers: {} });
  });

  test('that the outbox does not have is a fault', async () => {
    const { deps, ref } = await calling();
    await expect(callSystem(deps, { ref, seq: 1, index: 0 })).rejects.toThrow('has no call 1.0');
  });
});

describe('word of a rung', () => {
  async function telling() {
    const { world, ref, deps, requests, answers } = await calling();
    const draft = new TicketDraft(await world.stateOf(ref), { now: world.now(), desk });
    const call: OutgoingCall = {
      kind: 'rung',
      hook: 'robot',
      rung: 'step:work#1:0',
      event: 'step_escalated',
    };
    draft.addEffect({ kind: 'call', call });
    draft.addEvent('step_escalated', 'deadlines');
    await world.store.commit(changesOf(draft.finish(), 'update_ticket'));
    const name = await lastCall(world, ref);
    return { world, ref, name, requests, answers, call: () => callSystem(deps, name) };
  }

  test('names the ticket, the rung and what happened', async () => {
    const { ref, name, requests, call } = await telling();
    expect(await call()).toEqual({ kind: 'accepted' });
    expect(bodyOf(requests[0])).toEqual({
      id: `${ref}.${name.seq}.${name.index}`,
      ticket: ref,
      rung: 'step:work#1:0',
      event: 'step_escalated',
    });
  });

  test('that is refused is noted and ends nothing', async () => {
    const { world, ref, answers, call } = await telling();
    answers.push({ status: 410 });
    expect(await call()).toEqual({ kind: 'failed', reason: 'it answered 410' });
    expect(await world.eventTypes(ref)).toContain('call_failed');
    expect((await world.step(ref, 'refund')).state.kind).toBe('open');
  });
});
