import { describe, expect, test } from 'vitest';
import { postWorld, replyTo } from './post-world.ts';
import { CUSTOMER, HOUR, ONE, work } from './ticket-world.ts';

const INVOICE = { subject: 'Invoice of May', messageId: 'invoice@shop.example' };

/** A ticket in answer to whose mail the customer has written about something else. */
async function aboutSomethingElse() {
  const world = postWorld();
  const ref = await world.ask();
  const [mail] = await world.post();
  if (!mail) throw new Error('no acknowledgement');
  await world.enter(ref, 'work', { definition: work });
  world.wait(HOUR);
  await world.takeIn({ ...replyTo(mail, 'The invoice of May is wrong.'), ...INVOICE });
  await world.post();
  const before = new Set(world.refs());
  const says = async (text: string) => {
    const { id } = await world.agent(ref, 'one');
    await world.answer(ref, { issuedTo: id, sender: ONE, text });
    return world.refs().find((one) => !before.has(one)) ?? '';
  };
  const refusal = async () => (await world.mails(ref)).at(-1)?.facts?.['reason'] ?? '';
  return { world, ref, mail, says, refusal };
}

describe('#split', () => {
  test('makes a ticket of what the customer wrote about something else', async () => {
    const { world, ref, says } = await aboutSomethingElse();
    const own = await says('#split');
    const { ticket, participants } = await world.stateOf(own);
    expect(ticket).toMatchObject({
      subject: 'Invoice of May',
      createdAt: '2026-11-23T10:00:00.000Z',
      links: [{ kind: 'split_from', ref }],
      process: { id: 'simple', run: 1 },
    });
    expect(participants).toMatchObject([
      { role: 'requester', address: CUSTOMER, lastMessageId: INVOICE.messageId },
    ]);
    expect(await world.messages(own)).toMatchObject([
      { text: 'The invoice of May is wrong.', author: 1, flags: [], receipt: { by: 'split' } },
    ]);
    expect(await world.effects(own)).toContainEqual({
      kind: 'start_process',
      process: 'simple',
      run: 1,
      entry: null,
    });
    expect(await world.eventTypes(own)).toEqual(['ticket_created', 'split_from']);
  });

  test('is offered, as a line ready to use, to whoever reads what has another subject', async () => {
    const { world } = await aboutSomethingElse();
    const shown = world.posted.filter(
      ({ to, text }) => to.address === ONE && text.includes('invoice of May'),
    );
    expect(shown.map(({ text }) => text.split('\n').includes('#split'))).toEqual([true]);
  });

  test('leaves it where it was, marked, and the ticket with its own matter', async () => {
    const { world, ref, says } = await aboutSomethingElse();
    const own = await says('#split');
    expect((await world.messages(ref)).map(({ flags }) => flags)).toEqual([
      [],
      ['topic_changed', `split_into: ${own}`],
    ]);
    const { ticket, participants } = await world.stateOf(ref);
    expect(ticket.lastSubject).toBeUndefined();
    expect(ticket.links).toEqual([{ kind: 'split_into', ref: own }]);
    expect(ticket.lastCustomerMessage).toBe((await world.messages(ref))[0]?.id);
    expect(participants[0]?.lastMessageId).toBe('delivery-1@shop.example');
    expect(await world.eventTypes(ref)).toContain('message_split');
  });

  test('the customer learns its reference, and what he adds to his mail comes to it', async () => {
    const { world, mail, says } = await aboutSomethingElse();
    const own = await says('#split');
    const [told, ...more] = await world.post();
    expect(more).toEqual([]);
    expect(told).toMatchObject({ to: { address: CUSTOMER }, subject: `We have your request [${own}]` });
    expect(told?.headers['In-Reply-To']).toBe(`<${INVOICE.messageId}>`);
    const before = replyTo(mail, '').evidence?.references ?? [];
    const evidence = {
      recipients: ['support@help.example.com'],
      inReplyTo: INVOICE.messageId,
      references: [...before, INVOICE.messageId],
    };
    expect(await world.takeIn({ subject: 'Re: Invoice of May', evidence })).toEqual({
      kind: 'appended',
      ref: own,
    });
  });

  test('answers to the mails of the other matter stay there', async () => {
    const { world, ref, mail, says } = await aboutSomethingElse();
    await says('#split');
    expect(await world.takeIn(replyTo(mail, 'Still grey.'))).toEqual({ kind: 'appended', ref });
  });

  test('words beside it go to the customer of the ticket, as ever', async () => {
    const { world, ref, says } = await aboutSomethingElse();
    await says('#split\nTry another cable.');
    const [answer] = await world.post();
    expect(answer?.text).toContain('Try another cable.');
    expect(answer?.subject).toBe(`Re: Printer [${ref}]`);
    expect(answer?.headers['In-Reply-To']).toBe('<delivery-1@shop.example>');
  });

  test('takes what was written before by its place', async () => {
    const { world, mail, says } = await aboutSomethingElse();
    await world.takeIn(replyTo(mail, 'Still grey.'));
    const own = await says('#split 2');
    expect(await world.messages(own)).toMatchObject([{ text: 'The invoice of May is wrong.' }]);
  });

  test('what a stranger wrote is his own matter', async () => {
    const { world, mail, says } = await aboutSomethingElse();
    const stranger = { address: 'stranger@elsewhere.example', name: 'Stranger' };
    await world.takeIn({ ...replyTo(mail, 'I want one too.'), from: stranger });
    const own = await says('#split last');
    expect((await world.stateOf(own)).participants).toMatchObject([stranger]);
    expect(await world.messages(own)).toMatchObject([{ visibility: 'public', flags: [] }]);
  });

  test.each([
    ['#split', 'goes by the subject of this ticket'],
    ['#split 3', 'this ticket began with it'],
    ['#split 9', 'not written that often'],
    ['#split the invoice', 'write #split last'],
  ])('%s is refused when it can be nothing', async (line, why) => {
    const { world, mail, says, refusal } = await aboutSomethingElse();
    await world.takeIn(replyTo(mail, 'Still grey.'));
    expect(await says(line)).toBe('');
    expect(await refusal()).toContain(why);
  });

  test('happens once', async () => {
    const { says, refusal } = await aboutSomethingElse();
    await says('#split last');
    await says('#split last');
    expect(await refusal()).toContain('this ticket began with it');
  });
});
