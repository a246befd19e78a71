import { describe, expect, test } from 'vitest';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { MailIntent } from '../../functions/core/outbox.ts';
import { readPageToken } from '../../functions/core/page-link.ts';
import { readReplyAddress } from '../../functions/core/reply-address.ts';
import { readRootMessageId } from '../../functions/core/root-message-id.ts';
import { aStep } from '../contract/ticket-builders.ts';
import { testMac } from '../core/signer-of-tests.ts';
import { agent, ANSWER, customer, desk, mailWorld, MONDAY, QUESTION, REF } from './mail-world.ts';

const reply: MailIntent = {
  to: 1,
  template: 'agent-reply',
  class: 'reply',
  message: ANSWER,
  answerAs: 'reply',
};
const acknowledgement: MailIntent = {
  to: 1,
  template: 'acknowledgement',
  class: 'auto_reply',
  answerAs: 'reply',
};
const assignment: MailIntent = {
  to: 2,
  template: 'step-assigned',
  class: 'notification',
  message: QUESTION,
  step: { id: 'investigate', visit: 1 },
  answerAs: 'reply',
};
const MINUTE = 60_000;

describe('an agent’s words to the customer', () => {
  test('come from the desk, in the agent’s name, and never from his address', async () => {
    const world = await mailWorld({ intent: reply });
    expect(await world.send()).toMatchObject({ kind: 'sent' });
    const [mail] = world.sent;
    expect(mail?.from).toEqual({
      name: 'Frontline via Example Support',
      address: 'support@help.example.com',
    });
    expect(mail?.to).toEqual({ name: 'Ada Example', address: 'customer@shop.example' });
    expect(mail?.text.startsWith('Please try another cable.\n')).toBe(true);
    expect(JSON.stringify(mail)).not.toContain(agent.address);
  });

  test('belong to the conversation for every mail client, and for us', async () => {
    const world = await mailWorld({ intent: reply });
    await world.send();
    const [mail] = world.sent;
    expect(mail?.subject).toBe('Re: Printer Bcc: all@shop.example [T-7K3M-9QXA]');
    expect(mail?.headers['In-Reply-To']).toBe(`<${customer.lastMessageId}>`);
    const [root = '', last] = (mail?.headers['References'] ?? '').split(' ').map((id) => id.slice(1, -1));
    expect(readRootMessageId(root, desk.mailDomain, testMac)).toBe(REF);
    expect(last).toBe(customer.lastMessageId);
    expect(readReplyAddress(mail?.replyTo ?? '', desk.mailDomain, testMac)).toEqual({
      ref: REF,
      participant: 1,
      role: 'reply',
    });
    const link = /https:\/\/desk\.example\.com\/t\/(\S+)/.exec(mail?.text ?? '');
    expect(readPageToken(link?.[1] ?? '', testMac)).toEqual({ ref: REF, participant: 1 });
    expect(mail?.headers).not.toHaveProperty('Auto-Submitted');
  });

  test('long ones are passed on whole, with their files', async () => {
    const world = await mailWorld({
      intent: reply,
      answer: {
        text: 'The beginning',
        textKey: 'text/1',
        attachments: [
          { name: 'a\r\nb.pdf', contentType: 'application/pdf', size: 4, inline: false, blobKey: 'att/1' },
          {
            name: 'film.mov',
            contentType: 'video/quicktime',
            size: 30_000_000,
            inline: false,
            blobKey: 'att/2',
          },
        ],
      },
      blobs: { 'text/1': 'x'.repeat(40_000), 'att/1': '%PDF', 'att/2': 'not looked at' },
    });
    await world.send();
    const [mail] = world.sent;
    expect(mail?.text).toContain('x'.repeat(40_000));
    expect(mail?.attachments.map(({ name, bytes }) => [name, bytes.length])).toEqual([['a b.pdf', 4]]);
    expect(mail?.text).toMatch(
      /Not with this mail: film\.mov, for it is too large for a mail\. Fetch it here: https:\S+\/files\/01KAREQZ0000000000000000A1\/1\n/,
    );
  });

  test('carry neither what is kept back, which they name, nor pictures that keep coming, nor opened containers', async () => {
    const file = { contentType: 'application/pdf', size: 4, inline: false, blobKey: 'att/1' };
    const world = await mailWorld({
      intent: reply,
      answer: {
        attachments: [
          { ...file, name: 'good.pdf', state: { kind: 'clean' } },
          { ...file, name: 'logo.png', contentType: 'image/png', repeated: true },
          { ...file, name: 'winmail.dat', opened: true },
          { ...file, name: 'smime.p7m', opened: true, state: { kind: 'blocked_type', why: 'program' } },
          { ...file, name: 'bad.pdf', state: { kind: 'infected', threats: ['EICAR'] } },
          { ...file, name: 'gone.pdf', blobKey: 'att/2' },
        ],
      },
      blobs: { 'att/1': '%PDF' },
    });
    await world.send();
    const [mail] = world.sent;
    expect(mail?.attachments.map(({ name }) => name)).toEqual(['good.pdf']);
    expect(mail?.text.match(/^Not with this mail: .*$/gm)).toEqual([
      'Not with this mail: bad.pdf, for malware was found in it (EICAR). Ask us, and we find another way.',
      'Not with this mail: gone.pdf, for it is not there any more. Ask us, and we find another way.',
    ]);
  });

  test('text that looks like a template stays text', async () => {
    const world = await mailWorld({ intent: reply, answer: { text: 'Type {{ desk.name }} and {% raw %}' } });
    await world.send();
    expect(world.sent[0]?.text).toContain('Type {{ desk.name }} and {% raw %}');
  });
});

