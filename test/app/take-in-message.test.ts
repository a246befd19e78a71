import { describe, expect, test } from 'vitest';
import type { Store } from '../../functions/app/ports.ts';
import { desk } from '../../functions/core/desk.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { typedMessage } from '../../functions/intake/typed-message.ts';
import { takeInMessage } from '../../functions/app/take-in-message.ts';
import { allPass, inboundMail } from '../core/inbound-builders.ts';
import { smallDesk } from '../core/small-desk.ts';
import {
  close,
  CUSTOMER,
  DAY,
  form,
  MINUTE,
  ONE,
  question,
  ticketWorld,
  verify,
  work,
} from './ticket-world.ts';

describe('a first mail', () => {
  test('becomes a ticket with its sender, its companions, its process and its clocks', async () => {
    const world = ticketWorld();
    const ref = await world.ask({
      to: [{ address: 'support@help.example.com', name: '' }],
      cc: [{ address: 'Colleague@shop.example', name: 'A Colleague' }],
    });
    const { ticket, participants } = await world.stateOf(ref);
    expect(participants.map(({ role, address }) => [role, address])).toEqual([
      ['requester', CUSTOMER],
      ['cc', 'colleague@shop.example'],
    ]);
    expect(ticket.clocks.map(({ metric, state }) => [metric, state.kind])).toEqual([
      ['first_reply', 'running'],
      ['resolution', 'running'],
    ]);
    expect((await world.effects(ref)).map(({ kind }) => kind)).toEqual([
      'start_process',
      'send_mail',
      'start_deadlines',
    ]);
  });

  test('costs at most 20 write units, and so does an answer', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const first = world.units().write;
    await world.enter(ref, 'work', { definition: work });
    const before = world.units().write;
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'It still prints nothing.' });
    expect(first).toBeLessThanOrEqual(20);
    expect(world.units().write - before).toBeLessThanOrEqual(20);
  });

  test.each<[string, Partial<InboundMessage>, string]>([
    [
      'with 26 companions',
      { cc: Array.from({ length: 26 }, (_, index) => ({ address: `c${index}@shop.example`, name: '' })) },
      'too_many_recipients',
    ],
    ['from a machine', { class: 'auto_generated' }, 'automated_mail'],
    ['from a list', { class: 'bulk' }, 'bulk_mail'],
    ['from nobody', { from: { address: '', name: '' } }, 'unparseable'],
    [
      'from an endless address',
      { from: { address: `${'a'.repeat(500_000)}@b.example`, name: '' } },
      'unparseable',
    ],
    ['from the desk itself', { from: { address: 'support@help.example.com', name: '' } }, 'from_own_address'],
    [
      'to nobody here',
      { to: [], evidence: { recipients: [], inReplyTo: null, references: [] } },
      'unroutable_recipient',
    ],
    ['reporting a mail that nobody knows', { class: 'bounce' }, 'automated_mail'],
  ])('%s is held, once', async (_what, different, cause) => {
    const world = ticketWorld();
    const again = { deliveryId: 'the same', ...different };
    expect(await world.takeIn(again)).toEqual({ kind: 'suspended', cause });
    expect(await world.takeIn(again)).toEqual({ kind: 'duplicate', ref: null });
    expect((await world.held()).map((item) => item.cause)).toEqual([cause]);
  });

  test('with an endless name, an endless subject and half a character at the cut becomes a ticket', async () => {
    const world = ticketWorld();
    const subject = `${'x'.repeat(249)}🖨`;
    const ref = await world.ask({ subject, from: { address: CUSTOMER, name: 'n'.repeat(1_000_000) } });
    const { ticket, participants } = await world.stateOf(ref);
    expect(ticket.subject).toBe('x'.repeat(249));
    expect(participants[0]?.name).toHaveLength(200);
  });

  test('in Japanese, longer than a row, is kept whole beside its beginning', async () => {
    const world = ticketWorld();
    const text = 'プリンターが動きません。'.repeat(2_000);
    const ref = await world.ask({ text, reply: text });
    const [message] = await world.messages(ref);
    expect(new TextDecoder().decode(world.blobs.get(message?.textKey ?? ''))).toBe(text);
    expect(text.startsWith(message?.text ?? 'none')).toBe(true);
    expect(new TextEncoder().encode(message?.text).length).toBeLessThanOrEqual(32 * 1024);
  });

  test('to two inboxes belongs to the one that stands first', async () => {
    const world = ticketWorld();
    const ref = await world.ask({
      to: [
        { address: 'billing@help.example.com', name: '' },
        { address: 'support@help.example.com', name: '' },
      ],
    });
    const { ticket, participants } = await world.stateOf(ref);
    expect(ticket.inbox).toBe('billing@help.example.com');
    expect(participants).toHaveLength(1);
  });
});

