import { describe, expect, test } from 'vitest';
import { discardHeld, recoverHeld, showHeld } from '../../functions/app/held-items.ts';
import { allowSender, blockSender } from '../../functions/app/sender-rules.ts';
import type { TakeInOutcome } from '../../functions/app/taking-in.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { SuspendedItem, SuspensionCause } from '../../functions/core/suspended-item.ts';
import { typedMessage } from '../../functions/intake/typed-message.ts';
import { takeInWebhook } from '../../functions/app/take-in-webhook.ts';
import { takeInMessage } from '../../functions/app/take-in-message.ts';
import { smallDesk } from '../core/small-desk.ts';
import { rawMail, receive } from './raw-mail.ts';
import { close, CUSTOMER, DAY, MONDAY, ONE, ticketWorld, work } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

const BY = { by: 'lead' };
const withFile = [
  '--b',
  'Content-Type: text/plain',
  '',
  'Please open it.',
  '--b',
  'Content-Type: application/zip; name="bill.zip"',
  'Content-Disposition: attachment; filename="bill.zip"',
  '',
  'PK',
  '--b--',
  '',
].join('\r\n');

async function ticketWithAgent(world: TicketWorld) {
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  return { ref, one: await world.agent(ref, 'one') };
}

type Delivery = Parameters<typeof receive>[1];

const mailWith = (raw: Parameters<typeof rawMail>[0], more: Partial<Delivery> = {}) => ({
  raw: rawMail(raw),
  ...more,
});

async function heldAs(cause: SuspensionCause, mail: Omit<Delivery, 'id'>) {
  const world = ticketWorld();
  expect(await receive(world, { id: 'held', ...mail })).toEqual({ kind: 'suspended', cause });
  const [item] = await world.held();
  if (!item) throw new Error('nothing is held');
  return { world, item };
}

const recover = (world: TicketWorld, { id }: SuspendedItem, as: 'intended' | 'new' = 'intended') =>
  recoverHeld(world.deps, { id, as, ...BY });

