import { describe, expect, test } from 'vitest';
import { whereItBelongs } from '../../functions/core/evidence.ts';
import type { InboundMessage, MessageClass } from '../../functions/core/inbound-message.ts';
import { addressFamily, isSameOrganisation } from '../../functions/core/organisation.ts';
import type { Clues } from '../../functions/core/threading.ts';
import type { EvidenceKind, Participant, Ticket } from '../../functions/core/ticket.ts';
import { aParticipant, aTicket } from '../contract/ticket-builders.ts';
import { allPass, inboundMail } from './inbound-builders.ts';
import { smallDesk } from './small-desk.ts';

const ref = 'T-7K3M-9QXA';
const clues: Clues = {
  door: null,
  token: null,
  root: null,
  marker: null,
  subject: null,
  messageIds: [],
  rejected: [],
};
const people: Participant[] = [
  aParticipant({ id: 1, role: 'requester', address: 'customer@shop.example' }),
  aParticipant({ id: 2, role: 'cc', address: 'copied-in@friend.example' }),
  aParticipant({ id: 3, role: 'agent', address: 'one@team.example', agentId: 'one' }),
];
const senders = {
  requester: 'customer@shop.example',
  'copied in': 'copied-in@friend.example',
  agent: 'one@team.example',
  colleague: 'colleague@shop.example',
  stranger: 'somebody@elsewhere.example',
};

function judge(
  kind: EvidenceKind,
  message: Partial<InboundMessage>,
  more: { ticket?: Partial<Ticket>; isMailing?: boolean } = {},
) {
  const ticket = aTicket({ ref, inbox: 'support@help.example.com', requester: 1, ...more.ticket });
  const state = { ticket, participants: people };
  return whereItBelongs(inboundMail(message), {
    named: [{ kind, state, isMailing: more.isMailing ?? false }],
    clues,
    agents: smallDesk.agents,
    desk: smallDesk,
  });
}

const strong: EvidenceKind[] = ['reply_address', 'root_id', 'message_id'];
const weak: EvidenceKind[] = ['subject_reference', 'shared_ancestry'];
const known = ['requester', 'copied in', 'agent'] as const;
type Row = [EvidenceKind, keyof typeof senders, 'append' | 'new'];
const everybody: (keyof typeof senders)[] = [...known, 'colleague', 'stranger'];
const rows: Row[] = [
  ...strong.flatMap((kind) => everybody.map((sender): Row => [kind, sender, 'append'])),
  ...[...known, 'colleague' as const].map((sender): Row => ['body_marker', sender, 'append']),
  ['body_marker', 'stranger', 'new'],
  ...[...known, 'colleague' as const].map((sender): Row => ['external_reference', sender, 'append']),
  ['external_reference', 'stranger', 'new'],
  ...weak.flatMap((kind): Row[] => [
    ...known.map((sender): Row => [kind, sender, 'append']),
    [kind, 'colleague', 'new'],
    [kind, 'stranger', 'new'],
  ]),
];
const isToMany = (kind: EvidenceKind, messageClass: MessageClass) =>
  messageClass === 'bulk' && weak.includes(kind);
const toBilling = { recipients: ['billing@help.example.com'], inReplyTo: null, references: [] };
const classes: MessageClass[] = ['human', 'bulk', 'auto_reply', 'auto_generated', 'receipt'];

