import { describe, expect, test } from 'vitest';
import { rebuildClocks } from '../../functions/core/clock-history.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { replyTo } from './post-world.ts';
import { close, CUSTOMER, DAY, external, form, HOUR, VENDOR, work } from './ticket-world.ts';
import { box, COLLEAGUE, merged, SOMEBODY, SUPPORT, twoTickets, workerOf } from './two-tickets.ts';
import type { TwoTickets } from './two-tickets.ts';

const BILLING = 'billing@help.example.com';

describe('#merge', () => {
  test('ends the run, the steps and the clocks of the one, and notes it on both', async () => {
    const { world, older, younger, ticket } = await merged();
    expect(await ticket(younger)).toMatchObject({
      merged: { into: older },
      closed: { code: 'merged' },
      status: 'closed',
      nextDeadline: null,
    });
    expect((await world.step(younger, 'work')).state.kind).toBe('cancelled');
    expect((await ticket(younger)).clocks.map(({ state }) => state.kind)).toEqual(['cancelled', 'cancelled']);
    expect((await world.effects(younger)).map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['stop_process', 'stop_deadlines']),
    );
    expect(await world.eventTypes(younger)).toContain('ticket_merged');
    expect(await ticket(older)).toMatchObject({
      status: 'open',
      links: [{ kind: 'merged', ref: younger }],
    });
    expect(await world.eventTypes(older)).toContain('ticket_joined');
  });

  test('tells the customer once as what his request continues', async () => {
    const { world, older, younger } = await merged();
    const told = (await world.post()).filter(({ to }) => to.address === CUSTOMER);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain(`your request ${younger} continues as ${older}`);
  });

  test('asks nobody how it went, twice', async () => {
    const { world, older, younger, order, ticket } = await twoTickets();
    await world.complete(younger, 'work', 'done');
    await world.enter(younger, 'closed', { definition: close() });
    const before = await ticket(younger);
    const survey = { cycle: before.process.run, dueAt: world.now() };
    await world.store.commit([{ kind: 'update_ticket', ticket: { ...before, survey } }]);
    await order(younger, `#merge ${older}`);
    expect(await ticket(younger)).toMatchObject({ closed: { code: 'done' }, nextDeadline: null });
    expect((await world.mails(younger)).map(({ template }) => template)).not.toContain('survey');
  });

  test.each([
    ['the promise of the older one counts when it is merged away', 'older', 60],
    ['and when it is not', 'younger', 60],
  ] as const)('%s', async (_what, away, minutes) => {
    const tickets = await twoTickets();
    const { older, younger, order, ticket } = tickets;
    const into = away === 'older' ? younger : older;
    await order(tickets[away], `#merge ${into}`);
    const reply = (await ticket(into)).clocks.find(({ metric }) => metric === 'first_reply');
    const counted = reply?.state.kind === 'running' ? reply.elapsedMinutes : null;
    expect(counted).toBe(away === 'older' ? minutes : 0);
    expect((await ticket(away === 'older' ? older : younger)).nextDeadline).toBeNull();
  });

  test.each([
    ['#duplicate T-…', (ref: string) => `#duplicate ${ref}`],
    ['#close duplicate T-…', (ref: string) => `#close duplicate ${ref}.`],
    ['lower case and a full stop', (ref: string) => `#Merge ${ref.toLowerCase()}.`],
  ])('is written as %s too', async (_what, line) => {
    const { older, younger, order, ticket } = await twoTickets();
    await order(younger, line(older));
    expect((await ticket(younger)).merged?.into).toBe(older);
  });

  test('words beside it stay with the desk', async () => {
    const { world, older, younger, order } = await twoTickets();
    await order(younger, `#merge ${older}\nThe same printer.`);
    expect((await world.messages(younger)).at(-1)).toMatchObject({
      text: 'The same printer.',
      visibility: 'internal',
    });
  });
});

test('a history that is gone through again makes the same clocks, merged or not', async () => {
  const { world, older, younger, order, ticket } = await twoTickets();
  const rebuilt = async (ref: string) => {
    const { items } = await world.store.events(ref, { limit: 500 });
    return rebuildClocks(items, await ticket(ref), world.desk.calendars);
  };
  const compare = async () => {
    for (const ref of [older, younger]) expect(await rebuilt(ref)).toEqual((await ticket(ref)).clocks);
  };
  await order(older, `#merge ${younger}`);
  await compare();
  world.wait(HOUR);
  await order(younger, '#unmerge');
  await compare();
});