describe('the same delivery', () => {
  test('again changes nothing and spends nothing', async () => {
    const world = ticketWorld();
    const ref = await world.ask({ deliveryId: 'once' });
    const { write } = world.units();
    expect(await world.takeIn({ deliveryId: 'once' })).toEqual({ kind: 'duplicate', ref });
    expect(world.units().write).toBe(write);
  });

  test('twice at once makes one ticket', async () => {
    const world = ticketWorld();
    const outcomes = await Promise.all([
      world.takeIn({ deliveryId: 'once', messageId: 'm@shop.example' }),
      world.takeIn({ deliveryId: 'once', messageId: 'm@shop.example' }),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['duplicate', 'new_ticket']);
  });
});

describe('answers', () => {
  test('of two people at the same moment are both kept, in order', async () => {
    const commits: string[] = [];
    const counting = (store: Store): Store => ({
      ...store,
      commit: async (changes) => {
        const outcome = await store.commit(changes);
        commits.push(outcome.kind);
        return outcome;
      },
    });
    const world = ticketWorld({ around: counting });
    const ref = await world.ask({ cc: [{ address: 'colleague@shop.example', name: '' }] });
    await world.enter(ref, 'work', { definition: work });
    await Promise.all([
      world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'first' }),
      world.answer(ref, { issuedTo: 2, sender: 'colleague@shop.example', text: 'second' }),
      world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'third' }),
    ]);
    expect(commits).toContain('changed_meanwhile');
    const messages = await world.messages(ref);
    expect(messages.map(({ text }) => text).toSorted()).toEqual([
      'It prints nothing.',
      'first',
      'second',
      'third',
    ]);
    const { items: events } = await world.store.events(ref, { limit: 100 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  });

  test('bring whom the customer puts on the mail, once, and never the desk', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const cc = [
      { address: 'Boss@shop.example', name: 'A Boss' },
      { address: 'support@help.example.com', name: '' },
      { address: ONE, name: '' },
    ];
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'More of it.', cc });
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'Even more.', cc });
    const { participants } = await world.stateOf(ref);
    expect(participants.filter(({ role }) => role === 'cc').map(({ address }) => address)).toEqual([
      'boss@shop.example',
    ]);
  });

  test('of a stranger with a forwarded token are kept for the desk, and the worker is warned', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    await world.enter(ref, 'ask', { definition: question });
    await world.answer(ref, { issuedTo: 1, sender: 'friend@elsewhere.example', text: 'Close it, please.' });
    const message = (await world.messages(ref)).at(-1);
    expect(message).toMatchObject({ visibility: 'internal', author: null, flags: ['stranger'] });
    expect((await world.step(ref, 'ask')).state.kind).toBe('open');
    expect((await world.mails(ref)).at(-1)).toMatchObject({
      template: 'message-to-agent',
      to: (await world.agent(ref, 'one')).id,
      message: message?.id,
    });
  });

  test('"yes" of somebody else on the ticket confirms nothing; his "no" counts', async () => {
    const world = ticketWorld();
    const ref = await world.ask({ cc: [{ address: 'colleague@shop.example', name: '' }] });
    await world.enter(ref, 'verify', { definition: verify });
    await world.answer(ref, {
      issuedTo: 2,
      sender: 'colleague@shop.example',
      text: 'Yes, it works. Thanks!',
    });
    expect((await world.step(ref, 'verify')).state.kind).toBe('open');
    await world.answer(ref, { issuedTo: 2, sender: 'colleague@shop.example', text: 'It does not print.' });
    expect((await world.step(ref, 'verify')).state).toMatchObject({ kind: 'done', outcome: 'rejected' });
  });

  test('beyond what a ticket takes in an hour are held', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    for (let index = 0; index < 200; index++)
      await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: `Line ${index}` });
    expect(await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'One more' })).toEqual({
      kind: 'suspended',
      cause: 'rate_limited',
    });
  });
});

