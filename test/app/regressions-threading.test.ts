import { expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { allPass } from '../core/inbound-builders.ts';
import { postWorld, replyTo, withoutHeaders } from './post-world.ts';
import type { Posted, PostWorld } from './post-world.ts';
import { rawMail, receive } from './raw-mail.ts';
import { close, CUSTOMER, DAY, ONE, question, work } from './ticket-world.ts';

/** Where mail belongs: cases in which other help desks have put it into the wrong ticket, or lost it. */

const STRANGER = { address: 'somebody@elsewhere.example', name: '' };
const COLLEAGUE = { address: 'colleague@shop.example', name: '' };
const box = (address: string) => ({ address, name: '' });
const SUPPORT = 'support@help.example.com';
const BILLING = 'billing@help.example.com';

/** A ticket with the acknowledgement that its customer has. */
async function acknowledged(different: Partial<InboundMessage> = {}) {
  const world = postWorld();
  const ref = await world.ask(different);
  const [mail] = await world.post();
  if (!mail) throw new Error('no acknowledgement');
  return { world, ref, mail };
}

async function lastMessage(world: PostWorld, ref: string) {
  const message = (await world.messages(ref)).at(-1);
  if (!message) throw new Error(`no message on ${ref}`);
  return message;
}

test('R1: a reference in the subject leads nobody to a ticket on which he is not; the customer it does', async () => {
  const { world, ref } = await acknowledged();
  const before = await world.stateOf(ref);
  const subject = `Re: Printer [${ref}]`;
  const outcome = await world.takeIn({ from: STRANGER, subject });
  expect(outcome.kind).toBe('new_ticket');
  expect(await world.stateOf(ref)).toEqual(before);
  const own = 'ref' in outcome ? (outcome.ref ?? '') : '';
  expect((await world.stateOf(own)).ticket.links).toEqual([{ kind: 'related', ref }]);
  expect((await lastMessage(world, own)).receipt).toMatchObject({
    by: 'new',
    evidence: [{ kind: 'subject_reference', ref, rejected: 'not_on_ticket' }],
  });
  expect(await world.takeIn({ subject })).toEqual({ kind: 'appended', ref });
  expect((await lastMessage(world, ref)).receipt.by).toBe('subject_reference');
});

test('R1: nor does it lead somebody who only claims to be the customer', async () => {
  const { world, ref } = await acknowledged();
  const verdicts = { spam: 'PASS', virus: 'PASS', spf: 'FAIL', dkim: 'FAIL', dmarc: 'FAIL' } as const;
  const outcome = await world.takeIn({ subject: `Re: Printer [${ref}]`, verdicts });
  expect(outcome.kind).toBe('new_ticket');
});

test.each(['WG: Printer', 'Fwd: Printer', 'Printer', 'TR : Printer'])(
  'R2: our mail sent on to another inbox as "%s" is a matter of its own there, linked with the first',
  async (subject) => {
    const { world, ref, mail } = await acknowledged();
    const { evidence } = replyTo(mail, '');
    const outcome = await world.takeIn({
      subject,
      to: [box(BILLING)],
      evidence: { recipients: [BILLING], inReplyTo: null, references: evidence?.references ?? [] },
    });
    const second = outcome.kind === 'new_ticket' ? outcome.ref : '';
    expect((await world.stateOf(second)).ticket).toMatchObject({
      inbox: BILLING,
      links: [{ kind: 'related', ref }],
    });
  },
);

test('R3: of a conversation that began among others, what comes later finds the ticket of what came first', async () => {
  const world = postWorld();
  const root = 'private@shop.example';
  const cites = (references: string[]) => ({
    evidence: { recipients: [SUPPORT], inReplyTo: references.at(-1) ?? null, references },
  });
  const ref = await world.ask({ cc: [COLLEAGUE], ...cites([root]) });
  const other = { ...cites([root, 'unseen@shop.example']), from: COLLEAGUE, subject: 'Re: Printer' };
  expect(await world.takeIn(other)).toEqual({ kind: 'appended', ref });
  expect((await lastMessage(world, ref)).receipt.by).toBe('shared_ancestry');
  expect((await world.takeIn({ ...other, from: STRANGER })).kind).toBe('new_ticket');
});

test('R3: a mail that arrives after its own answer joins it', async () => {
  const world = postWorld();
  const first = 'late@shop.example';
  const ref = await world.ask({ evidence: { recipients: [SUPPORT], inReplyTo: first, references: [first] } });
  expect(await world.takeIn({ messageId: first })).toEqual({ kind: 'appended', ref });
});

test('R3: of what a first mail cites its origin alone is remembered, for two write units', async () => {
  const world = postWorld();
  const references = ['a@shop.example', 'b@shop.example', 'c@shop.example'];
  const ref = await world.ask({
    evidence: { recipients: [SUPPORT], inReplyTo: 'c@shop.example', references },
  });
  expect(await world.store.ticketOfCitedIds(references)).toEqual({ messageId: 'a@shop.example', ref });
  expect(await world.store.ticketOfCitedIds(references.slice(1))).toBeNull();
  const before = world.units().write;
  await world.store.commit([{ kind: 'index_cited_id', messageId: 'other@shop.example', ref }]);
  expect(world.units().write - before).toBe(2);
});

test('R4: many who answer one newsletter are one ticket each', async () => {
  const world = postWorld();
  const newsletter = 'newsletter@marketing.example';
  const answer = (address: string) =>
    world.takeIn({
      from: box(address),
      subject: 'Re: News',
      evidence: { recipients: [SUPPORT], inReplyTo: newsletter, references: [newsletter] },
    });
  const outcomes = [
    await answer('a@one.example'),
    await answer('b@two.example'),
    await answer('c@three.example'),
  ];
  expect(outcomes.map(({ kind }) => kind)).toEqual(['new_ticket', 'new_ticket', 'new_ticket']);
});

test('R5: an answer about something else stays, is flagged, and our answers carry its subject', async () => {
  const { world, ref, mail } = await acknowledged();
  await world.enter(ref, 'work', { definition: work });
  const changed = { ...replyTo(mail, 'The invoice of May is wrong.'), subject: 'Invoice of May' };
  expect(await world.takeIn(changed)).toEqual({ kind: 'appended', ref });
  expect((await lastMessage(world, ref)).flags).toContain('topic_changed');
  const one = await world.agent(ref, 'one');
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'We are looking at it.' });
  const sent = await world.post();
  expect(sent.findLast(({ to }) => to.address === CUSTOMER)?.subject).toBe(`Re: Invoice of May [${ref}]`);
});

