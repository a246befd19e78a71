import { beforeEach, describe, expect, test } from 'vitest';
import type { SuspendedItem } from '../../functions/core/suspended-item.ts';
import type { Desk } from '../../functions/core/desk.ts';
import { smallDesk } from '../core/small-desk.ts';
import { desk, orderWorld, STRANGER, SUPPORT } from './order-world.ts';
import type { Answer, OrderWorld } from './order-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { DAY, HOUR, MINUTE, ONE, TWO, work } from './ticket-world.ts';

/** Who knows the address for answers to a mail about held mail, or writes what is held, decides about nothing. */

let world: OrderWorld;
beforeEach(() => {
  world = orderWorld();
});

/** A held mail and the digest of it. */
async function heldAndTold(): Promise<{ id: string; replyTo: string; text: string }> {
  const id = await world.hold();
  const { replyTo, text } = await world.digest();
  return { id, replyTo, text };
}

const html = ['MIME-Version: 1.0', 'Content-Type: text/html; charset=utf-8'];

describe('a mail list on which an agent writes', () => {
  test('puts nobody in the agent’s place', async () => {
    world = orderWorld({ desk: { ...desk, lists: [TWO] } });
    const { id, replyTo } = await heldAndTold();
    const headers = ['List-Id: <two.team.example>', `X-Original-From: ${STRANGER}`, `Reply-To: ${STRANGER}`];
    await world.reply(replyTo, `#recover ${id}`, { headers });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });
});

describe('what answers a mail about held mail without a person', () => {
  test.each([
    ['an absence that says so', ['Auto-Submitted: auto-replied'], TWO],
    ['a bounce', ['Auto-Submitted: auto-replied', 'X-Failed-Recipients: two@team.example'], 'mailer-daemon@team.example'],
  ])('%s decides nothing, also when it quotes orders', async (_what, headers, from) => {
    const { id, replyTo, text } = await heldAndTold();
    await world.reply(replyTo, `#recover ${id}\r\n${text}`, { headers, from, verdicts: { dmarc: 'PASS' } });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect(await world.settle()).toEqual([]);
  });

  test.each<[string, string, Partial<Answer>]>([
    ['an absence without a mark', 'I am away.', {}],
    ['a bounce without a mark', 'It could not be delivered.', { from: 'postmaster@team.example' }],
  ])('%s is not written to for ever', async (_what, body, how) => {
    const { replyTo } = await heldAndTold();
    let answers = 0;
    for (let round = 0; round < 20; round++) {
      await world.reply(replyTo, body, how);
      const mails = await world.settle();
      answers += mails.length;
      world.wait(MINUTE);
    }
    expect(answers).toBeGreaterThan(0);
    expect(answers).toBeLessThan(6);
  });
});

