import { describe, expect, test } from 'vitest';
import type { Desk } from '../../functions/core/desk.ts';
import type { ForwardedMail, InboundMessage, Passage } from '../../functions/core/inbound-message.ts';
import { allPass } from '../core/inbound-builders.ts';
import { smallDesk } from '../core/small-desk.ts';
import { postWorld, replyTo } from './post-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { CUSTOMER, HOUR, ONE, ticketWorld, TWO, work } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

/** Who a mail is from and what he may do: cases in which other help desks were fooled, or fooled themselves. */

const SUPPORT = 'support@help.example.com';
const box = (address: string, name = '') => ({ address, name });
const inboxWith = (different: Partial<Desk['inboxes'][number]>): Partial<Desk> => ({
  inboxes: smallDesk.inboxes.map((inbox, index) => (index === 0 ? { ...inbox, ...different } : inbox)),
});
const failed = { ...allPass, spf: 'FAIL', dkim: 'FAIL', dmarc: 'FAIL', dmarcPolicy: 'reject' } as const;
const unchecked = { ...allPass, dmarc: 'GRAY' } as const;

async function opened(world: TicketWorld, different: Partial<InboundMessage>) {
  const ref = await world.ask(different);
  const { ticket, participants } = await world.stateOf(ref);
  const [message] = await world.messages(ref);
  return { ref, ticket, participants, requester: participants[0]?.address, flags: message?.flags, message };
}

test('R11: an alias through which a mail came never takes part, named in desk.yaml or only on the mail’s way', async () => {
  const world = postWorld(inboxWith({ aliases: ['help@shop.example', '*@old.example'] }));
  const headers = [
    'X-Forwarded-For: unnamed@firm.example support@help.example.com',
    'Message-ID: <a@b.example>',
  ];
  const to = 'help@shop.example, anything@old.example, unnamed@firm.example, friend@firm.example';
  const outcome = await receive(world, { id: 'a', raw: rawMail({ to, headers }) });
  const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
  const { participants } = await world.stateOf(ref);
  expect(participants.map(({ address }) => address)).toEqual([CUSTOMER, 'friend@firm.example']);
});

test('R11: mail that the desk seems to write to itself opens no ticket', async () => {
  const world = ticketWorld();
  expect(await world.takeIn({ from: box(SUPPORT) })).toEqual({
    kind: 'suspended',
    cause: 'from_own_address',
  });
});

test('R12: an agent who is none any more cannot speak for the desk with an old mail', async () => {
  const world = postWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  const one = await world.agent(ref, 'one');
  world.deps.desk = { ...world.desk, agents: world.desk.agents.filter(({ id }) => id !== 'one') };
  expect(await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#done' })).toEqual({
    kind: 'suspended',
    cause: 'agent_auth_failed',
  });
});

describe('a contact form', () => {
  const form = inboxWith({ replyToIsSender: true });
  const filledIn = {
    from: box('forms@website.example', 'Our form'),
    replyTo: box('Visitor@shop.example', 'V'),
  };

  test('R11: that writes from the inbox’s own address is its visitor’s request, once', async () => {
    const world = postWorld(form);
    const { requester, participants, flags } = await opened(world, { ...filledIn, from: box(SUPPORT) });
    expect([requester, participants.length]).toEqual(['visitor@shop.example', 1]);
    expect(flags).toEqual([`sender_by_reply_to: ${SUPPORT}`]);
  });

  test('proves nothing of its visitor: he gets into no ticket by its reference', async () => {
    const world = postWorld(form);
    const ref = await world.ask();
    const subject = `Re: Printer [${ref}]`;
    expect((await world.takeIn({ ...filledIn, replyTo: box(CUSTOMER), subject })).kind).toBe('new_ticket');
  });

  test.each([
    ['to an inbox that is none', {}, 'forms@website.example'],
    ['that names an agent', { replyTo: box(ONE) }, 'forms@website.example'],
    ['that names the desk', { replyTo: box(SUPPORT) }, 'forms@website.example'],
  ])('%s is from whoever stands in From', async (what, different, expected) => {
    const world = postWorld(what === 'to an inbox that is none' ? {} : form);
    expect((await opened(world, { ...filledIn, ...different })).requester).toBe(expected);
  });
});

