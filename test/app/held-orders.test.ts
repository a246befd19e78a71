import { beforeEach, describe, expect, test } from 'vitest';
import { heldAddress } from '../../functions/core/held-address.ts';
import { testMac } from '../core/signer-of-tests.ts';
import { confidentialDesk, desk, orderWorld, STRANGER, SUPPORT } from './order-world.ts';
import type { Answer, OrderWorld } from './order-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { HOUR, ONE, TWO, work } from './ticket-world.ts';

/** Agents decide about held mail by answering the mails that tell of it. `two` is in charge, `one` works on tickets. */

let world: OrderWorld;
beforeEach(() => {
  world = orderWorld();
});

describe('the digest', () => {
  test('says in words what is held and why, and what answers it; no line of it is an order', async () => {
    const id = await world.hold();
    const { text, replyTo } = await world.digest();
    expect(text).toContain('1 × called spam by the mail service (spam)');
    expect(text).toContain('From customer@shop.example: Printer\n  The mail service calls it spam. (spam)');
    expect(text).toContain(
      `Let in, it opens a ticket of support@help.example.com.\n  To let it in: #recover ${id}\n  Off the list: #discard ${id}\n`,
    );
    expect(text.split('\n').filter((line) => line.trim().startsWith('#'))).toEqual([]);
    expect(replyTo).toMatch(/^held\+[a-z][0-9a-z]{16}@help\.example\.com$/);
  });

  test('lists the first 25 and says how many there are besides', async () => {
    for (let count = 0; count < 27; count++) await world.hold();
    const { text } = await world.digest();
    expect(text.match(/#recover [0-9A-Z]{26}/g)).toHaveLength(25);
    expect(text).toContain('2 more are not listed here');
  });

  test('keeps to itself who wrote what for a confidential request', async () => {
    world = orderWorld({ desk: confidentialDesk });
    const id = await world.hold();
    const { text, replyTo } = await world.digest();
    expect(text).toContain('From somebody, in confidence\n  called spam by the mail service (spam)');
    expect(text).not.toMatch(/Printer|customer@/);
    await world.reply(replyTo, `#show ${id}`);
    const [shown] = await world.settle();
    expect(shown?.text).toContain('for a confidential request');
    expect(shown?.text).not.toContain('prints');
  });
});

describe('whoever gets the digest', () => {
  test('lets a mail in, and is told which ticket it became', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    expect(await world.reply(replyTo, `#recover ${id}\r\n\r\nThanks`)).toEqual({ kind: 'ordered' });
    const state = await world.stateOfHeld(id);
    expect(state).toMatchObject({ kind: 'recovered', by: 'two' });
    const answer = (await world.settle()).find(({ to }) => to.address === TWO);
    expect(answer?.text).toContain(
      `> #recover ${id}\n  "Printer" from customer@shop.example (${id}) is the ticket `,
    );
  });

  test.each([
    ['#Recover-as-new', { kind: 'recovered' }],
    ['＃recover', { kind: 'recovered' }],
    ['#discard', { kind: 'discarded', reason: 'no reason given' }],
  ])('writes %s, as people and phones do', async (verb, state) => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    await world.reply(replyTo, `\r\n${verb} ${id.toLowerCase()}.\r\n-- \r\nTwo`);
    expect(await world.stateOfHeld(id)).toMatchObject(state);
  });

  test('decides about several at once, each by itself', async () => {
    const [first, second, third] = [await world.hold(), await world.hold(), await world.hold()];
    const { replyTo } = await world.digest();
    await world.reply(
      replyTo,
      `#discard ${first} ${second} a lottery\r\n#recover ${third}\r\n#recover ${first}`,
    );
    expect(await world.stateOfHeld(second)).toMatchObject({ kind: 'discarded', reason: 'a lottery' });
    expect(await world.held()).toEqual([]);
    const answer = (await world.settle()).find(({ to }) => to.address === TWO);
    expect(answer?.text).toContain(
      `two has discarded "Printer" from customer@shop.example (${first}): a lottery`,
    );
  });

  test('is shown what a mail says, behind marks', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    await world.reply(replyTo, `#show ${id}`);
    expect((await world.settle())[0]?.text).toContain('  | It prints nothing.');
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test('allows and blocks senders', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    await world.reply(
      replyTo,
      `#allow shop@other.example <mailto:shop@other.example> a customer\r\n#block @letters.example`,
    );
    expect(await world.store.senderRule('shop@other.example')).toMatchObject({
      kind: 'allow',
      by: 'two',
      why: 'a customer',
      until: null,
    });
    expect(await world.store.senderRule('news@letters.example')).toMatchObject({ kind: 'block' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test.each(['allow', 'block'])('who writes #%s is told what of that sender is still held', async (verb) => {
    const ids = [await world.hold(), await world.hold()].toReversed();
    const { replyTo } = await world.digest();
    await world.reply(replyTo, `#${verb} customer@shop.example`);
    const order = verb === 'allow' ? 'lets them in: #recover' : 'takes them off the list: #discard';
    const { text = '' } = (await world.settle())[0] ?? {};
    expect(text.split('\n').filter((line) => line.trim().startsWith('#'))).toEqual([]);
    expect(text).toContain(`2 mails from there are still held. This ${order} ${ids.join(' ')}`);
    await world.reply(replyTo, `#${verb} nobody@other.example`);
    expect((await world.settle())[0]?.text).not.toContain('still held');
  });

  test.each([
    ['no id', '#recover', 'Write #recover and the id'],
    ['half an id', '#discard 01KAR', 'Write #discard'],
    ['an unknown word', '#recovr 01KAREQZ0000000000000000Q1', 'There is no such order'],
    ['nobody', '#block him', 'Write #block and an address'],
    ['nothing but words', 'Who is this?', 'No order stands at the top'],
    ['too much', Array(60).fill('#show 01KAREQZ0000000000000000Q1').join('\r\n'), 'More than 25'],
  ])('who writes %s is asked again, and nothing of the mail is done', async (_what, line, says) => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    await world.reply(replyTo, `${line}\r\n#discard ${id}`);
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect((await world.settle())[0]?.text).toContain(says);
  });

  test('is told when nothing is held under an id', async () => {
    await world.hold();
    const { replyTo } = await world.digest();
    await world.reply(replyTo, '#recover 01KAREQZ0000000000000000Q1');
    expect((await world.settle())[0]?.text).toContain('Nothing is held as 01KAREQZ0000000000000000Q1.');
  });

  test('has no say any more when somebody else is in charge', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    world.deps.desk = { ...desk, roles: { manager: ['one'] } };
    await world.reply(replyTo, `#recover ${id}`);
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect((await world.settle())[0]?.text).toContain('Only whoever gets the list of all held mail decides');
  });

  test('writes to a ticket as well, on which he is not: it is a mail like any other, and orders nothing', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    const ref = await world.ask();
    const customers = world.addressOf(ref, 1);
    const headers = [`Cc: ${customers}`];
    const taken = await world.reply(replyTo, `#recover ${id}\r\nHello!`, { headers });
    expect(taken).toEqual({ kind: 'suspended', cause: 'unknown_sender_update' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });
});

describe('the same answer counts once', () => {
  test('however often it is delivered', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    const again = { id: 'same' };
    expect(await world.reply(replyTo, `#recover ${id}`, again)).toEqual({ kind: 'ordered' });
    expect(await world.reply(replyTo, `#recover ${id}`, again)).toEqual({ kind: 'duplicate', ref: null });
    expect((await world.settle()).filter(({ to }) => to.address === TWO)).toHaveLength(1);
  });

  test('and sets one cause aside, also when the process died before it was claimed', async () => {
    let isDying = false;
    world = orderWorld({
      around: (store) => ({
        ...store,
        commit: async (changes) => {
          const isLast = changes.some(({ kind }) => kind === 'add_outbox') && changes[0]?.kind === 'claim';
          if (isDying && isLast) throw new Error('the process died');
          return store.commit(changes);
        },
      }),
    });
    await receive(world, { id: 'a', raw: rawMail({}), verdicts: { virus: 'FAIL', spam: 'FAIL' } });
    const [item] = await world.held();
    const id = item?.id ?? '';
    const { replyTo } = await world.digest();
    const asked = world.now();
    world.wait(HOUR);
    const order = () =>
      receive(world, {
        id: 'order',
        raw: rawMail({ from: TWO, to: replyTo, body: `#recover ${id}` }),
        recipients: [replyTo],
        receivedAt: asked,
      });
    isDying = true;
    await expect(order()).rejects.toThrow('the process died');
    isDying = false;
    expect(await order()).toEqual({ kind: 'ordered' });
    expect(await world.store.heldItem(id)).toMatchObject({ cause: 'spam', waived: ['virus'] });
    expect((await world.settle())[0]?.text).toContain(`(${id}) stays held, now as spam`);
    await world.reply(replyTo, `#recover ${id}`);
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'recovered' });
  });
});