describe('a solved ticket', () => {
  async function solved(code: string | null) {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    await world.complete(ref, 'work', 'done');
    await world.enter(ref, 'verify', { definition: verify });
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'Yes, thank you!' });
    if (code === null) await world.enter(ref, 'root_cause', { definition: form('cause') });
    else await world.enter(ref, 'closed', { definition: close(code) });
    return { world, ref };
  }

  test('whose closing work is going on begins anew when it is answered, with the next cycle of clocks', async () => {
    const { world, ref } = await solved(null);
    expect((await world.stateOf(ref)).ticket.status).toBe('resolved');
    const before = (await world.stateOf(ref)).ticket.clocks;
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'It is broken again.' });
    const { ticket } = await world.stateOf(ref);
    expect(ticket).toMatchObject({ status: 'open', process: { run: 2 } });
    expect(ticket.verdict).toBeUndefined();
    expect(ticket.clocks.slice(0, 2)).toEqual(before);
    expect(ticket.clocks.map(({ cycle, state }) => [cycle, state.kind])).toEqual([
      [1, 'cancelled'],
      [1, 'stopped'],
      [2, 'running'],
      [2, 'running'],
    ]);
    expect((await world.step(ref, 'root_cause')).state.kind).toBe('cancelled');
    expect((await world.effects(ref)).slice(-4).map(({ kind }) => kind)).toContain('stop_process');
    expect((await world.effects(ref)).slice(-4)).toContainEqual({
      kind: 'start_process',
      process: 'simple',
      run: 2,
      entry: 'work',
    });
  });

  test.each<[string, string, number, Partial<InboundMessage>, { kind: string; status: string }]>([
    ['an answer within the window', 'confirmed', 6 * DAY, {}, { kind: 'appended', status: 'open' }],
    ['an answer after the window', 'confirmed', 8 * DAY, {}, { kind: 'new_ticket', status: 'closed' }],
    [
      'thanks within the window',
      'confirmed',
      DAY,
      { reply: 'Thank you!' },
      { kind: 'appended', status: 'closed' },
    ],
    [
      'thanks after the window',
      'confirmed',
      8 * DAY,
      { reply: 'Thanks!' },
      { kind: 'appended', status: 'closed' },
    ],
    [
      'thanks with a file',
      'confirmed',
      DAY,
      {
        reply: 'Thanks!',
        attachments: [{ name: 'error.png', contentType: 'image/png', size: 1, inline: false }],
      },
      { kind: 'appended', status: 'open' },
    ],
    ['an absence notice', 'confirmed', DAY, { class: 'auto_reply' }, { kind: 'appended', status: 'closed' }],
    [
      'an absence notice after the window',
      'confirmed',
      8 * DAY,
      { class: 'auto_reply' },
      { kind: 'appended', status: 'closed' },
    ],
    [
      'list mail after the window',
      'confirmed',
      8 * DAY,
      { class: 'bulk' },
      { kind: 'suspended', status: 'closed' },
    ],
    ['what follows spam', 'spam', DAY, {}, { kind: 'appended', status: 'closed' }],
    ['what follows spam long after', 'spam', 90 * DAY, {}, { kind: 'appended', status: 'closed' }],
    [
      'a stranger within the window',
      'confirmed',
      DAY,
      { from: { address: 'friend@shop.example', name: '' } },
      { kind: 'appended', status: 'closed' },
    ],
    [
      'a stranger after the window',
      'confirmed',
      8 * DAY,
      { from: { address: 'friend@shop.example', name: '' } },
      { kind: 'new_ticket', status: 'closed' },
    ],
  ])('%s', async (_what, code, after, different, expected) => {
    const { world, ref } = await solved(code);
    world.wait(after);
    const outcome = await world.answer(ref, {
      issuedTo: 1,
      sender: CUSTOMER,
      text: 'It is broken again.',
      ...different,
    });
    expect(outcome.kind).toBe(expected.kind);
    expect((await world.stateOf(ref)).ticket.status).toBe(expected.status);
  });

  test('answered too late is followed by a ticket that says so', async () => {
    const { world, ref } = await solved('confirmed');
    world.wait(30 * DAY);
    const outcome = await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'It is broken again.' });
    const next = outcome.kind === 'new_ticket' ? outcome.ref : '';
    expect(await world.eventTypes(next)).toContain('follows');
    expect((await world.messages(next))[0]?.receipt.by).toBe('follows_closed');
  });
});