test('a Reply-To of an agent gives no rights and is pointed out', async () => {
  const world = ticketWorld();
  const { requester, flags } = await opened(world, { replyTo: box(ONE) });
  expect([requester, flags]).toEqual([CUSTOMER, ['replies_go_to_agent']]);
});

describe('mail whose sender’s own domain disowns it', () => {
  test.each([
    ['enforce', 'suspended', undefined],
    [undefined, 'suspended', undefined],
    ['flag', 'new_ticket', ['unverified: shop.example']],
    ['observe', 'new_ticket', []],
  ] as const)('under %s is %s', async (verdicts, kind, flags) => {
    const world = postWorld(inboxWith(verdicts ? { verdicts } : {}));
    const outcome = await world.takeIn({ verdicts: failed });
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === 'new_ticket') expect((await world.messages(outcome.ref))[0]?.flags).toEqual(flags);
    expect(await world.post()).toEqual([]);
  });

  test('in an agent’s name is held whatever the inbox says', async () => {
    const world = postWorld(inboxWith({ verdicts: 'observe' }));
    const ref = await world.ask();
    await world.enter(ref, 'work', { definition: work });
    const one = await world.agent(ref, 'one');
    expect(
      await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#done', verdicts: unchecked }),
    ).toEqual({
      kind: 'suspended',
      cause: 'agent_auth_failed',
    });
  });
});

describe('S18: a list that puts its own address into From', () => {
  const lists = ['group@firm.example'];
  const rewritten: Partial<InboundMessage> = {
    from: box('group@firm.example', "'Ada Example' via Group"),
    class: 'bulk',
    answerable: false,
    passage: {
      mailFrom: 'group+bounces@firm.example',
      through: [],
      seal: null,
      list: true,
      originalFrom: box(CUSTOMER),
    },
  };

  test('gives its writer back, who is proven by nothing', async () => {
    const world = postWorld({ lists });
    const { requester, flags, message } = await opened(world, rewritten);
    expect([requester, message?.from.name]).toEqual([CUSTOMER, 'Ada Example']);
    expect(flags).toEqual(['sender_by_list: group@firm.example']);
    expect(message?.receipt.identity?.dmarc).toBe('GRAY');
  });

  test('gives him by Reply-To when nothing else names him', async () => {
    const world = postWorld({ lists });
    const passage = { ...rewritten.passage, originalFrom: null } as Passage;
    expect((await opened(world, { ...rewritten, passage, replyTo: box(CUSTOMER) })).requester).toBe(CUSTOMER);
  });

  test('is left alone when somebody truly writes from there, and when it is not registered', async () => {
    const staff = {
      ...rewritten,
      class: 'human' as const,
      passage: { ...rewritten.passage, list: false } as Passage,
    };
    expect((await opened(postWorld({ lists }), staff)).requester).toBe('group@firm.example');
    expect(await postWorld().takeIn(rewritten)).toEqual({ kind: 'suspended', cause: 'bulk_mail' });
  });
});