test.each(['Re: Printer', 'AW: Printer on the second floor', 'Re: We have your request', ''])(
  'R5: the subject "%s" is no other topic',
  async (subject) => {
    const { world, ref, mail } = await acknowledged();
    const asWritten = subject === 'Re: We have your request' ? `${subject} [${ref}]` : subject;
    await world.takeIn({ ...replyTo(mail, 'More of it.'), subject: asWritten });
    expect((await lastMessage(world, ref)).flags).toEqual([]);
  },
);

test.each([
  ['a number in an id', { inReplyTo: 'reply-123-456@mail.olddesk.example' }, 'Re: Printer'],
  ['an unsigned id of our form', { inReplyTo: 't.7k3m9qxa@help.example.com' }, 'Re: Printer'],
  ['a number in the subject', {}, 'Re: [#123] Printer'],
  ['a number of a ticket system', {}, 'Re: Printer INC0012345'],
])(
  'R6: %s of another help desk leads nowhere',
  async (_what, { inReplyTo = null }: { inReplyTo?: string | null }, subject) => {
    const { world } = await acknowledged();
    const outcome = await world.takeIn({
      subject,
      evidence: { recipients: [SUPPORT], inReplyTo, references: [] },
    });
    expect(outcome.kind).toBe('new_ticket');
  },
);

