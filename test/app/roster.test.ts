import { expect, test } from 'vitest';
import type { Store } from '../../functions/app/ports.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { sharedDesk } from '../core/shared-desk.ts';
import { ticketWorld } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

const work = { kind: 'task', owner: 'team:front', due: '4h', on: { done: 'closed' } };

/** A world that tells what was asked of other tickets. */
function watchedWorld(desk: Desk): { world: TicketWorld; asked: string[] } {
  const asked: string[] = [];
  const around = (store: Store): Store => ({
    ...store,
    nextTurn: async (team) => (asked.push(`turn of ${team}`), store.nextTurn(team)),
    openWork: async (agents) => (asked.push(`work of ${agents.join()}`), store.openWork(agents)),
    lastOwner: async (address) => (asked.push(`owner for ${address}`), store.lastOwner(address)),
  });
  return { world: ticketWorld({ desk, around }), asked };
}

/** A customer's matter; who works on it. */
async function comes(
  world: TicketWorld,
  from: string,
  different: object = {},
): Promise<{ ref: string; owner: string | undefined }> {
  const ref = await world.ask({ from: { address: from, name: '' }, ...different });
  await world.enter(ref, 'work', { definition: work });
  return { ref, owner: await ownerOf(world, ref) };
}

async function ownerOf(world: TicketWorld, ref: string): Promise<string | undefined> {
  const { steps, participants } = await world.stateOf(ref);
  return participants.find(({ id }) => id === steps.at(-1)?.owner)?.agentId;
}

const customer = (number: number) => `customer-${number}@shop.example`;

test('a team that shares by the tickets’ references asks for nothing', async () => {
  const { world, asked } = watchedWorld(sharedDesk());
  const before = world.units();
  await comes(world, customer(1));
  expect(asked).toEqual([]);
  expect(await world.store.openWork(['one', 'two', 'three'])).toEqual({ one: 0, two: 0, three: 0 });
  expect(world.units().write).toBeGreaterThan(before.write);
});

test('round robin: every ticket finds the next one, and stays with him', async () => {
  const { world, asked } = watchedWorld(sharedDesk({ team: { assign: 'round_robin' } }));
  const owners = [];
  for (const number of [1, 2, 3, 4]) owners.push(await comes(world, customer(number)));
  expect(owners.map(({ owner }) => owner)).toEqual(['one', 'two', 'three', 'one']);
  const ref = owners[1]?.ref ?? '';
  await world.complete(ref, 'work', 'done');
  await world.enter(ref, 'more', { definition: work });
  expect(await ownerOf(world, ref)).toBe('two');
  expect(asked).toEqual(Array(4).fill('turn of front'));
});

test('least loaded: an urgent ticket weighs more, a finished one nothing', async () => {
  const { world } = watchedWorld(sharedDesk({ team: { assign: 'least_loaded', members: ['one', 'two'] } }));
  const urgent = await comes(world, customer(1), { wanted: { priority: 'P1' } });
  const other = urgent.owner === 'one' ? 'two' : 'one';
  for (const number of [2, 3]) expect((await comes(world, customer(number))).owner).toBe(other);
  expect(await world.store.openWork(['one', 'two'])).toEqual({ [urgent.owner ?? '']: 8, [other]: 4 });
  await world.complete(urgent.ref, 'work', 'done');
  expect((await comes(world, customer(4))).owner).toBe(urgent.owner);
});

test('sticky: a requester comes back to whoever helped him last', async () => {
  const { world } = watchedWorld(sharedDesk({ team: { assign: 'round_robin', sticky: true } }));
  const first = await comes(world, customer(1));
  expect(await world.store.lastOwner(customer(1))).toBeNull();
  await world.complete(first.ref, 'work', 'done');
  expect(await world.store.lastOwner(customer(1))).toBe('one');
  expect((await comes(world, customer(2))).owner).toBe('two');
  expect((await comes(world, customer(1))).owner).toBe('one');
});

test('what is compared stands in the rows of steps only where a team goes by it', async () => {
  const costs = async (team: object) => {
    const { world } = watchedWorld(sharedDesk({ team }));
    const ref = await world.ask();
    const before = world.units();
    await world.enter(ref, 'work', { definition: work });
    await world.complete(ref, 'work', 'done');
    const after = world.units();
    return { write: after.write - before.write, read: after.read - before.read };
  };
  const plain = await costs({});
  const inTurn = await costs({ assign: 'round_robin' });
  const compared = await costs({ assign: 'least_loaded' });
  const remembered = await costs({ sticky: true });
  expect(inTurn).toEqual({ write: plain.write + 1, read: plain.read });
  expect(compared).toEqual({ write: plain.write + 2, read: plain.read + 1.5 });
  expect(remembered).toEqual({ write: plain.write + 2, read: plain.read + 1 });
});