describe('an agent who forwards a customer’s mail', () => {
  const forwarded: ForwardedMail = {
    from: box('Buyer@client.example', 'A Buyer'),
    subject: 'Invoice 17',
    text: 'The invoice is wrong.',
    note: 'Please take this one.',
    messageId: 'original@client.example',
    answerable: true,
    doubt: null,
  };
  const byAgent: Partial<InboundMessage> = {
    from: box(ONE, 'Agent One'),
    subject: 'Fwd: Invoice 17',
    text: 'Please take this one.',
    reply: 'Please take this one.',
    forwarded,
    forwardedFrom: forwarded.from,
  };

  test('passes it on as the customer’s request, keeps it, and his own words stay with the desk', async () => {
    const world = postWorld();
    const { ref, ticket, requester, flags } = await opened(world, byAgent);
    expect([requester, ticket.subject]).toEqual(['buyer@client.example', 'Invoice 17']);
    expect(ticket.assignee).toBe((await world.agent(ref, 'one')).id);
    expect(flags).toEqual([`forwarded_by: ${ONE}`]);
    expect(await world.eventTypes(ref)).toContain('forwarded_by_agent');
    expect(
      (await world.messages(ref)).map(({ author, visibility, text }) => [author, visibility, text]),
    ).toEqual([
      [1, 'public', 'The invoice is wrong.'],
      [ticket.assignee, 'internal', 'Please take this one.'],
    ]);
    expect((await world.post()).map(({ to }) => to.address)).toEqual(['buyer@client.example']);
  });

  test('orders above it what a new ticket can be ordered, and nobody reads the order', async () => {
    const world = ticketWorld();
    const note = 'FYI\n#priority P2 they lose money\n#tag +invoice\n#assign two';
    const ref = await world.ask({ ...byAgent, reply: note, forwarded: { ...forwarded, note } });
    const { ticket } = await world.stateOf(ref);
    expect(ticket).toMatchObject({ priority: 'P2', tags: ['invoice'] });
    expect(ticket.assignee).toBe((await world.agent(ref, 'two')).id);
    expect((await world.messages(ref)).map(({ text }) => text)).toEqual(['The invoice is wrong.', 'FYI']);
  });

  test('orders what it cannot be ordered: nothing is done, and he is told', async () => {
    const world = postWorld();
    const note = 'FYI\n#priority P2\n#done\n#piority P1';
    const ref = await world.ask({ ...byAgent, forwarded: { ...forwarded, note } });
    expect((await world.stateOf(ref)).ticket.priority).toBe('P3');
    const told = (await world.post()).find(({ to }) => to.address === ONE)?.text ?? '';
    expect(told).toContain('Your mail has opened this ticket; no order in it was carried out.');
    for (const line of ['#done', '#piority P1', 'These could be:\n\n#priority P2'])
      expect(told).toContain(line);
    expect((await world.messages(ref)).map(({ text }) => text)).toEqual(['The invoice is wrong.', 'FYI']);
  });

  test('asks for himself with an order: it is obeyed, and stands in no message', async () => {
    const world = ticketWorld();
    const reply = 'The printer of our floor is broken.\n\n#priority P1';
    const ref = await world.ask({ from: box(ONE), subject: 'Printer', text: reply, reply });
    expect((await world.stateOf(ref)).ticket.priority).toBe('P1');
    expect((await world.messages(ref)).map(({ text }) => text)).toEqual([
      'The printer of our floor is broken.',
    ]);
  });

  test('orders above what is in doubt, and nothing in it', async () => {
    const world = ticketWorld();
    const note = 'FYI\n#priority P1';
    const ref = await world.ask({
      ...byAgent,
      reply: `${note}\n\nFrom: Hans\n\nIt is wrong.\n#done`,
      forwarded: { ...forwarded, from: box(''), note, doubt: 'no_address' },
    });
    expect((await world.stateOf(ref)).ticket.priority).toBe('P1');
    expect((await world.messages(ref)).map(({ text }) => text)).toEqual([
      'FYI\n\nFrom: Hans\n\nIt is wrong.\n#done',
    ]);
  });

  test.each<[string, Partial<InboundMessage>]>([
    ['a customer', {}],
    ['an agent’s name alone', { from: box(ONE), verdicts: unchecked }],
  ])('orders nothing as %s', async (_who, different) => {
    const world = ticketWorld();
    const ref = await world.ask({ reply: 'Help!\n#priority P1', ...different });
    expect((await world.stateOf(ref)).ticket.priority).toBe('P3');
    expect((await world.messages(ref))[0]?.text).toBe('Help!\n#priority P1');
  });

  test('is offered whom else the customer had written to, and only offered', async () => {
    const world = postWorld();
    const recipients = [box(ONE), box(SUPPORT), box('Boss@client.example'), box('buyer@client.example')];
    const { ref, flags } = await opened(world, { ...byAgent, forwarded: { ...forwarded, recipients } });
    expect(flags).toEqual([`forwarded_by: ${ONE}`, 'also_to: boss@client.example']);
    expect((await world.stateOf(ref)).participants.map(({ address }) => address)).toEqual([
      'buyer@client.example',
      ONE,
    ]);
    await world.enter(ref, 'work', { definition: work });
    const mail = (await world.post()).find(({ to }) => to.address === ONE);
    expect(mail?.text.split('\n')).toContain('#cc +boss@client.example');
    expect(mail?.text).not.toContain('also_to');
  });

  test('lets the customer’s next mail find the ticket, though he never had one of ours', async () => {
    const world = postWorld();
    const ref = await world.ask(byAgent);
    const references = ['original@client.example'];
    const next = { from: box('buyer@client.example'), subject: 'Re: Invoice 17' };
    const evidence = { recipients: [SUPPORT], inReplyTo: 'original@client.example', references };
    expect(await world.takeIn({ ...next, evidence })).toEqual({ kind: 'appended', ref });
  });

  test('sends nothing to a customer’s machine', async () => {
    const world = postWorld();
    await world.ask({ ...byAgent, forwarded: { ...forwarded, answerable: false } });
    expect(await world.post()).toEqual([]);
  });

  test.each<[string, Partial<ForwardedMail>, string]>([
    ['several mails at once', { doubt: 'several_mails' }, 'several_mails'],
    ['a mail of several authors', { doubt: 'several_senders' }, 'several_senders'],
    ['a mail whose writer has no address', { from: box(''), doubt: 'no_address' }, 'no_address'],
    ['a mail of the desk itself', { from: box(SUPPORT) }, 'from_the_desk'],
    ['a colleague’s mail', { from: box(TWO) }, 'from_an_agent'],
  ])('R20: as %s asks himself, and the ticket says why', async (_what, different, why) => {
    const world = ticketWorld();
    const { requester, flags } = await opened(world, {
      ...byAgent,
      forwarded: { ...forwarded, ...different },
    });
    expect([requester, flags]).toEqual([ONE, [`forward_in_doubt: ${why}`]]);
  });

  test.each<[string, Partial<InboundMessage>, string]>([
    ['somebody who is no agent', { from: box(CUSTOMER) }, CUSTOMER],
    ['an agent whose domain does not vouch for him', { verdicts: unchecked }, ONE],
  ])('R20: is not %s: that is his own request', async (_who, different, expected) => {
    const world = ticketWorld();
    const { requester, ticket } = await opened(world, { ...byAgent, ...different });
    expect([requester, ticket.assignee]).toEqual([expected, null]);
  });

  test.each([
    ['an address in prose', 'Please look.\n\nHe said that spam@trap.example writes to him.'],
    ['a style sheet', '<style>@font-face { font-family: a@b.example }</style>\nPlease look.'],
    ['a tracking link', 'Please look.\nhttps://t.example/?u=abc@def.example'],
  ])('R20: %s is nobody’s mail', async (_what, body) => {
    const world = ticketWorld();
    const outcome = await receive(world, {
      id: 'a',
      raw: rawMail({ from: ONE, subject: 'Fwd: Look', body }),
    });
    const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
    expect((await world.stateOf(ref)).participants[0]?.address).toBe(ONE);
  });

  /** What mail programs write above a forwarded mail: marker, then sender, date, recipient, subject. */
  const blocks: [string, string, string[]][] = [
    ['English', '---------- Forwarded message ----------', ['From', 'Date', 'To', 'Subject']],
    ['German', '---------- Weitergeleitete Nachricht ----------', ['Von', 'Datum', 'An', 'Betreff']],
    ['French', '---------- Message transféré ----------', ['De', 'Date', 'À', 'Objet']],
    ['Spanish', '---------- Mensaje reenviado ----------', ['De', 'Fecha', 'Para', 'Asunto']],
    ['Italian', '---------- Messaggio inoltrato ----------', ['Da', 'Data', 'A', 'Oggetto']],
    ['Dutch', '---------- Doorgestuurd bericht ----------', ['Van', 'Datum', 'Aan', 'Onderwerp']],
    ['Portuguese', '---------- Mensagem encaminhada ----------', ['De', 'Data', 'Para', 'Assunto']],
    ['Polish', '---------- Wiadomość przekazana ----------', ['Od', 'Data', 'Do', 'Temat']],
    ['Swedish', '---------- Vidarebefordrat meddelande ----------', ['Från', 'Datum', 'Till', 'Ämne']],
    ['Danish', '---------- Videresendt meddelelse ----------', ['Fra', 'Dato', 'Til', 'Emne']],
    [
      'Finnish',
      '---------- Välitetty viesti ----------',
      ['Lähettäjä', 'Päivämäärä', 'Vastaanottaja', 'Aihe'],
    ],
    ['Czech', '---------- Přeposlaná zpráva ----------', ['Od', 'Datum', 'Komu', 'Předmět']],
    ['Russian', '---------- Пересланное сообщение ----------', ['От', 'Дата', 'Кому', 'Тема']],
    ['Turkish', '---------- Yönlendirilmiş ileti ----------', ['Kimden', 'Tarih', 'Kime', 'Konu']],
  ];
  test.each(blocks)('whose mail program speaks %s', async (_language, marker, [from, date, to, subject]) => {
    const world = ticketWorld();
    const body = [
      'Please take this one.',
      '',
      marker,
      `${from}: A Buyer <buyer@client.example>`,
      `${date}: 2026-11-22 10:15`,
      `${to}: Agent One <${ONE}>`,
      `${subject}: Invoice 17`,
      '',
      'The invoice is wrong.',
    ].join('\r\n');
    const headers = ['MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8'];
    const raw = rawMail({ from: ONE, subject: 'Fwd: Invoice 17', body, headers });
    const outcome = await receive(world, { id: 'a', raw });
    const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
    expect((await world.stateOf(ref)).participants[0]?.address).toBe('buyer@client.example');
    expect((await world.messages(ref)).map(({ text }) => text)).toEqual([
      'The invoice is wrong.',
      'Please take this one.',
    ]);
  });
});

