import { describe, expect, test } from 'vitest';
import { reviewDeadlines } from '../../functions/app/review-deadlines.ts';
import { changesOf } from '../../functions/app/ticket-changes.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { Instant } from '../../functions/core/instant.ts';
import type { Step } from '../../functions/core/ticket.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { smallDesk } from '../core/small-desk.ts';
import { close, CUSTOMER, DAY, HOUR, MINUTE, MONDAY, question, ticketWorld, work } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

const after = (millis: number): Instant => instantOf(millisOf(MONDAY) + millis);
const ladder = [
  { at: '50%', to: 'owner' },
  { at: '75%', to: 'owner' },
  { at: '100%', to: 'role:manager', do: 'escalate' },
];
const watched = { ...work, ladder };
const asked = {
  ...question,
  ladder: [
    { at: '2d', to: 'requester' },
    { at: '4d', to: 'requester' },
  ],
};

/** As the deadline machine calls it: after having waited for `plannedFor`. */
async function review(world: TicketWorld, ref: string, plannedFor: Instant = world.now()) {
  const { deadlineRevision: revision } = (await world.stateOf(ref)).ticket;
  return reviewDeadlines(world.deps, { ref, revision, plannedFor });
}

async function watchedTicket(definition: object = watched) {
  const world = ticketWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition });
  return { world, ref, before: (await world.mails(ref)).length };
}

test('each rung fires at its time and once, however often it is reviewed', async () => {
  const { world, ref, before } = await watchedTicket();
  expect(await review(world, ref)).toEqual({ next: 'wait', until: after(2 * HOUR) });
  world.wait(2 * HOUR);
  expect(await review(world, ref)).toEqual({ next: 'wait', until: after(3 * HOUR) });
  expect(await review(world, ref)).toEqual({ next: 'wait', until: after(3 * HOUR) });
  expect((await world.mails(ref)).slice(before)).toMatchObject([
    { template: 'step-reminder', to: (await world.agent(ref, 'one')).id, answerAs: 'reply' },
  ]);
});

test('a clock that lags behind the moment that was waited for counts as having reached it', async () => {
  const { world, ref, before } = await watchedTicket();
  await review(world, ref, after(2 * HOUR));
  expect((await world.mails(ref)).slice(before)).toHaveLength(1);
});

test('two reviews at the same moment fire a rung once', async () => {
  const { world, ref, before } = await watchedTicket();
  world.wait(2 * HOUR);
  await Promise.all([review(world, ref), review(world, ref)]);
  expect((await world.mails(ref)).slice(before)).toHaveLength(1);
});

test('a run that was overtaken does nothing', async () => {
  const { world, ref, before } = await watchedTicket();
  world.wait(DAY);
  const { deadlineRevision } = (await world.stateOf(ref)).ticket;
  const input = { ref, revision: deadlineRevision - 1, plannedFor: world.now() };
  expect(await reviewDeadlines(world.deps, input)).toEqual({ next: 'done' });
  expect(await world.mails(ref)).toHaveLength(before);
});

test('nor does one of a closed ticket, or of none', async () => {
  const { world, ref } = await watchedTicket();
  await world.enter(ref, 'closed', { definition: close() });
  world.wait(DAY);
  expect(await review(world, ref)).toEqual({ next: 'done' });
  const none = { ref: 'T-0000-0000', revision: 1, plannedFor: world.now() };
  expect(await reviewDeadlines(world.deps, none)).toEqual({ next: 'done' });
});

test('after an outage the owner is reminded once and the manager is told; all rungs are in the history', async () => {
  const { world, ref, before } = await watchedTicket();
  world.wait(5 * HOUR);
  await review(world, ref);
  expect((await world.mails(ref)).slice(before).map(({ template }) => template)).toEqual([
    'step-reminder',
    'step-escalation',
  ]);
  expect((await world.stateOf(ref)).ticket.fired).toEqual([
    'step:work#1:0',
    'step:work#1:1',
    'step:work#1:2',
  ]);
  expect((await world.eventTypes(ref)).slice(-3)).toEqual([
    'step_reminded',
    'step_reminded',
    'step_escalated',
  ]);
});

test('a question whose time ran out during an outage ends without late reminders', async () => {
  const { world, ref } = await watchedTicket();
  await world.complete(ref, 'work', 'need_info');
  await world.enter(ref, 'ask', { definition: asked });
  const before = (await world.mails(ref)).length;
  world.wait(8 * DAY);
  await review(world, ref);
  expect((await world.step(ref, 'ask')).state).toMatchObject({
    kind: 'done',
    outcome: 'silent',
    by: 'deadlines',
  });
  expect(await world.mails(ref)).toHaveLength(before);
});

