import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { postWorld } from './post-world.ts';
import { close, form } from './ticket-world.ts';
import { box, COLLEAGUE, SOMEBODY, SUPPORT, twoTickets } from './two-tickets.ts';

describe('what cannot be merged', () => {
  test.each<[string, Partial<InboundMessage>, (refs: { older: string; younger: string }) => string, string]>([
    ['a ticket that is not there', {}, () => 'T-0000-0000', 'there is no ticket T-0000-0000'],
    ['a ticket with itself', {}, ({ younger }) => younger, 'that is this ticket'],
    ['what somebody else asked', { from: SOMEBODY }, ({ older }) => older, 'write #merge T-'],
    ['what nobody can read', {}, () => 'the other one', 'write #merge and the ticket'],
  ])('%s', async (_what, different, named, why) => {
    const { older, younger, order, ticket, refusal } = await twoTickets(different);
    await order(younger, `#merge ${named({ older, younger })}`);
    expect(await refusal(younger)).toContain(why);
    expect((await ticket(younger)).merged).toBeUndefined();
    expect((await ticket(older)).links).toBeUndefined();
  });

  test('anything into a closed ticket', async () => {
    const { world, older, younger, order, ticket, refusal } = await twoTickets();
    await world.complete(older, 'work', 'done');
    await world.enter(older, 'closed', { definition: close() });
    await order(younger, `#merge ${older}`);
    expect(await refusal(younger)).toContain(`${older} is closed`);
    expect((await ticket(younger)).status).toBe('open');
  });

  test('a ticket whose mandatory work would be skipped', async () => {
    const { world, older, younger, order, ticket, refusal } = await twoTickets();
    await world.enter(younger, 'cause', { definition: form('cause') });
    await order(younger, `#merge ${older}`);
    expect(await refusal(younger)).toContain('mandatory');
    expect((await ticket(younger)).merged).toBeUndefined();
  });

  test('a ticket for which another one waits', async () => {
    const { world, older, younger, order, ticket, refusal } = await twoTickets();
    const links = [{ kind: 'parent' as const, ref: older, step: { id: 'weigh', visit: 1 } }];
    await world.store.commit([{ kind: 'update_ticket', ticket: { ...(await ticket(younger)), links } }]);
    await order(younger, `#merge ${older}`);
    expect(await refusal(younger)).toContain('another ticket waits');
  });

  test.each([
    [true, undefined, 'could be read by others'],
    [undefined, true, null],
    [true, true, null],
  ] as const)('confidential %s into confidential %s: %s', async (own, other, why) => {
    const { world, older, younger, order, ticket, refusal } = await twoTickets();
    const confide = async (ref: string) =>
      world.store.commit([{ kind: 'update_ticket', ticket: { ...(await ticket(ref)), confidential: true } }]);
    if (own) await confide(younger);
    if (other) await confide(older);
    await order(younger, `#merge ${older}`);
    expect((await ticket(younger)).merged?.into).toBe(why ? undefined : older);
    if (why) expect(await refusal(younger)).toContain(why);
  });

  test('somebody else’s request into a confidential one, whatever the agent says', async () => {
    const { world, older, younger, order, ticket, refusal } = await twoTickets({ from: COLLEAGUE });
    await world.store.commit([
      { kind: 'update_ticket', ticket: { ...(await ticket(older)), confidential: true } },
    ]);
    await order(younger, `#merge ${older} anyway`);
    expect(await refusal(younger)).toContain('confidential and another customer’s');
  });
});

describe('who would read what he was not part of', () => {
  const copied = { to: [box(SUPPORT), SOMEBODY] };

  test.each([
    ['of the one that is merged away', 'younger'],
    ['of the one that goes on', 'older'],
  ] as const)('is named for the agent to decide: whoever is in copy %s', async (_what, away) => {
    const { older, younger, order, ticket, refusal } = await twoTickets(copied);
    const [from, into] = away === 'younger' ? [younger, older] : [older, younger];
    await order(from, `#merge ${into}`);
    expect(await refusal(from)).toContain(`in copy (${SOMEBODY.address})`);
    expect((await ticket(from)).merged).toBeUndefined();
    await order(from, `#merge ${into} anyway`);
    expect((await ticket(from)).merged?.into).toBe(into);
  });

  test('is nobody of the customer’s own organisation, and nobody who is on both', async () => {
    const world = postWorld();
    await world.ask({ subject: 'Something else', ...copied });
    const { older, younger, order, ticket } = await twoTickets({ to: [box(SUPPORT), COLLEAGUE] }, world);
    await order(younger, `#merge ${older}`);
    expect((await ticket(younger)).merged?.into).toBe(older);
  });

  test.each(['younger', 'older'] as const)(
    'is perhaps who has only typed his address in a chat (the %s one)',
    async (which) => {
      const { world, older, younger, order, ticket, refusal } = await twoTickets();
      const ref = which === 'younger' ? younger : older;
      const chat = { widget: 'website', conversation: 'a', visitorSeenAt: world.now() };
      await world.store.commit([{ kind: 'update_ticket', ticket: { ...(await ticket(ref)), chat } }]);
      await order(younger, `#merge ${older}`);
      expect(await refusal(younger)).toContain('typed in the chat');
      await order(younger, `#merge ${older} anyway`);
      expect((await ticket(younger)).merged?.into).toBe(older);
    },
  );

  test('is whom the desk asked for something: he stays outside on the one that goes on', async () => {
    const { world, older, younger, order } = await twoTickets(copied);
    const { participants } = await world.stateOf(older);
    const id = participants.length + 1;
    const vendor = { id, role: 'external' as const, ...SOMEBODY };
    const before = (await world.stateOf(older)).ticket;
    await world.store.commit([
      { kind: 'update_ticket', ticket: { ...before, participantCount: id } },
      { kind: 'put_participant', ref: older, participant: vendor },
    ]);
    await order(older, `#merge ${younger} anyway`);
    const there = (await world.stateOf(younger)).participants;
    expect(there.filter(({ address }) => address === SOMEBODY.address).map(({ role }) => role)).toEqual([
      'cc',
      'external',
    ]);
  });
});