describe('very long words of a customer', () => {
  const long = `${'a line of words\n'.repeat(2_000)}the end`;

  test('are begun in the mail to an agent, which says where all of them are', async () => {
    const world = await mailWorld({
      intent: { ...assignment, message: ANSWER },
      answer: { text: 'The beginning', textKey: 'text/1' },
      blobs: { 'text/1': long },
    });
    await world.send();
    const text = world.sent[0]?.text ?? '';
    expect(text).toContain(long.slice(0, 20_000));
    expect(text).not.toContain(long.slice(0, 20_001));
    const page = /\[There is more\. All of it: (https:\S+)\/messages\/01KAREQZ0000000000000000A1\]/.exec(
      text,
    )?.[1];
    expect(readPageToken(page?.split('/t/')[1] ?? '', testMac)).toEqual({ ref: REF, participant: 2 });
  });

  test('go whole to somebody outside, who has no page', async () => {
    const world = await mailWorld({
      intent: { ...assignment, to: 1, message: ANSWER },
      customer: { role: 'external' },
      answer: { text: long },
    });
    await world.send();
    expect(world.sent[0]?.text).toContain('the end');
  });
});

describe('an escalation', () => {
  const escalation: MailIntent = {
    to: 2,
    template: 'step-escalation',
    class: 'notification',
    step: { id: 'investigate', visit: 1 },
    answerAs: 'note',
  };

  test('of a task names who has it, how to take it over and what the link shows', async () => {
    const world = await mailWorld({ intent: escalation, steps: [aStep({ owner: 2 })] });
    await world.send();
    expect(world.sent[0]?.text).toContain('It is with Frontline.');
    expect(world.sent[0]?.text).toContain('To take it over, answer with this line:\n\n#assign me\n\nWhat');
    expect(world.sent[0]?.text).toMatch(/What the customer sees:\nhttps:/);
  });

  test('of a form names who has it and the lines that fill it in', async () => {
    const field = { type: 'text', required: true } as const;
    const definition = {
      kind: 'form',
      owner: 'team:frontline',
      due: '1h',
      ladder: [],
      form: { cause: field, prevention: field },
      mandatory: true,
      waivable: false,
      loops: {},
      on: { done: 'closed' },
    } as const;
    const step = aStep({ owner: 2, definition: { ...definition, ladder: [] } });
    const world = await mailWorld({ intent: escalation, steps: [step] });
    await world.send();
    expect(world.sent[0]?.text).toContain('It is with Frontline.');
    expect(world.sent[0]?.text).toContain('#done\ncause:\nprevention:\n\nWhat');
  });
});

describe('a customer’s message to an agent', () => {
  const passedOn: MailIntent = {
    to: 2,
    template: 'message-to-agent',
    class: 'notification',
    message: ANSWER,
    answerAs: 'reply',
  };
  const film = { name: 'film.mov', contentType: 'video/quicktime', size: 30_000_000, inline: false };

  test('of files alone says so, and where those are that are too large', async () => {
    const answer = { author: 1, text: '', attachments: [film], rawKey: 'inbound/7' };
    const world = await mailWorld({ intent: passedOn, answer });
    await world.send();
    expect(world.sent[0]?.text).toContain('Ada Example wrote:\n\n(no text, 1 file)\n');
    expect(world.sent[0]?.text).toMatch(
      /Not with this mail: film\.mov, for it is too large for a mail\. Fetch it here: \S+\nAll files are kept with the message\. If you need one, ask whoever runs the desk for inbound\/7\.\n/,
    );
  });

  test('from a chat visitor who left neither name nor address speaks of one', async () => {
    const world = await mailWorld({
      intent: { ...passedOn, message: QUESTION },
      customer: { name: '', address: '' },
    });
    await world.send();
    expect(world.sent[0]?.text).toContain('goes to the CUSTOMER, a visitor of the chat. ***');
    expect(world.sent[0]?.text).toContain('a visitor of the chat wrote:');
  });
});

