import { expect, test } from 'vitest';
import { recoverHeld } from '../../functions/app/held-items.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import type { Suspension } from '../../functions/intake/read-mail.ts';
import { rawMail, receive } from './raw-mail.ts';
import { ticketWorld } from './ticket-world.ts';
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
