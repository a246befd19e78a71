import { expect, test } from 'vitest';
import type { Bounce, InboundMessage } from '../../functions/core/inbound-message.ts';
import { postWorld, replyTo } from './post-world.ts';
import type { Posted, PostWorld } from './post-world.ts';
import { close, CUSTOMER, DAY, HOUR, MINUTE, ONE, question, verify, work } from './ticket-world.ts';

/** Machines: cases in which other help desks answered them, or let them act like people. */

const SUPPORT = 'support@help.example.com';
const box = (address: string) => ({ address, name: '' });
const asking = { ...question, message: 'replies/hr-question.liquid' };
const away: Partial<InboundMessage> = { class: 'auto_reply', answerable: false, outOfOffice: true };

function bounceOf(mail: Posted): Partial<InboundMessage> {
  const bounce: Bounce = {
    recipients: [mail.to.address],
    status: '5.1.1',
    hard: true,
    reason: 'user unknown',
    originalMessageId: mail.messageId,
  };
  return {
    from: box('mailer-daemon@mx.shop.example'),
    to: [mail.from],
    subject: 'Undelivered Mail Returned to Sender',
    class: 'bounce',
    answerable: false,
    bounce,
    evidence: { recipients: [mail.from.address], inReplyTo: null, references: [] },
  };
}

async function withWork() {
  const world = postWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  const one = await world.agent(ref, 'one');
  const [mail] = (await world.post()).filter(({ to }) => to.address === CUSTOMER);
  if (!mail) throw new Error('no acknowledgement');
  const says = (text: string) => world.answer(ref, { issuedTo: one.id, sender: ONE, text });
  return { world, ref, mail, says };
}

async function toCustomer(world: PostWorld): Promise<Posted[]> {
  return (await world.post()).filter(({ to }) => to.address === CUSTOMER);
}

test('R13: an address that does not exist gets one mail, however often it comes back', async () => {
  const { world, ref, mail } = await withWork();
  const before = (await world.stateOf(ref)).ticket.status;
  for (let round = 0; round < 150; round++) {
    await world.takeIn(bounceOf(mail));
    expect(await toCustomer(world)).toEqual([]);
  }
  const { ticket } = await world.stateOf(ref);
  expect(ticket.status).toBe(before);
  expect(ticket.clocks.every(({ state }) => state.kind === 'running')).toBe(true);
});

test.each<[string, number, boolean]>([
  ['59 days after it bounced gets nothing', 59, false],
  ['61 days after it bounced is tried again', 61, true],
])('R14: an address %s', async (_what, days, isTried) => {
  const { world, mail, says } = await withWork();
  await world.takeIn(bounceOf(mail));
  world.wait(days * DAY);
  await says('Are you there?');
  expect((await toCustomer(world)).length > 0).toBe(isTried);
});

test('R14: an address from which a mail comes works again at once', async () => {
  const { world, mail, says } = await withWork();
  await world.takeIn(bounceOf(mail));
  await world.takeIn(replyTo(mail, 'I have a new mailbox.'));
  await says('Good.');
  expect(await toCustomer(world)).toHaveLength(1);
});

test('R14: every automatic mail goes through one gate, whatever decided upon it', async () => {
  const { world, ref, mail } = await withWork();
  await world.takeIn(bounceOf(mail));
  await world.enter(ref, 'ask', { definition: asking });
  await world.enter(ref, 'verify', { definition: verify });
  expect(await toCustomer(world)).toEqual([]);
});

test('R15: the desk writes to none of its own addresses, and hears nobody in its own mail', async () => {
  const world = postWorld();
  const ref = await world.ask({ cc: [box(SUPPORT), box('reply+nonsense@help.example.com')] });
  const [mail] = await world.post();
  if (!mail) throw new Error('no acknowledgement');
  const { lastCustomerMessage } = (await world.stateOf(ref)).ticket;
  const back = { ...replyTo(mail, 'x'), class: 'own_loop' as const, answerable: false };
  expect(await world.takeIn(back)).toEqual({ kind: 'suspended', cause: 'loop' });
  expect((await world.stateOf(ref)).ticket.lastCustomerMessage).toBe(lastCustomerMessage);
  expect((await world.stateOf(ref)).participants).toHaveLength(1);
});

