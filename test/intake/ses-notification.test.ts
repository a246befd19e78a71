import { expect, test } from 'vitest';
import { readSesNotification } from '../../functions/intake/ses-notification.ts';

const NOTIFICATION = {
  notificationType: 'Received',
  mail: {
    timestamp: '2026-11-02T08:30:04.000Z',
    source: 'customer@shop.example',
    messageId: 'ses-1',
    destination: ['someone-else@desk.example'],
  },
  receipt: {
    timestamp: '2026-11-02T08:30:05.123Z',
    processingTimeMillis: 50,
    recipients: ['support@desk.example'],
    spamVerdict: { status: 'PASS' },
    virusVerdict: { status: 'PASS' },
    spfVerdict: { status: 'GRAY' },
    dkimVerdict: { status: 'PASS' },
    dmarcVerdict: { status: 'FAIL' },
    dmarcPolicy: 'REJECT',
    action: { type: 'S3', bucketName: 'mail', objectKeyPrefix: 'inbound/', objectKey: 'inbound/ses-1' },
  },
};

const withReceipt = (change: object): string =>
  JSON.stringify({ ...NOTIFICATION, receipt: { ...NOTIFICATION.receipt, ...change } });

test('envelope, verdicts and place of the bytes come from the receipt', () => {
  expect(readSesNotification(JSON.stringify(NOTIFICATION))).toEqual({
    kind: 'receipt',
    receipt: {
      deliveryId: 'ses-1',
      receivedAt: '2026-11-02T08:30:05.123Z',
      mailFrom: 'customer@shop.example',
      recipients: ['support@desk.example'],
      verdicts: {
        spam: 'PASS',
        virus: 'PASS',
        spf: 'GRAY',
        dkim: 'PASS',
        dmarc: 'FAIL',
        dmarcPolicy: 'reject',
      },
      rawKey: 'inbound/ses-1',
    },
  });
});

test('a null path is an empty sender', () => {
  const bounce = { ...NOTIFICATION, mail: { ...NOTIFICATION.mail, source: '<>' } };
  expect(readSesNotification(JSON.stringify(bounce))).toMatchObject({ receipt: { mailFrom: '' } });
});

test('what was not scanned has neither passed nor failed', () => {
  const unscanned = withReceipt({ spamVerdict: undefined, virusVerdict: { status: 'DISABLED' } });
  const verdicts = { spam: 'PROCESSING_FAILED', virus: 'PROCESSING_FAILED' };
  expect(readSesNotification(unscanned)).toMatchObject({ receipt: { verdicts } });
});

test('the message that SES writes when a rule is set up is no mail', () => {
  const setup = {
    ...NOTIFICATION,
    mail: { ...NOTIFICATION.mail, messageId: 'AMAZON_SES_SETUP_NOTIFICATION' },
  };
  expect(readSesNotification(JSON.stringify(setup))).toEqual({ kind: 'setup' });
});

test('the words of a topic that was connected are no mail', () => {
  expect(readSesNotification('Successfully validated SNS topic for Amazon SES.')).toEqual({ kind: 'setup' });
});

test('a mail that speaks of setting up is a mail', () => {
  const mail = {
    ...NOTIFICATION.mail,
    commonHeaders: { subject: 'AMAZON_SES_SETUP_NOTIFICATION SetupNotification' },
  };
  const body = JSON.stringify({ ...NOTIFICATION, notificationType: 'Received', mail });
  expect(readSesNotification(body).kind).toBe('receipt');
});

test.each([
  ['no JSON', 'hello'],
  ['an array', '[]'],
  ['no recipients', withReceipt({ recipients: [] })],
  ['no place of the bytes', withReceipt({ action: { type: 'Lambda' } })],
])('%s is unreadable, with a reason', (_, body) => {
  const outcome = readSesNotification(body);
  expect(outcome.kind).toBe('unreadable');
  expect(outcome.kind === 'unreadable' && outcome.reason).not.toBe('');
});
