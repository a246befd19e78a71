import { expect, test } from 'vitest';
import { readSender, sendersOf, setAsideBy } from '../../functions/core/sender-rule.ts';
import type { SenderRule } from '../../functions/core/sender-rule.ts';
import { allPass, inboundMail } from './inbound-builders.ts';

const rule: SenderRule = {
  kind: 'allow',
  sender: '@shop.example',
  by: 'lead',
  why: 'a customer',
  at: '2026-11-23T09:00:00.000Z',
  until: null,
};
const forgiven = ['spam', 'bulk_mail', 'automated_mail'];

test.each([
  ['Customer@Shop.example', 'customer@shop.example'],
  [' @Shop.example ', '@shop.example'],
  ['customer', null],
  ['a@b@c.example', null],
  ['customer@localhost', null],
  ['two, three@shop.example', null],
  ['', null],
])('%j names %j', (text, sender) => expect(readSender(text)).toBe(sender));

test('a sender is known by his address, then by his domain', () => {
  expect(sendersOf('Customer@Shop.example')).toEqual(['customer@shop.example', '@shop.example']);
  expect(sendersOf('')).toEqual([]);
});

test.each([
  ['an allowed sender', rule, {}, forgiven],
  ['a blocked sender', { ...rule, kind: 'block' as const }, {}, []],
  ['anybody else', null, {}, []],
  [
    'somebody who says to be an allowed sender',
    rule,
    { verdicts: { ...allPass, dmarc: 'FAIL' as const } },
    [],
  ],
  ['a bounce', rule, { class: 'bounce' as const }, []],
])('%s is let off %j', (_who, decided, different, causes) =>
  expect(setAsideBy(decided, inboundMail(different))).toEqual(causes),
);
