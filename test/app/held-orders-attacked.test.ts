import { beforeEach, describe, expect, test } from 'vitest';
import { isHeldInConfidence } from '../../functions/app/held-in-confidence.ts';
import { heldAddress } from '../../functions/core/held-address.ts';
import { testMac } from '../core/signer-of-tests.ts';
import { confidentialDesk, desk, heldAndTold, orderWorld, STRANGER, SUPPORT } from './order-world.ts';
import type { Answer, OrderWorld } from './order-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { DAY, MINUTE, ONE, TWO } from './ticket-world.ts';

/** Whoever knows the address for answers about held mail, or writes what is held, decides about nothing. */

let world: OrderWorld;
beforeEach(() => {
  world = orderWorld();
});

const everyLine = (text: string, write: (line: string) => string) => text.split('\n').map(write).join('\r\n');

describe('what answers a mail about held mail without a person', () => {
  test.each([
    ['an absence that says so', TWO],
    ['a bounce', 'mailer-daemon@team.example'],
  ])('%s decides nothing, also when it quotes orders', async (_what, from) => {
    const { id, replyTo, text } = await heldAndTold(world);
    const headers = ['Auto-Submitted: auto-replied', 'X-Failed-Recipients: two@team.example'];
    await world.reply(replyTo, `#recover ${id}\r\n${text}`, { headers, from });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect(await world.settle()).toEqual([]);
  });

  test.each<[string, string, Partial<Answer>]>([
    ['an absence without a mark', 'I am away.', {}],
    ['another help desk', '#Ticket 17 is open', {}],
    ['a bounce without a mark', 'It could not be delivered.', { from: 'delivery@team.example' }],
  ])('%s is not written to for ever', async (_what, body, how) => {
    const { replyTo } = await heldAndTold(world);
    let answers = 0;
    for (let round = 0; round < 20; round++) {
      await world.reply(replyTo, body, how);
      answers += (await world.settle()).length;
      world.wait(MINUTE);
    }
    expect(answers).toBe(5);
    world.wait(DAY);
    await world.reply(replyTo, body, how);
    expect(await world.settle()).toHaveLength(1);
  });
});