describe('recovering', () => {
  test('sets one cause aside at a time: spam with a virus stays held, as a virus', async () => {
    const world = ticketWorld();
    await blockSender(world.deps, { sender: CUSTOMER, why: 'spam', days: 1, ...BY });
    await receive(world, { id: 'a', raw: rawMail({}), verdicts: { virus: 'FAIL', spam: 'FAIL' } });
    const [item] = await world.held();
    if (!item) throw new Error('nothing is held');
    expect(await recover(world, item)).toMatchObject({ kind: 'still_held', cause: 'blocklisted' });
    expect(await world.held()).toMatchObject([{ id: item.id, cause: 'blocklisted', waived: ['virus'] }]);
    expect(await recover(world, item)).toMatchObject({ kind: 'still_held', cause: 'spam' });
    expect(await recover(world, item)).toMatchObject({ kind: 'recovered', opened: true });
  });

  test('an agent’s answer that nothing proves is a note that says so, and asks nobody to send it again', async () => {
    const world = ticketWorld();
    const { ref, one } = await ticketWithAgent(world);
    const to = world.addressOf(ref, one.id);
    const raw = rawMail({ from: ONE, to, body: '#done' });
    await receive(world, { id: 'a', raw, recipients: [to], verdicts: { dmarc: 'GRAY' } });
    const [item] = await world.held();
    if (!item) throw new Error('nothing is held');
    const before = (await world.mails(ref)).length;
    expect(await recover(world, item)).toMatchObject({ kind: 'recovered', ref });
    expect((await world.messages(ref)).at(-1)).toMatchObject({
      visibility: 'internal',
      flags: ['late_recovered', 'not_proven'],
    });
    expect(await world.mails(ref)).toHaveLength(before);
    expect((await world.step(ref, 'work')).state.kind).toBe('open');
  });

  test('an empty mail takes two decisions, and then it is a ticket', async () => {
    const world = ticketWorld();
    await receive(world, { id: 'a', raw: new Uint8Array() });
    const [item] = await world.held();
    if (!item) throw new Error('nothing is held');
    expect(await recover(world, item)).toMatchObject({ kind: 'still_held', cause: 'blank' });
    expect(await recover(world, item)).toMatchObject({ kind: 'recovered' });
  });

  test('an answer puts it on its ticket, or makes a ticket of its own', async () => {
    const answer = async (as: 'intended' | 'new') => {
      const world = ticketWorld();
      const ref = await world.ask();
      const to = world.addressOf(ref, 1);
      const verdicts = { dmarc: 'FAIL', dmarcPolicy: 'reject' } as const;
      await receive(world, { id: 'a', raw: rawMail({ to }), recipients: [to], verdicts });
      const [item] = await world.held();
      if (!item) throw new Error('nothing is held');
      expect(item).toMatchObject({ ref, inbox: null, receipt: { by: 'reply_address' } });
      const outcome = await recover(world, item, as);
      return outcome.kind === 'recovered' && outcome.ref === ref;
    };
    expect(await answer('intended')).toBe(true);
    expect(await answer('new')).toBe(false);
  });

  describe('onto a ticket that somebody names', () => {
    async function heldBeside(desk: Desk = smallDesk) {
      const world = ticketWorld({ desk });
      const ref = await world.ask();
      const raw = rawMail({
        from: 'friend@other.example',
        headers: ['Precedence: bulk'],
        body: 'About the printer.',
      });
      await receive(world, { id: 'held', raw });
      const [item] = await world.held();
      if (!item) throw new Error('nothing is held');
      const into = (to: string) => recoverHeld(world.deps, { id: item.id, as: { into: to }, ...BY });
      return { world, ref, item, into };
    }

    test('puts it there as from its sender, for the desk to see, and says who did that', async () => {
      const { world, ref, into } = await heldBeside();
      expect(await into(ref)).toEqual({ kind: 'recovered', ref, opened: false });
      const message = (await world.messages(ref)).at(-1);
      expect(message).toMatchObject({
        from: { address: 'friend@other.example' },
        visibility: 'internal',
        author: null,
      });
      expect(message?.flags).toEqual(['late_recovered', 'put_here_by: lead', 'stranger']);
      expect(message?.receipt.by).toBe('recovery');
      expect((await world.stateOf(ref)).participants).toHaveLength(2);
      expect(await world.held()).toEqual([]);
    });

    test('takes who is on that ticket for who he is, however long it has been closed', async () => {
      const world = ticketWorld();
      const ref = await world.ask();
      await world.enter(ref, 'closed', { definition: close() });
      world.wait(30 * DAY);
      await receive(world, {
        id: 'held',
        raw: rawMail({ body: 'It broke again.' }),
        verdicts: { spam: 'FAIL' },
      });
      const [item] = await world.held();
      const outcome = await recoverHeld(world.deps, { id: item?.id ?? '', as: { into: ref }, ...BY });
      expect(outcome).toEqual({ kind: 'recovered', ref, opened: false });
      expect((await world.messages(ref)).at(-1)).toMatchObject({ author: 1, visibility: 'public' });
    });

    test('whose inbox holds strangers is no reason to hold him again', async () => {
      const inboxes = smallDesk.inboxes.map((inbox) => ({ ...inbox, strangers: 'hold' as const }));
      const { ref, into } = await heldBeside({
        ...smallDesk,
        inboxes: [inboxes[0], ...inboxes.slice(1)] as Desk['inboxes'],
      });
      expect(await into(ref)).toMatchObject({ kind: 'recovered', ref });
    });

    test('that is confidential, or is none, is refused, and it stays held for what it was', async () => {
      const simple = { ...smallDesk.processes['simple'], confidential: true } as Desk['processes'][string];
      const { world, ref, item, into } = await heldBeside({ ...smallDesk, processes: { simple } });
      expect(await into(ref)).toEqual({ kind: 'confidential', ref });
      expect(await into('T-0000-0000')).toEqual({ kind: 'no_such_ticket', ref: 'T-0000-0000' });
      expect(await world.held()).toEqual([item]);
    });

    test('that is not confidential takes nothing out of confidence, unless somebody wants it anyway', async () => {
      const world = ticketWorld();
      const ref = await world.ask();
      const simple = { ...smallDesk.processes['simple'], confidential: true } as Desk['processes'][string];
      world.deps.desk = { ...smallDesk, processes: { simple } };
      await receive(world, { id: 'held', raw: rawMail({}), verdicts: { spam: 'FAIL' } });
      const id = (await world.held())[0]?.id ?? '';
      const into = { id, as: { into: ref }, ...BY };
      expect(await recoverHeld(world.deps, into)).toEqual({ kind: 'in_confidence', ref });
      expect(await world.held()).toHaveLength(1);
      expect(await recoverHeld(world.deps, { ...into, anyway: true })).toMatchObject({
        kind: 'recovered',
        ref,
      });
    });

    test('meets what else speaks against it there', async () => {
      const world = ticketWorld();
      const ref = await world.ask();
      const raw = rawMail({ from: 'friend@other.example' });
      await receive(world, { id: 'held', raw, verdicts: { virus: 'FAIL', spam: 'FAIL' } });
      const [item] = await world.held();
      const into = () => recoverHeld(world.deps, { id: item?.id ?? '', as: { into: ref }, ...BY });
      expect(await into()).toMatchObject({ kind: 'still_held', cause: 'spam' });
      expect(await into()).toMatchObject({ kind: 'recovered', ref });
    });
  });

  test('what nobody keeps any more, or nobody ever held, changes nothing', async () => {
    const { world, item } = await heldAs('spam', mailWith({}, { verdicts: { spam: 'FAIL' } }));
    world.blobs.clear();
    expect(await recover(world, item)).toEqual({ kind: 'original_gone' });
    expect(await recoverHeld(world.deps, { id: 'nothing', as: 'new', ...BY })).toEqual({ kind: 'unknown' });
    expect(await world.held()).toHaveLength(1);
  });

  test('what was typed in a chat brings it back word for word', async () => {
    let full = true;
    const world = ticketWorld({
      around: (store) => ({ ...store, spendBudget: async (budget) => !full && store.spendBudget(budget) }),
    });
    const ref = await (async () => {
      full = false;
      const made = await world.ask();
      full = true;
      return made;
    })();
    const typed = typedMessage({
      door: 'website',
      deliveryId: 'c1',
      receivedAt: MONDAY,
      from: { address: '', name: 'A Visitor' },
      inbox: 'support@help.example.com',
      text: 'Is anybody there?',
      ticket: ref,
    });
    expect(await takeInMessage(world.deps, typed)).toMatchObject({ cause: 'rate_limited' });
    const [item] = await world.held();
    if (!item) throw new Error('nothing is held');
    expect(await recover(world, item)).toEqual({ kind: 'recovered', ref, opened: false });
    expect((await world.messages(ref)).at(-1)?.text).toBe('Is anybody there?');
  });

  test('a delivery of a webhook maps it anew, and takes it as plain text when that still fails', async () => {
    const source = {
      id: 'alarms',
      inbox: 'support@help.example.com',
      mapping: '$error("no")',
      fixture: { payload: 'x.json', expect: {} },
    };
    const world = ticketWorld({ desk: { ...smallDesk, webhooks: [source] } });
    const takeIn = async (): Promise<TakeInOutcome> => {
      throw new Error('it is held before');
    };
    const body = new TextEncoder().encode('{"alarm":"smoke"}');
    const delivery = { source, deliveryId: 'w1', sentAt: MONDAY, body };
    expect(await takeInWebhook({ ...world.deps, takeIn }, delivery)).toMatchObject({ cause: 'unparseable' });
    const [item] = await world.held();
    if (!item) throw new Error('nothing is held');
    const outcome = await recover(world, item);
    if (outcome.kind !== 'recovered') throw new Error(outcome.kind);
    expect((await world.messages(outcome.ref))[0]?.text).toBe('{"alarm":"smoke"}');
  });
});