test('a question that is answered is not asked again', async () => {
  const { world, ref } = await watchedTicket();
  await world.complete(ref, 'work', 'need_info');
  await world.enter(ref, 'ask', { definition: asked });
  world.wait(2 * DAY);
  await review(world, ref);
  expect((await world.mails(ref)).at(-1)).toMatchObject({
    template: 'customer-reminder',
    to: 1,
    answerAs: 'reply',
  });
  await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'It is the one on the second floor.' });
  const before = (await world.mails(ref)).length;
  world.wait(8 * DAY);
  await review(world, ref);
  expect(await world.mails(ref)).toHaveLength(before);
});

test('an answer and the end of the question at the same moment end it once', async () => {
  const { world, ref } = await watchedTicket();
  await world.enter(ref, 'ask', { definition: asked });
  world.wait(7 * DAY);
  await Promise.all([
    review(world, ref),
    world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'Here I am.' }),
  ]);
  expect((await world.eventTypes(ref)).filter((type) => type === 'step_completed')).toHaveLength(1);
  expect((await world.messages(ref)).at(-1)?.text).toBe('Here I am.');
});

test('a deadline that moves earlier starts a newer run and stops the older; a later one starts none', async () => {
  const world = ticketWorld();
  const ref = await world.ask();
  const runs = async () =>
    (await world.effects(ref)).filter(({ kind }) => kind === 'start_deadlines' || kind === 'stop_deadlines');
  expect(await runs()).toEqual([{ kind: 'start_deadlines', revision: 1, at: after(DAY) }]);
  await world.enter(ref, 'work', { definition: watched });
  expect(await runs()).toHaveLength(3);
  expect((await runs()).slice(1)).toEqual([
    { kind: 'stop_deadlines', revision: 1 },
    { kind: 'start_deadlines', revision: 2, at: after(2 * HOUR) },
  ]);
  await world.complete(ref, 'work', 'done');
  expect(await runs()).toHaveLength(3);
});

test('a late first reply is a breach, written down once with the moment of its target', async () => {
  const targets = { P1: '1h', P2: '1h', P3: '1h', P4: '1h' };
  const rungs = [
    { at: '50%', to: 'team:front', do: 'remind' },
    { at: '100%', to: 'role:manager', do: 'escalate' },
  ];
  const sla = {
    standard: {
      calendar: 'always',
      clocks: { first_reply: { targets, ladder: rungs }, resolution: { targets: { ...targets, P3: '9d' } } },
    },
  };
  const world = ticketWorld({ desk: deskSchema.parse({ ...smallDesk, sla }) });
  const ref = await world.ask();
  world.wait(30 * MINUTE);
  await review(world, ref);
  world.wait(60 * MINUTE);
  await review(world, ref);
  await review(world, ref);
  const warned = (await world.mails(ref)).filter(({ template }) => template === 'clock-warning');
  const one = await world.agent(ref, 'one');
  const two = await world.agent(ref, 'two');
  expect(warned.map(({ to }) => to)).toEqual([one.id, two.id, two.id]);
  expect((await world.eventTypes(ref)).filter((type) => type === 'sla_breached')).toHaveLength(1);
  expect((await world.stateOf(ref)).ticket.clocks[0]?.breachedAt).toBe(after(HOUR));
});

describe('a rung that is more than words', () => {
  const at = '50%';
  const climbed = async (rung: object, definition: object = work) => {
    const { world, ref, before } = await watchedTicket({ ...definition, ladder: [{ at, ...rung }] });
    world.wait(2 * HOUR);
    await review(world, ref);
    await review(world, ref);
    const effects = await world.effects(ref);
    return {
      world,
      ref,
      effects,
      mails: (await world.mails(ref)).slice(before),
      ...(await world.stateOf(ref)),
    };
  };

  test('gives the step to somebody else, who is told', async () => {
    const { world, ref, mails } = await climbed({ do: 'reassign', to: 'agent:two' });
    const two = await world.agent(ref, 'two');
    expect((await world.step(ref, 'work')).owner).toBe(two.id);
    expect(mails).toMatchObject([{ to: two.id, template: 'step-assigned' }]);
  });

  test('raises the priority by one, and the clocks with it', async () => {
    const { ticket, mails } = await climbed({ do: 'raise_priority' });
    expect(ticket.priority).toBe('P2');
    const [firstReply] = ticket.clocks;
    expect(firstReply).toMatchObject({ targetMinutes: 120, elapsedMinutes: 120 });
    expect(mails).toEqual([]);
  });

  test('ends the step', async () => {
    const { world, ref, effects } = await climbed({ do: 'complete', outcome: 'need_info' });
    expect((await world.step(ref, 'work')).state).toMatchObject({ outcome: 'need_info', by: 'deadlines' });
    expect(effects.filter(({ kind }) => kind === 'complete_step')).toHaveLength(1);
  });

  test('closes the ticket, and its process goes no further', async () => {
    const { ticket, effects } = await climbed({ do: 'close', code: 'withdrawn' });
    expect(ticket).toMatchObject({ status: 'closed', closed: { code: 'withdrawn' } });
    expect(effects.filter(({ kind }) => kind === 'stop_process')).toHaveLength(1);
  });

  test('calls a system instead of writing a mail', async () => {
    const { mails, effects } = await climbed({ do: 'escalate', by: 'hook:pager' });
    expect(mails).toEqual([]);
    const call = { kind: 'rung', hook: 'pager', rung: 'step:work#1:0', event: 'step_escalated' };
    expect(effects.filter(({ kind }) => kind === 'call')).toEqual([{ kind: 'call', call }]);
  });
});

