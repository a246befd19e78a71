import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { close, CUSTOMER, DAY, external, ticketWorld, TWO, VENDOR, work } from './ticket-world.ts';

const withForm = {
  ...external,
  form: {
    part: { type: 'text', required: true },
    count: { type: 'number', label: 'How many', required: true },
  },
};

async function asked(definition: object = external) {
  const world = ticketWorld();
  const ref = await world.ask();
  await world.enter(ref, 'order', { definition });
  const vendor = (await world.stateOf(ref)).participants.find(({ role }) => role === 'external');
  if (!vendor) throw new Error('nobody outside was asked');
  const before = (await world.mails(ref)).length;
  return {
    world,
    ref,
    vendor,
    one: await world.agent(ref, 'one'),
    say: (text: string, different: Partial<InboundMessage> = {}) =>
      world.answer(ref, { issuedTo: vendor.id, sender: VENDOR, role: 'note', text, ...different }),
    /** Mails since he was asked. */
    told: async () => (await world.mails(ref)).slice(before),
    state: async () => (await world.step(ref, 'order')).state,
  };
}

describe('somebody outside who was asked', () => {
  test('is written to on a lane of his own', async () => {
    const { world, ref, vendor } = await asked();
    expect((await world.mails(ref)).at(-1)).toMatchObject({
      to: vendor.id,
      template: 'external-request',
      answerAs: 'note',
    });
    expect((await world.stateOf(ref)).ticket.status).toBe('waiting_third_party');
  });

  test('ends the step with his answer, of which the colleague hears and the customer does not', async () => {
    const { world, ref, say, told, state, one, vendor } = await asked();
    await say('It is on its way.');
    expect(await state()).toMatchObject({
      kind: 'done',
      outcome: 'answered',
      by: `participant:${vendor.id}`,
    });
    expect(await told()).toMatchObject([{ to: one.id, template: 'note-to-agent', answerAs: 'note' }]);
    expect((await world.messages(ref)).at(-1)).toMatchObject({ visibility: 'internal', author: vendor.id });
    expect((await world.stateOf(ref)).ticket.lastCustomerMessage).not.toBe(
      (await world.messages(ref)).at(-1)?.id,
    );
  });

  test('has not answered with a mail that only quotes what he was asked', async () => {
    const { say, told, state, one } = await asked();
    await say('> Please send the part.', { saysNothing: true });
    expect((await state()).kind).toBe('open');
    expect(await told()).toMatchObject([{ to: one.id, template: 'note-to-agent' }]);
  });

  test('is heard as a note after that', async () => {
    const { world, ref, say, told, one } = await asked();
    await say('It is on its way.');
    await say('It will be there tomorrow.');
    expect((await told()).map(({ to, template }) => [to, template])).toEqual([
      [one.id, 'note-to-agent'],
      [one.id, 'note-to-agent'],
    ]);
    expect((await world.eventTypes(ref)).filter((type) => type === 'step_completed')).toHaveLength(1);
  });

  test('does not answer the second request with words about the first', async () => {
    const { world, ref, say, vendor, state } = await asked();
    const first = await world.step(ref, 'order');
    await say('It is on its way.');
    await world.enter(ref, 'order', { definition: external, token: 'again' });
    const recipients = [world.addressOf(ref, vendor.id, 'note', first)];
    await say('I forgot: it is heavy.', { evidence: { recipients, inReplyTo: null, references: [] } });
    expect((await world.step(ref, 'order', 2)).state.kind).toBe('open');
    expect((await state()).kind).toBe('done');
  });

  test('opens no ticket of his own after it is closed', async () => {
    const { world, ref, say, told, one } = await asked();
    await say('It is on its way.');
    await world.enter(ref, 'closed', { definition: close() });
    world.wait(60 * DAY);
    expect(await say('How was it?')).toEqual({ kind: 'appended', ref });
    expect((await world.stateOf(ref)).ticket.status).toBe('closed');
    expect((await told()).at(-1)).toMatchObject({ to: one.id, template: 'note-to-agent' });
  });

  test.each<[string, Partial<InboundMessage>]>([
    ['an automatic answer', { class: 'auto_reply', outOfOffice: true, answerable: false }],
    ['a receipt', { class: 'receipt', answerable: false }],
  ])('is not taken at the word of %s', async (_what, different) => {
    const { say, told, state } = await asked();
    await say('I am away.', different);
    expect((await state()).kind).toBe('open');
    expect(await told()).toEqual([]);
  });

  test('is not spoken for by a colleague of his, whose words are passed on', async () => {
    const { world, ref, vendor, told, state } = await asked();
    await world.answer(ref, {
      issuedTo: vendor.id,
      sender: 'boss@vendor.example',
      role: 'note',
      text: 'No.',
    });
    expect((await state()).kind).toBe('open');
    expect(await told()).toMatchObject([{ template: 'message-to-agent' }]);
  });

  test('whose mail comes back is the colleague’s worry', async () => {
    const { world, ref, told, one, state } = await asked();
    await world.takeIn({
      from: { address: 'mailer-daemon@vendor.example', name: '' },
      class: 'bounce',
      answerable: false,
      bounce: {
        recipients: [VENDOR],
        status: '5.1.1',
        hard: true,
        reason: 'unknown',
        originalMessageId: null,
      },
      evidence: { recipients: [], inReplyTo: null, references: [], ticketRef: ref },
    });
    expect((await state()).kind).toBe('open');
    expect(await told()).toMatchObject([{ to: one.id, template: 'mail-returned' }]);
  });
});

