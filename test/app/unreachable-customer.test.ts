import { describe, expect, test } from 'vitest';
import { recordMailEvent, recordMailRefusal } from '../../functions/app/record-mail-event.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { close, CUSTOMER, DAY, HOUR, ONE, question, ticketWorld, verify, work } from './ticket-world.ts';

const asked = { ...question, message: 'replies/need-info.liquid' };
const ladder = [
  { at: '1d', to: 'requester' },
  { at: '2d', to: 'requester' },
];

async function asking(definition: object = asked, id = 'ask') {
  const world = ticketWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  await world.complete(ref, 'work', 'need_info');
  await world.enter(ref, id, { definition });
  const one = await world.agent(ref, 'one');
  const before = (await world.mails(ref)).length;
  return {
    world,
    ref,
    one,
    bounce: (delivery = '3.1') =>
      recordMailEvent(world.deps, {
        ref,
        participant: 1,
        delivery,
        kind: 'bounce',
        hard: true,
        code: '5.1.1',
      }),
    report: (text: string) =>
      world.answer(ref, {
        issuedTo: one.id,
        sender: ONE,
        role: 'note',
        text,
        deliveryId: `report ${text}`,
      }),
    hear: (text: string, different: Partial<InboundMessage> = {}) =>
      world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text, ...different }),
    told: async () => (await world.mails(ref)).slice(before),
    holds: async () => (await world.step(ref, id)).holds,
    state: async () => (await world.step(ref, id)).state,
    contact: async () => (await world.stateOf(ref)).steps.find((step) => step.id === 'contact_unreachable'),
    requester: async () => (await world.stateOf(ref)).participants.find((one_) => one_.id === 1),
  };
}

describe('a question that comes back', () => {
  test('stands still, and the assignee is asked to find another way, once', async () => {
    const { world, ref, one, bounce, told, holds, contact } = await asking();
    const at = world.now();
    await bounce();
    await bounce('3.2');
    expect(await holds()).toEqual([{ from: at, to: null, why: 'unreachable' }]);
    expect(await contact()).toMatchObject({ owner: one.id, token: null, state: { kind: 'open' } });
    expect(await told()).toMatchObject([
      {
        to: one.id,
        template: 'contact-unreachable',
        answerAs: 'note',
        facts: { address: CUSTOMER, code: '5.1.1' },
      },
    ]);
    expect((await world.stateOf(ref)).ticket.status).toBe('waiting_customer');
  });

  test('because the address was known to be dead is the same', async () => {
    const { world, ref, holds, contact } = await asking();
    const mail = (await world.mails(ref)).findLast(({ template }) => template === 'need-info');
    if (!mail) throw new Error('nothing was asked');
    await recordMailRefusal(world.deps, { ref, delivery: '3.0', intent: mail, reason: 'undeliverable' });
    expect(await holds()).toMatchObject([{ why: 'unreachable', to: null }]);
    expect((await contact())?.state.kind).toBe('open');
  });

  test('to a visitor of the chat who left no address is read in the chat', async () => {
    const { world, ref, holds, contact } = await asking();
    const mail = (await world.mails(ref)).findLast(({ template }) => template === 'need-info');
    if (!mail) throw new Error('nothing was asked');
    await recordMailRefusal(world.deps, { ref, delivery: '3.0', intent: mail, reason: 'no_address' });
    expect([await holds(), await contact()]).toEqual([undefined, undefined]);
  });

  test('is asked again at the address that somebody has found', async () => {
    const { world, ref, bounce, report, told, holds, contact, requester } = await asking();
    await bounce();
    world.wait(HOUR);
    await report('#reached\nreached_at: He said Other@Shop.example is better.');
    expect(await requester()).toMatchObject({ address: 'other@shop.example' });
    expect((await requester())?.undeliverable).toBeUndefined();
    expect(await holds()).toMatchObject([{ why: 'unreachable', to: world.now() }]);
    expect((await contact())?.state).toMatchObject({ kind: 'done', outcome: 'reached' });
    expect((await told()).at(-1)).toMatchObject({ to: 1, template: 'need-info', answerAs: 'reply' });
    const ends = (await world.effects(ref)).filter(({ kind }) => kind === 'complete_step');
    expect(ends).toEqual([{ kind: 'complete_step', step: 'work', visit: 1 }]);
  });

  test('is tried once more at the old address when there is no other', async () => {
    const { bounce, report, requester, told } = await asking(question);
    await bounce();
    await report('#reached');
    expect((await requester())?.address).toBe(CUSTOMER);
    expect((await requester())?.undeliverable).toBeUndefined();
    expect((await told()).at(-1)).toMatchObject({ to: 1, template: 'customer-reminder' });
  });

  test('may come back a second time', async () => {
    const { world, ref, bounce, report, holds } = await asking();
    await bounce();
    await report('#reached');
    await bounce('9.9');
    expect(await holds()).toHaveLength(2);
    expect((await world.step(ref, 'contact_unreachable', 2)).state.kind).toBe('open');
  });

  test.each([
    ['question', asked, 'ask', 'silent'],
    ['verification', verify, 'verify', 'silent'],
  ])(
    'is a %s without an answer when nobody finds him, and the ticket closes so',
    async (_, step, id, outcome) => {
      const { world, ref, bounce, report, state } = await asking(step, id);
      await bounce();
      await report('#unreachable');
      expect(await state()).toMatchObject({ kind: 'done', outcome });
      await world.enter(ref, 'closed', { definition: close('presumed') });
      expect((await world.stateOf(ref)).ticket.closed?.code).toBe('unreachable');
    },
  );

  test('is settled when he writes by himself', async () => {
    const { world, ref, bounce, hear, state, contact } = await asking();
    await bounce();
    await hear('My mailbox was full. It is the blue one.');
    expect(await state()).toMatchObject({ kind: 'done', outcome: 'replied' });
    expect((await contact())?.state.kind).toBe('cancelled');
    expect((await world.stateOf(ref)).ticket.verdict).toBeUndefined();
  });

  test('was unreachable only until he writes after all', async () => {
    const { world, ref, bounce, report, hear } = await asking();
    await bounce();
    await report('#unreachable');
    await world.enter(ref, 'work', { definition: work, token: 'again' });
    await hear('Here I am.');
    await world.enter(ref, 'closed', { definition: close('presumed') });
    expect((await world.stateOf(ref)).ticket.closed?.code).toBe('presumed');
  });

  test('changes nothing where no question is open', async () => {
    const { world, ref, bounce, hear, told } = await asking();
    await hear('The blue one.');
    await bounce();
    expect((await world.stateOf(ref)).steps.map(({ id }) => id)).not.toContain('contact_unreachable');
    expect((await told()).at(-1)).toMatchObject({ template: 'mail-returned' });
  });
});

