import { describe, expect, test } from 'vitest';
import type { Desk } from '../../functions/core/desk.ts';
import type { InboundMessage, Verdicts } from '../../functions/core/inbound-message.ts';
import { allowSender, blockSender } from '../../functions/app/sender-rules.ts';
import { allPass } from '../core/inbound-builders.ts';
import { smallDesk } from '../core/small-desk.ts';
import { postWorld } from './post-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { close, CUSTOMER, DAY, HOUR, ONE, ticketWorld, TWO, work } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

/** Mail that is made to be taken for somebody else's, and mail that must not be taken for it. */

const FORGER = 'x@forger.example';
const STRANGER = 'friend@other.example';
const box = (address: string, name = '') => ({ address, name });
const inboxesWith = (different: Partial<Desk['inboxes'][number]>): Desk => ({
  ...smallDesk,
  inboxes: smallDesk.inboxes.map((inbox) => ({ ...inbox, ...different })),
});
const verdicts = (different: Partial<Verdicts>): { verdicts: Verdicts } => ({
  verdicts: { ...allPass, ...different },
});

async function ticketOfOne(world: TicketWorld) {
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  return { ref, one: await world.agent(ref, 'one') };
}

describe('somebody who has got hold of an agent’s reply address, and whose own domain vouches for him', () => {
  test.each([
    ['the agent in a second From', [`From: ${ONE}`], FORGER],
    ['the agent before himself', [], `${ONE}>, <${FORGER}`],
    ['himself before the agent', [], `${FORGER}>, <${ONE}`],
    ['the agent in front of his own address', [], `${ONE}> <${FORGER}`],
    ['the agent behind an encoded word', [], '=?utf-8?q?one=40team.example?=(@forger.example)'],
    ['the agent before a null byte', [], `${ONE}\0@forger.example`],
    ['the agent as Sender', [`Sender: ${ONE}`], FORGER],
    ['the agent as Reply-To', [`Reply-To: ${ONE}`], FORGER],
    ['the agent as X-Original-From', [`X-Original-From: ${ONE}`, 'List-Id: <a.forger.example>'], FORGER],
    ['an address that looks like the agent’s', [], 'onе@team.example'],
    ['a domain that looks like the agent’s', [], 'one@tеam.example'],
    ['a domain in full width', [], 'one@ｔeam.example'],
    ['a domain under the agent’s', [], 'one@team.example.forger.example'],
    [
      'the agent, while the mail service has proven another',
      ['Authentication-Results: amazonses.com; dmarc=pass header.from=forger.example'],
      ONE,
    ],
  ])('does nothing in his name with %s', async (_what, headers, from) => {
    const world = ticketWorld();
    const { ref, one } = await ticketOfOne(world);
    const to = world.addressOf(ref, one.id);
    const raw = rawMail({ from, to, headers, body: 'Paid back.\n\n#done' });
    const outcome = await receive(world, { id: 'forged', raw, recipients: [to] });
    expect(outcome).toEqual({ kind: 'suspended', cause: 'agent_auth_failed' });
    expect((await world.step(ref, 'work')).state.kind).toBe('open');
    expect((await world.messages(ref)).every(({ author }) => author !== one.id)).toBe(true);
  });

  test.each([
    ['in capitals', 'ONE@TEAM.Example', []],
    ['with a dot at its end', 'one@team.example.', []],
    ['with himself in Reply-To', ONE, ['Reply-To: Agent <One@Team.Example>']],
    ['with his colleague in Reply-To', ONE, [`Reply-To: ${TWO}`]],
  ])('but the agent himself does, %s', async (_what, from, headers) => {
    const world = ticketWorld();
    const { ref, one } = await ticketOfOne(world);
    const to = world.addressOf(ref, one.id);
    const raw = rawMail({ from, to, headers, body: '#done' });
    expect(await receive(world, { id: 'his', raw, recipients: [to] })).toEqual({ kind: 'appended', ref });
    expect((await world.step(ref, 'work')).state.kind).toBe('done');
  });
});

describe('a sender', () => {
  test('whose domain is written in either of its two forms is the same person', async () => {
    const world = ticketWorld();
    const ref = await world.ask({ from: box('Ada@Bücher.example') });
    const outcome = await world.answer(ref, {
      issuedTo: 1,
      sender: 'ada@xn--bcher-kva.example',
      text: 'Still grey.',
    });
    expect(outcome).toEqual({ kind: 'appended', ref });
    expect((await world.messages(ref)).at(-1)?.author).toBe(1);
  });

  test.each(['support@help.example.com', 'Support <support@help.example.com>', ONE])(
    'who calls himself %j is who his address says',
    async (name) => {
      const world = ticketWorld();
      const ref = await world.ask({ from: box(FORGER, name) });
      expect((await world.stateOf(ref)).participants[0]?.address).toBe(FORGER);
    },
  );

  test('who writes to undisclosed recipients is answered, and nobody else is on his ticket', async () => {
    const world = ticketWorld();
    const outcome = await receive(world, { id: 'a', raw: rawMail({ to: 'undisclosed-recipients:;' }) });
    if (outcome.kind !== 'new_ticket') throw new Error(outcome.kind);
    expect((await world.stateOf(outcome.ref)).participants.map(({ address }) => address)).toEqual([CUSTOMER]);
  });
});

