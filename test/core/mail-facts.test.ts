import { describe, expect, test } from 'vitest';
import { mailFacts, titleOf } from '../../functions/core/mail-facts.ts';
import type { MailIntent } from '../../functions/core/outbox.ts';
import { aMessage, aParticipant, aStep, aTicket } from '../contract/ticket-builders.ts';
import { smallDesk } from './small-desk.ts';

const requester = aParticipant({ name: 'Example, Ada' });
const intent: MailIntent = { to: 1, template: 'any', class: 'notification', answerAs: 'reply' };
const mail = {
  desk: smallDesk,
  ticket: aTicket({
    ref: 'T-7K3M-9QXA',
    inbox: 'support@help.example.com',
    process: { id: 'simple', run: 1 },
    clocks: [],
  }),
  participants: [requester],
  participant: requester,
  intent,
  message: null,
  step: null,
  statusUrl: 'https://desk.example.com/t/x',
};

test('a step without a title is called by its id', () => {
  expect(titleOf('root_cause', { kind: 'close', code: 'done' })).toBe('Root cause');
  expect(titleOf('root_cause', { kind: 'close', code: 'done', title: 'Why?' })).toBe('Why?');
});

describe('what a text may speak of', () => {
  test('is there, and empty, when a mail is about nothing', () => {
    const facts = mailFacts(mail);
    expect(facts).toMatchObject({ firstName: 'Ada', replyBy: '', answerGoesToCustomer: false });
    expect(facts.step).toEqual({
      id: '',
      title: '',
      kind: '',
      owner: '',
      due: '',
      outcomes: [],
      fields: [],
      waivable: false,
    });
    expect(facts.message.text).toBe('');
    expect(new Set(Object.values(facts.facts))).toEqual(new Set(['']));
  });

  test('a step: its end, and where its outcomes lead', () => {
    const definition = { ...aStep().definition, on: { done: 'closed', again: 'work' } };
    const step = aStep({ id: 'work', calendar: 'always', definition, openedAt: '2026-11-24T10:00:00.000Z' });
    expect(mailFacts({ ...mail, step }).step).toMatchObject({
      title: 'Work',
      due: 'Tuesday 24 November 2026, 11:00 (UTC)',
      outcomes: [
        { word: 'done', next: 'close as closed' },
        { word: 'again', next: 'Work' },
      ],
    });
  });

  test('a step that waits for the customer: when the desk stops waiting', () => {
    const step = aStep({
      calendar: 'always',
      openedAt: '2026-11-24T10:00:00.000Z',
      definition: {
        kind: 'verify',
        message: 'replies/verify.liquid',
        ladder: [],
        expires: { after: '2h', outcome: 'silent' },
        loops: {},
        on: { confirmed: 'closed', rejected: 'work', silent: 'closed' },
      },
    });
    expect(mailFacts({ ...mail, step }).step.due).toBe('Tuesday 24 November 2026, 12:00 (UTC)');
  });

  test('words of somebody who is not on the ticket carry the name he gave, made harmless', () => {
    const content = aMessage({
      id: '01',
      author: null,
      from: { address: 'stranger@shop.example', name: 'Boss"\r\n<lead@team.example>' },
      flags: ['stranger'],
    });
    const { message } = mailFacts({ ...mail, message: { content, text: 'a\r\nb\u0000', left: [] } });
    expect(message).toEqual({
      text: 'a\nb',
      author: 'Boss lead@team.example',
      fromCustomer: false,
      left: [],
      original: 'inbound/1',
      flags: ['not on this ticket'],
    });
  });

  test.each([
    [{ name: 'Ada', address: 'ada@shop.example' }, 'Ada'],
    [{ name: '', address: 'ada@shop.example' }, 'ada@shop.example'],
    [{ name: '', address: '' }, 'a visitor of the chat'],
  ])('somebody who gave %o is called %s', (given, called) => {
    const visitor = aParticipant(given);
    const content = aMessage({ id: '01', from: given });
    const facts = mailFacts({
      ...mail,
      participants: [visitor],
      message: { content, text: 'Hello', left: [] },
      step: aStep({ owner: visitor.id, calendar: 'always' }),
    });
    expect([facts.requester.name, facts.message.author, facts.step.owner]).toEqual([called, called, called]);
    expect(
      mailFacts({ ...mail, message: { content: { ...content, author: null }, text: '', left: [] } }),
    ).toMatchObject({ message: { author: called } });
  });

  test('a step: who has it; nobody, when he is not on the ticket', () => {
    const owner = aParticipant({ id: 2, role: 'agent', name: 'Frontline', agentId: 'one' });
    const ownerIn = (participants: (typeof owner)[]) =>
      mailFacts({ ...mail, participants, step: aStep({ owner: 2, calendar: 'always' }) }).step.owner;
    expect([ownerIn([requester, owner]), ownerIn([requester])]).toEqual(['Frontline', '']);
  });

  test.each([
    ['one', 0, '', ''],
    ['one', 1, ' \n', '(no text, 1 file)'],
    ['one', 2, '', '(no text, 2 files)'],
    ['one', 2, 'See the pictures', 'See the pictures'],
    [undefined, 1, '', ''],
  ])('to the agent %s, %i files with the words "%s" read "%s"', (agentId, files, text, read) => {
    const [file] = aMessage({ id: '01' }).attachments;
    const content = aMessage({
      id: '01',
      attachments: file ? Array.from({ length: files }, () => file) : [],
    });
    const participant = aParticipant({ id: 2, ...(agentId && { role: 'agent', agentId }) });
    const { message } = mailFacts({ ...mail, participant, message: { content, text, left: [] } });
    expect(message.text).toBe(read);
  });

  test('the desk’s own people are told that an answer goes to the customer', () => {
    const participant = aParticipant({ id: 2, role: 'agent', agentId: 'one' });
    const facts = (answerAs: MailIntent['answerAs']) =>
      mailFacts({ ...mail, participant, intent: { ...intent, to: 2, answerAs } }).answerGoesToCustomer;
    expect([facts('reply'), facts('note')]).toEqual([true, false]);
  });
});
