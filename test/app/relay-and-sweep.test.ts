import { describe, expect, test } from 'vitest';
import { completeStep } from '../../functions/app/complete-step.ts';
import type { Engine } from '../../functions/app/ports.ts';
import { sweep } from '../../functions/app/sweep.ts';
import { HOUR, MINUTE, recordingEngine, ticketWorld, work } from './ticket-world.ts';

/** Ends the process at its n-th call. */
function dyingAt(engine: Engine, call: number): Engine {
  let calls = 0;
  const mayDie = () => {
    calls += 1;
    if (calls === call) throw new Error('the process died');
  };
  return {
    startProcess: async (...given) => (mayDie(), engine.startProcess(...given)),
    stopProcess: async (...given) => (mayDie(), engine.stopProcess(...given)),
    startDeadlines: async (...given) => (mayDie(), engine.startDeadlines(...given)),
    stopDeadlines: async (...given) => (mayDie(), engine.stopDeadlines(...given)),
    completeStep: async (...given) => (mayDie(), engine.completeStep(...given)),
  };
}

describe('the relay', () => {
  test('performs what was decided, in order, and only while it is pending', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const engine = recordingEngine();
    const queued: number[] = [];
    const enqueue = async (index: number) => void queued.push(index);
    await world.relay(ref, 1, { engine, enqueue });
    await world.relay(ref, 1, { engine, enqueue });
    await world.relay(ref, 9, { engine, enqueue });
    expect(engine.calls).toEqual([`start ${ref}-r1`, `start ${ref}-d1`]);
    expect(queued).toEqual([1]);
    expect((await world.store.outboxItem(ref, 1))?.state).toBe('done');
  });

  test('that dies between two effects leaves the item pending and performs it whole the next time', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const engine = recordingEngine();
    await expect(world.relay(ref, 1, { engine: dyingAt(engine, 2) })).rejects.toThrow('died');
    expect((await world.store.outboxItem(ref, 1))?.state).toBe('pending');
    await world.relay(ref, 1, { engine });
    expect(new Set(engine.calls)).toEqual(new Set([`start ${ref}-r1`, `start ${ref}-d1`]));
  });

  test('redeems a step’s token once, with its outcome', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const engine = recordingEngine();
    await world.enter(ref, 'work', { definition: work, token: 'parked' });
    await world.complete(ref, 'work', 'need_info');
    const { outboxCount } = (await world.stateOf(ref)).ticket;
    await world.relay(ref, outboxCount, { engine });
    await world.relay(ref, outboxCount, { engine });
    expect([...engine.tokens]).toEqual([['parked', 'need_info']]);
  });
});

test('a run is given no more of an answer than it can carry', async () => {
  const world = ticketWorld();
  const ref = await world.ask();
  const given: Record<string, unknown>[] = [];
  const engine: Engine = {
    ...recordingEngine(),
    completeStep: async (_token, { facts }) => {
      given.push(facts.answers);
      return 'completed';
    },
  };
  await world.enter(ref, 'work', { definition: work });
  const answers = { cause: 'x'.repeat(300_000), count: 3 };
  await completeStep(world.deps, { ref, step: 'work', visit: 1, outcome: 'need_info', answers, by: 'desk' });
  const { ticket, steps } = await world.stateOf(ref);
  await world.relay(ref, ticket.outboxCount, { engine });
  expect(given).toEqual([{ cause: 'x'.repeat(1_000), count: 3 }]);
  expect(steps.at(-1)?.state).toMatchObject({ answers });
});

describe('the sweeper', () => {
  const swept = (world: ReturnType<typeof ticketWorld>, engine: Engine) =>
    sweep({
      ...world.deps,
      engine,
      mailQueue: { enqueue: async () => undefined },
      callQueue: { enqueue: async () => undefined },
    });

  test('relays what nobody relayed, once it is old enough', async () => {
    const world = ticketWorld();
    await world.ask();
    const engine = recordingEngine();
    expect(await swept(world, engine)).toEqual({ outbox: 0, deadlines: 0 });
    world.wait(6 * MINUTE);
    expect(await swept(world, engine)).toEqual({ outbox: 1, deadlines: 0 });
    expect(await swept(world, engine)).toEqual({ outbox: 0, deadlines: 0 });
  });

  test('is not kept by one item that fails from those behind it, and says so', async () => {
    const world = ticketWorld();
    const refs = [await world.ask(), await world.ask(), await world.ask()];
    world.wait(6 * MINUTE);
    const engine = recordingEngine();
    await expect(swept(world, dyingAt(engine, 1))).rejects.toThrow('1 of what was swept up');
    expect(new Set(engine.calls.filter((call) => call.endsWith('-r1')))).toHaveLength(refs.length - 1);
    expect(await swept(world, engine)).toEqual({ outbox: 1, deadlines: 0 });
  });

  test('starts a newer deadline run for a ticket whose deadline nobody reviewed', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    const engine = recordingEngine();
    const before = (await world.stateOf(ref)).ticket.deadlineRevision;
    world.wait(25 * HOUR);
    await swept(world, engine);
    const { ticket } = await world.stateOf(ref);
    expect(ticket.deadlineRevision).toBe(before + 1);
    expect((await world.effects(ref)).at(-1)).toMatchObject({
      kind: 'start_deadlines',
      revision: before + 1,
    });
    expect(engine.calls.at(-1)).toBe(`start ${ref}-d${before + 1}`);
  });
});