describe('discarding', () => {
  test('takes an item off the list with who and why, and nobody recovers it then', async () => {
    const world = ticketWorld();
    await receive(world, { id: 'a', raw: rawMail({}), verdicts: { spam: 'FAIL' } });
    const [item] = await world.held();
    if (!item) throw new Error('nothing is held');
    const order = { id: item.id, reason: 'a lottery', ...BY };
    expect(await discardHeld(world.deps, order)).toEqual({ kind: 'discarded' });
    expect(await discardHeld(world.deps, order)).toMatchObject({ kind: 'settled' });
    expect(await recover(world, item)).toMatchObject({
      kind: 'settled',
      state: { kind: 'discarded', by: 'lead', reason: 'a lottery' },
    });
    expect(await world.held()).toEqual([]);
    expect(world.blobs.has('inbound/a')).toBe(true);
  });
});

describe('showing', () => {
  test('an item says what it says, and changes nothing', async () => {
    const headers = ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b'];
    const mail = mailWith({ headers, body: withFile }, { verdicts: { virus: 'FAIL' } });
    const { world, item } = await heldAs('virus', mail);
    const [blobs, written] = [world.blobs.size, world.units().write];
    expect(await showHeld(world.deps, item.id)).toMatchObject({
      item,
      size: world.blobs.get('inbound/held')?.byteLength,
      firstLines: ['Please open it.'],
    });
    expect([world.blobs.size, world.units().write]).toEqual([blobs, written]);
    expect(await showHeld(world.deps, 'nothing')).toBeNull();
  });
});

