import { expect, test } from 'vitest';
import type { Delivery } from '../../functions/core/outbox.ts';
import type { DecisionReceipt } from '../../functions/core/ticket.ts';
import { acknowledgementInWords, explained } from '../../local/acknowledgement.ts';
import { aMessage, ulid } from '../contract/ticket-builders.ts';

const begun: DecisionReceipt = { by: 'new', rejected: [] };
const at = '2026-11-23T09:00:00.000Z';
const outbox = [
  {
    seq: 1,
    effects: [
      { kind: 'start_process', process: 'customer-support', run: 1, entry: null } as const,
      {
        kind: 'send_mail',
        mail: { to: 1, template: 'acknowledgement', class: 'auto_reply', answerAs: 'reply' },
      } as const,
    ],
  },
];

test.each<[DecisionReceipt, Delivery['state'] | null, string]>([
  [begun, { kind: 'sent', at, messageId: 'a@b.example' }, 'Acknowledged.'],
  [begun, null, 'Its acknowledgement has not gone out yet.'],
  [begun, { kind: 'claimed', at, attempt: 1 }, 'Its acknowledgement has not gone out yet.'],
  [begun, { kind: 'unknown', at }, 'Its acknowledgement may have gone out; nobody can say.'],
  [
    begun,
    { kind: 'refused', at, reason: 'too_much_automatic_mail' },
    'Not acknowledged: there had been more automatic mail than limits in desk.yaml allows.',
  ],
  [{ ...begun, unacknowledged: 'called_spam' }, null, 'Not acknowledged: the mail service calls it spam.'],
  [{ by: 'reply_address', rejected: [] }, null, 'Not acknowledged: only what begins a ticket is.'],
])('%o with %o: %s', (receipt, state, words) => {
  const deliveries = state ? [{ id: '1.1', state }] : [];
  const message = explained(aMessage({ id: ulid(1), receipt, visibility: 'public' }), { outbox, deliveries });
  expect(acknowledgementInWords(message.acknowledgement)).toBe(words);
});
