import type { InboundMessage, Verdicts } from '../../functions/core/inbound-message.ts';

export const allPass: Verdicts = { spam: 'PASS', virus: 'PASS', spf: 'PASS', dkim: 'PASS', dmarc: 'PASS' };

/** A plain mail of a customer to the support inbox, with what a test wants different. */
export function inboundMail(different: Partial<InboundMessage> = {}): InboundMessage {
  return {
    channel: 'mail',
    door: 'mail',
    deliveryId: 'delivery-1',
    receivedAt: '2026-11-23T09:00:00.000Z',
    sentAt: '2026-11-23T08:59:00.000Z',
    from: { address: 'customer@shop.example', name: 'A Customer' },
    replyTo: null,
    to: [{ address: 'support@help.example.com', name: '' }],
    cc: [],
    subject: 'Printer',
    text: 'It prints nothing.',
    reply: 'It prints nothing.',
    attachments: [],
    messageId: 'first@shop.example',
    evidence: { recipients: ['support@help.example.com'], inReplyTo: null, references: [] },
    class: 'human',
    outOfOffice: false,
    answerable: true,
    bounce: null,
    forwardedFrom: null,
    verdicts: allPass,
    degraded: [],
    rawKey: 'inbound/1',
    ...different,
  };
}
