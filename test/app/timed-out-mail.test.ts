import { describe, expect, test } from 'vitest';
import { recoverHeld } from '../../functions/app/held-items.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import type { Suspension } from '../../functions/intake/read-mail.ts';
import { rawMail, receive } from './raw-mail.ts';
import { HOUR, MONDAY, ticketWorld } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

const givenUp: Suspension = {
  cause: 'timed_out',
  explanation: 'it could not be read in time, within 10 s; the original is kept',
};

/** A world whose reader is stopped over every mail. */
function slowWorld(): TicketWorld {
  const world = ticketWorld();
  world.deps.readMail = async (mail) => readMail({ ...mail, givenUp });
  return world;
}

test('a mail that cannot be read in time is held with what its header says, and its bytes stay', async () => {
  const world = slowWorld();
  const raw = rawMail({ subject: 'Printer' });
  expect(await receive(world, { id: 'a', raw })).toEqual({ kind: 'suspended', cause: 'timed_out' });
  const [item] = await world.held();
  expect(item).toMatchObject({
    cause: 'timed_out',
    explanation: 'It could not be read in time, within 10 s; the original is kept.',
    from: 'customer@shop.example',
    subject: 'Printer',
  });
  expect(world.blobs.get(item?.rawKey ?? '')).toEqual(raw);
});

test('recovered, it is a ticket that says so, however often it cannot be read', async () => {
  const world = slowWorld();
  await receive(world, { id: 'a', raw: rawMail({ subject: 'Printer' }) });
  const [item] = await world.held();
  const outcome = await recoverHeld(world.deps, { id: item?.id ?? '', as: 'intended', by: 'lead' });
  expect(outcome).toMatchObject({ kind: 'recovered', opened: true });
  const ref = outcome.kind === 'recovered' ? outcome.ref : '';
  expect((await world.stateOf(ref)).ticket.subject).toBe('Printer');
  const [message] = await world.messages(ref);
  expect(message?.flags).toContain(`degraded: ${givenUp.explanation}`);
});

test('recovered when it can be read after all, it is read', async () => {
  const world = slowWorld();
  await receive(world, { id: 'a', raw: rawMail({ body: 'It prints nothing.' }) });
  const [item] = await world.held();
  world.deps.readMail = async (mail) => readMail(mail);
  const outcome = await recoverHeld(world.deps, { id: item?.id ?? '', as: 'intended', by: 'lead' });
  const ref = outcome.kind === 'recovered' ? outcome.ref : '';
  expect((await world.messages(ref))[0]?.text).toBe('It prints nothing.');
});

const viaRelay = ['Received: by relay.example', 'Message-ID: <a@shop.example>'];

describe('a mail that could not be read in time and comes again', () => {
  const raw = rawMail({ headers: ['Message-ID: <a@shop.example>'], body: 'It prints nothing.' });

  async function heldOnce(): Promise<TicketWorld> {
    const world = slowWorld();
    await receive(world, { id: 'a', raw });
    world.wait(HOUR);
    world.deps.readMail = async (mail) => readMail(mail);
    return world;
  }

  test.each([
    ['by the queue', 'a', raw],
    [
      'by its sender’s server, by another way',
      'b',
      rawMail({ headers: viaRelay, body: 'It prints nothing.' }),
    ],
  ])('%s, is recovered by that, once', async (_how, id, again) => {
    const world = await heldOnce();
    const outcome = await receive(world, { id, raw: again });
    const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
    expect(await world.messages(ref)).toMatchObject([
      { text: 'It prints nothing.', at: MONDAY, flags: ['late_recovered'] },
    ]);
    expect(await world.held()).toEqual([]);
    for (const later of ['c', 'd'])
      expect(await receive(world, { id: later, raw })).toEqual({ kind: 'duplicate', ref });
    world.deps.readMail = async (mail) => readMail({ ...mail, givenUp });
    expect(await receive(world, { id: 'e', raw })).toEqual({ kind: 'duplicate', ref });
    expect(await world.held()).toEqual([]);
  });

  test('is one held mail when something else speaks against it', async () => {
    const world = await heldOnce();
    const spam = { verdicts: { spam: 'FAIL' } } as const;
    expect(await receive(world, { id: 'b', raw, ...spam })).toEqual({ kind: 'suspended', cause: 'spam' });
    expect((await receive(world, { id: 'c', raw, ...spam })).kind).toBe('duplicate');
    expect(await world.held()).toMatchObject([{ cause: 'spam', waived: ['timed_out'] }]);
  });

  test('after somebody has recovered it, is known', async () => {
    const world = await heldOnce();
    const [item] = await world.held();
    const outcome = await recoverHeld(world.deps, { id: item?.id ?? '', as: 'intended', by: 'lead' });
    const ref = outcome.kind === 'recovered' ? outcome.ref : '';
    expect(await receive(world, { id: 'b', raw })).toEqual({ kind: 'duplicate', ref });
  });

  test('and was read the first time, is found to be that when it is recovered', async () => {
    const world = ticketWorld();
    const outcome = await receive(world, { id: 'a', raw });
    const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
    world.deps.readMail = async (mail) => readMail({ ...mail, givenUp });
    await receive(world, { id: 'b', raw });
    const [item] = await world.held();
    world.deps.readMail = async (mail) => readMail(mail);
    const decided = await recoverHeld(world.deps, { id: item?.id ?? '', as: 'intended', by: 'lead' });
    expect(decided).toMatchObject({ kind: 'settled', state: { kind: 'recovered', ref, by: 'lead' } });
    expect(await world.held()).toEqual([]);
    expect(await world.messages(ref)).toHaveLength(1);
  });

  test('is not taken for another one with the same header, which is a ticket of its own', async () => {
    const world = await heldOnce();
    const other = rawMail({ headers: ['Message-ID: <a@shop.example>'], body: 'Now it burns.' });
    expect((await receive(world, { id: 'b', raw: other })).kind).toBe('new_ticket');
    expect(await world.held()).toMatchObject([{ cause: 'timed_out' }]);
    expect((await receive(world, { id: 'c', raw })).kind).toBe('new_ticket');
    expect(await world.held()).toEqual([]);
  });

  test('and has another body under the same header is held beside it, for neither has been read', async () => {
    const world = slowWorld();
    const other = rawMail({ headers: ['Message-ID: <a@shop.example>'], body: 'Now it burns.' });
    for (const [id, mail] of [
      ['a', raw],
      ['b', other],
      ['c', other],
    ] as const)
      await receive(world, { id, raw: mail });
    expect(await world.held()).toHaveLength(2);
    world.deps.readMail = async (mail) => readMail(mail);
    for (const [id, mail] of [
      ['d', raw],
      ['e', other],
    ] as const)
      expect((await receive(world, { id, raw: mail })).kind).toBe('new_ticket');
    expect(await world.held()).toEqual([]);
  });
});