describe('an automatic answer', () => {
  test('says that it is one, and nothing that the sender wrote', async () => {
    const world = await mailWorld({
      intent: acknowledgement,
      customer: { name: 'Cheap pills at pills.example' },
    });
    await world.send();
    const [mail] = world.sent;
    expect(mail?.headers).toMatchObject({
      'Auto-Submitted': 'auto-replied',
      'X-Auto-Response-Suppress': 'All',
    });
    expect(mail?.subject).toBe('We have your request [T-7K3M-9QXA]');
    expect(mail?.text).not.toMatch(/Printer|grey|pills/);
    expect(mail?.text).toContain(REF);
    expect(mail?.from.name).toBe('Example Support');
  });

  test('says by when there is an answer, in the hours of the desk', async () => {
    const clocks = [
      {
        metric: 'first_reply',
        cycle: 1,
        calendar: 'office',
        targetMinutes: 480,
        elapsedMinutes: 0,
        state: { kind: 'running', since: MONDAY },
      } as const,
    ];
    const world = await mailWorld({ intent: acknowledgement, ticket: { clocks } });
    await world.send();
    expect(world.sent[0]?.text).toContain('by Tuesday 24 November 2026, 10:00 (Europe/Berlin)');
  });
});

describe('a step’s owner', () => {
  const task = aStep({
    definition: {
      kind: 'task',
      title: 'Investigate and answer',
      owner: 'team:frontline',
      due: '4h',
      ladder: [],
      form: {},
      mandatory: false,
      waivable: false,
      loops: {},
      on: { done: 'verify', need_info: 'ask_customer' },
    },
    openedAt: MONDAY,
  });

  test('reads the customer’s words, the commands, and that his answer goes to the customer', async () => {
    const world = await mailWorld({ intent: assignment, steps: [task] });
    await world.send();
    const [mail] = world.sent;
    expect(mail?.subject).toBe('Investigate and answer: Printer Bcc: all@shop.example [T-7K3M-9QXA]');
    expect(mail?.text).toContain('Your answer goes to the CUSTOMER, Ada Example.');
    expect(mail?.text).toContain('It prints only grey.');
    expect(mail?.text).toContain('by Monday 23 November 2026, 14:00 (Europe/Berlin)');
    expect(mail?.text).toContain(
      '#done  (next: Ask whether it is solved)\n#need_info  (next: Ask the customer)\n',
    );
    expect(mail?.headers['Auto-Submitted']).toBe('auto-generated');
  });

  test('who is told of new words reads how to end the step that he has open', async () => {
    const { step: _, ...told } = { ...assignment, template: 'message-to-agent' };
    const world = await mailWorld({ intent: told, steps: [task] });
    await world.send();
    expect(world.sent[0]?.text).toContain('Your step "Investigate and answer" is due by Monday');
    expect(world.sent[0]?.text).toContain('#done  (next: Ask whether it is solved)');
  });

  test('whose orders were refused gets his words back, without their files', async () => {
    const world = await mailWorld({
      intent: {
        to: 2,
        template: 'command-refused',
        class: 'auto_reply',
        message: ANSWER,
        answerAs: 'reply',
        facts: { reason: 'These lines were not understood: #doone' },
      },
      answer: {
        text: '#doone\nAll set.',
        attachments: [
          { name: 'a.pdf', contentType: 'application/pdf', size: 4, inline: false, blobKey: 'att/1' },
        ],
      },
      steps: [task],
      blobs: { 'att/1': '%PDF' },
    });
    await world.send();
    const [mail] = world.sent;
    expect(mail?.text).toContain('passed on. These lines were not understood: #doone\n');
    expect(mail?.text).toContain('#need_info  (next: Ask the customer)');
    expect(mail?.text).toContain('You wrote:\n\n#doone\nAll set.');
    expect(mail?.attachments).toEqual([]);
  });

  test('of a form gets its fields to copy, and his answer stays with the desk', async () => {
    const form = desk.processes['customer-support']?.steps['root_cause'];
    if (form?.kind !== 'form') throw new Error('root_cause is a form');
    const world = await mailWorld({
      intent: { ...assignment, answerAs: 'note', step: { id: 'root_cause', visit: 1 } },
      steps: [aStep({ id: 'root_cause', definition: form })],
    });
    await world.send();
    const [mail] = world.sent;
    expect(mail?.text).toContain('\ncause:\nprevention:\n');
    expect(mail?.text).toContain('stays with the desk');
    expect(readReplyAddress(mail?.replyTo ?? '', desk.mailDomain, testMac)?.role).toBe('note');
  });
});

