import { expect, test } from 'vitest';
import type { DecisionReceipt } from '../../functions/core/ticket.ts';
import { receiptInWords } from '../../local/receipt-words.ts';
import { aMessage, ulid } from '../contract/ticket-builders.ts';

const words = (receipt: DecisionReceipt, flags: string[] = []) =>
  receiptInWords(aMessage({ id: ulid(1), receipt, flags }))
    .split('\n')
    .slice(1, -1)
    .map((line) => line.trim());

test('a receipt says what decided, what was found and what was not followed', () => {
  const ref = 'T-7K3M-9QXA';
  expect(
    words(
      {
        by: 'new',
        rejected: ['foreign_reference', 'subject_reference: not_on_ticket'],
        evidence: [{ kind: 'subject_reference', ref, rejected: 'not_on_ticket' }],
        identity: { by: 'list', says: 'group@firm.example', dmarc: 'GRAY' },
      },
      ['sender_by_list: group@firm.example'],
    ),
  ).toEqual([
    'It began this ticket: nothing that counts led to another one.',
    'Its sender is whom the list group@firm.example names; nobody has proven who that is.',
    `Not followed: a reference in its subject names ${ref}, but its sender is not on that ticket, and this anybody could write.`,
    'Its subject has another help desk’s number, which names nothing here.',
    'Class human: a person wrote it.',
    'Flagged: sender_by_list: group@firm.example.',
  ]);
});

test('a receipt from before evidence was kept says what decided', () => {
  expect(words({ by: 'reply_address', rejected: [] })).toEqual([
    'It belongs here by a signed reply address among its recipients.',
    'Class human: a person wrote it.',
  ]);
});
