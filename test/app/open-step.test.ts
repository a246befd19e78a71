import { describe, expect, test } from 'vitest';
import { completeStep } from '../../functions/app/complete-step.ts';
import { openStep } from '../../functions/app/open-step.ts';
import { stepDefinition } from '../../functions/core/process-template.ts';
import { smallDesk } from '../core/small-desk.ts';
import {
  close,
  CUSTOMER,
  DAY,
  form,
  ONE,
  question,
  recordingEngine,
  ticketWorld,
  verify,
  work,
} from './ticket-world.ts';

const ENTERED = '2026-11-23T09:00:01.000Z';
const goodbye = { kind: 'message', message: 'replies/goodbye.liquid', on: { done: 'closed' } };

describe('a step that waits for somebody', () => {
  test('is opened once, however often its machine tries, and takes the newer token', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    for (const [retries, token] of ['first', 'first', 'second'].entries())
      expect(await world.enter(ref, 'work', { definition: work, token, entered: ENTERED, retries })).toEqual({
        parked: true,
      });
    expect((await world.stateOf(ref)).steps).toMatchObject([{ visit: 1, token: 'second' }]);
    expect((await world.mails(ref)).filter(({ template }) => template === 'step-assigned')).toHaveLength(1);
  });

  test('opened twice at the same moment is opened once', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await Promise.all(['a', 'b'].map((token) => world.enter(ref, 'work', { definition: work, token })));
    expect((await world.stateOf(ref)).steps).toHaveLength(1);
  });

  test('that was ended under an older token goes on with the newer one at once', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const engine = recordingEngine();
    const waits = { definition: work, entered: ENTERED };
    await world.enter(ref, 'work', { ...waits, token: 'lost' });
    await world.complete(ref, 'work', 'done');
    await world.enter(ref, 'work', { ...waits, token: 'new', retries: 1 });
    const { ticket, steps } = await world.stateOf(ref);
    expect(steps).toHaveLength(1);
    await world.relay(ref, ticket.outboxCount, { engine });
    expect([...engine.tokens]).toEqual([['new', 'done']]);
  });

  test('to which the process comes back is another visit', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work, entered: ENTERED });
    await world.complete(ref, 'work', 'need_info');
    await world.enter(ref, 'work', { definition: work, entered: '2026-11-23T09:00:02.000Z', retries: 1 });
    expect((await world.stateOf(ref)).steps.map(({ visit, state }) => [visit, state.kind])).toEqual([
      [1, 'done'],
      [2, 'open'],
    ]);
  });

  test('of a run that was overtaken, or of a closed ticket, opens nothing', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const definition = stepDefinition.parse(work);
    expect(await openStep(world.deps, { ref, run: 7, step: 'work', definition, token: 't' })).toEqual({
      parked: true,
    });
    await world.enter(ref, 'closed', { definition: close() });
    await world.enter(ref, 'work', { definition: work });
    expect((await world.stateOf(ref)).steps).toEqual([]);
  });

  test('stays with the assignee of its team; nobody gets work whose mail comes back', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: { ...work, owner: 'agent:two' } });
    const two = await world.agent(ref, 'two');
    await world.enter(ref, 'more', { definition: { ...work, owner: 'team:front' } });
    expect((await world.step(ref, 'more')).owner).toBe(two.id);

    const { ticket } = await world.stateOf(ref);
    const undeliverable = { since: world.now(), code: '5.1.1' };
    await world.store.commit([
      { kind: 'update_ticket', ticket },
      { kind: 'put_participant', ref, participant: { ...two, undeliverable } },
    ]);
    await world.enter(ref, 'last', { definition: { ...work, owner: 'team:front' } });
    expect((await world.step(ref, 'last')).owner).toBe((await world.agent(ref, 'one')).id);
  });

  test('of a team that desk.yaml has no more goes to the manager', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: { ...work, owner: 'team:gone' } });
    expect((await world.step(ref, 'work')).owner).toBe((await world.agent(ref, 'two')).id);
  });

  test('goes to the address that desk.yaml gives its owner today', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    const agents = smallDesk.agents.map((agent) => ({
      ...agent,
      address: agent.address.replace('team', 'new'),
    }));
    const definition = stepDefinition.parse(work);
    await openStep(
      { ...world.deps, desk: { ...smallDesk, agents } },
      { ref, run: 1, step: 'more', definition, token: 't' },
    );
    expect((await world.agent(ref, 'one')).address).toBe('one@new.example');
  });
});

