import { expect, test } from 'vitest';
import type { DecisionReceipt } from '../../functions/core/ticket.ts';
import { explained } from '../../local/acknowledgement.ts';
import { receiptInWords } from '../../local/receipt-words.ts';
import { aMessage, ulid } from '../contract/ticket-builders.ts';

const words = (receipt: DecisionReceipt, flags: string[] = []) =>
  receiptInWords(explained(aMessage({ id: ulid(1), receipt, flags }), { outbox: [], deliveries: [] }))
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
    'Its acknowledgement has not gone out yet.',
    'Careful: its sender is named by the list group@firm.example.',
  ]);
});

test('a receipt from before evidence was kept says what decided', () => {
  expect(words({ by: 'reply_address', rejected: [] })).toEqual([
    'It belongs here by a signed reply address among its recipients.',
    'Class human: a person wrote it.',
    'Not acknowledged: only what begins a ticket is.',
  ]);
});

test('what was kept back, kept inside or refused is said, with the reason', () => {
  const file = { contentType: 'application/pdf', size: 4, inline: false };
  const message = aMessage({
    id: ulid(1),
    visibility: 'internal',
    flags: ['stranger', 'late_recovered', 'no_reply_address'],
    attachments: [
      { ...file, name: 'letter.pdf', state: { kind: 'unscanned' } },
      { ...file, name: 'setup.exe', state: { kind: 'blocked_type', why: 'ending', ending: 'exe' } },
      { ...file, name: 'offer.pdf', state: { kind: 'pending_scan' } },
    ],
  });
  const mail = {
    to: 2,
    template: 'command-refused',
    class: 'auto_reply',
    message: ulid(1),
    answerAs: 'reply',
    facts: { reason: 'These lines cannot be carried out:\n\n#dnoe\n  there is no such command' },
  } as const;
  const outbox = [{ seq: 1, effects: [{ kind: 'send_mail', mail } as const] }];
  expect(
    receiptInWords(explained(message, { outbox, deliveries: [] }))
      .split('\n')
      .slice(4, -1),
  ).toEqual([
    '    Kept inside the desk: customers do not see it.',
    '    Nothing of it was carried out:',
    '      These lines cannot be carried out:',
    '      #dnoe',
    '        there is no such command',
    '    Kept back: setup.exe, for files that end in .exe are not passed on.',
    '    To be scanned when it came: offer.pdf.',
    '    Careful: not on this ticket; was held back until now; not sent to a reply address of theirs.',
  ]);
});