describe('an agent', () => {
  async function withAgent() {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    return { world, ref, one: await world.agent(ref, 'one') };
  }
  const gray = { ...allPass, dmarc: 'GRAY' as const };

  test('whose mail is not vouched for is told so at his own address, once a ticket', async () => {
    const { world, ref, one } = await withAgent();
    const before = (await world.mails(ref)).length;
    for (let time = 0; time < 3; time++)
      expect(
        await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#done', verdicts: gray }),
      ).toEqual({
        kind: 'suspended',
        cause: 'agent_auth_failed',
      });
    const told = (await world.mails(ref)).slice(before);
    expect(told.map(({ to, template }) => [to, template])).toEqual([[one.id, 'command-refused']]);
    expect((await world.step(ref, 'work')).state.kind).toBe('open');
  });

  test('is told at his own address, once, when the mail came from elsewhere', async () => {
    const { world, ref, one } = await withAgent();
    const before = (await world.mails(ref)).length;
    const outcome = await world.answer(ref, {
      issuedTo: one.id,
      sender: 'friend@shop.example',
      text: '#done',
    });
    expect(outcome).toEqual({ kind: 'suspended', cause: 'agent_auth_failed' });
    const mails = await world.mails(ref);
    expect(mails).toHaveLength(before + 1);
    expect(mails.at(-1)).toMatchObject({ to: one.id, template: 'command-refused' });
    expect(mails.at(-1)?.facts?.reason).toMatch(
      /came from friend@shop\.example, which is not your address in desk\.yaml.*\n\nIt begins:\n\n {2}\| #done$/,
    );
    await world.answer(ref, { issuedTo: one.id, sender: 'friend@shop.example', text: 'again' });
    expect(await world.mails(ref)).toHaveLength(before + 1);
  });

  test('whose mail a colleague answers: that is a note, whoever works on the ticket reads it, and the colleague is told', async () => {
    const { world, ref, one } = await withAgent();
    const before = (await world.mails(ref)).length;
    const text = 'Give him his money back.\n#done';
    const outcome = await world.answer(ref, { issuedTo: one.id, sender: 'two@team.example', text });
    expect(outcome).toEqual({ kind: 'appended', ref });
    const two = await world.agent(ref, 'two');
    expect((await world.messages(ref)).at(-1)).toMatchObject({
      visibility: 'internal',
      author: two.id,
      text,
    });
    const told = (await world.mails(ref)).slice(before);
    expect(told.map(({ to, template }) => [to, template])).toEqual([
      [one.id, 'note-to-agent'],
      [two.id, 'command-refused'],
    ]);
    expect((await world.step(ref, 'work')).state.kind).toBe('open');
  });

  test('whose mail a colleague’s machine answers: nobody joins the ticket, and nobody is told', async () => {
    const { world, ref, one } = await withAgent();
    const [mails, people] = [await world.mails(ref), (await world.stateOf(ref)).participants];
    const away = { sender: 'two@team.example', text: 'I am away.', class: 'auto_reply' } as const;
    await world.answer(ref, { issuedTo: one.id, ...away });
    expect(await world.mails(ref)).toEqual(mails);
    expect((await world.stateOf(ref)).participants).toEqual(people);
  });

  test('who has left the desk has no say any more', async () => {
    const { world, ref, one } = await withAgent();
    const without = { ...smallDesk, agents: smallDesk.agents.filter(({ id }) => id !== 'one') };
    const message = inboundMail({
      deliveryId: 'later',
      from: { address: ONE, name: '' },
      evidence: { recipients: [world.addressOf(ref, one.id)], inReplyTo: null, references: [] },
    });
    expect(await takeInMessage({ ...world.deps, desk: without }, message)).toMatchObject({
      cause: 'agent_auth_failed',
    });
  });

  test('whose answer lost its reply address is told that the customer has not got it', async () => {
    const { world, ref, one } = await withAgent();
    await world.answer(ref, { issuedTo: 1, sender: ONE, text: 'Please try another cable.' });
    expect((await world.messages(ref)).at(-1)).toMatchObject({
      visibility: 'internal',
      flags: ['no_reply_address'],
    });
    expect((await world.mails(ref)).at(-1)).toMatchObject({ to: one.id, template: 'command-refused' });
  });

  test('is out of office: kept, nobody is told, nothing goes to the customer', async () => {
    const { world, ref, one } = await withAgent();
    const before = (await world.effects(ref)).length;
    await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'I am away.', class: 'auto_reply' });
    expect(await world.effects(ref)).toHaveLength(before);
    expect((await world.messages(ref)).at(-1)?.visibility).toBe('internal');
  });

  test('without DMARC whose mail carries list headers is held, not lost', async () => {
    const { world, ref, one } = await withAgent();
    expect(
      await world.answer(ref, {
        issuedTo: one.id,
        sender: ONE,
        text: '#done',
        class: 'bulk',
        verdicts: gray,
      }),
    ).toEqual({ kind: 'suspended', cause: 'agent_auth_failed' });
  });

  test('who is the customer himself works as the one and asks as the other', async () => {
    const alone = {
      agents: smallDesk.agents.slice(0, 1),
      teams: { front: { name: 'Front', members: ['one'] } },
    };
    const world = ticketWorld({ desk: desk.parse({ ...smallDesk, ...alone, roles: {} }) });
    const ref = await world.ask({ from: { address: ONE, name: 'Agent One' } });
    await world.enter(ref, 'mine', { definition: work });
    const one = await world.agent(ref, 'one');
    expect(one.id).not.toBe(1);
    await world.answer(ref, { issuedTo: 1, sender: ONE, text: 'As I said.' });
    await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'A word of the desk.' });
    expect((await world.messages(ref)).slice(1).map(({ author }) => author)).toEqual([1, one.id]);
  });
});

