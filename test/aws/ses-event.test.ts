import { expect, test } from 'vitest';
import { readSesEvent } from '../../functions/aws/ses-event.ts';

const mail = {
  messageId: '0102-abc',
  destination: ['customer@example.com'],
  tags: {
    'ses:configuration-set': ['stepdesk-prod'],
    ref: ['T-7K3M-9QXA'],
    delivery: ['3-0'],
    participant: ['1'],
  },
};
const ours = { ref: 'T-7K3M-9QXA', participant: 1, delivery: '3.0' };

test.each([
  [
    'a permanent bounce, by its status',
    {
      eventType: 'Bounce',
      mail,
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'General',
        bouncedRecipients: [{ emailAddress: 'customer@example.com', status: '5.1.1' }],
      },
    },
    { ...ours, kind: 'bounce', hard: true, code: '5.1.1' },
  ],
  [
    'an address on the suppression list, which no server has judged',
    {
      eventType: 'Bounce',
      mail,
      bounce: {
        bounceType: 'Permanent',
        bounceSubType: 'OnAccountSuppressionList',
        bouncedRecipients: [{ emailAddress: 'customer@example.com' }],
      },
    },
    { ...ours, kind: 'bounce', hard: true, code: 'OnAccountSuppressionList' },
  ],
  [
    'a full mailbox',
    {
      eventType: 'Bounce',
      mail,
      bounce: {
        bounceType: 'Transient',
        bounceSubType: 'MailboxFull',
        bouncedRecipients: [{ status: '5.2.2' }],
      },
    },
    { ...ours, kind: 'bounce', hard: false, code: '5.2.2' },
  ],
  [
    'a complaint',
    { eventType: 'Complaint', mail, complaint: { complaintFeedbackType: 'abuse' } },
    { ...ours, kind: 'complaint', hard: false, code: 'abuse' },
  ],
  [
    'a complaint without a kind',
    { eventType: 'Complaint', mail, complaint: {} },
    { ...ours, kind: 'complaint', hard: false, code: 'complaint' },
  ],
  [
    'a complaint that the suppression list made, of which nobody says the kind',
    {
      eventType: 'Complaint',
      mail,
      complaint: { complaintSubType: 'OnAccountSuppressionList', complaintFeedbackType: null },
    },
    { ...ours, kind: 'complaint', hard: false, code: 'complaint' },
  ],
  [
    'a bounce without a status',
    {
      eventType: 'Bounce',
      mail,
      bounce: {
        bounceType: 'Undetermined',
        bounceSubType: 'Undetermined',
        bouncedRecipients: [{ status: null }],
      },
    },
    { ...ours, kind: 'bounce', hard: false, code: 'Undetermined' },
  ],
  [
    'a delay',
    {
      eventType: 'DeliveryDelay',
      mail,
      deliveryDelay: { delayType: 'TransientCommunicationFailure', delayedRecipients: [{ status: '4.4.1' }] },
    },
    { ...ours, kind: 'delay', hard: false, code: '4.4.1' },
  ],
])('%s', (_, detail, event) => {
  expect(readSesEvent({ source: 'aws.ses', detail })).toEqual(event);
});

test.each([
  ['a mail without our tags', { detail: { eventType: 'Complaint', mail: { tags: {} }, complaint: {} } }],
  ['a kind that we do not ask for', { detail: { eventType: 'Open', mail } }],
  ['nothing', null],
])('%s is none of ours', (_, event) => {
  expect(readSesEvent(event)).toBeNull();
});