test('who is not at work is told when he comes, and the deadlines wait for him', async () => {
  const agents = smallDesk.agents.map((agent) => (agent.id === 'one' ? { ...agent, hours: 'early' } : agent));
  const early = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, ['06:00-10:00']]));
  const calendars = { ...smallDesk.calendars, early: { timeZone: 'UTC', hours: early } };
  const world = ticketWorld({ desk: deskSchema.parse({ ...smallDesk, agents, calendars }) });
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: { ...work, ladder: [{ at: '50%' }] } });
  const before = (await world.mails(ref)).length;
  const morning = after(21 * HOUR);
  world.wait(2 * HOUR);
  expect(await review(world, ref)).toEqual({ next: 'wait', until: morning });
  expect(await world.mails(ref)).toHaveLength(before);
  world.wait(19 * HOUR);
  await review(world, ref);
  expect((await world.mails(ref)).slice(before).map(({ template }) => template)).toContain('step-reminder');
});

/** A change to a step such as a command makes. */
async function changeStep(world: TicketWorld, ref: string, different: Partial<Step>): Promise<void> {
  const draft = new TicketDraft(await world.stateOf(ref), { now: world.now(), desk: world.desk });
  const [step] = draft.openSteps;
  if (!step) throw new Error(`${ref} has no open step`);
  draft.putStep({ ...step, ...different });
  await world.store.commit(changesOf(draft.finish(), 'update_ticket'));
}

test('work that is put off is scheduled, holds its clocks, and comes back to its owner', async () => {
  const { world, ref, before } = await watchedTicket();
  const until = after(6 * HOUR);
  await changeStep(world, ref, { holds: [{ from: MONDAY, to: until, why: 'snoozed' }] });
  const resolution = async () => (await world.stateOf(ref)).ticket.clocks[1]?.state.kind;
  expect([(await world.stateOf(ref)).ticket.status, await resolution()]).toEqual(['scheduled', 'paused']);
  expect(await review(world, ref)).toMatchObject({ next: 'wait' });
  world.wait(6 * HOUR);
  expect(await review(world, ref)).toEqual({ next: 'wait', until: after(8 * HOUR) });
  expect([(await world.stateOf(ref)).ticket.status, await resolution()]).toEqual(['open', 'running']);
  expect((await world.mails(ref)).slice(before)).toMatchObject([{ template: 'step-assigned' }]);
});

test('what nobody has taken in time goes to the lead, once', async () => {
  const { world, ref, before } = await watchedTicket(work);
  const { id } = await world.agent(ref, 'one');
  await changeStep(world, ref, { offered: { to: [id], until: after(30 * MINUTE) } });
  world.wait(30 * MINUTE);
  await review(world, ref);
  await review(world, ref);
  expect((await world.step(ref, 'work')).offered).toBeUndefined();
  expect((await world.mails(ref)).slice(before)).toMatchObject([{ to: id, template: 'step-assigned' }]);
});

test('a closed ticket is reviewed until it was asked how it went', async () => {
  const { simple } = smallDesk.processes;
  const processes = { simple: { ...simple, survey: { after: '1d' } } };
  const world = ticketWorld({ desk: deskSchema.parse({ ...smallDesk, processes }) });
  const ref = await world.ask();
  await world.enter(ref, 'closed', { definition: close() });
  expect(await review(world, ref)).toEqual({ next: 'wait', until: after(DAY) });
  world.wait(DAY);
  expect(await review(world, ref)).toEqual({ next: 'done' });
  expect((await world.mails(ref)).filter(({ template }) => template === 'survey')).toHaveLength(1);
});