describe('who takes part', () => {
  test('somebody of the same organisation joins; a stranger only when the agent is sure', async () => {
    const same = await merged({ from: COLLEAGUE });
    const addresses = async ({ world, older }: typeof same) =>
      (await world.stateOf(older)).participants.map(({ address, role }) => `${role} ${address}`);
    expect(await addresses(same)).toContain(`cc ${COLLEAGUE.address}`);

    const other = await twoTickets({ from: SOMEBODY });
    await other.order(other.younger, `#merge ${other.older}`);
    expect(await other.refusal(other.younger)).toContain(
      `the customer of ${other.older} is somebody else (${(await other.world.stateOf(other.older)).participants[0]?.address})`,
    );
    await other.order(other.younger, `#merge ${other.older} anyway`);
    expect(await addresses(other)).toContain(`cc ${SOMEBODY.address}`);
    expect((await other.ticket(other.older)).requester).toBe(1);
  });

  test('an answer to any mail of either comes to the one that goes on, from the same person', async () => {
    const { world, older, younger } = await merged({ from: COLLEAGUE });
    const toColleague = world.posted.filter(({ to }) => to.address === COLLEAGUE.address);
    for (const mail of toColleague)
      expect(await world.takeIn(replyTo(mail, 'One more thing.'))).toEqual({ kind: 'appended', ref: older });
    const { participants } = await world.stateOf(older);
    const colleague = participants.find(({ address }) => address === COLLEAGUE.address);
    const last = (await world.messages(older)).at(-1);
    expect(last).toMatchObject({ author: colleague?.id, visibility: 'public', flags: [] });
    expect(last?.receipt.evidence).toContainEqual({
      kind: 'reply_address',
      ref: younger,
      mergedInto: older,
    });
    expect(await world.messages(younger)).toHaveLength(1);
  });

  test.each<[string, (refs: { younger: string; id: string }) => Partial<InboundMessage>]>([
    [
      'the id of a mail',
      ({ id }) => ({ evidence: { recipients: [SUPPORT], inReplyTo: id, references: [id] } }),
    ],
    ['the reference in the subject', ({ younger }) => ({ subject: `Re: Printer again [${younger}]` })],
  ])('%s of the one that was merged away leads there as well', async (_what, message) => {
    const { world, older, younger } = await merged();
    const id = (await world.messages(younger))[0]?.messageId ?? '';
    expect(await world.takeIn(message({ younger, id }))).toEqual({ kind: 'appended', ref: older });
  });

  test('mail to the inbox of the one that was merged away is no matter of another team', async () => {
    const { world, older, younger } = await merged({
      to: [box(BILLING)],
      evidence: { recipients: [BILLING], inReplyTo: null, references: [] },
    });
    const id = (await world.messages(younger))[0]?.messageId ?? '';
    const evidence = { recipients: [BILLING], inReplyTo: id, references: [id] };
    expect(await world.takeIn({ to: [box(BILLING)], subject: 'Re: Printer', evidence })).toEqual({
      kind: 'appended',
      ref: older,
    });
  });

  test('an agent answers to a mail about the one that was merged away', async () => {
    const { world, older, younger, order } = await merged();
    await order(younger, 'Try another cable.');
    expect((await world.messages(older)).at(-1)).toMatchObject({
      text: 'Try another cable.',
      visibility: 'public',
    });
  });

  test('a stranger who was shown one of its mails is a stranger still', async () => {
    const { world, older } = await merged();
    const [mail] = world.posted.filter(({ to }) => to.address === CUSTOMER);
    if (!mail) throw new Error('nothing was sent');
    const answer = { ...replyTo(mail, 'It is mine now.'), from: SOMEBODY };
    expect(await world.takeIn(answer)).toEqual({ kind: 'appended', ref: older });
    expect((await world.messages(older)).at(-1)).toMatchObject({
      visibility: 'internal',
      flags: ['stranger'],
    });
  });
});