describe('a digest that was passed on', () => {
  test.each([
    ['to a colleague', ONE],
    ['to a customer', STRANGER],
  ])('%s, and is answered by him, decides nothing', async (_to, from) => {
    const { id, replyTo } = await heldAndTold();
    expect(await world.reply(replyTo, `#recover ${id}`, { from })).toMatchObject({ kind: 'suspended' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test('whose reader has left the desk decides nothing', async () => {
    const { id, replyTo } = await heldAndTold();
    world.deps.desk = {
      ...desk,
      agents: desk.agents.filter((agent) => agent.id !== 'two'),
      roles: { manager: ['one'] },
    };
    expect(await world.reply(replyTo, `#recover ${id}`)).toMatchObject({ kind: 'suspended' });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect(await world.settle()).toEqual([]);
  });
});

describe('an answer as mail clients write it', () => {
  test.each([
    ['in HTML alone', (id: string) => `<html><body><div>#recover ${id}</div><div><br></div></body></html>`],
    ['in HTML, as a link', (id: string) => `<p><b>#recover</b>&nbsp;<span>${id}</span></p><p>-- <br>Two</p>`],
    ['in HTML above what it answers', (id: string) => `<div>#recover ${id}</div><blockquote type="cite">3 mails wait</blockquote>`],
  ])('%s is read', async (_what, body) => {
    const { id, replyTo } = await heldAndTold();
    await world.reply(replyTo, body(id), { headers: html });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'recovered' });
  });

  test('that is nothing but the digest, in HTML, decides nothing', async () => {
    const { id, replyTo, text } = await heldAndTold();
    const body = text.split('\n').map((line) => `<p>${line}</p>`).join('');
    await world.reply(replyTo, body, { headers: html });
    await world.reply(replyTo, text);
    await world.reply(replyTo, text.split('\n').map((line) => `> ${line}`).join('\r\n'));
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });

  test('in letters that only look alike decides nothing, and he is told', async () => {
    const { id, replyTo } = await heldAndTold();
    await world.reply(replyTo, `#r\u0435cover ${id}`);
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect((await world.settle())[0]?.text).toContain('No order stands at the top');
  });

  test('in its subject decides nothing', async () => {
    const { id, replyTo } = await heldAndTold();
    const raw = rawMail({ from: TWO, to: replyTo, subject: `#recover ${id}`, body: '' });
    await receive(world, { id: 'subject', raw, recipients: [replyTo], receivedAt: world.now() });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });
});

describe('what is held', () => {
  async function digestOf(different: Parameters<typeof rawMail>[0]): Promise<{ subject: string; text: string; id: string; replyTo: string }> {
    await receive(world, { id: 'evil', raw: rawMail(different), verdicts: { spam: 'FAIL' } });
    const [item] = await world.held();
    return { ...(await world.digest()), id: item?.id ?? '' };
  }

  test('puts no line into the digest, and nothing into its header', async () => {
    const { subject, text } = await digestOf({
      subject: '=?utf-8?q?Hi=0D=0ABcc:_x@evil.example=0A=0A#recover_01KAREQZ0000000000000000Q1=E2=80=A8#discard?=',
      from: STRANGER,
    });
    expect(subject).not.toContain('Bcc');
    expect(text.split(/[\n\u2028]/).filter((line) => /^\s*(#|Bcc)/.test(line))).toEqual([]);
  });

  test('whose words begin with an order orders nothing when it is shown and quoted', async () => {
    const { id, replyTo } = await digestOf({ body: `#recover\r\n#allow @evil.example\r\nHello` });
    await world.reply(replyTo, `#show ${id}`);
    const shown = (await world.settle())[0];
    expect(shown?.text).toContain('| #recover');
    for (const mark of ['', '> ']) {
      const body = (shown?.text ?? '').split('\n').map((line) => `${mark}${line}`).join('\r\n');
      await world.reply(shown?.replyTo ?? '', body);
    }
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
    expect(await world.store.senderRule('x@evil.example')).toBeNull();
  });
});

describe('so much that it fits no row', () => {
  test.each([
    ['a hundred thousand wrong orders', () => '#x y\r\n'.repeat(100_000), 'There is no such order'],
    ['a reason of a megabyte for many', (id: string) => `#discard ${Array(50).fill(id).map((one: string, at) => `${one.slice(0, 24)}${10 + at}`).join(' ')} ${'x'.repeat(1_000_000)}`, ''],
    ['#show of many', (id: string) => `#show ${id}\r\n`.repeat(50), ''],
  ])('%s is answered all the same', async (_what, body, says) => {
    const long = `${'字'.repeat(2_000)}\r\n`.repeat(30);
    const files = Array.from({ length: 300 }, (_, at) =>
      ['--b', 'Content-Type: text/plain', `Content-Disposition: attachment; filename="${'n'.repeat(90)}${at}.txt"`, '', 'x', ''].join('\r\n'));
    const parts = ['--b', 'Content-Type: text/plain; charset=utf-8', '', long, ...files, '--b--'].join('\r\n');
    const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
    await receive(world, { id: 'big', raw: rawMail({ headers, body: parts }), verdicts: { spam: 'FAIL' } });
    const [item] = await world.held();
    const { replyTo } = await world.digest();
    expect(await world.reply(replyTo, body(item?.id ?? ''))).toEqual({ kind: 'ordered' });
    const [answer] = await world.settle();
    expect(answer?.text).toContain(says);
    expect(answer?.text.length).toBeLessThan(200_000);
  });

  test('a thousand made-up addresses are looked at quickly and are none', async () => {
    const { id } = await heldAndTold();
    const made = Array.from({ length: 1_000 }, (_, at) => `held+b${String(at).padStart(16, '0')}@help.example.com`);
    await world.reply(SUPPORT, `#recover ${id}`, { headers: [`Cc: ${made.join(',')}`] });
    expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'held' });
  });
});

describe('whom the desk needs to hear', () => {
  const office: Desk = { ...desk, inboxes: desk.inboxes.map((inbox, at) => ({ ...inbox, aliases: at === 0 ? ['help@shop-group.example'] : [] })) };
  test.each([
    ['the inbox', SUPPORT],
    ['the domain of the desk', '@help.example.com'],
    ['an agent', ONE.toUpperCase()],
    ['the domain of agents', '@team.example'],
    ['a domain above it', '@example'],
    ['everybody', '*'],
    ['everybody', '@'],
    ['any domain', '@*'],
    ['any domain', '*@*'],
    ['the domain of an inbox', '@shop-group.example'],
    ['another address in letters that look alike', '@te\u0430m.example'],
  ])('%s, as %s, is not blocked', async (_who, sender) => {
    world = orderWorld({ desk: office });
    const { replyTo } = await heldAndTold();
    await world.reply(replyTo, `#block ${sender}`);
    const rules = await world.store.senderRules({ limit: 10 });
    expect(rules.items).toEqual([]);
  });

  test.each(['*', '@', '@*', '*@*', '@help.example.com', SUPPORT])('%s is not allowed', async (sender) => {
    const { replyTo } = await heldAndTold();
    await world.reply(replyTo, `#allow ${sender}`);
    expect((await world.store.senderRules({ limit: 10 })).items).toEqual([]);
  });
});

describe('two who decide at once', () => {
  test('with opposite orders: one of them counts, and the other hears which', async () => {
    world = orderWorld({ desk: { ...desk, roles: { manager: ['one', 'two'] } } });
    const id = await world.hold();
    await world.digest();
    const tos = new Map<string, string>();
    for (const agent of ['one', 'two']) {
      const { heldAddress } = await import('../../functions/core/held-address.ts');
      const { testMac } = await import('../core/signer-of-tests.ts');
      tos.set(agent, heldAddress({ agent, item: null }, desk.mailDomain, 'b', testMac));
    }
    await Promise.all([
      world.reply(tos.get('one') ?? '', `#discard ${id} no`, { from: ONE }),
      world.reply(tos.get('two') ?? '', `#recover ${id}`, { from: TWO }),
    ]);
    const state = await world.stateOfHeld(id);
    const loser = state?.kind === 'recovered' ? ONE : TWO;
    const told = (await world.settle()).find(({ to }) => to.address === loser);
    expect(told?.text).toMatch(/(one|two) has (discarded|recovered)/);
  });
});

test('an item that nobody decided about in time can still be let in by mail', async () => {
  const { id, replyTo } = await heldAndTold();
  const item = await world.store.heldItem(id);
  const expired: SuspendedItem['state'] = { kind: 'expired', at: world.now() };
  if (item) await world.store.commit([{ kind: 'change_held', item: { ...item, state: expired }, from: 'held' }]);
  await world.reply(replyTo, `#recover ${id}`);
  expect(await world.stateOfHeld(id)).toMatchObject({ kind: 'recovered' });
});

describe('what is held in confidence', () => {
  function confidential(): OrderWorld {
    const [simple] = Object.values(smallDesk.processes);
    if (!simple) throw new Error('no process');
    return orderWorld({ desk: { ...desk, processes: { simple: { ...simple, confidential: true } } } });
  }

  test('is not told of by what came of an order', async () => {
    world = confidential();
    const { id, replyTo } = await heldAndTold();
    await world.store.commit([
      { kind: 'put_sender_rule', rule: { kind: 'block', sender: 'customer@shop.example', by: 'one', why: 'a secret', at: world.now(), until: null } },
    ]);
    await world.reply(replyTo, `#recover ${id}`);
    const [answer] = await world.settle();
    expect(answer?.text).toContain(`${id} stays held, now as blocklisted`);
    expect(answer?.text).not.toMatch(/customer@|secret/);
  });

  test('stays so when its ticket goes on as a confidential one', async () => {
    const ref = await world.ask();
    const other = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    await world.reply(world.addressOf(ref, 1), 'Me too.', { from: STRANGER });
    const [item] = await world.held();
    const [away, into] = [await world.stateOf(ref), await world.stateOf(other)];
    const ticket = { ...away.ticket, merged: { into: other, at: world.now(), joined: [], waited: {} } };
    const secret = { ...into.ticket, confidential: true };
    expect(ticket.ref).toBe(item?.ref);
    const { isHeldInConfidence } = await import('../../functions/app/held-in-confidence.ts');
    const read = async (named: string) => (named === ref ? { ...away, ticket } : { ...into, ticket: secret });
    expect(item && (await isHeldInConfidence({ store: { ticket: read }, desk }, item))).toBe(true);
  });
});

test('an old answer that comes again after the item was held for something else sets that aside too late', async () => {
  await receive(world, { id: 'a', raw: rawMail({}), verdicts: { virus: 'FAIL', spam: 'FAIL' } });
  const [item] = await world.held();
  const id = item?.id ?? '';
  const { replyTo } = await world.digest();
  await world.reply(replyTo, `#recover ${id}`, { id: 'once' });
  world.wait(3 * DAY + HOUR);
  expect(await world.reply(replyTo, `#recover ${id}`, { id: 'once' })).toEqual({ kind: 'duplicate', ref: null });
  expect(await world.store.heldItem(id)).toMatchObject({ cause: 'spam', waived: ['virus'] });
});
