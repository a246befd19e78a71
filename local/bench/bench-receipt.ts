import type { Desk } from '../../functions/core/desk.ts';
import type { Instant } from '../../functions/core/instant.ts';
import type { MailReceipt, OwnMail } from '../../functions/intake/mail-receipt.ts';

/** When all mails of the bench are received. */
export const BENCH_START: Instant = '2026-11-23T09:00:00.000Z';

/** The receipt of a mail against which nothing speaks. */
export function receiptOf(
  deliveryId: string,
  { mailFrom, recipients }: Pick<MailReceipt, 'mailFrom' | 'recipients'> = {
    mailFrom: 'customer@shop.example',
    recipients: ['support@help.example.com'],
  },
): MailReceipt {
  return {
    deliveryId,
    receivedAt: BENCH_START,
    mailFrom,
    recipients,
    verdicts: { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' },
    rawKey: `inbound/${deliveryId}`,
  };
}

export function ownMailOf({ mailDomain, inboxes }: Desk): OwnMail {
  return { mailDomain, addresses: inboxes.map(({ address }) => address), loopId: mailDomain };
}
