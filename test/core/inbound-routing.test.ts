import { describe, expect, test } from 'vitest';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { companionsOf, inboxFor } from '../../functions/core/inbound-routing.ts';
import { newTicketRefusal, refusalOf } from '../../functions/core/refusals.ts';
import { allPass, inboundMail } from './inbound-builders.ts';
import { smallDesk } from './small-desk.ts';

const box = (address: string) => ({ address, name: '' });

describe('which inbox owns a mail', () => {
  test.each<[string, Partial<InboundMessage>, string | null]>([
    ['the one in To', {}, 'support@help.example.com'],
    [
      'To before Cc',
      { to: [box('Billing@help.example.com')], cc: [box('support@help.example.com')] },
      'billing@help.example.com',
    ],
    [
      'Cc before delivery',
      {
        to: [box('x@shop.example')],
        cc: [box('support@help.example.com')],
        evidence: { recipients: ['billing@help.example.com'], inReplyTo: null, references: [] },
      },
      'support@help.example.com',
    ],
    [
      'a blind copy by where it was delivered',
      {
        to: [box('x@shop.example')],
        evidence: { recipients: ['billing@help.example.com'], inReplyTo: null, references: [] },
      },
      'billing@help.example.com',
    ],
    [
      'a forged reply address goes to the first inbox',
      {
        to: [box('reply+nonsense@help.example.com')],
        evidence: { recipients: ['reply+nonsense@help.example.com'], inReplyTo: null, references: [] },
      },
      'support@help.example.com',
    ],
    [
      'nobody we know',
      {
        to: [box('suport@help.example.com')],
        evidence: { recipients: ['suport@help.example.com'], inReplyTo: null, references: [] },
      },
      null,
    ],
  ])('%s', (_what, different, expected) => {
    expect(inboxFor(inboundMail(different), smallDesk)?.address ?? null).toBe(expected);
  });
});

test('companions are neither the desk, nor its agents, nor the sender, nor named twice', () => {
  const message = inboundMail({
    to: [box('support@help.example.com'), box('Friend@shop.example'), box('customer@shop.example')],
    cc: [
      box('friend@shop.example'),
      box('one@team.example'),
      box('reply+x@help.example.com'),
      box('no address'),
    ],
  });
  expect(companionsOf(message, smallDesk).map((mailbox) => mailbox.address)).toEqual(['Friend@shop.example']);
});

describe('what is held whoever it is for', () => {
  test.each<[string | null, Partial<InboundMessage>]>([
    [null, {}],
    ['loop', { class: 'own_loop' }],
    ['virus', { verdicts: { ...allPass, virus: 'FAIL' } }],
    ['auth_failed', { verdicts: { ...allPass, dmarc: 'FAIL', dmarcPolicy: 'reject' } }],
    [null, { verdicts: { ...allPass, dmarc: 'FAIL', dmarcPolicy: 'none' } }],
    ['from_own_address', { from: box('support@help.example.com') }],
    ['blank', { subject: ' ', text: '\n', reply: '' }],
    [
      null,
      {
        subject: '',
        text: '',
        reply: '',
        attachments: [{ name: 'a.pdf', contentType: 'application/pdf', size: 1, inline: false }],
      },
    ],
  ])('%s', (cause, different) => {
    expect(refusalOf(inboundMail(different), smallDesk)?.cause ?? null).toBe(cause);
  });
});

describe('what opens no ticket', () => {
  test.each<[string | null, Partial<InboundMessage>]>([
    [null, {}],
    ['automated_mail', { class: 'bounce' }],
    ['automated_mail', { class: 'auto_reply' }],
    ['automated_mail', { class: 'auto_generated' }],
    ['automated_mail', { class: 'receipt' }],
    ['automated_mail', { class: 'complaint' }],
    ['bulk_mail', { class: 'bulk' }],
    ['spam', { verdicts: { ...allPass, spam: 'FAIL' } }],
    ['unparseable', { from: box('') }],
    ['too_many_recipients', { cc: Array.from({ length: 26 }, (_, index) => box(`p${index}@shop.example`)) }],
    [
      'unroutable_recipient',
      { to: [box('suport@help.example.com')], evidence: { recipients: [], inReplyTo: null, references: [] } },
    ],
  ])('%s', (cause, different) => {
    expect(newTicketRefusal(inboundMail(different), smallDesk)?.cause ?? null).toBe(cause);
  });
});