describe('nobody gets a mail', () => {
  test.each([
    ['at no address', { address: '' }, 'no_address'],
    ['at an address of the desk', { address: 'support@help.example.com' }, 'own_address'],
    ['at an address that came back', { undeliverable: { since: MONDAY, code: '5.1.1' } }, 'undeliverable'],
    ['at two addresses in one', { address: 'a@shop.example,b@shop.example' }, 'bad_address'],
  ])('%s', async (_where, given, reason) => {
    const world = await mailWorld({ intent: reply, customer: given });
    expect(await world.send()).toEqual({ kind: 'refused', reason });
    expect(world.sent).toEqual([]);
    expect(await world.delivery()).toMatchObject({ kind: 'refused', reason });
    expect(await world.send()).toEqual({ kind: 'settled' });
  });
});

describe('each mail is sent once', () => {
  test('and what was sent is recorded under every id that an answer may name', async () => {
    const world = await mailWorld({ intent: reply });
    expect(await world.send()).toEqual({
      kind: 'sent',
      messageIds: ['a@mail-service.example', 'a@other.example'],
    });
    expect(await world.send()).toEqual({ kind: 'settled' });
    expect(world.sent).toHaveLength(1);
    expect(await world.delivery()).toEqual({ kind: 'sent', at: MONDAY, messageId: 'a@mail-service.example' });
    expect(await world.store.ticketOfMessageIds(['a@other.example'])).toMatchObject({ ref: REF });
  });

  test('two senders at the same time: one sends, the other comes back later', async () => {
    const world = await mailWorld({ intent: reply });
    const outcomes = await Promise.all([world.send(), world.send()]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).not.toEqual(['sent', 'sent']);
    expect(world.sent).toHaveLength(1);
  });

  test('a sender that died is waited for, then a person’s words are sent again under the same mark', async () => {
    const world = await mailWorld({ intent: reply });
    world.answer(new Error('the connection broke'));
    await expect(world.send()).rejects.toThrow('the connection broke');
    world.answer({ kind: 'sent', messageIds: ['b@mail-service.example'] });
    const busy = await world.send();
    expect(busy).toEqual({ kind: 'busy', until: '2026-11-23T09:05:00.001Z' });
    world.wait(5 * MINUTE + 1);
    expect(await world.send()).toMatchObject({ kind: 'sent' });
    const [first, second] = world.sent.map((mail) => mail.headers['X-Stepdesk-Delivery']);
    expect(first).toBe('T-7K3M-9QXA.1.0');
    expect(second).toBe(first);
  });

  test('and automatic mail is not', async () => {
    const world = await mailWorld({ intent: acknowledgement });
    world.answer(new Error('the connection broke'));
    await expect(world.send()).rejects.toThrow();
    world.wait(6 * MINUTE);
    world.answer({ kind: 'sent', messageIds: ['b@mail-service.example'] });
    expect(await world.send()).toEqual({ kind: 'unknown' });
    expect(await world.delivery()).toMatchObject({ kind: 'unknown' });
    expect(world.sent).toHaveLength(1);
  });

  test.each([reply, acknowledgement])(
    'a busy mail service costs a minute and no claim ($class)',
    async (intent) => {
      const world = await mailWorld({ intent });
      world.answer({ kind: 'later', reason: 'too many' });
      expect(await world.send()).toEqual({ kind: 'busy', until: '2026-11-23T09:01:00.000Z' });
      world.wait(MINUTE);
      world.answer({ kind: 'sent', messageIds: ['b@mail-service.example'] });
      expect(await world.send()).toMatchObject({ kind: 'sent' });
    },
  );

  test('what the mail service will not have is recorded', async () => {
    const world = await mailWorld({ intent: reply });
    world.answer({ kind: 'refused', reason: 'MessageRejected: not verified' });
    expect(await world.send()).toEqual({ kind: 'refused', reason: 'MessageRejected: not verified' });
    expect(await world.delivery()).toMatchObject({ kind: 'refused' });
  });
});