describe('a sender', () => {
  const allowed = { sender: CUSTOMER, why: 'a customer', days: 7, ...BY };
  const spam = { verdicts: { spam: 'FAIL' } } as const;
  const next = (world: TicketWorld, id: string, more: Partial<Delivery> = {}, raw = {}) =>
    receive(world, { id, raw: rawMail({ headers: [`Message-ID: <${id}@shop.example>`], ...raw }), ...more });

  test('who is allowed is not held as spam, until the time is over', async () => {
    const world = ticketWorld();
    expect(await allowSender(world.deps, allowed)).toMatchObject({ kind: 'decided' });
    expect(await next(world, 'a', spam)).toMatchObject({ kind: 'new_ticket' });
    world.wait(8 * DAY);
    expect(await next(world, 'b', spam)).toMatchObject({ cause: 'spam' });
  });

  test.each<[string, Partial<Delivery>, object, SuspensionCause]>([
    ['a virus', { verdicts: { spam: 'FAIL', virus: 'FAIL' } }, {}, 'virus'],
    ['a forged sender', { verdicts: { spam: 'FAIL', dmarc: 'FAIL' } }, {}, 'spam'],
    ['a loop', {}, { headers: ['X-Stepdesk-Loop: help.example.com'] }, 'loop'],
  ])('who is allowed is held for %s all the same', async (_what, more, raw, cause) => {
    const world = ticketWorld();
    await allowSender(world.deps, allowed);
    expect(await next(world, 'a', more, raw)).toEqual({ kind: 'suspended', cause });
  });

  test('who is an agent proves himself however allowed his address is', async () => {
    const world = ticketWorld();
    const { ref, one } = await ticketWithAgent(world);
    await allowSender(world.deps, { ...allowed, sender: ONE });
    const to = world.addressOf(ref, one.id);
    const mail: Partial<Delivery> = { recipients: [to], verdicts: { dmarc: 'GRAY' } };
    expect(await next(world, 'a', mail, { from: ONE, to, body: '#done' })).toMatchObject({
      cause: 'agent_auth_failed',
    });
    expect((await world.step(ref, 'work')).state.kind).toBe('open');
  });

  test('who is blocked is held with who decided it and why, also in answer to a ticket; allowing lifts it', async () => {
    const world = ticketWorld();
    await blockSender(world.deps, { ...allowed, why: 'threats' });
    expect(await next(world, 'a')).toEqual({ kind: 'suspended', cause: 'blocklisted' });
    expect((await world.held())[0]?.explanation).toBe(
      `Its sender, ${CUSTOMER}, was blocked by lead: threats.`,
    );
    await allowSender(world.deps, allowed);
    expect(await next(world, 'b')).toMatchObject({ kind: 'new_ticket' });
  });

  test.each([
    ['block', 'nobody', 'no_sender'],
    ['allow', 'support@help.example.com', 'own_address'],
    ['block', '@help.example.com', 'own_address'],
    ['block', ONE, 'own_people'],
    ['block', '@team.example', 'own_people'],
  ])('to %s %s is refused', async (kind, sender, why) => {
    const world = ticketWorld();
    const decide = kind === 'allow' ? allowSender : blockSender;
    expect(await decide(world.deps, { ...allowed, sender })).toEqual({ kind: 'refused', why });
  });

  test('is looked up with one read of two small rows a mail', async () => {
    const reads: string[] = [];
    const world = ticketWorld({
      around: (store) => ({
        ...store,
        senderRule: async (address) => {
          reads.push(address);
          return store.senderRule(address);
        },
      }),
    });
    await world.takeIn();
    expect(reads).toEqual([CUSTOMER]);
    const before = world.units().read;
    await world.store.senderRule(CUSTOMER);
    expect(world.units().read - before).toBe(2);
  });
});