describe('an order in answer to a mail about the ticket that was merged away', () => {
  async function answeredThere(text: string): Promise<TwoTickets> {
    const tickets = await merged();
    const { world, younger } = tickets;
    const { id, address } = await workerOf(world, younger);
    const about = await world.step(younger, 'work');
    await world.answer(younger, { issuedTo: id, sender: address, text, about });
    return tickets;
  }

  test.each([
    ['ends no step that its writer has not looked at', '#done\nTry another cable.'],
    ['nor hands it over', '#delegate two'],
    ['nor closes the ticket', '#close withdrawn nobody needs it'],
    ['nor merges it on', '#merge T-0000-0000'],
    ['even if no step ends so', '#need_info'],
  ])('%s: %s', async (_what, text) => {
    const { world, older, younger, refusal } = await answeredThere(text);
    expect((await world.step(older, 'work')).state.kind).toBe('open');
    expect((await world.stateOf(older)).ticket).toMatchObject({ status: 'open' });
    expect((await world.messages(older)).at(-1)).toMatchObject({
      visibility: 'internal',
      flags: ['refused'],
    });
    const why = await refusal(older);
    for (const word of [younger, older, text.split('\n')[0], '“Work”']) expect(why).toContain(word);
  });

  test('is done once he gives it in answer to the mail that says so', async () => {
    const { world, older } = await answeredThere('#done\nTry another cable.');
    const refusal = (await world.post()).find(({ text }) => text.includes('goes on as'));
    if (!refusal) throw new Error('nobody was told');
    expect(refusal.text).toContain('These end your step "Work"');
    await world.takeIn({ ...replyTo(refusal, '#done\nTry another cable.') });
    expect((await world.step(older, 'work')).state.kind).toBe('done');
  });

  test('fills in no form either', async () => {
    const tickets = await merged();
    const { world, older, younger, refusal } = tickets;
    const { id, address, agentId = '' } = await workerOf(world, younger);
    await world.enter(older, 'cause', { definition: form('cause', `agent:${agentId}`) });
    await world.answer(younger, { issuedTo: id, sender: address, role: 'note', text: 'cause: a torn cable' });
    expect((await world.step(older, 'cause')).state.kind).toBe('open');
    expect(await refusal(older)).toContain(`goes on as ${older}`);
  });

  test('takes it out again', async () => {
    const { younger, ticket } = await answeredThere('#unmerge\n#note');
    expect((await ticket(younger)).merged).toBeUndefined();
  });
});

test('what somebody outside answers about the ticket that was merged away ends no step of the other one', async () => {
  const { world, older, younger, order } = await twoTickets();
  for (const ref of [older, younger]) await world.enter(ref, 'vendor', { definition: external });
  const asked = await world.step(younger, 'vendor');
  await order(younger, `#merge ${older}`);
  const issuedTo = asked.external ?? 0;
  await world.answer(younger, { issuedTo, sender: VENDOR, role: 'note', text: 'On Friday.', about: asked });
  expect((await world.step(older, 'vendor')).state.kind).toBe('open');
  expect((await world.messages(older)).at(-1)).toMatchObject({ text: 'On Friday.', visibility: 'internal' });
  expect((await world.mails(older)).at(-1)).toMatchObject({ template: 'note-to-agent' });
});

describe('pointers', () => {
  test('are followed however many there are', async () => {
    const { world, older, younger, order } = await merged();
    const newest = await world.ask({ subject: 'Printer, a third time' });
    await world.enter(newest, 'work', { definition: work });
    await order(older, `#merge ${newest}`);
    const [mail] = world.posted.filter(({ subject }) => subject.includes(younger));
    if (!mail) throw new Error('nothing was sent');
    expect(await world.takeIn(replyTo(mail, 'Still grey.'))).toEqual({ kind: 'appended', ref: newest });
    await world.ask({ subject: 'Another' });
  });

  test('to a ticket that was merged away itself lead to where that goes on', async () => {
    const { world, older, younger, order, ticket } = await merged();
    const newest = await world.ask({ subject: 'Printer, a third time' });
    await world.enter(newest, 'work', { definition: work });
    await order(newest, `#merge ${younger}`);
    expect((await ticket(newest)).merged?.into).toBe(older);
    await order(older, `#merge ${younger}`);
    expect((await ticket(older)).merged).toBeUndefined();
  });

  test('never make a ring: of two that are merged into each other at the same moment one is', async () => {
    const { older, younger, order, ticket } = await twoTickets();
    await Promise.all([order(older, `#merge ${younger}`), order(younger, `#merge ${older}`)]);
    const pointers = [(await ticket(older)).merged?.into, (await ticket(younger)).merged?.into];
    expect(pointers.filter((into) => into !== undefined)).toHaveLength(1);
  });
});