describe('somebody outside who was asked for particulars', () => {
  test('ends the step with all of them', async () => {
    const { say, state } = await asked(withForm);
    await say('part: drum\ncount: 2');
    expect(await state()).toMatchObject({ outcome: 'answered', answers: { part: 'drum', count: 2 } });
  });

  test('is told once what is missing, and the step stays open', async () => {
    const { say, told, state, vendor, one } = await asked(withForm);
    await say('part: drum');
    await say('We do not know yet.');
    expect((await state()).kind).toBe('open');
    const mails = await told();
    expect(mails.filter(({ to }) => to === vendor.id)).toMatchObject([
      {
        template: 'form-incomplete',
        class: 'auto_reply',
        answerAs: 'note',
        facts: { reason: 'Still missing: How many.' },
      },
    ]);
    expect(mails.filter(({ to }) => to === one.id)).toHaveLength(2);
  });

  test('is not told when a machine may not answer him', async () => {
    const { say, told } = await asked(withForm);
    await say('part: drum', { answerable: false });
    expect((await told()).map(({ template }) => template)).toEqual(['note-to-agent']);
  });
});

describe('another department', () => {
  const department = { ...external, to: TWO };

  test('answers like somebody outside, from the address that it works with', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'order', { definition: department });
    const two = await world.agent(ref, 'two');
    await world.answer(ref, { issuedTo: two.id, sender: TWO, role: 'note', text: 'Approved by us.' });
    expect((await world.step(ref, 'order')).state).toMatchObject({ kind: 'done', outcome: 'answered' });
    expect((await world.messages(ref)).at(-1)?.visibility).toBe('internal');
  });

  test('with work of its own on the ticket does that work with its notes', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'order', { definition: department });
    await world.enter(ref, 'work', { definition: { ...work, owner: 'agent:two' } });
    const two = await world.agent(ref, 'two');
    await world.answer(ref, { issuedTo: two.id, sender: TWO, role: 'note', text: 'I look into it.' });
    expect((await world.step(ref, 'order')).state.kind).toBe('open');
  });
});

test('who asked for himself and was asked as well answers as whom the mail was for', async () => {
  const world = ticketWorld();
  const ref = await world.ask();
  await world.enter(ref, 'order', { definition: { ...external, to: CUSTOMER } });
  const outsider = (await world.stateOf(ref)).participants.find(({ role }) => role === 'external');
  expect(outsider?.address).toBe(CUSTOMER);
  await world.answer(ref, { issuedTo: outsider?.id ?? 0, sender: CUSTOMER, role: 'note', text: 'Done.' });
  expect((await world.step(ref, 'order')).state.kind).toBe('done');
});
