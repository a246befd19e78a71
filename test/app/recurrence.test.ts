import { describe, expect, test } from 'vitest';
import { completeStep } from '../../functions/app/complete-step.ts';
import { lookForRecurrence } from '../../functions/app/look-for-recurrence.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import { smallDesk } from '../core/small-desk.ts';
import { close, DAY, form, HOUR, relayAll, ticketWorld } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

const [simple] = Object.values(smallDesk.processes);

function deskWith(given: object = {}) {
  return deskSchema.parse({
    ...smallDesk,
    processes: {
      simple: {
        ...simple,
        recurring: { field: 'cause', within: '10d', times: 3, process: 'improvement' },
        ...given,
      },
      improvement: { ...simple, id: 'improvement', title: { internal: 'Improve', customer: 'Improve' } },
    },
  });
}

/** A ticket that is closed for this. */
async function closedFor(world: TicketWorld, cause: string, code = 'done'): Promise<string> {
  world.wait(HOUR);
  const ref = await world.ask();
  await world.enter(ref, 'why', { definition: form('cause') });
  const { deps } = world;

  await completeStep(deps, { ref, step: 'why', visit: 1, outcome: 'done', answers: { cause }, by: 'desk' });
  await world.enter(ref, 'closed', { definition: close(code) });
  await relayAll(world, ref);
  return ref;
}

async function linksOf(world: TicketWorld, ref: string): Promise<string[]> {
  return ((await world.stateOf(ref)).ticket.links ?? []).map((link) => `${link.kind} ${link.ref}`).toSorted();
}

async function improvementOf(world: TicketWorld, refs: string[]): Promise<string[]> {
  const linked = await Promise.all(refs.map(async (ref) => (await world.stateOf(ref)).ticket.links ?? []));
  const others = new Set(linked.flat().map(({ ref }) => ref));
  return [...others].filter((ref) => !refs.includes(ref));
}

describe('tickets closed for the same', () => {
  test('are linked with each other', async () => {
    const world = ticketWorld({ desk: deskWith() });
    const first = await closedFor(world, 'Toner leer');
    const other = await closedFor(world, 'Passwort vergessen');
    const second = await closedFor(world, 'Der Toner war leer!');
    expect(await linksOf(world, first)).toEqual([`recurrence ${second}`]);
    expect(await linksOf(world, second)).toEqual([`recurrence ${first}`]);
    expect(await linksOf(world, other)).toEqual([]);
  });

  test('so many of them open one ticket for all, which names them', async () => {
    const world = ticketWorld({ desk: deskWith() });
    const refs = [];
    for (const cause of ['Toner leer', 'toner  LEER', 'Der Toner war leer.', 'Toner: leer'])
      refs.push(await closedFor(world, cause));
    const [improvement = '', ...more] = await improvementOf(world, refs);
    expect(more).toEqual([]);
    const { ticket, participants } = await world.stateOf(improvement);
    expect(ticket.process.id).toBe('improvement');
    expect(participants[0]).toMatchObject({ role: 'requester', address: 'two@team.example' });
    const [message] = await world.messages(improvement);
    for (const ref of refs.slice(0, 3)) expect(message?.text).toContain(ref);
    for (const ref of refs) expect(await linksOf(world, ref)).toContain(`recurrence ${improvement}`);
    expect(await world.mails(improvement)).toEqual([]);
  });

  test('looked at again and again open no second one', async () => {
    const world = ticketWorld({ desk: deskWith() });
    const refs = [];
    for (let time = 1; time <= 3; time++) refs.push(await closedFor(world, 'Toner leer'));
    for (const ref of refs)
      await Promise.all([1, 2].map(() => lookForRecurrence(world.deps, ref, { answer: 'Toner leer' })));
    expect(await improvementOf(world, refs)).toHaveLength(1);
  });

  test('at the same moment open one', async () => {
    const world = ticketWorld({ desk: deskWith({ recurring: undefined }) });
    const refs = [];
    for (let time = 1; time <= 3; time++) refs.push(await closedFor(world, 'Toner leer'));
    const deps = { ...world.deps, desk: deskWith() };
    for (const ref of refs.slice(0, 2)) await lookForRecurrence(deps, ref, { answer: 'Toner leer' });
    await Promise.all(refs.map((ref) => lookForRecurrence(deps, ref, { answer: 'Toner leer' })));
    expect(await improvementOf(world, refs)).toHaveLength(1);
  });

  test('in another window are counted anew', async () => {
    const world = ticketWorld({ desk: deskWith() });
    const refs = [];
    for (let time = 1; time <= 3; time++) refs.push(await closedFor(world, 'Toner leer'));
    world.wait(11 * DAY);
    refs.push(await closedFor(world, 'Toner leer'));
    expect(await linksOf(world, refs[3] ?? '')).toEqual([]);
    for (let time = 1; time <= 2; time++) refs.push(await closedFor(world, 'Toner leer'));
    expect(await improvementOf(world, refs)).toHaveLength(2);
  });
});

test.each([
  ['spam', deskWith()],
  ['duplicate', deskWith()],
  ['done', deskWith({ confidential: true })],
  ['done', deskWith({ recurring: undefined })],
])('nothing is looked for after %s, in confidence, or where no process asks', async (code, desk) => {
  const world = ticketWorld({ desk });
  const ref = await closedFor(world, 'Toner leer', code);
  expect((await world.effects(ref)).map(({ kind }) => kind)).not.toContain('look_for_recurrence');
  const listed = await world.store.listed('cause', {
    process: 'simple',
    since: '2026-01-01T00:00:00.000Z',
    limit: 10,
  });
  expect(listed).toEqual([]);
});

describe('the list of gaps', () => {
  const gaps = (world: TicketWorld) =>
    world.store.listed('gap', { process: 'simple', since: '2026-01-01T00:00:00.000Z', limit: 10 });

  test('has the subject of a ticket whose closing form says that no article fitted', async () => {
    const world = ticketWorld({ desk: deskWith() });
    const ref = await closedFor(world, 'no_article_fitted');
    expect(await gaps(world)).toMatchObject([{ ref, text: (await world.stateOf(ref)).ticket.subject }]);
    await closedFor(world, 'An article fitted');
    expect(await gaps(world)).toHaveLength(1);
  });

  test('never has a confidential one', async () => {
    const world = ticketWorld({ desk: deskWith({ confidential: true }) });
    await closedFor(world, 'no_article_fitted');
    expect(await gaps(world)).toEqual([]);
  });
});