test('a mail of two authors proves neither of them, and says so', async () => {
  const world = ticketWorld();
  const ref = await world.ask();
  const named = rawMail({ from: `${CUSTOMER}>, <${FORGER}`, subject: `Re: Printer [${ref}]` });
  const outcome = await receive(world, { id: 'two', raw: named });
  if (outcome.kind !== 'new_ticket') throw new Error(outcome.kind);
  expect((await world.messages(outcome.ref))[0]?.flags).toEqual([
    'degraded: it is not certain who wrote it',
    'unverified: shop.example',
    `perhaps_about: ${ref}`,
  ]);
  await allowSender(world.deps, { sender: CUSTOMER, why: 'a customer', days: null, by: 'lead' });
  const offer = rawMail({ from: `${CUSTOMER}>, <${FORGER}`, subject: 'Offer' });
  const spam = await receive(world, { id: 'spam', raw: offer, verdicts: { spam: 'FAIL' } });
  expect(spam).toEqual({ kind: 'suspended', cause: 'spam' });
});

describe('a Reply-To that names an agent', () => {
  const conflict = { replyTo: box('One@Team.example') };

  test.each<[string, Desk['inboxes'][number]['verdicts'], Partial<Verdicts>, string]>([
    ['that nobody vouches for is held', undefined, { dmarc: 'GRAY' }, 'suspended'],
    ['that his domain disowns is held', 'enforce', { dmarc: 'FAIL' }, 'suspended'],
    ['that his domain vouches for is pointed out', 'enforce', {}, 'new_ticket'],
    ['is pointed out under flag', 'flag', { dmarc: 'GRAY' }, 'new_ticket'],
    ['is pointed out under observe', 'observe', { dmarc: 'GRAY' }, 'new_ticket'],
  ])('on mail %s', async (_what, level, found, kind) => {
    const world = ticketWorld({ desk: inboxesWith(level ? { verdicts: level } : {}) });
    const outcome = await world.takeIn({ ...conflict, ...verdicts(found) });
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === 'suspended') expect(outcome.cause).toBe('reply_to_conflict');
    if (outcome.kind === 'new_ticket')
      expect((await world.messages(outcome.ref))[0]?.flags).toContain('replies_go_to_agent');
  });

  test.each<[string, Partial<InboundMessage>]>([
    ['the same agent writes', { from: box(ONE) }],
    ['it is a customer’s own', { replyTo: box('private@shop.example') }],
    ['it is there twice', { replyTo: box(CUSTOMER.toUpperCase()) }],
  ])('is nothing when %s', async (_when, different) => {
    const world = ticketWorld();
    const mail = { ...conflict, ...verdicts({ dmarc: 'GRAY' }), ...different };
    expect((await world.takeIn(mail)).kind).toBe('new_ticket');
  });

  test('is nothing on the notice of a machine, which nobody answers', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    const machine = {
      class: 'auto_reply',
      answerable: false,
      ...conflict,
      ...verdicts({ dmarc: 'GRAY' }),
    } as const;
    const outcome = await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'Away.', ...machine });
    expect(outcome).toEqual({ kind: 'appended', ref });
  });
});

describe('what the mail service calls spam', () => {
  const spam = verdicts({ spam: 'FAIL' });
  const cites = (messageId: string) => ({
    recipients: ['support@help.example.com'],
    inReplyTo: messageId,
    references: [],
  });

  test.each(['reply address', 'id of a mail'])(
    'and answers by the %s of a ticket that its sender is on is only flagged',
    async (by) => {
      const world = ticketWorld();
      const ref = await world.ask();
      const evidence = by === 'id of a mail' ? { evidence: cites('delivery-1@shop.example') } : {};
      const different = { ...spam, verdicts: { ...spam.verdicts, dmarc: 'GRAY' as const }, ...evidence };
      const outcome = await world.answer(ref, {
        issuedTo: 1,
        sender: CUSTOMER,
        text: 'Win now!',
        ...different,
      });
      expect(outcome).toEqual({ kind: 'appended', ref });
      const message = (await world.messages(ref)).at(-1);
      expect([message?.author, message?.visibility, message?.flags]).toEqual([1, 'public', ['called_spam']]);
    },
  );

  test('is flagged on an agent’s answer', async () => {
    const world = ticketWorld();
    const { ref, one } = await ticketOfOne(world);
    const outcome = await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'Try a cable.', ...spam });
    expect(outcome).toEqual({ kind: 'appended', ref });
  });

  test('begins the ticket that follows one closed long ago, when its customer answers that', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await world.enter(ref, 'closed', { definition: close() });
    world.wait(30 * DAY);
    const answer = { issuedTo: 1, text: 'It broke again.', ...spam };
    expect((await world.answer(ref, { ...answer, sender: CUSTOMER })).kind).toBe('new_ticket');
    expect(await world.answer(ref, { ...answer, sender: STRANGER })).toEqual({
      kind: 'suspended',
      cause: 'spam',
    });
  });

  test.each<[string, Partial<Verdicts>, string]>([
    ['and nobody vouches for its sender is held', { dmarc: 'GRAY' }, 'suspended'],
    ['and his domain vouches for its sender is not', {}, 'appended'],
  ])('and names its ticket in the subject only, %s', async (_what, found, kind) => {
    const world = ticketWorld();
    const ref = await world.ask();
    const subject = `Re: Printer [${ref}]`;
    expect((await world.takeIn({ subject, ...verdicts({ spam: 'FAIL', ...found }) })).kind).toBe(kind);
  });

  test('is held when its sender was blocked, on the ticket or not', async () => {
    const world = ticketWorld();
    const ref = await world.ask();
    await blockSender(world.deps, { sender: CUSTOMER, why: 'threats', days: null, by: 'lead' });
    const outcome = await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'Pay!', ...spam });
    expect(outcome).toEqual({ kind: 'suspended', cause: 'blocklisted' });
  });
});