describe('#unmerge', () => {
  test('lets it go on by itself, where its process says, with its promises', async () => {
    const { world, older, younger, order, ticket } = await merged();
    world.wait(DAY);
    await order(older, `#unmerge ${younger}`);
    const alone = await ticket(younger);
    expect(alone).toMatchObject({ status: 'open', process: { run: 2 } });
    expect(alone.merged).toBeUndefined();
    expect(alone.closed).toBeUndefined();
    expect(alone.clocks).toMatchObject([
      { metric: 'first_reply', elapsedMinutes: 0, state: { kind: 'running' } },
      { metric: 'resolution', elapsedMinutes: 0, state: { kind: 'running' } },
    ]);
    expect(await world.effects(younger)).toContainEqual({
      kind: 'start_process',
      process: 'simple',
      run: 2,
      entry: 'work',
    });
    expect((await ticket(older)).links).toEqual([]);
    const id = (await world.messages(younger))[0]?.messageId ?? '';
    const evidence = { recipients: [SUPPORT], inReplyTo: id, references: [id] };
    expect(await world.takeIn({ evidence })).toEqual({ kind: 'appended', ref: younger });
  });

  test('without a reference means the only one there is', async () => {
    const { older, younger, order, ticket } = await merged();
    await order(older, '#unmerge');
    expect((await ticket(younger)).merged).toBeUndefined();
  });

  test('takes away again what it had counted, and whom it had brought', async () => {
    const tickets = await twoTickets({ from: COLLEAGUE });
    const { world, older, younger, order, ticket } = tickets;
    await order(older, `#merge ${younger}`);
    await order(younger, '#unmerge');
    const reply = (await ticket(younger)).clocks.find(({ metric }) => metric === 'first_reply');
    expect(reply?.elapsedMinutes).toBe(0);
    const { participants } = await world.stateOf(younger);
    expect(participants.find(({ address }) => address === CUSTOMER)?.left).toBe(world.now());
  });

  test('leaves closed what was closed', async () => {
    const { world, older, younger, order, ticket } = await twoTickets();
    await world.complete(younger, 'work', 'done');
    await world.enter(younger, 'closed', { definition: close() });
    await order(younger, `#merge ${older}`);
    await order(older, '#unmerge');
    expect(await ticket(younger)).toMatchObject({ closed: { code: 'done' }, process: { run: 1 } });
  });

  test.each([
    ['#unmerge T-0000-0000', 'there is no ticket'],
    ['#unmerge', 'name the ticket'],
    ['#unmerge nothing', 'write #unmerge T-'],
  ])('%s is refused where nothing was merged', async (line, why) => {
    const { older, order, refusal } = await twoTickets();
    await order(older, line);
    expect(await refusal(older)).toContain(why);
  });

  test.each([['older'], ['younger']] as const)(
    'tells the customer of the %s, once each time',
    async (away) => {
      const tickets = await twoTickets();
      const { world, order } = tickets;
      const [ref, into] =
        away === 'older' ? (['older', 'younger'] as const) : (['younger', 'older'] as const);
      for (let time = 1; time <= 2; time++) {
        await order(tickets[ref], `#merge ${tickets[into]}`);
        await world.post();
        await order(tickets[into], '#unmerge');
        const told = (await world.post()).filter(({ to }) => to.address === CUSTOMER);
        expect(told).toHaveLength(1);
        expect(told[0]?.subject).toContain(`[${tickets[ref]}]`);
        expect(told[0]?.text).toContain(`your request ${tickets[ref]} goes on by itself`);
        expect(await world.answer(tickets[ref], { issuedTo: 1, sender: CUSTOMER, text: 'Fine.' })).toEqual({
          kind: 'appended',
          ref: tickets[ref],
        });
        await world.enter(tickets[ref], 'work', { definition: work });
        await world.post();
      }
    },
  );

  test('of a ticket that is part of another one is refused', async () => {
    const { older, younger, order, refusal } = await twoTickets();
    await order(older, `#unmerge ${younger}`);
    expect(await refusal(older)).toContain(`${younger} was not merged`);
  });
});