test.each<[string, (mail: Posted) => Partial<InboundMessage>, string]>([
  [
    'only the root of the conversation',
    (mail) => ({
      ...withoutHeaders(replyTo(mail, 'Still grey.')),
      subject: 'Case 77',
      text: 'Still grey.',
      evidence: {
        recipients: [SUPPORT],
        inReplyTo: 'crm-77@crm.example',
        references: [...(replyTo(mail, '').evidence?.references ?? []).slice(0, 1), 'crm-77@crm.example'],
      },
    }),
    'root_id',
  ],
  [
    'only the id that the mail service gave',
    (mail) => ({
      ...withoutHeaders(replyTo(mail, 'Still grey.')),
      subject: 'Case 77',
      text: 'Still grey.',
      evidence: {
        recipients: [SUPPORT],
        inReplyTo: 'crm-77@crm.example',
        references: [mail.messageId, 'x@crm.example', 'crm-77@crm.example'],
      },
    }),
    'message_id',
  ],
  [
    'only our words in quotes',
    (mail) => ({ ...withoutHeaders(replyTo(mail, 'Still grey.')), subject: 'Case 77' }),
    'body_marker',
  ],
  [
    'only our subject',
    (mail) => ({ ...withoutHeaders(replyTo(mail, 'Still grey.')), text: 'Still grey.' }),
    'subject_reference',
  ],
])('R7: an answer whose program has kept %s finds its ticket', async (_what, answer, by) => {
  const { world, ref, mail } = await acknowledged();
  expect(await world.takeIn(answer(mail))).toEqual({ kind: 'appended', ref });
  expect((await lastMessage(world, ref)).receipt.by).toBe(by);
});

test('R7: our words in quotes lead a stranger nowhere, and a colleague of the customer to where he changes nothing', async () => {
  const { world, ref, mail } = await acknowledged();
  const answer = { ...withoutHeaders(replyTo(mail, 'Close it.')), subject: 'Case 77' };
  expect((await world.takeIn({ ...answer, from: STRANGER })).kind).toBe('new_ticket');
  expect(await world.takeIn({ ...answer, from: COLLEAGUE })).toEqual({ kind: 'appended', ref });
  expect(await lastMessage(world, ref)).toMatchObject({
    visibility: 'internal',
    author: null,
    flags: ['not_on_ticket'],
  });
  expect((await world.stateOf(ref)).participants.map(({ address }) => address)).not.toContain(
    COLLEAGUE.address,
  );
});

test('R7: an answer that an agent gave past the desk is known once a copy of it came', async () => {
  const { world, ref } = await acknowledged();
  const past = 'past-the-desk@team.example';
  await world.answer(ref, { issuedTo: 1, sender: ONE, text: 'Try a cable.', messageId: past });
  const outcome = await world.takeIn({
    subject: 'AW: Cable',
    evidence: { recipients: [SUPPORT], inReplyTo: past, references: [past] },
  });
  expect(outcome).toEqual({ kind: 'appended', ref });
});

test('R8: an answer to a mail that the mail service renamed is found by the new name', async () => {
  const { world, ref, mail } = await acknowledged();
  const answer = withoutHeaders({ ...replyTo(mail, 'It is blue now.'), text: 'It is blue now.' });
  const evidence = { recipients: [SUPPORT], inReplyTo: mail.messageId, references: [] };
  expect(await world.takeIn({ ...answer, subject: 'Re: hello', evidence })).toEqual({
    kind: 'appended',
    ref,
  });
});

test('R9: one mail to two inboxes is one ticket with one acknowledgement, and answers to either come to it', async () => {
  const world = postWorld();
  const headers = ['Message-ID: <both@shop.example>'];
  const raw = rawMail({ to: `${SUPPORT}, ${BILLING}`, headers });
  const first = await receive(world, { id: 'a', raw, recipients: [SUPPORT] });
  expect(await receive(world, { id: 'b', raw, recipients: [BILLING] })).toMatchObject({ kind: 'duplicate' });
  const ref = first.kind === 'new_ticket' ? first.ref : '';
  expect((await world.stateOf(ref)).ticket).toMatchObject({ inbox: SUPPORT, referrals: [BILLING] });
  expect(await world.post()).toHaveLength(1);
  for (const inbox of [SUPPORT, BILLING]) {
    const references = ['both@shop.example'];
    const evidence = { recipients: [inbox], inReplyTo: 'both@shop.example', references };
    expect(await world.takeIn({ to: [box(inbox)], subject: 'Re: Printer', evidence })).toEqual({
      kind: 'appended',
      ref,
    });
  }
});

