import { describe, expect, test } from 'vitest';
import { reviewDeadlines } from '../../functions/app/review-deadlines.ts';
import { deadlinePoints } from '../../functions/core/deadlines.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { smallDesk } from '../core/small-desk.ts';
import { close, CUSTOMER, DAY, HOUR, MINUTE, ONE, question, ticketWorld, work } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

/** Promises and reminders: cases in which other help desks have counted the wrong time, or spoken at the wrong one. */

const weekday = ['09:00-17:00'];
const targets = { P1: '30m', P2: '2h', P3: '1d', P4: '2d' };

/** In Berlin, from nine to five, but for the days that are holidays. */
function officeDesk(holidays: string[] = []): Desk {
  const clocks = {
    first_reply: { targets },
    next_reply: { targets },
    resolution: { targets },
  };
  return deskSchema.parse({
    ...smallDesk,
    calendars: {
      office: {
        timeZone: 'Europe/Berlin',
        hours: { mon: weekday, tue: weekday, wed: weekday, thu: weekday, fri: weekday },
        holidays,
      },
    },
    sla: { standard: { calendar: 'office', clocks } },
  });
}

async function clockOf(world: TicketWorld, ref: string, metric: string) {
  return (await world.stateOf(ref)).ticket.clocks.findLast((clock) => clock.metric === metric);
}

async function withWork(desk?: Desk) {
  const world = ticketWorld(desk ? { desk } : {});
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  const one = await world.agent(ref, 'one');
  return {
    world,
    ref,
    agentSays: (text: string) => world.answer(ref, { issuedTo: one.id, sender: ONE, text }),
    customerSays: (text: string) => world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text }),
  };
}

async function review(world: TicketWorld, ref: string) {
  const { deadlineRevision: revision } = (await world.stateOf(ref)).ticket;
  return reviewDeadlines(world.deps, { ref, revision, plannedFor: world.now() });
}

test('R21: the next reply is owed after the first one only, and only while the customer waits for it', async () => {
  const { world, ref, agentSays, customerSays } = await withWork(officeDesk());
  const nextReply = async () => (await clockOf(world, ref, 'next_reply'))?.state.kind ?? 'none';
  await customerSays('Are you there?');
  expect(await nextReply()).toBe('none');
  await agentSays('Try a cable.');
  expect(await nextReply()).toBe('none');
  world.wait(30 * DAY);
  await review(world, ref);
  expect((await world.eventTypes(ref)).filter((type) => type === 'sla_breached')).toHaveLength(1);
  await customerSays('Which one?');
  expect(await nextReply()).toBe('running');
  await agentSays('The blue one.');
  expect(await nextReply()).toBe('stopped');
});

describe('R22: who is more urgent while he is waited for has lost nothing of the time', () => {
  test.each<[string, { holidays: string[]; askedAfter: number; answeredAfter: number; due: string }]>([
    [
      'over a holiday',
      { holidays: ['2026-11-25'], askedAfter: 0, answeredAfter: 3 * DAY, due: '2026-11-26T11:00:00.000Z' },
    ],
    [
      'over the weekend on which summer time begins',
      { holidays: [], askedAfter: 123 * DAY, answeredAfter: 4 * DAY - HOUR, due: '2027-03-30T10:00:00.000Z' },
    ],
  ])('%s', async (_what, { holidays, askedAfter, answeredAfter, due }) => {
    const world = ticketWorld({ desk: officeDesk(holidays) });
    world.wait(askedAfter);
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    const one = await world.agent(ref, 'one');
    world.wait(HOUR);
    await world.enter(ref, 'ask', { definition: question });
    world.wait(answeredAfter);
    await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#priority P2' });
    expect(await clockOf(world, ref, 'resolution')).toMatchObject({ elapsedMinutes: 60, targetMinutes: 120 });
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'The blue one.' });
    const draft = new TicketDraft(await world.stateOf(ref), { now: world.now(), desk: world.desk });
    const breach = deadlinePoints(draft.deadlines).find(
      (point) => point.kind === 'clock_breach' && point.clock.metric === 'resolution',
    );
    expect([breach?.at, breach?.kind]).toEqual([due, 'clock_breach']);
  });
});

test.each(['mail', 'chat', 'webhook'] as const)(
  'R24: a ticket that came by %s has its first deadline from its first moment',
  async (channel) => {
    const world = ticketWorld();
    const ref = await world.ask({ channel, door: channel });
    const { nextDeadline } = (await world.stateOf(ref)).ticket;
    expect(nextDeadline && nextDeadline > world.now()).toBe(true);
    expect((await world.effects(ref)).map(({ kind }) => kind)).toContain('start_deadlines');
  },
);

test('S1: nobody is reminded at night, on a Sunday or on a holiday', async () => {
  const ladder = ['25%', '50%', '75%', '100%', '+1h', '+2h', '+9h'].map((at) => ({ at, to: 'owner' }));
  const world = ticketWorld({ desk: officeDesk(['2026-11-26']) });
  const moments: Date[] = [];
  for (let hours = 0; hours < 7 * 24; hours += 5) {
    const ref = await world.ask({ subject: `Printer ${hours}` });
    await world.enter(ref, 'work', { definition: { ...work, due: '6h', ladder } });
    const draft = new TicketDraft(await world.stateOf(ref), { now: world.now(), desk: world.desk });
    moments.push(...deadlinePoints(draft.deadlines).map(({ at }) => new Date(at)));
    world.wait(5 * HOUR);
  }
  const outside = moments.filter((at) => {
    const inBerlin = at.getUTCHours() * 60 + at.getUTCMinutes() + 60;
    const isHoliday = at.toISOString().startsWith('2026-11-26');
    return [0, 6].includes(at.getUTCDay()) || isHoliday || inBerlin < 9 * 60 || inBerlin > 17 * 60;
  });
  expect(moments.length).toBeGreaterThan(200);
  expect(outside).toEqual([]);
});

test('S2: a reminder of today does not stand in for the one that a new due time brings on the same day', async () => {
  const watched = { ...work, due: '2h', ladder: [{ at: '50%', to: 'owner' }] };
  const world = ticketWorld();
  const ref = await world.ask();
  const remindersAfterAnHour = async () => {
    world.wait(HOUR);
    await review(world, ref);
    return (await world.mails(ref)).filter(({ template }) => template === 'step-reminder').length;
  };
  await world.enter(ref, 'work', { definition: watched, entered: world.now() });
  expect(await remindersAfterAnHour()).toBe(1);
  await world.complete(ref, 'work', 'need_info');
  await world.enter(ref, 'work', { definition: watched, entered: world.now(), token: 'second visit' });
  expect(await remindersAfterAnHour()).toBe(2);
});

test('S4: a ticket that is opened again keeps how long it took the first time, and counts anew', async () => {
  const { world, ref, customerSays } = await withWork();
  world.wait(90 * MINUTE);
  await world.complete(ref, 'work', 'done');
  await world.enter(ref, 'closed', { definition: close() });
  world.wait(DAY);
  await customerSays('It is broken again.');
  const { ticket } = await world.stateOf(ref);
  const resolutions = ticket.clocks.filter(({ metric }) => metric === 'resolution');
  expect(resolutions.map(({ cycle, elapsedMinutes, state }) => [cycle, elapsedMinutes, state.kind])).toEqual([
    [1, 90, 'stopped'],
    [2, 0, 'running'],
  ]);
  const closedAt = instantOf(millisOf(world.now()) - DAY);
  expect(resolutions[0]?.state).toMatchObject({ at: closedAt });
});
