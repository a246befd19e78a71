import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Change, Clock, Store } from '../../functions/app/ports.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { FileVerdict } from '../../functions/core/file-state.ts';
import type { Delivery } from '../../functions/core/outbox.ts';
import type { SenderRule } from '../../functions/core/sender-rule.ts';
import type { Instant } from '../../functions/core/instant.ts';
import type { Step } from '../../functions/core/ticket.ts';
import * as a from './ticket-builders.ts';

/** What every store must do, whatever table lies under it. */
export function storeContract(name: string, open: (clock: Clock) => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    let ref: string;
    let now: Instant = a.NOW;
    let tickets = 0;

    beforeAll(async () => {
      store = await open(() => now);
    });

    beforeEach(() => {
      now = a.NOW;
      tickets += 1;
      ref = `T-0000-${String(tickets).padStart(4, '0')}`;
    });

    async function created(...more: Change[]) {
      const outcome = await store.commit([{ kind: 'create_ticket', ticket: a.aTicket({ ref }) }, ...more]);
      expect(outcome).toEqual({ kind: 'committed' });
    }

    describe('a ticket', () => {
      test('is read as it was written, with its participants by id and its steps oldest first', async () => {
        const later = a.aStep({ id: 'approve', openedAt: '2026-11-22T11:00:00.000Z' });
        const participants = [
          a.aParticipant({ id: 1 }),
          a.aParticipant({ id: 2 }),
          a.aParticipant({ id: 10 }),
        ];
        await created(
          ...[...participants]
            .reverse()
            .map((participant) => ({ kind: 'put_participant', ref, participant }) as const),
          { kind: 'put_step', ref, step: later },
          { kind: 'put_step', ref, step: a.aStep({ visit: 1 }) },
          { kind: 'add_outbox', ref, item: a.anOutboxItem(1) },
        );

        expect(await store.ticket(ref)).toEqual({
          ticket: a.aTicket({ ref }),
          participants,
          steps: [a.aStep({ visit: 1 }), later],
        });
      });

      test('knows the order of a step’s outcomes and of the fields of its form', async () => {
        const names = ['zinc', 'done', 'a', 'tin', 'b1', 'need_info', 'copper', '0x'];
        const on = Object.fromEntries(names.map((outcome) => [outcome, 'closed']));
        const form = Object.fromEntries(
          names.map((field) => [field, { type: 'text', required: true } as const]),
        );
        const step = a.aStep();
        const definition = { ...step.definition, on, form };
        await created({ kind: 'put_step', ref, step: { ...step, definition } });
        const [read] = (await store.ticket(ref))?.steps ?? [];
        expect(JSON.stringify(read?.definition)).toBe(JSON.stringify(definition));
      });

      test('keeps what was promised when it is updated', async () => {
        const targets = { P1: '30m', P2: '2h', P3: '1d', P4: '2d' };
        const sla = { calendar: 'office', clocks: { resolution: { targets, ladder: [] } } };
        await store.commit([{ kind: 'create_ticket', ticket: a.aTicket({ ref, sla }) }]);
        await store.commit([{ kind: 'update_ticket', ticket: a.aTicket({ ref, sla, subject: 'Smoke' }) }]);
        expect((await store.ticket(ref))?.ticket).toMatchObject({ sla, subject: 'Smoke' });
      });

      test('leaves out what is undefined', async () => {
        const ticket = { ...a.aTicket({ ref }), closed: undefined };
        await store.commit([{ kind: 'create_ticket', ticket }]);
        expect((await store.ticket(ref))?.ticket).toStrictEqual(a.aTicket({ ref }));
      });

      test('that does not exist is null', async () => {
        expect(await store.ticket('T-ZZZZ-ZZZZ')).toBeNull();
      });

      test('is created once', async () => {
        await created();
        const again = a.aTicket({ ref, subject: 'Another' });
        expect(await store.commit([{ kind: 'create_ticket', ticket: again }])).toEqual({
          kind: 'changed_meanwhile',
        });
        expect((await store.ticket(ref))?.ticket.subject).toBe('The printer is on fire');
      });

      test('has the next version after an update', async () => {
        await created();
        const outcome = await store.commit([
          { kind: 'update_ticket', ticket: a.aTicket({ ref, status: 'resolved' }) },
        ]);
        expect(outcome).toEqual({ kind: 'committed' });
        expect((await store.ticket(ref))?.ticket).toMatchObject({ version: 2, status: 'resolved' });
      });

      test('that does not exist is not updated', async () => {
        const outcome = await store.commit([{ kind: 'update_ticket', ticket: a.aTicket({ ref }) }]);
        expect(outcome).toEqual({ kind: 'changed_meanwhile' });
        expect(await store.ticket(ref)).toBeNull();
      });
    });

    describe('a transaction', () => {
      test('whose version is stale writes nothing at all', async () => {
        await created();
        await store.commit([{ kind: 'update_ticket', ticket: a.aTicket({ ref }) }]);

        const outcome = await store.commit([
          a.aClaim(`stale ${ref}`, ref),
          { kind: 'update_ticket', ticket: a.aTicket({ ref, version: 1, subject: 'Lost' }) },
          { kind: 'add_message', ref, message: a.aMessage({ id: a.ulid(1) }) },
        ]);

        expect(outcome).toEqual({ kind: 'changed_meanwhile' });
        expect(await store.claimed('mail', 'support@desk.example', `stale ${ref}`)).toBeNull();
        expect(await store.messages(ref, { limit: 10 })).toEqual({ items: [], next: null });
        expect((await store.ticket(ref))?.ticket).toMatchObject({
          version: 2,
          subject: 'The printer is on fire',
        });
      });

      test('whose delivery was claimed says by which ticket, even when the ticket changed as well', async () => {
        await created(a.aClaim(`twice ${ref}`, ref));
        const outcome = await store.commit([
          { kind: 'update_ticket', ticket: a.aTicket({ ref, version: 7 }) },
          a.aClaim(`twice ${ref}`, 'T-ZZZZ-ZZZZ'),
        ]);
        expect(outcome).toEqual({ kind: 'already_taken_in', ref });
      });

      test('of writers that decided at the same time lets one through for each version', async () => {
        await created();
        const raise = async (): Promise<void> => {
          const state = await store.ticket(ref);
          if (!state) throw new Error('the ticket is gone');
          const ticket = { ...state.ticket, eventCount: state.ticket.eventCount + 1 };
          const outcome = await store.commit([{ kind: 'update_ticket', ticket }]);
          if (outcome.kind !== 'committed') await raise();
        };
        await Promise.all(Array.from({ length: 8 }, raise));
        expect((await store.ticket(ref))?.ticket).toMatchObject({ version: 9, eventCount: 9 });
      });

      test('may change the same row twice: the later change counts', async () => {
        await created(
          { kind: 'put_step', ref, step: a.aStep() },
          { kind: 'put_step', ref, step: a.aStep({ token: 'later' }) },
        );
        expect((await store.ticket(ref))?.steps).toEqual([a.aStep({ token: 'later' })]);
      });

      test('that writes the ticket twice is a mistake of its writer', async () => {
        const ticket = a.aTicket({ ref });
        const twice = store.commit([
          { kind: 'create_ticket', ticket },
          { kind: 'update_ticket', ticket },
        ]);
        await expect(twice).rejects.toThrow(/written twice/);
      });

      test('of more than 100 rows is refused', async () => {
        const changes = Array.from({ length: 101 }, (_, id) => a.aParticipant({ id }));
        const outcome = store.commit(
          changes.map((participant) => ({ kind: 'put_participant', ref, participant })),
        );
        await expect(outcome).rejects.toThrow(/takes 100 rows, not 101/);
      });

      test('of nothing is committed', async () => {
        expect(await store.commit([])).toEqual({ kind: 'committed' });
      });

      test.each([
        ['is written', 380 * 1024, 'committed'],
        ['is refused by name', 400 * 1024, 'refused'],
      ])('with a row of nearly the size a table takes %s', async (_, length, expected) => {
        const message = a.aMessage({ id: a.ulid(1), text: 'x'.repeat(length) });
        const outcome = store.commit([{ kind: 'add_message', ref, message }]);
        if (expected === 'committed') expect(await outcome).toEqual({ kind: 'committed' });
        else await expect(outcome).rejects.toThrow(/M#01KAM.* bytes, more than/);
      });
    });

    describe('a claim', () => {
      test('is known by channel, door and delivery together', async () => {
        await created(a.aClaim(`one ${ref}`, ref));
        expect(await store.claimed('mail', 'support@desk.example', `one ${ref}`)).toEqual({
          ref,
          messageId: a.ulid(1),
        });
        expect(await store.claimed('chat', 'support@desk.example', `one ${ref}`)).toBeNull();
        expect(await store.claimed('mail', 'other@desk.example', `one ${ref}`)).toBeNull();
      });

      test('may stand for something that was held', async () => {
        await store.commit([a.aClaim(`held ${ref}`, null)]);
        expect(await store.claimed('mail', 'support@desk.example', `held ${ref}`)).toMatchObject({
          ref: null,
        });
        const again = await store.commit([a.aClaim(`held ${ref}`, ref)]);
        expect(again).toEqual({ kind: 'already_taken_in', ref: null });
      });

      test('lasts 400 days and is free again after them', async () => {
        await created(a.aClaim(`old ${ref}`, ref));
        const days = (count: number) => instantOf(millisOf(a.NOW) + count * 86_400_000);
        now = days(399);
        expect(await store.claimed('mail', 'support@desk.example', `old ${ref}`)).toMatchObject({ ref });
        now = days(401);
        expect(await store.claimed('mail', 'support@desk.example', `old ${ref}`)).toBeNull();
        expect(await store.commit([a.aClaim(`old ${ref}`, null)])).toEqual({ kind: 'committed' });
      });
    });

    describe('a Message-ID', () => {
      test('leads to its ticket: the first known of those asked for', async () => {
        await created({ kind: 'index_message_id', messageId: `known ${ref}`, ref });
        const found = await store.ticketOfMessageIds(['unknown', `known ${ref}`, 'unknown']);
        expect(found).toEqual({ messageId: `known ${ref}`, ref });
        expect(await store.ticketOfMessageIds(['unknown'])).toBeNull();
        expect(await store.ticketOfMessageIds([])).toBeNull();
      });

      test('stays with its first ticket, and the rest of a later transaction is written', async () => {
        const second = `${ref}-B`;
        await created({ kind: 'index_message_id', messageId: `shared ${ref}`, ref });
        const outcome = await store.commit([
          { kind: 'create_ticket', ticket: a.aTicket({ ref: second }) },
          { kind: 'index_message_id', messageId: `shared ${ref}`, ref: second },
          { kind: 'index_message_id', messageId: `own ${ref}`, ref: second },
          { kind: 'add_message', ref: second, message: a.aMessage({ id: a.ulid(1) }) },
        ]);

        expect(outcome).toEqual({ kind: 'committed' });
        expect(await store.ticketOfMessageIds([`shared ${ref}`])).toMatchObject({ ref });
        expect(await store.ticketOfMessageIds([`own ${ref}`])).toMatchObject({ ref: second });
        expect(await store.message(second, a.ulid(1))).toEqual(a.aMessage({ id: a.ulid(1) }));
      });

      test('that is taken does not hide that the ticket changed meanwhile', async () => {
        await created({ kind: 'index_message_id', messageId: `both ${ref}`, ref });
        const outcome = await store.commit([
          { kind: 'index_message_id', messageId: `both ${ref}`, ref: 'T-ZZZZ-ZZZZ' },
          { kind: 'update_ticket', ticket: a.aTicket({ ref, version: 5 }) },
        ]);
        expect(outcome).toEqual({ kind: 'changed_meanwhile' });
      });

      test('that is taken alone leaves nothing to write', async () => {
        await created({ kind: 'index_message_id', messageId: `only ${ref}`, ref });
        const change: Change = { kind: 'index_message_id', messageId: `only ${ref}`, ref: 'T-ZZZZ-ZZZZ' };
        expect(await store.commit([change])).toEqual({ kind: 'committed' });
        expect(await store.ticketOfMessageIds([`only ${ref}`])).toMatchObject({ ref });
      });
    });

    test('the id of a mail that became a ticket of its own leads there, unless it led elsewhere before', async () => {
      const [moved, elsewhere] = [`moved ${ref}`, `elsewhere ${ref}`];
      await created({ kind: 'index_message_id', messageId: moved, ref });
      const index: Change = { kind: 'index_message_id', messageId: elsewhere, ref: 'T-ZZZZ-ZZZZ' };
      expect(await store.commit([index])).toEqual({ kind: 'committed' });
      const move = (messageId: string): Change => ({
        kind: 'move_message_id',
        messageId,
        from: ref,
        to: 'T-YYYY-YYYY',
      });
      expect(await store.commit([move(moved), move(elsewhere)])).toEqual({ kind: 'committed' });
      expect(await store.ticketOfMessageIds([moved])).toEqual({ messageId: moved, ref: 'T-YYYY-YYYY' });
      expect(await store.ticketOfMessageIds([elsewhere])).toMatchObject({ ref: 'T-ZZZZ-ZZZZ' });
    });

    test('an id that a mail cites leads to the first ticket that cited it, and to no mail of that id', async () => {
      await created({ kind: 'index_cited_id', messageId: `cited ${ref}`, ref });
      const again: Change = { kind: 'index_cited_id', messageId: `cited ${ref}`, ref: 'T-ZZZZ-ZZZZ' };
      expect(await store.commit([again])).toEqual({ kind: 'committed' });
      expect(await store.ticketOfCitedIds(['unknown', `cited ${ref}`])).toEqual({
        messageId: `cited ${ref}`,
        ref,
      });
      expect(await store.ticketOfMessageIds([`cited ${ref}`])).toBeNull();
    });

    test('a mail that SES sent is known under every form of its id', async () => {
      const at = '2026-11-22T10:00:00.000Z';
      const sent = a.aDelivery('1.0', { kind: 'sent', at, messageId: `${ref}@eu-west-1.amazonses.com` });
      const forms = [`${ref}@eu-west-1.amazonses.com`, `${ref}@email.amazonses.com`];
      await store.recordDelivery(ref, sent, forms);
      expect(await store.ticketOfMessageIds(forms)).toEqual({ messageId: forms[0], ref });
      expect(await store.ticketOfMessageIds([`${ref}@example.com`, String(forms[1])])).toMatchObject({ ref });
    });

    test('a conversation leads to the ticket that continues it now', async () => {
      const conversation = `digest ${ref}`;
      const follow = (next: string, before: string | null) =>
        store.commit([{ kind: 'index_conversation', conversation, ref: next, before }]);
      await created({ kind: 'index_conversation', conversation, ref, before: null });
      expect(await store.ticketOfConversation(conversation)).toBe(ref);
      expect(await follow(`${ref}-B`, null)).toEqual({ kind: 'changed_meanwhile' });
      expect(await follow(`${ref}-B`, ref)).toEqual({ kind: 'committed' });
      expect(await follow(`${ref}-C`, ref)).toEqual({ kind: 'changed_meanwhile' });
      expect(await store.ticketOfConversation(conversation)).toBe(`${ref}-B`);
      expect(await store.ticketOfConversation('unknown')).toBeNull();
    });

    describe('lists', () => {
      test('messages come oldest first, page by page, and after a message that was seen', async () => {
        const messages = [1, 2, 3, 4].map((number) => a.aMessage({ id: a.ulid(number) }));
        await created(...messages.map((message) => ({ kind: 'add_message', ref, message }) as const));

        const first = await store.messages(ref, { limit: 2 });
        expect(first).toEqual({ items: messages.slice(0, 2), next: a.ulid(2) });
        const second = await store.messages(ref, { limit: 2, after: first.next });
        expect(second).toEqual({ items: messages.slice(2), next: null });
        expect((await store.messages(ref, { limit: 9, after: a.ulid(3) })).items).toEqual(messages.slice(3));
      });

      test('a page may hold more than the table gives at once', async () => {
        const texts = [1, 2, 3, 4, 5].map((number) =>
          a.aMessage({ id: a.ulid(number), text: 'y'.repeat(300 * 1024) }),
        );
        for (const message of texts) await store.commit([{ kind: 'add_message', ref, message }]);
        expect((await store.messages(ref, { limit: 5 })).items.map((message) => message.id)).toEqual(
          texts.map((message) => message.id),
        );
      });

      test('events that were written together page one by one', async () => {
        const events = [1, 2, 3, 4, 5].map((seq) => a.anEvent(seq));
        const added = events.map((event) => ({ kind: 'add_event', ref, event }) as const);
        await created(...added.slice(0, 3));
        await store.commit(added.slice(3));

        const first = await store.events(ref, { limit: 2 });
        expect(first).toEqual({ items: events.slice(0, 2), next: '2' });
        const second = await store.events(ref, { limit: 2, after: first.next });
        expect(second).toEqual({ items: events.slice(2, 4), next: '4' });
        expect(await store.events(ref, { limit: 2, after: second.next })).toEqual({
          items: events.slice(4),
          next: null,
        });
      });

      test('outbox items come in their order', async () => {
        const items = [1, 2, 10].map((seq) => a.anOutboxItem(seq));
        await created(...items.map((item) => ({ kind: 'add_outbox', ref, item }) as const));
        expect(await store.outbox(ref, { limit: 2 })).toEqual({ items: items.slice(0, 2), next: '2' });
        expect(await store.outbox(ref, { limit: 2, after: '2' })).toEqual({
          items: items.slice(2),
          next: null,
        });
        expect(await store.outboxItem(ref, 10)).toEqual(items[2]);
        expect(await store.outboxItem(ref, 3)).toBeNull();
      });

      test('held items come newest first', async () => {
        const items = [1, 2, 3].map((number) => a.aHeldItem({ id: a.ulid(tickets * 10 + number) }));
        await store.commit(items.map((item) => ({ kind: 'hold', item })));
        const first = await store.held({ limit: 2 });
        expect(first).toEqual({ items: [items[2], items[1]], next: items[1]?.id });
        expect((await store.held({ limit: 1, after: first.next })).items).toEqual([items[0]]);
      });
    });

    describe('a held item', () => {
      const held = () => a.aHeldItem({ id: a.ulid(500_000 + tickets) });
      const at = a.NOW;
      const recovered = (by: string) => ({ kind: 'recovered', ref, at, by }) as const;

      test('is read by its id, in whatever state', async () => {
        const item = held();
        expect(await store.heldItem(item.id)).toBeNull();
        await store.commit([{ kind: 'hold', item }]);
        expect(await store.heldItem(item.id)).toEqual(item);
        const discarded = { ...item, state: { kind: 'discarded', at, by: 'one', reason: 'junk' } } as const;
        await store.commit([{ kind: 'change_held', item: discarded, from: 'held' }]);
        expect(await store.heldItem(item.id)).toEqual(discarded);
      });

      test('is changed by one of two who saw it in the same state', async () => {
        const item = held();
        await store.commit([{ kind: 'hold', item }]);
        const outcomes = await Promise.all(
          ['one', 'two'].map((by) =>
            store.commit([{ kind: 'change_held', item: { ...item, state: recovered(by) }, from: 'held' }]),
          ),
        );
        expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['changed_meanwhile', 'committed']);
      });

      test('that is not there is not made by being changed', async () => {
        const item = held();
        const change: Change = { kind: 'change_held', item, from: 'held' };
        expect(await store.commit([change])).toEqual({ kind: 'changed_meanwhile' });
        expect(await store.heldItem(item.id)).toBeNull();
      });

      test('leaves the list when it is settled, stays on it while it is only spoken of, and is known for 400 days', async () => {
        const item = held();
        await store.commit([{ kind: 'hold', item }]);
        const told = { ...item, state: { kind: 'held', announcedAt: at } } as const;
        await store.commit([{ kind: 'change_held', item: told, from: 'held' }]);
        expect((await store.held({ limit: 1 })).items).toEqual([told]);
        const settled = { ...item, state: recovered('one') };
        await store.commit([{ kind: 'change_held', item: settled, from: 'held' }]);
        expect((await store.held({ limit: 100 })).items.map(({ id }) => id)).not.toContain(item.id);
        now = instantOf(millisOf(a.NOW) + 399 * 86_400_000);
        expect(await store.heldItem(item.id)).toEqual(settled);
        now = instantOf(millisOf(a.NOW) + 401 * 86_400_000);
        expect(await store.heldItem(item.id)).toBeNull();
      });

      test('gives its delivery to the ticket that it is recovered into', async () => {
        const [channel, door, deliveryId] = ['mail', 'support@desk.example', `late ${ref}`] as const;
        await store.commit([a.aClaim(deliveryId, null)]);
        await created({ kind: 'reclaim', channel, door, deliveryId, ref, messageId: a.ulid(7) });
        expect(await store.claimed(channel, door, deliveryId)).toMatchObject({ ref });
      });
    });

    describe('what is decided about a sender', () => {
      const rule = (sender: string, until: Instant | null = null): SenderRule => ({
        kind: 'allow',
        sender,
        by: 'one',
        why: 'a customer',
        at: a.NOW,
        until,
      });
      const decide = (decided: SenderRule) => store.commit([{ kind: 'put_sender_rule', rule: decided }]);

      test('holds for his address before it holds for his domain, until its time is over', async () => {
        const domain = `shop${tickets}.example`;
        expect(await store.senderRule(`anna@${domain}`)).toBeNull();
        await decide(rule(`@${domain}`));
        const soon = rule(`anna@${domain}`, instantOf(millisOf(a.NOW) + 86_400_000));
        await decide(soon);
        expect(await store.senderRule(`Anna@${domain.toUpperCase()}`)).toEqual(soon);
        expect(await store.senderRule(`bert@${domain}`)).toEqual(rule(`@${domain}`));
        now = instantOf(millisOf(a.NOW) + 2 * 86_400_000);
        expect(await store.senderRule(`anna@${domain}`)).toEqual(rule(`@${domain}`));
      });

      test('is nothing for somebody without an address', async () => {
        expect(await store.senderRule('')).toBeNull();
      });

      test('is listed, the newest first, until its time is over or it is lifted', async () => {
        const [first, soon, last] = ['a', 'b', 'c'].map((name) => rule(`${name}@listed${tickets}.example`));
        if (!first || !soon || !last) throw new Error('no rules');
        const until = instantOf(millisOf(a.NOW) + 86_400_000);
        await decide({ ...first, at: instantOf(millisOf(a.NOW) - 1000) });
        await decide({ ...soon, until });
        await decide({ ...last, at: instantOf(millisOf(a.NOW) + 1000) });
        const listed = async () => {
          const { items } = await store.senderRules({ limit: 100 });
          return items.map(({ sender }) => sender).filter((sender) => sender.includes('listed'));
        };
        expect(await listed()).toEqual([last.sender, soon.sender, first.sender]);
        const all = await store.senderRules({ limit: 100 });
        const { items, next } = await store.senderRules({ limit: 1 });
        const rest = await store.senderRules({ limit: 100, after: next });
        expect([...items, ...rest.items]).toEqual(all.items);
        await store.commit([{ kind: 'lift_sender_rule', rule: last }]);
        expect(await store.senderRule(last.sender)).toBeNull();
        now = until;
        expect(await listed()).toEqual([first.sender]);
      });
    });

    describe('what is due', () => {
      const before = '2026-11-23T00:00:00.000Z';

      async function overdue(limit = 1000) {
        const found = await store.overdueTickets(before, limit);
        return found.filter((ticket) => ticket.ref.startsWith(ref));
      }

      test('is a ticket whose deadline has passed', async () => {
        const nextDeadline = '2026-11-22T23:59:59.999Z';
        const tickets = [
          a.aTicket({ ref: `${ref}-due`, nextDeadline }),
          a.aTicket({ ref: `${ref}-later`, nextDeadline: before }),
          a.aTicket({ ref: `${ref}-never`, nextDeadline: null }),
          a.aTicket({ ref: `${ref}-closed`, nextDeadline: null, status: 'closed' }),
        ];
        for (const ticket of tickets) await store.commit([{ kind: 'create_ticket', ticket }]);
        expect(await overdue()).toEqual([{ ref: `${ref}-due`, nextDeadline }]);
      });

      test('leaves the list when nothing is due on it any more', async () => {
        const ticket = a.aTicket({ ref, nextDeadline: '2026-11-22T10:00:00.000Z' });
        await store.commit([{ kind: 'create_ticket', ticket }]);
        await store.commit([{ kind: 'update_ticket', ticket: { ...ticket, nextDeadline: null } }]);
        expect(await overdue()).toEqual([]);
      });

      test('comes earliest first, and no more than asked for', async () => {
        for (const day of [3, 1, 2]) {
          const ticket = a.aTicket({ ref: `${ref}-${day}`, nextDeadline: `2001-01-0${day}T00:00:00.000Z` });
          await store.commit([{ kind: 'create_ticket', ticket }]);
        }
        const found = await store.overdueTickets('2001-02-01T00:00:00.000Z', 2);
        expect(found.map((ticket) => ticket.ref)).toEqual([`${ref}-1`, `${ref}-2`]);
      });

      test('an outbox item is pending until it is done', async () => {
        const at = '2002-01-01T00:00:00.000Z';
        await created(
          { kind: 'add_outbox', ref, item: a.anOutboxItem(1, { at }) },
          { kind: 'add_outbox', ref, item: a.anOutboxItem(2, { at: '2002-01-02T00:00:00.000Z' }) },
        );
        expect(await store.pendingOutbox('2002-01-02T00:00:00.000Z', 10)).toEqual([{ ref, seq: 1 }]);
        await store.outboxDone(ref, 1);
        await store.outboxDone(ref, 1);
        expect(await store.pendingOutbox('2002-01-02T00:00:00.000Z', 10)).toEqual([]);
        expect(await store.outboxItem(ref, 1)).toEqual(a.anOutboxItem(1, { at, state: 'done' }));
      });

      test('an outbox item that does not exist is not made by being done', async () => {
        await store.outboxDone(ref, 7);
        expect(await store.outboxItem(ref, 7)).toBeNull();
      });
    });

    describe('a delivery', () => {
      const at = '2026-11-22T10:00:00.000Z';
      const staleBefore = '2026-11-22T09:50:00.000Z';

      test('is claimed by one of many', async () => {
        const claims = await Promise.all(
          Array.from({ length: 5 }, () => store.claimDelivery(ref, '3.0', at, staleBefore)),
        );
        const claimed: Delivery['state'] = { kind: 'claimed', at, attempt: 1 };
        expect(claims.filter((claim) => claim.kind === 'claimed')).toEqual([{ kind: 'claimed', attempt: 1 }]);
        expect(claims.filter((claim) => claim.kind === 'taken')).toEqual(
          Array(4).fill({ kind: 'taken', state: claimed }),
        );
        expect(await store.deliveries(ref)).toEqual([a.aDelivery('3.0', claimed)]);
      });

      test('whose claimer died is claimed again, by one', async () => {
        await store.claimDelivery(ref, '3.0', '2026-11-22T09:49:00.000Z', staleBefore);
        const again = await Promise.all([1, 2].map(() => store.claimDelivery(ref, '3.0', at, staleBefore)));
        expect(again.map((claim) => claim.kind).sort()).toEqual(['claimed', 'taken']);
        expect(again).toContainEqual({ kind: 'claimed', attempt: 2, again: true });
      });

      test.each<Delivery['state']>([
        { kind: 'sent', at: '2001-01-01T00:00:00.000Z', messageId: 'x@eu.example' },
        { kind: 'refused', at: '2001-01-01T00:00:00.000Z', reason: 'address' },
        { kind: 'unknown', at: '2001-01-01T00:00:00.000Z' },
      ])('that is $kind stays so', async (state) => {
        await store.recordDelivery(ref, a.aDelivery('1.2', state), []);
        expect(await store.claimDelivery(ref, '1.2', at, staleBefore)).toEqual({ kind: 'taken', state });
      });

      test('is recorded with the ids under which it may be answered, and may be recorded again', async () => {
        const sent = a.aDelivery('1.10', { kind: 'sent', at, messageId: `ses ${ref}` });
        await store.recordDelivery(ref, sent, [`ses ${ref}`, `wire ${ref}`]);
        await store.recordDelivery(ref, sent, [`ses ${ref}`, `wire ${ref}`]);
        await store.recordDelivery(ref, a.aDelivery('1.9', { kind: 'unknown', at }), []);
        expect((await store.deliveries(ref)).map((delivery) => delivery.id)).toEqual(['1.9', '1.10']);
        expect(await store.ticketOfMessageIds([`wire ${ref}`])).toEqual({ messageId: `wire ${ref}`, ref });
        expect(await store.ticketOfMessageIds([`ses ${ref}`])).toMatchObject({ ref });
      });
    });

    describe('a list of closed tickets', () => {
      const process = () => `process-${ref.toLowerCase()}`;
      const listed = (at: Instant, text: string, list: 'cause' | 'gap' = 'cause'): Change => ({
        kind: 'list_ticket',
        list,
        process: process(),
        at,
        ref,
        text,
      });
      const textsSince = async (since: Instant, limit = 10) =>
        (await store.listed('cause', { process: process(), since, limit })).map(({ text }) => text);

      beforeEach(async () => {
        await store.commit([
          listed('2026-08-31T23:59:59.999Z', 'three months ago'),
          listed('2026-10-31T23:59:59.999Z', 'last month'),
          listed('2026-11-22T09:00:00.000Z', 'today'),
          listed('2026-11-01T00:00:00.000Z', 'this month'),
          listed('2026-11-22T09:00:00.000Z', 'no article', 'gap'),
        ]);
      });

      test('is read across months, newest first, as far as it is asked for', async () => {
        expect(await textsSince('2026-08-31T23:59:59.999Z')).toEqual([
          'today',
          'this month',
          'last month',
          'three months ago',
        ]);
        expect(await textsSince('2026-10-31T23:59:59.999Z')).toEqual(['today', 'this month', 'last month']);
        expect(await textsSince('2026-11-01T00:00:00.001Z')).toEqual(['today']);
        expect(await textsSince('2026-01-01T00:00:00.000Z', 2)).toEqual(['today', 'this month']);
      });

      test('has its own rows a process and a list, and a ticket once a moment', async () => {
        await store.commit([listed('2026-11-22T09:00:00.000Z', 'today, corrected')]);
        const since = '2026-11-22T00:00:00.000Z';
        expect(await textsSince(since)).toEqual(['today, corrected']);
        expect(await store.listed('gap', { process: process(), since, limit: 10 })).toEqual([
          { at: '2026-11-22T09:00:00.000Z', ref, text: 'no article' },
        ]);
        expect(await store.listed('cause', { process: 'another', since, limit: 10 })).toEqual([]);
      });
    });

    describe('a budget', () => {
      const expires = '2026-11-22T11:00:00.000Z';

      test('is spent up to its limit and no further', async () => {
        const spend = () => store.spendBudget({ scope: ref, window: 'hour', limit: 3, expires });
        const spent = await Promise.all(Array.from({ length: 6 }, spend));
        expect(spent.filter(Boolean)).toHaveLength(3);
        expect(await store.spendBudget({ scope: ref, window: 'next', limit: 3, expires })).toBe(true);
        expect(await store.spendBudget({ scope: ref, window: 'hour', limit: 4, expires })).toBe(true);
      });

      test('of nothing cannot be spent', async () => {
        expect(await store.spendBudget({ scope: ref, window: 'hour', limit: 0, expires })).toBe(false);
      });

      test('begins anew when it has expired', async () => {
        const spend = (until: Instant) =>
          store.spendBudget({ scope: ref, window: 'w', limit: 1, expires: until });
        expect(await spend(expires)).toBe(true);
        now = '2026-11-22T11:00:01.000Z';
        expect(await spend('2026-11-22T12:00:00.000Z')).toBe(true);
        expect(await spend('2026-11-22T12:00:00.000Z')).toBe(false);
      });
    });

    describe('what a scanner said of a file', () => {
      const clean: FileVerdict = { kind: 'clean' };
      const infected: FileVerdict = { kind: 'infected', threats: ['EICAR-Test-File'] };

      test('is kept by its bytes, and read of many at once, in their order', async () => {
        const [first, unknown, second] = [`1 of ${ref}`, `none of ${ref}`, `2 of ${ref}`] as const;
        expect(await store.recordFileVerdict(first, clean, null)).toBe(true);
        expect(await store.recordFileVerdict(second, infected, null)).toBe(true);
        const asked = [second, unknown, first, second];
        expect(await store.fileVerdicts(asked)).toEqual([infected, null, clean, infected]);
        expect(await store.fileVerdicts([])).toEqual([]);
      });

      test('is read of more files than one request may name', async () => {
        const digests = Array.from({ length: 250 }, (_, number) => `${number} of ${ref}`);
        await store.recordFileVerdict(`249 of ${ref}`, infected, null);
        const read = await store.fileVerdicts(digests);
        expect(read).toHaveLength(250);
        expect(read.flatMap((verdict, place) => (verdict ? [place] : []))).toEqual([249]);
      });

      test('gives way only to who knows of it', async () => {
        const digest = `of ${ref}`;
        expect(await store.recordFileVerdict(digest, infected, clean)).toBe(false);
        expect(await store.recordFileVerdict(digest, clean, null)).toBe(true);
        expect(await store.recordFileVerdict(digest, infected, null)).toBe(false);
        expect(await store.fileVerdicts([digest])).toEqual([clean]);
        expect(await store.recordFileVerdict(digest, infected, clean)).toBe(true);
        expect(await store.recordFileVerdict(digest, clean, clean)).toBe(false);
        expect(await store.fileVerdicts([digest])).toEqual([infected]);
      });
    });

    describe('a picture', () => {
      const expires = '2026-11-22T11:00:00.000Z';
      const show = (by: string, of = ref) =>
        store.wasShown({ picture: `logo of ${of}`, by, times: 2, expires });

      test('was shown when as many other messages have shown it, each once', async () => {
        expect([await show('one'), await show('one'), await show('one')]).toEqual([false, false, false]);
        expect([await show('two'), await show('three'), await show('four')]).toEqual([false, true, true]);
        expect([await show('one'), await show('two')]).toEqual([false, false]);
        expect(await show('one', `another than ${ref}`)).toBe(false);
      });

      test('is forgotten when it has expired', async () => {
        expect([await show('one'), await show('two'), await show('three')]).toEqual([false, false, true]);
        now = '2026-11-22T11:00:01.000Z';
        expect(await show('three')).toBe(false);
      });
    });

    describe('what the choice of an owner asks', () => {
      test('a team’s turns are counted one by one', async () => {
        const asked = await Promise.all(Array.from({ length: 6 }, () => store.nextTurn(`team ${ref}`)));
        expect(asked.toSorted((first, second) => first - second)).toEqual([1, 2, 3, 4, 5, 6]);
        expect(await store.nextTurn(`team ${ref}`)).toBe(7);
        expect(await store.nextTurn(`other ${ref}`)).toBe(1);
      });

      test('open steps weigh on their owners until they end or change hands', async () => {
        const [busy, other] = [`busy ${ref}`, `other ${ref}`];
        const of = (agent: string, weight: number) => ({ work: { agent, weight } });
        const steps = [
          a.aStep({ id: 'one', ...of(busy, 8) }),
          a.aStep({ id: 'two', ...of(busy, 2) }),
          a.aStep({ id: 'three', ...of(other, 1) }),
          a.aStep({ id: 'four' }),
        ];
        await created(...steps.map((step) => ({ kind: 'put_step', ref, step }) as const));
        expect(await store.openWork([busy, other, 'idle'])).toEqual({ [busy]: 10, [other]: 1, idle: 0 });

        const done: Step['state'] = { kind: 'done', at: a.NOW, outcome: 'done', answers: {}, by: 'desk' };
        await store.commit([
          { kind: 'put_step', ref, step: a.aStep({ id: 'one', ...of(busy, 8), state: done }) },
          { kind: 'put_step', ref, step: a.aStep({ id: 'two', ...of(other, 2) }) },
        ]);
        expect(await store.openWork([busy, other])).toEqual({ [busy]: 0, [other]: 3 });
        expect((await store.ticket(ref))?.steps).toHaveLength(4);
      });

      test('what somebody asked last is remembered for two days', async () => {
        const address = `customer@${ref}.example`;
        expect(await store.lastRequest(address)).toBeNull();
        await store.rememberRequest(address, ref);
        await store.rememberRequest(address, 'T-YYYY-YYYY');
        expect(await store.lastRequest(address)).toBe('T-YYYY-YYYY');
        now = instantOf(millisOf(a.NOW) + 3 * 86_400_000);
        expect(await store.lastRequest(address)).toBeNull();
      });

      test('whoever helped a requester last is remembered for 400 days', async () => {
        const address = `customer@${ref}.example`;
        expect(await store.lastOwner(address)).toBeNull();
        await created({ kind: 'remember_owner', address, agent: 'one' });
        await store.commit([{ kind: 'remember_owner', address, agent: 'two' }]);
        expect(await store.lastOwner(address)).toBe('two');
        now = instantOf(millisOf(a.NOW) + 401 * 86_400_000);
        expect(await store.lastOwner(address)).toBeNull();
      });
    });
  });
}