describe('the status', () => {
  test.each([
    ['work', [['work', work]], 'open'],
    [
      'a question beside work',
      [
        ['work', work],
        ['ask', question],
      ],
      'waiting_customer',
    ],
    ['mandatory work at the beginning', [['form', form('cause')]], 'open'],
  ] as const)('of %s', async (_what, steps, status) => {
    const world = ticketWorld();
    const ref = await world.ask();
    for (const [id, definition] of steps) await world.enter(ref, id, { definition });
    expect((await world.stateOf(ref)).ticket.status).toBe(status);
  });

  test('is solved while only closing work is left, and open again when the customer denies it', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'verify', { definition: verify });
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'Yes, it works.' });
    await world.enter(ref, 'form', { definition: form('cause') });
    expect((await world.stateOf(ref)).ticket).toMatchObject({ status: 'resolved', verdict: 'confirmed' });
    await world.complete(ref, 'form', 'done');
    await world.enter(ref, 'verify', { definition: verify });
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'No, it is broken.' });
    await world.enter(ref, 'form', { definition: form('cause') });
    expect((await world.stateOf(ref)).ticket.status).toBe('open');
  });
});

describe('a step that is done at once', () => {
  test('sends its text once for all tries of one coming', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const sent = async () => (await world.mails(ref)).filter(({ template }) => template === 'goodbye').length;
    for (const retries of [0, 1, 2])
      expect(await world.enter(ref, 'bye', { definition: goodbye, entered: ENTERED, retries })).toMatchObject(
        {
          outcome: 'done',
          times: 1,
        },
      );
    expect(await sent()).toBe(1);
    await world.enter(ref, 'bye', { definition: goodbye, entered: '2026-11-23T09:00:09.000Z' });
    expect(await sent()).toBe(2);
  });

  test('waits in business time', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const until = new Date(Date.parse(world.now()) + 2 * DAY).toISOString();
    expect(
      await world.enter(ref, 'pause', { definition: { kind: 'wait', for: '2d', on: { over: 'closed' } } }),
    ).toMatchObject({ until });
  });

  test.each([
    ['with the customer’s word for it', 'Yes, thanks!', 'confirmed'],
    ['with no word of his', null, 'done'],
  ])('closes %s, once, and stops its deadlines', async (_how, word, code) => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'verify', { definition: verify });
    if (word) await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: word });
    await world.enter(ref, 'closed', { definition: close() });
    await world.enter(ref, 'closed', { definition: close() });
    const { ticket, steps } = await world.stateOf(ref);
    expect(ticket).toMatchObject({ status: 'closed', closed: { code }, nextDeadline: null });
    expect(steps.filter(({ state }) => state.kind === 'open')).toEqual([]);
    expect((await world.eventTypes(ref)).filter((type) => type === 'ticket_closed')).toHaveLength(1);
    expect((await world.effects(ref)).at(-1)).toEqual({
      kind: 'stop_deadlines',
      revision: ticket.deadlineRevision,
    });
  });
});

test('a step that cannot be entered is told to the manager once', async () => {
  const world = ticketWorld();
  const ref = await world.ask();
  const attention = {
    ref,
    run: 1,
    step: 'work',
    attention: true,
    error: { Error: 'Lambda.Unknown' },
  } as const;
  await openStep(world.deps, attention);
  await openStep(world.deps, attention);
  const told = (await world.mails(ref)).filter(({ template }) => template === 'attention-needed');
  expect(told).toMatchObject([
    { to: (await world.agent(ref, 'two')).id, facts: { error: 'Lambda.Unknown' } },
  ]);
});

describe('ending a step', () => {
  test.each<
    [string, { step?: string; visit?: number; outcome?: string; answers?: Record<string, unknown> }, string]
  >([
    ['that is not there', { step: 'other' }, 'not_open'],
    ['that is another visit', { visit: 2 }, 'not_open'],
    ['with a word it does not know', { outcome: 'perhaps' }, 'unknown_outcome'],
    ['whose form is blank', { answers: { cause: '' } }, 'incomplete'],
  ])('%s is refused', async (_what, different, reason) => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'form', { definition: form('cause') });
    const end = { ref, step: 'form', visit: 1, outcome: 'done', answers: { cause: 'a cable' }, by: 'desk' };
    expect(await completeStep(world.deps, { ...end, ...different })).toEqual({ kind: 'refused', reason });
    expect(await completeStep(world.deps, end)).toEqual({ kind: 'completed' });
    expect(await completeStep(world.deps, end)).toEqual({ kind: 'refused', reason: 'not_open' });
  });

  test('by two people at the same moment happens once', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    const one = await world.agent(ref, 'one');
    await Promise.all([
      world.complete(ref, 'work', 'done'),
      world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#need_info\nWhich printer is it?' }),
    ]);
    expect((await world.effects(ref)).filter(({ kind }) => kind === 'complete_step')).toHaveLength(1);
  });
});