describe('a customer who is away', () => {
  const away = { class: 'auto_reply', outOfOffice: true, answerable: false } as const;

  test('is waited for until the desk opens on the day of his return, once a question', async () => {
    const { world, ref, hear, holds } = await asking();
    const at = world.now();
    await hear('I am away.', { ...away, returnsOn: '2026-12-01' });
    await hear('I am away.', { ...away, returnsOn: '2026-12-20' });
    expect(await holds()).toEqual([{ from: at, to: '2026-12-01T00:00:00.000Z', why: 'away' }]);
    expect((await world.eventTypes(ref)).filter((type) => type === 'customer_away')).toHaveLength(1);
    expect(await world.step(ref, 'ask')).toMatchObject({ state: { kind: 'open' } });
  });

  test('for a year is waited for thirty days', async () => {
    const { world, hear, holds } = await asking();
    const end = new Date(Date.parse(world.now()) + 30 * DAY).toISOString();
    await hear('I am away.', { ...away, returnsOn: '2027-11-23' });
    expect(await holds()).toMatchObject([{ to: end }]);
  });

  test.each<[string, Partial<InboundMessage>]>([
    ['says no day', { ...away, returnsOn: null }],
    ['was back yesterday', { ...away, returnsOn: '2026-11-22' }],
    ['only says thank you by machine', { ...away, outOfOffice: false, returnsOn: '2026-12-01' }],
    ['is somebody else', { ...away, returnsOn: '2026-12-01', from: { address: 'x@shop.example', name: '' } }],
  ])('who %s is not waited for', async (_who, different) => {
    const { hear, holds } = await asking();
    await hear('I am away.', different);
    expect(await holds()).toBeUndefined();
  });
});

describe('a customer who fills in a form', () => {
  const form = {
    ...asked,
    ladder,
    form: {
      serial: { type: 'text', label: 'Serial number', required: true },
      since: { type: 'date', required: true },
    },
  };
  const asks = (mails: { template: string }[]) =>
    mails.filter(({ template }) => template === 'form-incomplete');

  test('ends the question when it is complete', async () => {
    const { hear, state } = await asking(form);
    await hear('serial: A1\nsince: 2026-11-20');
    expect(await state()).toMatchObject({
      outcome: 'replied',
      answers: { serial: 'A1', since: '2026-11-20' },
    });
  });

  test('is told what is missing, twice at most, while a person reads along', async () => {
    const { hear, state, told, one } = await asking(form);
    await hear('serial: A1\nsince: yesterday');
    await hear('serial: A1');
    await hear('I have no more.');
    expect((await state()).kind).toBe('open');
    expect(asks(await told())).toMatchObject([
      { to: 1, class: 'auto_reply', answerAs: 'reply', facts: { reason: 'Not understood: since.' } },
      { to: 1, facts: { reason: 'Still missing: since.' } },
    ]);
    expect((await told()).filter(({ to }) => to === one.id)).toHaveLength(3);
  });

  test('is told nothing by machine when he is a machine or may not be answered', async () => {
    const { hear, told } = await asking(form);
    await hear('serial: A1', { answerable: false });
    await hear('serial: A1', { class: 'auto_reply', answerable: false });
    expect(asks(await told())).toEqual([]);
  });

  test('is not reminded once he has answered in part; a friend’s words change nothing about that', async () => {
    const { world, ref, hear } = await asking(form);
    const fired = async () =>
      (await world.stateOf(ref)).ticket.fired.filter((name) => /^step:ask#1:\d/.test(name));
    await hear('Copying in a friend.', {
      cc: [{ address: 'friend@shop.example', name: '' }],
      answerable: false,
    });
    expect(await fired()).toHaveLength(2);
  });

  test('has his reminders as long as only others write', async () => {
    const world = ticketWorld();
    const ref = await world.ask({ cc: [{ address: 'friend@shop.example', name: '' }] });
    await world.enter(ref, 'ask', { definition: form });
    await world.answer(ref, { issuedTo: 2, sender: 'friend@shop.example', text: 'He is on his way.' });
    expect((await world.stateOf(ref)).ticket.fired.filter((name) => name.startsWith('step:ask'))).toEqual([]);
    expect((await world.step(ref, 'ask')).state.kind).toBe('open');
  });
});