test('R15: one message of a customer is one mail to whoever has two tasks open', async () => {
  const { world, ref, mail } = await withWork();
  await world.enter(ref, 'more', { definition: work });
  await world.post();
  await world.takeIn(replyTo(mail, 'Still grey.'));
  expect((await world.post()).map(({ to }) => to.address)).toEqual([ONE]);
});

test.each<[string, Partial<InboundMessage>]>([
  ['an absence notice', away],
  ['another machine’s answer', { class: 'auto_generated', answerable: false }],
  ['a read receipt', { class: 'receipt', answerable: false }],
])('R16: %s ends no waiting and moves no clock', async (_what, kind) => {
  const { world, ref } = await withWork();
  await world.complete(ref, 'work', 'need_info');
  await world.enter(ref, 'ask', { definition: asking });
  const [asked] = await toCustomer(world);
  if (!asked) throw new Error('no question');
  const before = (await world.stateOf(ref)).ticket;
  world.wait(MINUTE);
  await world.takeIn({ ...replyTo(asked, 'I am on holiday.'), ...kind });
  const { ticket } = await world.stateOf(ref);
  expect(ticket.status).toBe('waiting_customer');
  expect(ticket.clocks).toEqual(before.clocks);
});

test('R17: a machine that changes its address each time is answered twice at most', async () => {
  const world = postWorld();
  let answers = 0;
  for (let round = 0; round < 30; round++) {
    const text = `Thank you for contacting us. Your enquiry has been registered under number ${round}.`;
    await world.takeIn({
      from: box(`case${String.fromCharCode(97 + (round % 26))}${round}@crm.example`),
      subject: `Ticket received [#${round}]`,
      text,
      reply: text,
    });
    answers += (await world.post()).length;
    world.wait(MINUTE);
  }
  expect(answers).toBe(2);
});

test('R17: a machine that answers our acknowledgement under a new address gets no second one', async () => {
  const world = postWorld();
  await world.ask({ from: box('case0@crm.example') });
  await world.post();
  let answers = 0;
  for (let round = 1; round <= 30; round++) {
    const [last] = world.posted.slice(-1);
    if (!last) throw new Error('no acknowledgement');
    const { subject } = last;
    await world.takeIn({
      from: box(`case${round}@crm.example`),
      subject: `Received: ${subject}`,
      text: last.text,
    });
    answers += (await world.post()).filter(({ to }) => to.address.endsWith('@crm.example')).length;
  }
  expect(answers).toBe(0);
});

test('R17: whoever begins anew with short words gets ten answers in three hours, and some again later', async () => {
  const world = postWorld();
  const round = async () => {
    await world.takeIn({ subject: 'Hello', text: 'Hello.', reply: 'Hello.' });
    return (await world.post()).length;
  };
  let answers = 0;
  for (let count = 0; count < 40; count++) answers += await round();
  expect(answers).toBe(10);
  expect(world.outcomes.at(-1)).toEqual({ kind: 'refused', reason: 'too_much_automatic_mail' });
  world.wait(4 * HOUR);
  expect(await round()).toBe(1);
});

test.each<[string, string, Partial<InboundMessage>, string]>([
  ['S5: an automatic answer leaves a closed ticket closed', 'I am away.', away, 'closed'],
  ['S5: a person’s answer opens it', 'It is broken again.', {}, 'open'],
  ['S6: thanks leave it closed', 'Thank you!', {}, 'closed'],
])('%s', async (_name, text, kind, status) => {
  const { world, ref, mail } = await withWork();
  await world.complete(ref, 'work', 'done');
  await world.enter(ref, 'closed', { definition: close() });
  await world.post();
  world.wait(HOUR);
  await world.takeIn({ ...replyTo(mail, text), ...kind });
  expect((await world.stateOf(ref)).ticket.status).toBe(status);
  if (status === 'closed') expect(await toCustomer(world)).toEqual([]);
});
