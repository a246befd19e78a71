import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../functions/core/inbound-message.ts';
import { pageToken } from '../../functions/core/page-link.ts';
import { replyAddress } from '../../functions/core/reply-address.ts';
import { rootMessageId } from '../../functions/core/root-message-id.ts';
import { authorOf, cluesOf } from '../../functions/core/threading.ts';
import type { Clues } from '../../functions/core/threading.ts';
import type { Participant, Ticket } from '../../functions/core/ticket.ts';
import { newTicket } from '../../functions/core/new-ticket.ts';
import { allPass, inboundMail } from './inbound-builders.ts';
import { testMac } from './signer-of-tests.ts';
import { smallDesk } from './small-desk.ts';

const domain = smallDesk.mailDomain;
const cluesIn = (different: Partial<Evidence>, words: { subject?: string; text?: string } = {}) =>
  cluesOf(
    {
      evidence: { recipients: [], inReplyTo: null, references: [], ...different },
      subject: '',
      text: '',
      ...words,
    },
    domain,
    testMac,
  );
const ref = 'T-7K3M-9QXA';

describe('clues', () => {
  test('the signed reply address, wherever it stands among the recipients', () => {
    const address = replyAddress({ ref, participant: 2, role: 'note' }, domain, 'b', testMac);
    const clues = cluesIn({ recipients: ['x@shop.example', address.toUpperCase()] });
    expect(clues.token).toEqual({ ref, participant: 2, role: 'note' });
    expect(clues.rejected).toEqual([]);
  });

  test('a forged reply address is named, not believed', () => {
    const clues = cluesIn({ recipients: [`reply+${'0'.repeat(28)}@${domain}`] });
    expect(clues.token).toBeNull();
    expect(clues.rejected).toEqual(['reply_address_forged']);
  });

  test('ids are tried from the nearest to the farthest, each once', () => {
    const clues = cluesIn({ inReplyTo: 'c', references: ['a', 'b', 'c'] });
    expect(clues.messageIds).toEqual(['c', 'b', 'a']);
  });

  test('our signed root id names its ticket; an unsigned one does not', () => {
    const root = rootMessageId(ref, domain, 'a', testMac);
    expect(cluesIn({ references: [root, 'x'] }).root).toBe(ref);
    expect(cluesIn({ references: [`t.7k3m9qxa@${domain}`] }).root).toBeNull();
  });

  test.each([
    ['as we wrote it', (token: string) => `Where it stands: https://help.example.com/t/${token}\n`],
    ['in quotes', (token: string) => `> > https://help.example.com/t/${token}.`],
    [
      'inside another link',
      (token: string) => `https://links.example/?url=https%3A%2F%2Fhelp%2Ft%2F${token}&x=1`,
    ],
  ])('our signed link in the text names its ticket, %s', (_how, quoted) => {
    const token = pageToken({ ref, participant: 1 }, 'b', testMac);
    expect(cluesIn({}, { text: quoted(token) }).marker).toBe(ref);
    const forged = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
    expect(cluesIn({}, { text: quoted(forged) })).toMatchObject({
      marker: null,
      rejected: ['body_marker_forged'],
    });
  });

  test.each([
    ['Re: Printer [T-7K3M-9QXA]', ref, []],
    ['AW: printer [t-7k3m-9qxa]', ref, []],
    ['Printer T-7K3M-9QXA', null, []],
    ['[#1234] Printer', null, ['foreign_reference']],
    ['Re: INC0012345 Printer', null, ['foreign_reference']],
    ['Ticket#202611221000017 Printer', null, ['foreign_reference']],
    ['Printer [HELP-17]', null, ['foreign_reference']],
  ])('the subject "%s" names %s', (subject, expected, rejected) => {
    expect(cluesIn({}, { subject })).toMatchObject({ subject: expected, rejected });
  });

  test('a mail with a million references is looked up fifty times at most', () => {
    const references = Array.from({ length: 10_000 }, (_, index) => `id-${index}`);
    const clues = cluesIn({ references });
    expect(clues.messageIds).toHaveLength(50);
    expect(clues.messageIds[0]).toBe('id-9999');
  });
});