test('a text that is missing is a fault, and claims nothing', async () => {
  const world = await mailWorld({ intent: { ...reply, template: 'no-such-text' } });
  await expect(world.send()).rejects.toThrow('desk/replies has no text no-such-text.liquid');
  expect(await world.delivery()).toBeUndefined();
});

describe('an answer in a chat', () => {
  const told: MailIntent = { ...reply, template: 'chat-transcript-reply', unlessSeen: true };
  const chat = (visitorSeenAt: string) => ({ chat: { widget: 'website', conversation: 'c', visitorSeenAt } });
  const before = (minutes: number) => new Date(Date.parse(MONDAY) - minutes * MINUTE).toISOString();

  test('goes by mail at once to a visitor who has left', async () => {
    const world = await mailWorld({ intent: told, ticket: chat(before(3)) });
    expect(await world.send()).toMatchObject({ kind: 'sent' });
    expect(world.sent[0]?.text).toContain('you had left our chat');
  });

  test('waits while the visitor may still be looking, then goes', async () => {
    const world = await mailWorld({ intent: told, ticket: chat(before(1)) });
    expect(await world.send()).toEqual({
      kind: 'busy',
      until: new Date(Date.parse(MONDAY) + MINUTE).toISOString(),
    });
    expect(await world.delivery()).toBeUndefined();
    world.wait(MINUTE);
    expect(await world.send()).toMatchObject({ kind: 'sent' });
  });

  test('does not go to a visitor who has seen it, and nobody is told', async () => {
    const world = await mailWorld({ intent: told, ticket: chat(before(1)) });
    const { ticket } = (await world.store.ticket(REF)) ?? {};
    if (!ticket) throw new Error('the world has a ticket');
    world.wait(MINUTE);
    await world.store.commit([{ kind: 'update_ticket', ticket: { ...ticket, ...chat(world.now()) } }]);
    expect(await world.send()).toEqual({ kind: 'refused', reason: 'seen_in_chat' });
    expect(world.sent).toEqual([]);
    expect((await world.store.outbox(REF, { limit: 9 })).items).toHaveLength(1);
  });
});

test('an answer that the mail service refuses is told to the assignee, once', async () => {
  const world = await mailWorld({ intent: reply });
  world.answer({ kind: 'refused', reason: 'not verified' });
  expect(await world.send()).toEqual({ kind: 'refused', reason: 'not verified' });
  expect(await world.send()).toEqual({ kind: 'settled' });
  const { items } = await world.store.outbox(REF, { limit: 9 });
  const effects = items.slice(1).flatMap((item) => item.effects);
  expect(effects.filter(({ kind }) => kind === 'send_mail')).toMatchObject([
    { kind: 'send_mail', mail: { to: 2, template: 'mail-returned', facts: { code: 'not verified' } } },
  ]);
  expect((await world.store.events(REF, { limit: 9 })).items.map(({ type }) => type)).toEqual([
    'mail_refused',
  ]);
});

describe('the question how it went', () => {
  const survey: MailIntent = { to: 1, template: 'survey', class: 'notification', answerAs: 'reply' };

  test('has a link for each score', async () => {
    const world = await mailWorld({ intent: survey });
    await world.send();
    const scores = [...(world.sent[0]?.text ?? '').matchAll(/\/t\/[0-9a-z]+\/survey\?score=(\d)/g)];
    expect(scores.map(([, score]) => score)).toEqual(['5', '4', '3', '2', '1']);
  });

  test('is asked all the same when the mail service was busy at first', async () => {
    const world = await mailWorld({ intent: survey });
    world.answer({ kind: 'later', reason: 'too many' });
    expect(await world.send()).toMatchObject({ kind: 'busy' });
    world.wait(MINUTE);
    world.answer({ kind: 'sent', messageIds: ['b@mail-service.example'] });
    expect(await world.send()).toMatchObject({ kind: 'sent' });
  });

  test('reaches nobody twice within two weeks, and nobody is told of that', async () => {
    const world = await mailWorld({ intent: survey });
    const expires = instantOf(millisOf(world.now()) + MINUTE);
    await world.store.spendBudget({
      scope: `survey:${customer.address}`,
      window: 'latest',
      limit: 1,
      expires,
    });
    expect(await world.send()).toEqual({ kind: 'refused', reason: 'surveyed_lately' });
    expect(world.sent).toEqual([]);
    expect((await world.store.outbox(REF, { limit: 9 })).items).toHaveLength(1);
  });
});