test('R10: the same Message-ID with other words is a mail of its own and is flagged', async () => {
  const world = postWorld();
  const headers = ['Message-ID: <again@shop.example>'];
  await receive(world, { id: 'a', raw: rawMail({ headers }) });
  expect(await receive(world, { id: 'b', raw: rawMail({ headers }) })).toMatchObject({ kind: 'duplicate' });
  const other = await receive(world, { id: 'c', raw: rawMail({ headers, body: 'The lamp is broken.' }) });
  const ref = other.kind === 'new_ticket' ? other.ref : '';
  expect((await lastMessage(world, ref)).flags).toEqual(['message_id_reused']);
});

test('R10: nor is a mail another one whose words are the same and whose file is not', async () => {
  const world = postWorld();
  const scanned = (page: string) =>
    rawMail({
      headers: ['Message-ID: <scan@shop.example>', 'Content-Type: application/pdf; name=scan.pdf'],
      subject: 'Scan',
      body: `%PDF-1.7 ${page}`,
    });
  const first = await receive(world, { id: 'a', raw: scanned('one') });
  expect(await receive(world, { id: 'b', raw: scanned('two') })).toMatchObject({ kind: 'new_ticket' });
  expect(await receive(world, { id: 'c', raw: scanned('one') })).toEqual({
    kind: 'duplicate',
    ref: first.kind === 'new_ticket' ? first.ref : '',
  });
});

test('R12: a stranger with our mail in his hands changes neither customer nor people nor step, and is seen', async () => {
  const { world, ref, mail } = await acknowledged();
  await world.enter(ref, 'work', { definition: work });
  await world.enter(ref, 'ask', { definition: question });
  const before = await world.stateOf(ref);
  await world.takeIn({
    ...replyTo(mail, 'It is mine now.'),
    from: STRANGER,
    cc: [box('friend@elsewhere.example')],
  });
  const after = await world.stateOf(ref);
  expect(after.participants).toEqual(before.participants);
  expect(after.steps).toEqual(before.steps);
  expect(after.ticket).toMatchObject({ requester: 1, status: before.ticket.status });
  expect((await lastMessage(world, ref)).flags).toEqual(['stranger']);
});

test('S13: after closing, an answer and what we write back stay one conversation', async () => {
  const { world, ref, mail } = await acknowledged();
  await world.enter(ref, 'work', { definition: work });
  await world.complete(ref, 'work', 'done');
  await world.enter(ref, 'closed', { definition: close() });
  world.wait(DAY);
  await world.takeIn({ ...replyTo(mail, 'It is broken again.'), messageId: 'again@shop.example' });
  await world.enter(ref, 'work', { definition: work, entered: world.now() });
  const one = await world.agent(ref, 'one');
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'Sorry to hear that.' });
  const answer = (await world.post()).findLast(({ to }) => to.address === CUSTOMER);
  expect(answer?.headers['In-Reply-To']).toBe('<again@shop.example>');
  expect(answer?.headers['References']?.split(' ')[0]).toBe(mail.headers['References']?.split(' ')[0]);
});

test('S15: answers to a mail that was sent on to another inbox stay with the ticket that it became', async () => {
  const { world, mail } = await acknowledged();
  const references = replyTo(mail, '').evidence?.references ?? [];
  const outcome = await world.takeIn({
    subject: 'WG: Printer',
    to: [box(BILLING)],
    messageId: 'sent-on@shop.example',
    evidence: { recipients: [BILLING], inReplyTo: null, references },
  });
  const ref = outcome.kind === 'new_ticket' ? outcome.ref : '';
  const sent = (await world.post()).findLast(({ from }) => from.address === BILLING);
  if (!sent) throw new Error('no acknowledgement of the second ticket');
  for (const text of ['One more thing.', 'And another.'])
    expect(await world.takeIn(replyTo(sent, text))).toEqual({ kind: 'appended', ref });
});