describe('a chat', () => {
  const conversation = { widget: 'website', digest: 'd'.repeat(64) };
  const typed = (deliveryId: string, more: { ticket?: string; address?: string } = {}) =>
    typedMessage({
      door: 'website',
      deliveryId,
      receivedAt: '2026-11-23T09:00:00.000Z',
      from: { address: more.address ?? '', name: '' },
      inbox: 'support@help.example.com',
      text: `Hello ${deliveryId}`,
      conversation,
      ...(more.ticket ? { ticket: more.ticket } : {}),
    });

  test('whose first two messages come at once is one ticket of a visitor without an address', async () => {
    const world = ticketWorld();
    const outcomes = await Promise.all([
      takeInMessage(world.deps, typed('a')),
      takeInMessage(world.deps, typed('b')),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['appended', 'new_ticket']);
    const ref = (await world.store.ticketOfConversation(conversation.digest)) ?? '';
    expect((await world.messages(ref)).map(({ author }) => author)).toEqual([1, 1]);
    expect(await world.mails(ref)).toMatchObject([{ template: 'message-to-agent' }]);
  });

  test('goes on in a new ticket when the old one is long closed, and stays there', async () => {
    const world = ticketWorld();
    await takeInMessage(world.deps, typed('a'));
    const first = (await world.store.ticketOfConversation(conversation.digest)) ?? '';
    await world.enter(first, 'closed', { definition: close() });
    world.wait(30 * DAY);
    const outcome = await takeInMessage(world.deps, typed('b', { ticket: first }));
    expect(outcome.kind).toBe('new_ticket');
    const second = await world.store.ticketOfConversation(conversation.digest);
    expect(second).not.toBe(first);
    expect(await takeInMessage(world.deps, typed('c'))).toEqual({ kind: 'appended', ref: second });
  });

  test.each([
    ['without an address is answered in the chat only', '', []],
    [
      'with an address is written to unless he sees it',
      CUSTOMER,
      [{ template: 'chat-transcript-reply', unlessSeen: true }],
    ],
  ])('whose visitor is %s', async (_who, address, expected) => {
    const world = ticketWorld();
    await takeInMessage(world.deps, typed('a', { address }));
    const ref = (await world.store.ticketOfConversation(conversation.digest)) ?? '';
    await world.enter(ref, 'work', { definition: work });
    world.wait(MINUTE);
    const one = await world.agent(ref, 'one');
    await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'Have you tried another cable?' });
    expect((await world.mails(ref)).filter(({ class: kind }) => kind === 'reply')).toMatchObject(expected);
  });
});