test('S7: whom a customer copies in gets our answer too, unless the list of people came from a stranger', async () => {
  const world = postWorld();
  const ref = await world.ask({ cc: [box('boss@shop.example')] });
  const [mail] = await world.post();
  if (!mail) throw new Error('no acknowledgement');
  await world.takeIn({
    ...replyTo(mail, 'Me too.'),
    from: box('somebody@elsewhere.example'),
    cc: [box('third@elsewhere.example')],
  });
  await world.enter(ref, 'work', { definition: work });
  const one = await world.agent(ref, 'one');
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'Try a cable.' });
  const answered = (await world.post()).filter(({ text }) => text.includes('Try a cable.'));
  expect(answered.map(({ to }) => to.address)).toEqual([CUSTOMER, 'boss@shop.example']);
});

test('S19: an agent’s absence notice is nobody’s words to the customer', async () => {
  const world = postWorld();
  const ref = await world.ask();
  await world.enter(ref, 'work', { definition: work });
  const told = (await world.post()).find(({ to }) => to.address === ONE);
  if (!told) throw new Error('the agent got no mail');
  world.wait(HOUR);
  const away = {
    ...replyTo(told, 'I am away until Monday.'),
    class: 'auto_reply' as const,
    outOfOffice: true,
  };
  expect(await world.takeIn({ ...away, answerable: false })).toEqual({ kind: 'appended', ref });
  expect((await world.messages(ref)).at(-1)?.visibility).toBe('internal');
  expect(await world.post()).toEqual([]);
});

test('R25: an answer to a note stays with the desk', async () => {
  const world = postWorld();
  const ref = await world.ask({ cc: [box('boss@shop.example')] });
  await world.enter(ref, 'work', { definition: work });
  const one = await world.agent(ref, 'one');
  await world.post();
  await world.answer(ref, { issuedTo: one.id, sender: ONE, role: 'note', text: 'They never pay on time.' });
  expect((await world.messages(ref)).at(-1)?.visibility).toBe('internal');
  expect((await world.post()).map(({ to }) => to.address)).not.toContain(CUSTOMER);
});