describe('nobody else decides', () => {
  const cases: [string, Partial<Answer>][] = [
    ['from another address', { from: STRANGER }],
    ['from another agent’s address', { from: ONE }],
    ['in his name without DMARC', { verdicts: { dmarc: 'GRAY' } }],
    ['in his name, forged', { verdicts: { dmarc: 'FAIL' } }],
  ];
  test.each(cases)('a mail %s is held, and he is told', async (_who, how) => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    const taken = await world.reply(replyTo, `#recover ${id}`, how);
    expect(taken).toEqual({ kind: 'suspended', cause: 'agent_auth_failed' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    const mails = await world.settle();
    expect(mails.map(({ to }) => to.address)).toEqual([TWO]);
    expect(mails[0]?.text).toContain('held for a person to look at');
    expect(mails[0]?.text).toContain(`  | #recover ${id}`);
  });

  test('whoever lets such a mail in makes a ticket of it, and no orders', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    await world.reply(replyTo, `#discard ${id}`, { from: STRANGER });
    const forged = (await world.held())[0]?.id ?? '';
    for (let count = 0; count < 4; count++) {
      await world.reply(replyTo, `#recover ${forged}`);
    }
    expect(await world.stateOfHeld(forged)).toMatchObject({ kind: 'recovered' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test('an address that the desk did not make is none', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    const forged = replyTo.replace(/.@/, (end) => (end === '0@' ? '1@' : '0@'));
    expect(await world.reply(forged, `#recover ${id}`)).toMatchObject({ kind: 'suspended' });
    expect(await world.settle()).toEqual([]);
  });

  test('an automatic answer decides nothing', async () => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    const headers = ['Auto-Submitted: auto-replied'];
    await world.reply(replyTo, `#recover ${id}`, { headers });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect(await world.settle()).toEqual([]);
  });

  test.each([
    ['a held mail', (id: string) => `> Buy now.\r\n> #recover ${id}\r\n`],
    ['quoted words without a mark', (id: string) => `Who is this?\r\n\r\nBuy now.\r\n#recover ${id}\r\n`],
    ['an order above them', (id: string) => `#show ${id}\r\n\r\nHe writes:\r\n#recover ${id}\r\n`],
  ])('orders inside %s are none', async (_what, body) => {
    const id = await world.hold();
    const { replyTo } = await world.digest();
    await world.reply(replyTo, body(id));
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test('orders in a mail to an inbox are words, whoever writes them', async () => {
    const id = await world.hold();
    for (const from of [STRANGER, TWO]) await world.reply(SUPPORT, `#recover ${id}`, { from });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });
});

describe('whoever works on a ticket', () => {
  async function told() {
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    await world.settle();
    await world.reply(world.addressOf(ref, 1), 'Me too.\r\n#recover\r\nPlease.', { from: STRANGER });
    const [item] = await world.held();
    const mail = (await world.settle()).find(({ to }) => to.address === ONE);
    if (!item || !mail) throw new Error('nobody was told');
    return { ref, id: item.id, mail };
  }

  test('reads who wrote what, and that an answer decides', async () => {
    const { mail } = await told();
    expect(mail.text).toContain('It answers a ticket that its sender is not on. (unknown_sender_update)');
    expect(mail.text).toContain('  | Me too.\n  | #recover\n  | Please.');
    expect(mail.text.split('\n').filter((line) => line.trim().startsWith('#'))).toEqual([]);
    expect(mail.replyTo).toMatch(/^held\+[0-9a-z]{26}[a-z][0-9a-z]{16}@/);
  });

  test('lets it in without naming it', async () => {
    const { ref, id, mail } = await told();
    expect(await world.reply(mail.replyTo, '#recover', { from: ONE })).toEqual({ kind: 'ordered' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'recovered', ref, by: 'one' });
    expect((await world.messages(ref)).at(-1)?.flags).toContain('late_recovered');
  });

  test('discards it with a reason', async () => {
    const { id, mail } = await told();
    await world.reply(mail.replyTo, '#discard not one of ours', { from: ONE });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'discarded', reason: 'not one of ours' });
  });

  test('decides about no other mail and no sender', async () => {
    const { mail } = await told();
    const other = await world.hold();
    await world.reply(mail.replyTo, `#recover ${other}`, { from: ONE });
    await world.reply(mail.replyTo, `#allow ${STRANGER}`, { from: ONE });
    expect(await world.stateOfHeld(other)).toMatchObject({ kind: 'held' });
    expect(await world.store.senderRule(STRANGER)).toBeNull();
    const texts = (await world.settle()).map(({ text }) => text).join('\n');
    expect(texts).toContain('decides about another one than he was told of.');
    expect(texts).toContain('Only whoever gets the list of all held mail decides about senders.');
  });

  test('who was issued an address cannot be made to decide by somebody who knows it', async () => {
    const { id, mail } = await told();
    const his = heldAddress({ agent: 'two', item: id }, desk.mailDomain, 'b', testMac);
    expect(mail.replyTo).not.toBe(his);
    await world.reply(mail.replyTo, '#recover', { from: STRANGER });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });
});
