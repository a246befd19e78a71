import { describe, expect, test } from 'vitest';
import { recordMailEvent, recordMailRefusal } from '../../functions/app/record-mail-event.ts';
import type { MailEvent } from '../../functions/app/record-mail-event.ts';
import { CUSTOMER, ONE, ticketWorld, TWO, work } from './ticket-world.ts';

async function withTask() {
  const world = ticketWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  const event: MailEvent = {
    ref,
    participant: 1,
    delivery: '1.1',
    kind: 'bounce',
    hard: true,
    code: '5.1.1',
  };
  const before = (await world.mails(ref)).length;
  const told = async () => (await world.mails(ref)).slice(before);
  return { world, ref, event, told, one: await world.agent(ref, 'one') };
}

describe('a mail that came back', () => {
  test('for good, twice at once: its address gets no more, and the assignee is told once', async () => {
    const { world, ref, event, told, one } = await withTask();
    await Promise.all([recordMailEvent(world.deps, event), recordMailEvent(world.deps, event)]);
    await recordMailEvent(world.deps, { ...event, delivery: '2.0' });
    expect((await world.stateOf(ref)).participants[0]?.undeliverable?.code).toBe('5.1.1');
    expect(await told()).toMatchObject([
      { to: one.id, template: 'mail-returned', facts: { address: CUSTOMER, code: '5.1.1' } },
    ]);
    expect((await world.eventTypes(ref)).filter((type) => type === 'mail_bounced')).toHaveLength(2);
  });

  test('is forgotten as soon as the customer writes', async () => {
    const { world, ref, event } = await withTask();
    await recordMailEvent(world.deps, event);
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'My mailbox was full.' });
    expect((await world.stateOf(ref)).participants[0]?.undeliverable).toBeUndefined();
  });

  test.each([
    ['for now', { hard: false }, 'mail_bounced'],
    ['late', { kind: 'delay' as const, hard: false }, 'mail_delayed'],
  ])('%s is only written down', async (_how, different, type) => {
    const { world, ref, event, told } = await withTask();
    await recordMailEvent(world.deps, { ...event, ...different });
    expect(await told()).toEqual([]);
    expect((await world.eventTypes(ref)).at(-1)).toBe(type);
  });

  test('as a complaint ends all mail to that address', async () => {
    const { world, ref, event } = await withTask();
    await recordMailEvent(world.deps, { ...event, kind: 'complaint', hard: false, code: 'abuse' });
    expect((await world.stateOf(ref)).participants[0]?.undeliverable?.code).toBe('complaint: abuse');
  });

  test('from the assignee is told to the manager', async () => {
    const { world, ref, event, told, one } = await withTask();
    await recordMailEvent(world.deps, { ...event, participant: one.id });
    expect(await told()).toMatchObject([
      { to: (await world.agent(ref, 'two')).id, template: 'mail-returned', facts: { address: ONE } },
    ]);
  });

  test('from the only one who could be told is told to nobody', async () => {
    const { world, ref, event, told } = await withTask();
    const { deps } = world;
    const alone = {
      ...deps,
      desk: { ...deps.desk, agents: deps.desk.agents.filter(({ id }) => id === 'one'), roles: {} },
    };
    await recordMailEvent(alone, { ...event, participant: (await world.agent(ref, 'one')).id });
    expect(await told()).toEqual([]);
  });

  test.each([
    ['of nobody', { participant: 99 }],
    ['of no ticket', { ref: 'T-0000-0000' }],
  ])('%s changes nothing', async (_whose, different) => {
    const { world, ref, event } = await withTask();
    const before = await world.stateOf(ref);
    await recordMailEvent(world.deps, { ...event, ...different });
    expect(await world.stateOf(ref)).toEqual(before);
  });

  test('as a mail of its own stands on the ticket, is answered by nobody and solves nothing', async () => {
    const { world, ref, told, one } = await withTask();
    await world.takeIn({
      from: { address: 'mailer-daemon@shop.example', name: '' },
      class: 'bounce',
      answerable: false,
      bounce: {
        recipients: [CUSTOMER],
        status: '5.1.1',
        hard: true,
        reason: 'no such user',
        originalMessageId: 'delivery-1@shop.example',
      },
      evidence: { recipients: [], inReplyTo: null, references: [] },
    });
    expect((await world.messages(ref)).at(-1)).toMatchObject({ visibility: 'internal', flags: ['bounce'] });
    expect(await told()).toMatchObject([{ to: one.id, template: 'mail-returned' }]);
  });
});

describe('a mail that was not sent', () => {
  const intent = { to: 1, template: 'agent-reply', class: 'reply', answerAs: 'reply' } as const;

  test('is written down once, and the assignee is told when it was a person’s words', async () => {
    const { world, ref, told, one } = await withTask();
    const refused = { ref, delivery: '2.0', intent, reason: 'undeliverable' };
    await recordMailRefusal(world.deps, refused);
    await recordMailRefusal(world.deps, refused);
    expect(await told()).toMatchObject([
      { to: one.id, template: 'mail-returned', facts: { code: 'undeliverable' } },
    ]);
    expect((await world.eventTypes(ref)).filter((type) => type === 'mail_refused')).toHaveLength(1);
  });

  test('is only written down when it was automatic', async () => {
    const { world, ref, told } = await withTask();
    const reminder = { ...intent, template: 'customer-reminder', class: 'notification' } as const;
    await recordMailRefusal(world.deps, { ref, delivery: '2.0', intent: reminder, reason: 'undeliverable' });
    expect(await told()).toEqual([]);
    expect((await world.eventTypes(ref)).at(-1)).toBe('mail_refused');
  });
});

test('an agent who writes again gets mail again', async () => {
  const { world, ref, event, one } = await withTask();
  await recordMailEvent(world.deps, { ...event, participant: one.id });
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#note\nMy mailbox was full.' });
  expect((await world.agent(ref, 'one')).undeliverable).toBeUndefined();
  expect((await world.agent(ref, 'two')).address).toBe(TWO);
});
