import { describe, expect, test } from 'vitest';
import { recoverHeld } from '../../functions/app/held-items.ts';
import { writeMail } from '../../functions/app/write-mail.ts';
import { desk as deskSchema } from '../../functions/core/desk.ts';
import type { MailIntent } from '../../functions/core/outbox.ts';
import { smallDesk } from '../core/small-desk.ts';
import { rawMail, receive } from './raw-mail.ts';
import { CUSTOMER, DAY, close, ticketWorld, work } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

const [simple] = Object.values(smallDesk.processes);

/** Agent One works, Agent Two is named by a rung, Agent Three is not named; Agent Four stands in for Two. */
const desk = deskSchema.parse({
  ...smallDesk,
  agents: [
    { id: 'one', name: 'Agent One', address: 'one@team.example' },
    {
      id: 'two',
      name: 'Agent Two',
      address: 'two@team.example',
      absences: [{ from: '2026-11-01', to: '2026-11-02', deputy: 'four' }],
    },
    { id: 'three', name: 'Agent Three', address: 'three@team.example' },
    { id: 'four', name: 'Agent Four', address: 'four@team.example' },
  ],
  teams: { front: { name: 'Front', members: ['one'] } },
  processes: { simple: { ...simple, confidential: true } },
  replies: {
    any: 'Subject: {{ step.title }} {{ ticket.subject }} {{ answerSubject }}\n\nHello',
    'attention-needed': 'Subject: Stuck\n\nHello',
  },
});

const COLLEAGUE = { address: 'colleague@shop.example', name: 'Colleague' };

function confidential(): TicketWorld {
  return ticketWorld({ desk });
}

async function written(world: TicketWorld, ref: string, intent: Partial<MailIntent>) {
  const state = await world.stateOf(ref);
  const mail: MailIntent = { to: 1, template: 'any', class: 'notification', answerAs: 'note', ...intent };
  return writeMail(
    { ...world.deps, pagesUrl: 'https://desk.example.com' },
    { state, intent: mail, delivery: '1.0', at: world.now() },
  );
}

/** Puts an agent on the ticket, without any work there. */
async function joined(world: TicketWorld, ref: string, agentId: string): Promise<number> {
  const { ticket } = await world.stateOf(ref);
  const id = ticket.participantCount + 1;
  await world.store.commit([
    { kind: 'update_ticket', ticket: { ...ticket, participantCount: id } },
    {
      kind: 'put_participant',
      ref,
      participant: { id, role: 'agent', agentId, address: `${agentId}@team.example`, name: agentId },
    },
  ]);
  return id;
}

