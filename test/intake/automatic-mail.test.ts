import { expect, test } from 'vitest';
import { failureCause, isPermanent } from '../../functions/intake/automatic/failure-causes.ts';
import { readFixture } from './fixture-mail.ts';

const NULL_PATH = { mailFrom: '' };

test.each([
  ['plain-reply', 'human', false, true],
  ['auto-submitted-no', 'human', false, false],
  ['no-reply-sender', 'human', false, false],
  ['out-of-office', 'auto_reply', true, false],
  ['auto-reply-vacation', 'auto_reply', true, false],
  ['out-of-office-until', 'auto_reply', true, false],
  ['out-of-office-exchange', 'auto_reply', true, false],
  ['auto-generated-answer', 'auto_reply', false, false],
  ['auto-reply-ticket-system', 'auto_reply', false, false],
  ['monitoring', 'auto_generated', false, false],
  ['delivered-report', 'auto_generated', false, false],
  ['newsletter', 'bulk', false, false],
  ['read-receipt', 'receipt', false, false],
  ['feedback-report', 'complaint', false, false],
  ['own-loop', 'own_loop', false, false],
  ['bounce-dsn', 'bounce', false, false],
  ['bounce-delayed', 'bounce', false, false],
  ['bounce-qmail', 'bounce', false, false],
])('%s is %s', async (name, kind, outOfOffice, answerable) => {
  const { message } = await readFixture(name);
  expect([message.class, message.outOfOffice, message.answerable]).toEqual([kind, outOfOffice, answerable]);
});

test('a vacation notice with a null path is no bounce', async () => {
  expect((await readFixture('auto-reply-vacation', NULL_PATH)).message.class).toBe('auto_reply');
});

test.each([
  [
    'bounce-dsn',
    {
      recipients: ['gone@client.example'],
      status: '5.1.1',
      hard: true,
      originalMessageId: 'out-1@mail.desk.example',
    },
    'User unknown',
  ],
  ['bounce-delayed', { recipients: ['gone@client.example'], status: '4.4.1', hard: false }, 'timed out'],
  [
    'bounce-qmail',
    {
      recipients: ['full@client.example'],
      status: '5.2.2',
      hard: false,
      originalMessageId: 'out-2@mail.desk.example',
    },
    'Mailbox full',
  ],
  [
    'bounce-in-a-bounce',
    { recipients: ['gone@client.example'], status: '5.1.1', hard: true },
    'User unknown',
  ],
  ['bounce-mailbox-exists', { recipients: ['gone@client.example'], hard: false }, 'Unknown user'],
  ['bounce-expanded-alias', { recipients: ['gone@client.example'], hard: false }, 'could not be delivered'],
])('%s: who did not get what, and why', async (name, expected, reason) => {
  const { bounce } = (await readFixture(name, NULL_PATH)).message;
  expect(bounce).toMatchObject(expected);
  expect(bounce?.reason).toContain(reason);
});

test.each([
  ['550 5.1.1 User unknown', '5.1.1', 'unknown_user', true],
  ['550 No such user here', '', 'unknown_user', true],
  ['Host or domain name not found', '5.4.4', 'unknown_host', true],
  ['556 5.1.10 recipient domain has null MX', '5.1.10', 'accepts_no_mail', true],
  ['452 4.2.2 over quota', '4.2.2', 'mailbox_full', false],
  ['552 mailbox is full', '5.0.0', 'mailbox_full', false],
  ['550 5.7.26 fails DMARC', '5.7.26', 'authentication', false],
  ['550 5.2.1 User unknown', '5.2.1', 'disabled', false],
  ['550 5.2.1 User unknown (in reply to RCPT TO)', '5.2.1', 'unknown_user', true],
  ['554 5.7.1 Recipient address rejected: Access denied', '5.7.1', 'unknown_user', true],
  ['procmail: Couldn\u2019t create the file', '5.0.0', 'server', false],
  ['Malformed or unexpected name server reply', '5.4.4', 'server', false],
  ['554 rejected as spam', '5.7.1', 'spam', false],
  ['blocked using a DNSBL', '5.7.1', 'blocked', false],
  ['User unknown in <no-such-user@x.example>', '4.1.1', 'unknown_user', false],
  ['delivery temporarily suspended', '4.4.1', 'network', false],
  ['', '5.1.1', 'unknown_user', true],
  ['', '', 'other', false],
])('%s %s means %s', (words, status, cause, hard) => {
  expect(failureCause([words], status)).toBe(cause);
  expect(isPermanent(failureCause([words], status), status)).toBe(hard);
});