describe('evidence against sender', () => {
  const drafted = newTicket({
    ref,
    message: inboundMail(),
    record: {
      id: '01',
      at: '2026-11-23T09:00:00.000Z',
      channel: 'mail',
      author: null,
      from: { address: '', name: '' },
      visibility: 'public',
      class: 'human',
      subject: '',
      text: '',
      attachments: [],
      messageId: null,
      rawKey: '',
      bounce: null,
      receipt: { by: 'new', rejected: [] },
      flags: [],
    },
    inbox: smallDesk.inboxes[0] ?? { address: '', name: '', process: '', team: '' },
    desk: smallDesk,
    now: '2026-11-23T09:00:00.000Z',
    acknowledge: true,
  }).finish();
  const ticket: Ticket = drafted.ticket;
  const agent: Participant = {
    id: 2,
    role: 'agent',
    address: 'one@team.example',
    name: 'Agent One',
    agentId: 'one',
  };
  const participants = [...drafted.participants, agent];
  const noClues: Clues = cluesIn({});
  const toAgent: Clues = { ...noClues, token: { ref, participant: 2, role: 'reply' } };
  const toCustomer: Clues = { ...noClues, token: { ref, participant: 1, role: 'reply' } };
  const from = (address: string) => ({ address, name: '' });

  test.each([
    ['an agent with his token, his address and DMARC', toAgent, { from: from('One@team.example') }, 'agent'],
    [
      'an agent without DMARC',
      toAgent,
      { from: from('one@team.example'), verdicts: { ...allPass, dmarc: 'GRAY' as const } },
      'unproven_agent',
    ],
    [
      'a colleague to whom an agent passed his mail on',
      toAgent,
      { from: from('Two@team.example') },
      'colleague',
    ],
    [
      'a colleague without DMARC',
      toAgent,
      { from: from('two@team.example'), verdicts: { ...allPass, dmarc: 'GRAY' as const } },
      'unproven_agent',
    ],
    ['an agent’s token in other hands', toAgent, { from: from('friend@shop.example') }, 'unproven_agent'],
    ['the customer to whom an agent passed his mail on', toAgent, {}, 'participant'],
    [
      'an agent at the door of a customer',
      { ...toAgent, door: ref },
      { from: from('one@team.example') },
      'agent_without_token',
    ],
    ['an agent without a token', noClues, { from: from('one@team.example') }, 'agent_without_token'],
    [
      'an agent with a token of another ticket',
      { ...toAgent, token: { ref: 'T-0000-0000', participant: 2, role: 'reply' as const } },
      { from: from('one@team.example') },
      'agent_without_token',
    ],
    [
      'an agent with the customer’s token',
      toCustomer,
      { from: from('one@team.example') },
      'agent_without_token',
    ],
    ['the customer', toCustomer, {}, 'participant'],
    ['the customer without a token', noClues, {}, 'participant'],
    [
      'somebody to whom the customer passed the mail on',
      toCustomer,
      { from: from('friend@shop.example') },
      'stranger',
    ],
    ['a visitor through his own door', { ...noClues, door: ref }, { from: from('') }, 'participant'],
  ] as const)('%s', (_who, clues, different, expected) => {
    expect(authorOf(inboundMail(different), clues, { ticket, participants }, smallDesk.agents).kind).toBe(
      expected,
    );
  });

  test('a colleague who answers an agent’s mail of a confidential ticket is let in only when he is on it', () => {
    const confidential: Ticket = { ...ticket, confidential: true };
    const two = { ...agent, id: 3, address: 'two@team.example', agentId: 'two' };
    const author = (people: Participant[]) =>
      authorOf(
        inboundMail({ from: from('two@team.example') }),
        toAgent,
        { ticket: confidential, participants: people },
        smallDesk.agents,
      ).kind;
    expect(author(participants)).toBe('unproven_agent');
    expect(author([...participants, two])).toBe('agent_without_token');
  });
});