describe('a confidential request', () => {
  test('has nobody on it who was only copied in, with the first mail or a later one', async () => {
    const world = confidential();
    const ref = await world.ask({ cc: [COLLEAGUE] });
    await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'More.', cc: [COLLEAGUE] });
    const { participants } = await world.stateOf(ref);
    expect(participants.map(({ address }) => address)).not.toContain(COLLEAGUE.address);
    const [first] = await world.messages(ref);
    expect(first?.flags).toContain('copied_in_left_out');
    expect(await world.eventTypes(ref)).toContain('copied_in_left_out');
  });

  test('hears no stranger: his mail is held', async () => {
    const world = confidential();
    const ref = await world.ask();
    const stranger = { issuedTo: 1, sender: 'stranger@home.example', text: 'What is this about?' };
    expect(await world.answer(ref, stranger)).toEqual({
      kind: 'suspended',
      cause: 'confidential_unknown_sender',
    });
    await world.enter(ref, 'closed', { definition: close() });
    world.wait(30 * DAY);
    expect(await world.answer(ref, stranger)).toMatchObject({ cause: 'confidential_unknown_sender' });
    expect(await world.held()).toMatchObject([{ ref }, { ref }]);
    expect(await world.messages(ref)).toHaveLength(1);
  });

  test('stays so when it is taken up again too late', async () => {
    const world = confidential();
    const ref = await world.ask();
    await world.enter(ref, 'closed', { definition: close() });
    world.wait(30 * DAY);
    const outcome = await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'It is back.' });
    if (outcome.kind !== 'new_ticket') throw new Error(outcome.kind);
    const { ticket } = await world.stateOf(outcome.ref);
    expect(ticket).toMatchObject({ confidential: true, links: [{ kind: 'follows', ref }] });
  });

  describe('of the second inbox', () => {
    const BILLING = 'billing@help.example.com';

    async function askedThere(): Promise<{ world: TicketWorld; ref: string }> {
      const [process] = Object.values(desk.processes);
      if (!simple || !process) throw new Error('no process');
      const world = ticketWorld({
        desk: {
          ...desk,
          processes: { simple, private: { ...process, id: 'private' } },
          inboxes: desk.inboxes.map((one) =>
            one.address === BILLING ? { ...one, process: 'private' } : one,
          ),
        },
      });
      const evidence = { recipients: [BILLING], inReplyTo: null, references: [] };
      return { world, ref: await world.ask({ to: [{ address: BILLING, name: '' }], evidence }) };
    }

    test('stays there when it is taken up again too late', async () => {
      const { world, ref } = await askedThere();
      await world.enter(ref, 'closed', { definition: close() });
      world.wait(30 * DAY);
      const outcome = await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'It is back.' });
      const { ticket } = await world.stateOf(outcome.kind === 'new_ticket' ? outcome.ref : '');
      expect(ticket).toMatchObject({ inbox: BILLING, process: { id: 'private' }, confidential: true });
    });

    test('stays there when an answer to it is let in as a ticket of its own', async () => {
      const { world, ref } = await askedThere();
      const headers = ['Message-ID: <a@home.example>'];
      const raw = rawMail({ from: 'stranger@home.example', to: world.addressOf(ref, 1), headers });
      await receive(world, { id: 'a', raw, recipients: [world.addressOf(ref, 1)] });
      const [item] = await world.held();
      expect(item).toMatchObject({ cause: 'confidential_unknown_sender', ref });
      const outcome = await recoverHeld(world.deps, { id: item?.id ?? '', as: 'new', by: 'lead' });
      const { ticket } = await world.stateOf(outcome.kind === 'recovered' ? outcome.ref : '');
      expect(ticket).toMatchObject({ inbox: BILLING, process: { id: 'private' }, confidential: true });
    });
  });

  test('stands in no subject', async () => {
    const world = confidential();
    const ref = await world.ask({ subject: 'My boss shouts' });
    await world.enter(ref, 'work', { definition: { ...work, title: 'Protect the employee' } });
    const one = await world.agent(ref, 'one');
    expect(await written(world, ref, { to: 1 })).toMatchObject({
      mail: { subject: `Your request [${ref}]` },
    });
    expect(await written(world, ref, { to: one.id })).toMatchObject({
      mail: { subject: `Confidential request [${ref}]` },
    });
  });

  test.each([
    ['one', true],
    ['two', true],
    ['three', false],
    ['four', true],
  ])('is for those whom its process names: agent %s gets mail: %s', async (agentId, gets) => {
    const world = confidential();
    const ref = await world.ask();
    const to = await joined(world, ref, agentId);
    const mail = await written(world, ref, { to });
    expect(mail.kind === 'written').toBe(gets);
    if (!gets) expect(mail).toEqual({ kind: 'refused', reason: 'not_in_confidence' });
  });

  test('says to anybody that it is stuck, and to whoever owns a step what it is', async () => {
    const world = confidential();
    const ref = await world.ask();
    const stuck = await joined(world, ref, 'three');
    expect(await written(world, ref, { to: stuck, template: 'attention-needed' })).toMatchObject({
      kind: 'written',
    });
    await world.enter(ref, 'work', { definition: { ...work, owner: 'agent:three' } });
    const three = await world.agent(ref, 'three');
    expect(await written(world, ref, { to: three.id })).toMatchObject({ kind: 'written' });
  });
});

describe('a request that is closed', () => {
  const reopening = (reopenWithin: string) =>
    deskSchema.parse({ ...smallDesk, processes: { simple: { ...simple, reopenWithin } } });

  test.each([
    ['2d', 1, 'appended'],
    ['2d', 3, 'new_ticket'],
    ['20d', 15, 'appended'],
  ])('is opened again within the %s of its process: after %i days %s', async (within, days, kind) => {
    const world = ticketWorld({ desk: reopening(within) });
    const ref = await world.ask();
    await world.enter(ref, 'closed', { definition: close() });
    world.wait(days * DAY);
    const outcome = await world.answer(ref, { issuedTo: 1, sender: CUSTOMER, text: 'It is back.' });
    expect(outcome.kind).toBe(kind);
  });
});