describe('a digest that was passed on', () => {
  test.each([
    ['a colleague', ONE],
    ['a customer', STRANGER],
  ])('to %s, who answers it, lets nothing in', async (_whom, from) => {
    const { id, replyTo } = await heldAndTold(world);
    expect(await world.reply(replyTo, `#recover ${id}`, { from })).toMatchObject({ kind: 'suspended' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test('by a list, with somebody’s words in the name of an agent who is one, lets nothing in', async () => {
    world = orderWorld({ desk: { ...desk, lists: [TWO] } });
    const { id, replyTo } = await heldAndTold(world);
    const headers = ['List-Id: <two.team.example>', `X-Original-From: ${STRANGER}`, `Reply-To: ${STRANGER}`];
    await world.reply(replyTo, `#recover ${id}`, { headers });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test('whose reader has left the desk lets nothing in', async () => {
    const { id, replyTo } = await heldAndTold(world);
    const agents = desk.agents.filter((agent) => agent.id !== 'two');
    world.deps.desk = { ...desk, agents, roles: { manager: ['one'] } };
    expect(await world.reply(replyTo, `#recover ${id}`)).toMatchObject({ kind: 'suspended' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect(await world.settle()).toEqual([]);
  });

  test('counts only where it was delivered, not where a header names its address', async () => {
    const { id, replyTo } = await heldAndTold(world);
    const raw = rawMail({ from: TWO, to: replyTo, body: `#recover ${id}` });
    await receive(world, { id: 'elsewhere', raw, recipients: ['nobody@help.example.com'] });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });
});

describe('an answer as mail programs write it', () => {
  const html = ['MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8'];

  test.each([
    ['alone', (id: string) => `<html><body><div>#recover ${id}</div><div><br></div></body></html>`],
    ['in pieces', (id: string) => `<p><b>#recover</b>&nbsp;<span>${id}</span></p><p>-- <br>Two</p>`],
    ['above', (id: string) => `<div>#recover ${id}</div><blockquote type="cite">3 mails</blockquote>`],
  ])('in HTML, %s, is read', async (_what, body) => {
    const { id, replyTo } = await heldAndTold(world);
    await world.reply(replyTo, body(id), { headers: html });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'recovered' });
  });

  test('that is nothing but the digest decides nothing', async () => {
    const { id, replyTo, text } = await heldAndTold(world);
    await world.reply(
      replyTo,
      everyLine(text, (line) => `<p>${line}</p>`),
      { headers: html },
    );
    for (const mark of ['', '> '])
      await world.reply(
        replyTo,
        everyLine(text, (line) => `${mark}${line}`),
      );
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test('in letters that only look alike decides nothing, and he is told', async () => {
    const { id, replyTo } = await heldAndTold(world);
    await world.reply(replyTo, `#r\u0435cover ${id}`);
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect((await world.settle())[0]?.text).toContain('No order stands at the top');
  });

  test('in its subject decides nothing', async () => {
    const { id, replyTo } = await heldAndTold(world);
    const raw = rawMail({ from: TWO, to: replyTo, subject: `#recover ${id}`, body: '' });
    await receive(world, { id: 'subject', raw, recipients: [replyTo], receivedAt: world.now() });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });
});

describe('what is held', () => {
  test('puts no line into the digest, and nothing into its header', async () => {
    const words = 'Hi=0D=0ABcc:_x@evil.example=0A#recover_01KAREQZ0000000000000000Q1=E2=80=A8#discard';
    await receive(world, {
      id: 'evil',
      raw: rawMail({ subject: `=?utf-8?q?${words}?=` }),
      verdicts: { spam: 'FAIL' },
    });
    const { subject, text } = await world.digest();
    expect(subject).toBe('1 mail is held back');
    expect(text.split(/[\n\u2028]/).filter((line) => /^\s*(#|Bcc)/.test(line))).toEqual([]);
  });

  test('and begins with orders gives none when it is shown and quoted', async () => {
    const raw = rawMail({ body: '#recover\r\n#allow @evil.example\r\nHello' });
    await receive(world, { id: 'evil', raw, verdicts: { spam: 'FAIL' } });
    const id = (await world.held())[0]?.id ?? '';
    await world.reply((await world.digest()).replyTo, `#show ${id}`);
    const [shown] = await world.settle();
    expect(shown?.text).toContain('| #recover');
    for (const mark of ['', '> '])
      await world.reply(
        shown?.replyTo ?? '',
        everyLine(shown?.text ?? '', (line) => `${mark}${line}`),
      );
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect(await world.store.senderRule('x@evil.example')).toBeNull();
  });
});

describe('an answer that is too much for a row', () => {
  const ids = (id: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${id.slice(0, 24)}${10 + at}`).join(' ');
  const file = (at: number) =>
    `--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="${'n'.repeat(90)}${at}.txt"\r\n\r\nx\r\n`;

  test.each<[string, (id: string) => string, string]>([
    ['wrong orders without end', () => '#x y\r\n'.repeat(100_000), 'More than 25 orders'],
    ['the id of ever more', (id) => `#discard ${ids(id, 50)} why not`, 'More than 25 orders'],
    ['a reason of a megabyte', (id) => `#discard ${ids(id, 20)} ${'x'.repeat(1e6)}`, 'Nothing is held as'],
    ['a sender of a megabyte', () => `#block x@${'x'.repeat(1e6)}.example`, 'Write #block and an address'],
    ['many long mails to be shown', (id) => `#show ${id}\r\n`.repeat(25), 'spam'],
  ])('%s, is answered all the same', async (_what, body, says) => {
    const long = `${'字'.repeat(2_000)}\r\n`.repeat(30);
    const parts = `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${long}\r\n${Array.from({ length: 300 }, (_, at) => file(at)).join('')}--b--`;
    const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
    await receive(world, { id: 'big', raw: rawMail({ headers, body: parts }), verdicts: { spam: 'FAIL' } });
    const [item] = await world.held();
    const { replyTo } = await world.digest();
    expect(await world.reply(replyTo, body(item?.id ?? ''))).toEqual({ kind: 'ordered' });
    expect((await world.settle())[0]?.text).toContain(says);
  });
});

describe('whom the desk needs to hear', () => {
  const HOUSE = '@shop-group.example';
  const office = desk.inboxes.map((inbox) => ({ ...inbox, address: inbox.address.replace(/@.*/, HOUSE) }));

  test.each([
    ['the inbox', `support${HOUSE}`],
    ['its domain', HOUSE],
    ['the domain of the desk', '@help.example.com'],
    ['an agent', ONE.toUpperCase()],
    ['the domain of agents', '@team.example'],
    ['everything above it', '@example'],
    ['everybody', '*'],
    ['everybody', '@'],
    ['everybody', '@*'],
    ['everybody', '*@*'],
  ])('%s, as %s, is not blocked', async (_who, sender) => {
    world = orderWorld({ desk: { ...desk, inboxes: office } });
    const id = await world.hold([`Cc: support${HOUSE}`]);
    expect(id).not.toBe('');
    const { replyTo } = await world.digest();
    await world.reply(replyTo, `#block ${sender}`);
    expect((await world.store.senderRules({ limit: 10 })).items).toEqual([]);
  });

  test.each(['*', '@', '@*', '*@*', '@help.example.com', SUPPORT])('%s is not allowed', async (sender) => {
    const { replyTo } = await heldAndTold(world);
    await world.reply(replyTo, `#allow ${sender}`);
    expect((await world.store.senderRules({ limit: 10 })).items).toEqual([]);
  });
});

test('of two who decide at once one counts, and the other hears which', async () => {
  world = orderWorld({ desk: { ...desk, roles: { manager: ['one', 'two'] } } });
  const id = await world.hold();
  const to = (agent: string) => heldAddress({ agent, item: null }, desk.mailDomain, 'b', testMac);
  await Promise.all([
    world.reply(to('one'), `#discard ${id} no`, { from: ONE }),
    world.reply(to('two'), `#recover ${id}`, { from: TWO }),
  ]);
  const loser = (await world.stateOfHeld(id))?.kind === 'recovered' ? ONE : TWO;
  const told = (await world.settle()).find((mail) => mail.to.address === loser && mail.text.includes(id));
  expect(told?.text).toMatch(/(one has discarded|two has recovered)/);
});

test('what nobody decided about in time can still be let in', async () => {
  const { id, replyTo } = await heldAndTold(world);
  const item = await world.store.heldItem(id);
  if (!item) throw new Error('nothing is held');
  const expired = { ...item, state: { kind: 'expired' as const, at: world.now() } };
  await world.store.commit([{ kind: 'change_held', item: expired, from: 'held' }]);
  await world.reply(replyTo, `#recover ${id}`);
  expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'recovered' });
});

test('an old answer that comes again, when the item is held for something else, sets that not aside', async () => {
  await receive(world, { id: 'a', raw: rawMail({}), verdicts: { virus: 'FAIL', spam: 'FAIL' } });
  const id = (await world.held())[0]?.id ?? '';
  const { replyTo } = await world.digest();
  await world.reply(replyTo, `#recover ${id}`, { id: 'once' });
  world.wait(3 * DAY);
  expect(await world.reply(replyTo, `#recover ${id}`, { id: 'once' })).toEqual({
    kind: 'duplicate',
    ref: null,
  });
  expect(await world.store.heldItem(id)).toMatchObject({ cause: 'spam', waived: ['virus'] });
});

describe('what is held in confidence', () => {
  test('is not told of by what came of an order', async () => {
    world = orderWorld({ desk: confidentialDesk });
    const { id, replyTo } = await heldAndTold(world);
    const [sender, by, why] = ['customer@shop.example', 'one', 'a secret'];
    const rule = { kind: 'block' as const, sender, by, why, at: world.now(), until: null };
    await world.store.commit([{ kind: 'put_sender_rule', rule }]);
    await world.reply(replyTo, `#recover ${id}`);
    const [answer] = await world.settle();
    expect(answer?.text).toContain(`${id} stays held, now as blocklisted: From a blocked sender.`);
    expect(answer?.text).not.toMatch(/customer@|secret/);
  });

  test('is so too when its ticket goes on as a confidential one', async () => {
    const [ref, other] = [await world.ask(), await world.ask()];
    await world.reply(world.addressOf(ref, 1), 'Me too.', { from: STRANGER });
    const [item] = await world.held();
    if (!item) throw new Error('nothing is held');
    const [away, into] = [await world.stateOf(ref), await world.stateOf(other)];
    const merged = { into: other, at: world.now(), joined: [], waited: {} };
    const states = [
      { ...away, ticket: { ...away.ticket, merged } },
      { ...into, ticket: { ...into.ticket, confidential: true as const } },
    ];
    const ticket = async (named: string) => states.find((state) => state.ticket.ref === named) ?? null;
    expect(await isHeldInConfidence({ store: world.store, desk }, item)).toBe(false);
    expect(await isHeldInConfidence({ store: { ticket }, desk }, item)).toBe(true);
  });
});
