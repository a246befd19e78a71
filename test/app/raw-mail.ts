import { receiveMail } from '../../functions/app/receive-mail.ts';
import type { Verdicts } from '../../functions/core/inbound-message.ts';
import type { MailReceipt } from '../../functions/intake/mail-receipt.ts';
import { allPass } from '../core/inbound-builders.ts';
import { CUSTOMER, MONDAY } from './ticket-world.ts';
import type { TicketWorld } from './ticket-world.ts';

interface Raw {
  to?: string;
  from?: string;
  headers?: string[];
  subject?: string;
  body?: string | Uint8Array;
}

/** A mail as bytes, with what a test wants different. */
export function rawMail({
  to = 'support@help.example.com',
  from = CUSTOMER,
  headers = [],
  ...rest
}: Raw): Uint8Array {
  const { subject = 'Printer', body = 'It prints nothing.' } = rest;
  const head = [
    `From: A Customer <${from}>`,
    `To: ${to}`,
    `Subject: ${subject}`,
    'Date: Mon, 23 Nov 2026 09:00:00 +0000',
    ...headers,
  ];
  const text = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return new Uint8Array([...new TextEncoder().encode(`${head.join('\r\n')}\r\n\r\n`), ...text]);
}

/** Lays a mail down as the mail service does, and takes it in. */
export function receive(
  world: TicketWorld,
  delivery: {
    id: string;
    raw: Uint8Array;
    recipients?: string[];
    verdicts?: Partial<Verdicts>;
    mailFrom?: string;
    receivedAt?: string;
  },
): ReturnType<typeof receiveMail> {
  const { id, raw, recipients = ['support@help.example.com'], verdicts, mailFrom = CUSTOMER } = delivery;
  const { receivedAt = MONDAY } = delivery;
  const receipt: MailReceipt = {
    deliveryId: id,
    receivedAt,
    mailFrom,
    recipients,
    verdicts: { ...allPass, ...verdicts },
    rawKey: `inbound/${id}`,
  };
  world.blobs.set(receipt.rawKey, raw);
  return receiveMail(world.deps, receipt);
}