test('S16: an answer to the acknowledgement is the customer’s words, not a note', async () => {
  const { world, ref, mail } = await acknowledged();
  await world.enter(ref, 'work', { definition: work });
  await world.takeIn(replyTo(mail, 'It is the blue one.'));
  expect(await lastMessage(world, ref)).toMatchObject({ visibility: 'public', author: 1 });
  expect((await world.mails(ref)).at(-1)).toMatchObject({ template: 'message-to-agent' });
});

test('S17: another help desk’s reference survives our answer', async () => {
  const { world, mail, ref } = await acknowledged({ subject: 'Printer [#4711] INC0012345' });
  await world.enter(ref, 'work', { definition: work });
  await world.takeIn(replyTo(mail, 'Still grey.'));
  const one = await world.agent(ref, 'one');
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'Try a cable.' });
  const answer = (await world.post()).findLast(({ to }) => to.address === CUSTOMER);
  expect(answer?.subject).toBe(`Re: Printer [#4711] INC0012345 [${ref}]`);
});

test('S17: a number that the customer’s help desk adds later stays in what he is sent, and in nothing else', async () => {
  const { world, mail, ref } = await acknowledged();
  await world.enter(ref, 'work', { definition: work });
  const one = await world.agent(ref, 'one');
  const subject = `${mail.subject} [ ref:_00D2.:ref ]`;
  await world.takeIn({ ...replyTo(mail, 'Still grey.'), subject });
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: '#cc +friend@elsewhere.example' });
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'Try a cable.' });
  const sent = (await world.post()).filter(({ text }) => text.includes('Try a cable.'));
  expect(sent.map(({ to, subject: written }) => [to.address, written])).toEqual([
    [CUSTOMER, `Re: Printer [ ref:_00D2.:ref ] [${ref}]`],
    ['friend@elsewhere.example', `Re: Printer [${ref}]`],
  ]);
});

test('S17: by the number of his own help desk a customer finds his ticket, his colleagues its people', async () => {
  const { world, ref } = await acknowledged({ subject: 'Printer INC0012345' });
  const plain = { recipients: [SUPPORT], inReplyTo: null, references: [] };
  const update = { subject: 'Update of INC0012345', reply: 'Still grey.', evidence: plain };
  expect(await world.takeIn(update)).toEqual({ kind: 'appended', ref });
  const { receipt } = await lastMessage(world, ref);
  expect(receipt).toMatchObject({ by: 'external_reference', rejected: [] });
  const second = { ...update, reply: 'Mine too.', from: COLLEAGUE };
  expect(await world.takeIn(second)).toEqual({ kind: 'appended', ref });
  expect(await lastMessage(world, ref)).toMatchObject({ visibility: 'internal', flags: ['not_on_ticket'] });
  for (const different of [
    { from: STRANGER },
    { verdicts: { ...allPass, dmarc: 'FAIL' as const } },
    { subject: 'Update of INC0012346' },
  ])
    expect((await world.takeIn({ ...update, ...different })).kind).toBe('new_ticket');
});

test('S20: Outlook gets its conversation back, one answer longer', async () => {
  const index = btoa('\u0001'.repeat(22));
  const { world, mail, ref } = await acknowledged({ outlookThread: { index, topic: 'Printer' } });
  expect(mail.headers['Thread-Topic']).toBe('Printer');
  expect(atob(mail.headers['Thread-Index'] ?? '')).toHaveLength(27);
  await world.enter(ref, 'work', { definition: work });
  await world.takeIn(replyTo(mail, 'Sent from another program.'));
  const one = await world.agent(ref, 'one');
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'Try a cable.' });
  const answer = (await world.post()).findLast(({ to }) => to.address === CUSTOMER);
  expect(Object.keys(answer?.headers ?? {})).not.toContain('Thread-Index');
});

test('S20: References fit one line, however long the ids of the customer are', async () => {
  const world = postWorld();
  await world.ask({ messageId: `${'x'.repeat(390)}@shop.example` });
  const [mail] = await world.post();
  expect(mail?.headers['References']?.length).toBeLessThanOrEqual(995);
});