describe('evidence × sender × class', () => {
  const ofAllClasses = rows.flatMap((row) => classes.map((messageClass) => [...row, messageClass] as const));

  test.each(ofAllClasses.filter(([kind, , , messageClass]) => !isToMany(kind, messageClass)))(
    '%s in the hands of a %s: %s (%s)',
    (kind, sender, outcome, messageClass) => {
      const from = { address: senders[sender], name: '' };
      const belonging = judge(kind, { from, class: messageClass });
      expect(belonging.kind).toBe(outcome);
      expect(belonging.receipt.evidence).toEqual([
        { kind, ref, ...(outcome === 'new' ? { rejected: 'not_on_ticket' } : {}) },
      ]);
    },
  );

  test.each(weak.flatMap((kind) => known.map((sender) => [kind, sender] as const)))(
    '%s leads no newsletter or list mail of a %s anywhere',
    (kind, sender) => {
      const from = { address: senders[sender], name: '' };
      expect(judge(kind, { from, class: 'bulk' })).toMatchObject({
        kind: 'new',
        receipt: { evidence: [{ kind, ref, rejected: 'sent_to_many' }] },
      });
    },
  );

  test.each<[string, EvidenceKind, Partial<InboundMessage>, 'append' | 'new']>([
    ['whose domain disowns it', 'subject_reference', { verdicts: { ...allPass, dmarc: 'FAIL' } }, 'new'],
    ['whose domain disowns it', 'external_reference', { verdicts: { ...allPass, dmarc: 'FAIL' } }, 'new'],
    [
      'who writes to another inbox',
      'external_reference',
      { to: [{ address: 'billing@help.example.com', name: '' }], evidence: toBilling },
      'new',
    ],
    ['whose domain disowns it', 'body_marker', { verdicts: { ...allPass, dmarc: 'FAIL' } }, 'new'],
    ['whose domain says nothing', 'subject_reference', { verdicts: { ...allPass, dmarc: 'GRAY' } }, 'append'],
    [
      'named by a form',
      'shared_ancestry',
      { identity: { by: 'reply_to', says: 'form@website.example', dmarc: 'GRAY' } },
      'new',
    ],
    [
      'named by a forwarder',
      'shared_ancestry',
      { identity: { by: 'forwarder', says: 'firm.example', dmarc: 'PASS' } },
      'append',
    ],
  ])('a customer %s with %s', (_who, kind, message, outcome) => {
    expect(judge(kind, message).kind).toBe(outcome);
  });

  test('a confidential ticket wants a sender whose domain vouches for him, and is not hinted at', () => {
    const ticket = { confidential: true } as const;
    const unproven = judge('subject_reference', { verdicts: { ...allPass, dmarc: 'GRAY' } }, { ticket });
    expect(unproven).toMatchObject({ kind: 'new', related: null });
    expect(judge('subject_reference', {}, { ticket }).kind).toBe('append');
  });

  test('a mailing is answered by each for himself, by those who are on it together', () => {
    const from = { address: senders.stranger, name: '' };
    expect(judge('message_id', { from }, { isMailing: true })).toMatchObject({ kind: 'new', related: ref });
    expect(judge('message_id', {}, { isMailing: true }).kind).toBe('append');
  });

  test('of evidence that leads to two tickets the stronger counts, and the receipt has both', () => {
    const state = (one: string) => ({
      ticket: aTicket({ ref: one, inbox: 'support@help.example.com' }),
      participants: people,
    });
    const belonging = whereItBelongs(inboundMail(), {
      named: [
        { kind: 'message_id', state: state('T-0000-0001'), isMailing: false },
        { kind: 'subject_reference', state: state('T-0000-0002'), isMailing: false },
      ],
      clues: { ...clues, rejected: ['foreign_reference'] },
      agents: smallDesk.agents,
      desk: smallDesk,
    });
    expect(belonging.receipt).toEqual({
      by: 'message_id',
      rejected: ['foreign_reference', 'subject_reference: stronger_evidence'],
      evidence: [
        { kind: 'message_id', ref: 'T-0000-0001' },
        { kind: 'subject_reference', ref: 'T-0000-0002', rejected: 'stronger_evidence' },
      ],
    });
  });
});

test.each([
  ['name+17@x.example', 'name@x.example'],
  ['Name-0018@x.example', 'name@x.example'],
  ['na.me_2@x.example', 'name@x.example'],
  ['other@x.example', 'other@x.example'],
])('%s is of the family %s', (address, family) => {
  expect(addressFamily(address)).toBe(family);
});

test.each([
  ['a@shop.example', 'b@Shop.example', true],
  ['a@shop.example', 'b@mail.shop.example', false],
  ['a@gmail.com', 'b@gmail.com', false],
  ['a@yahoo.co.uk', 'b@yahoo.co.uk', false],
  ['', '', false],
])('%s and %s are of one organisation: %s', (first, second, expected) => {
  expect(isSameOrganisation(first, second)).toBe(expected);
});
