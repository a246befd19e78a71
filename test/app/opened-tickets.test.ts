import { describe, expect, test } from 'vitest';
import { openTicket } from '../../functions/app/open-ticket.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { Effect, TicketOrder } from '../../functions/core/outbox.ts';
import { smallDesk } from '../core/small-desk.ts';
import { close, CUSTOMER, relayAll, ticketWorld } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

/** Tickets that a process orders, and what becomes of the step that waits for them. */

const desk = deskSchema.parse({
  ...smallDesk,
  processes: {
    ...smallDesk.processes,
    repair: {
      id: 'repair',
      title: { internal: 'Repair', customer: 'Repair' },
      onReopen: 'work',
      sla: 'standard',
      steps: smallDesk.processes['simple']?.steps,
    },
  },
});

const repair = (given: object = {}) => ({
  kind: 'process',
  process: 'repair',
  owner: 'agent:one',
  due: '2d',
  on: { done: 'closed', withdrawn: 'ask' },
  ...given,
});

async function waiting(world: TicketWorld, given: object = {}): Promise<string> {
  const ref = await world.ask();
  await world.enter(ref, 'repair', { definition: repair(given) });
  await relayAll(world, ref);
  return ref;
}

async function childOf(world: TicketWorld, ref: string): Promise<string> {
  const child = (await world.step(ref, 'repair')).child;
  if (!child) throw new Error(`no ticket was opened for ${ref}`);
  return child;
}

async function orderOf(world: TicketWorld, ref: string): Promise<TicketOrder> {
  const effects = await world.effects(ref);
  const order = effects.find(
    (effect): effect is Extract<Effect, { kind: 'open_ticket' }> => effect.kind === 'open_ticket',
  );
  if (!order) throw new Error('nothing was ordered');
  return order.order;
}

describe('a ticket that a step orders', () => {
  test('is linked both ways and has a process and clocks of its own', async () => {
    const world = ticketWorld({ desk });
    const ref = await waiting(world);
    const child = await childOf(world, ref);
    const step = { id: 'repair', visit: 1 };
    const { ticket } = await world.stateOf(child);
    expect(ticket).toMatchObject({
      channel: 'process',
      process: { id: 'repair', run: 1 },
      links: [{ kind: 'parent', ref, step }],
      subject: (await world.stateOf(ref)).ticket.subject,
    });
    expect(ticket.clocks.length).toBeGreaterThan(0);
    expect((await world.stateOf(ref)).ticket.links).toEqual([{ kind: 'child', ref: child, step }]);
    expect(await world.effects(child)).toContainEqual({
      kind: 'start_process',
      process: 'repair',
      run: 1,
      entry: null,
    });
  });

  test('is opened once, however often and by however many it is asked for', async () => {
    const world = ticketWorld({ desk });
    const ref = await waiting(world);
    const child = await childOf(world, ref);
    const order = await orderOf(world, ref);
    await Promise.all(Array.from({ length: 4 }, () => openTicket(world.deps, ref, order)));
    expect((await world.stateOf(ref)).ticket.links).toHaveLength(1);
    expect(await childOf(world, ref)).toBe(child);
  });

  test('asked for twice at the same moment is opened once', async () => {
    const world = ticketWorld({ desk });
    const ref = await world.ask();
    await world.enter(ref, 'repair', { definition: repair() });
    const order = await orderOf(world, ref);
    await Promise.all(Array.from({ length: 4 }, () => openTicket(world.deps, ref, order)));
    expect((await world.stateOf(ref)).ticket.links).toHaveLength(1);
  });

  test('of an agent says to the desk alone what it is about, and acknowledges nothing', async () => {
    const world = ticketWorld({ desk });
    const child = await childOf(world, await waiting(world));
    const { ticket, participants } = await world.stateOf(child);
    expect(participants).toMatchObject([{ id: 1, role: 'requester', address: 'one@team.example' }]);
    expect(await world.messages(child)).toMatchObject([{ visibility: 'internal', author: null }]);
    expect(await world.mails(child)).toEqual([]);
    expect(ticket.acknowledge).toBeUndefined();
  });

  test('of the requester is his: he sees it and hears of it', async () => {
    const world = ticketWorld({ desk });
    const child = await childOf(world, await waiting(world, { requester: 'requester' }));
    expect((await world.stateOf(child)).participants).toMatchObject([{ address: CUSTOMER }]);
    expect(await world.messages(child)).toMatchObject([{ visibility: 'public' }]);
    expect(await world.mails(child)).toMatchObject([{ to: 1, template: 'acknowledgement' }]);
  });

  test('is not opened when the step has been withdrawn before', async () => {
    const world = ticketWorld({ desk });
    const ref = await world.ask();
    await world.enter(ref, 'repair', { definition: repair() });
    await world.enter(ref, 'closed', { definition: close() });
    await relayAll(world, ref);
    expect((await world.stateOf(ref)).ticket.links).toBeUndefined();
  });
});

describe('when it is closed', () => {
  test.each([
    ['done', 'done'],
    ['withdrawn', 'withdrawn'],
    ['spam', 'done'],
  ])('as %s, the step that waits for it ends as %s', async (code, outcome) => {
    const world = ticketWorld({ desk });
    const ref = await waiting(world);
    const child = await childOf(world, ref);
    await world.enter(child, 'closed', { definition: close(code) });
    for (let time = 1; time <= 2; time++) await relayAll(world, child);
    expect((await world.step(ref, 'repair')).state).toMatchObject({ kind: 'done', outcome, by: 'process' });
    expect((await world.eventTypes(ref)).filter((type) => type === 'step_completed')).toHaveLength(1);
  });

  test('and nobody waits for it any more, nothing happens', async () => {
    const world = ticketWorld({ desk });
    const ref = await waiting(world);
    const child = await childOf(world, ref);
    await world.enter(ref, 'closed', { definition: close() });
    expect((await world.stateOf(child)).ticket.closed).toBeUndefined();
    expect(await world.eventTypes(ref)).toContain('child_left_open');
    await world.enter(child, 'closed', { definition: close() });
    const before = await world.stateOf(ref);
    await relayAll(world, child);
    expect(await world.stateOf(ref)).toEqual(before);
  });
});