describe('somebody who is not on the ticket that he answers', () => {
  const disowned = verdicts({ dmarc: 'FAIL', dmarcPolicy: 'quarantine' });

  test.each<[string, Desk, string, Partial<InboundMessage>, string]>([
    ['is kept there', smallDesk, STRANGER, {}, 'appended'],
    ['is held where the inbox says so', inboxesWith({ strangers: 'hold' }), STRANGER, {}, 'suspended'],
    [
      'and is a colleague is kept there',
      inboxesWith({ strangers: 'hold' }),
      'boss@shop.example',
      {},
      'appended',
    ],
    [
      'and is no proven colleague is held',
      inboxesWith({ strangers: 'hold' }),
      'boss@shop.example',
      verdicts({ dmarc: 'GRAY' }),
      'suspended',
    ],
    ['is held when his domain sets such mail apart', smallDesk, STRANGER, disowned, 'suspended'],
    [
      'is kept there all the same where nothing is enforced',
      inboxesWith({ verdicts: 'flag' }),
      STRANGER,
      disowned,
      'appended',
    ],
    ['and is the customer whose domain does so is kept there', smallDesk, CUSTOMER, disowned, 'appended'],
    [
      'and is a machine is kept there',
      inboxesWith({ strangers: 'hold' }),
      STRANGER,
      { class: 'auto_reply' },
      'appended',
    ],
  ])('%s', async (_what, desk, sender, different, kind) => {
    const world = ticketWorld({ desk });
    const ref = await world.ask();
    const outcome = await world.answer(ref, { issuedTo: 1, sender, text: 'Me too.', ...different });
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === 'suspended') expect(outcome.cause).toBe('unknown_sender_update');
  });

  test('is made known to whoever works on the ticket, once a day, and each time in its history', async () => {
    const world = postWorld({ inboxes: inboxesWith({ strangers: 'hold' }).inboxes });
    const { ref } = await ticketOfOne(world);
    await world.post();
    const write = () => world.answer(ref, { issuedTo: 1, sender: STRANGER, text: 'Me too.' });
    await write();
    await write();
    const [item] = (await world.held()).toReversed();
    const told = await world.post();
    expect(told.map(({ to, subject }) => [to.address, subject])).toEqual([
      [ONE, `A message is held back: Printer [${ref}]`],
    ]);
    expect(told[0]?.replyTo).toContain(`held+${item?.id.toLowerCase()}`);
    expect(told[0]?.text).toContain(
      `${STRANGER} to this ticket is held back. Why:\n\nIt answers a ticket that its sender is not on. (unknown_sender_update)\n`,
    );
    world.wait(25 * HOUR);
    await write();
    expect(await world.post()).toHaveLength(1);
    expect((await world.eventTypes(ref)).filter((type) => type === 'message_held')).toHaveLength(3);
  });

  test('is not made known on a closed ticket, nor what is held as spam', async () => {
    const world = postWorld({ inboxes: inboxesWith({ strangers: 'hold' }).inboxes });
    const { ref } = await ticketOfOne(world);
    await world.post();
    const write = (different: Partial<InboundMessage>) =>
      world.answer(ref, { issuedTo: 1, sender: STRANGER, text: 'Me too.', ...different });
    await write(verdicts({ spam: 'FAIL' }));
    await world.enter(ref, 'closed', { definition: close() });
    await write({});
    expect((await world.held()).map(({ cause }) => cause)).toEqual(['unknown_sender_update', 'spam']);
    expect(await world.eventTypes(ref)).not.toContain('message_held');
  });
});
