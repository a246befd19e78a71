import { expect, test } from 'vitest';
import { offeredOrders } from '../../functions/core/offered-orders.ts';
import { aMessage, aParticipant } from '../contract/ticket-builders.ts';

const customer = aParticipant({ id: 1, address: 'customer@shop.example' });
const lines = (flags: string[], confidential?: true) =>
  offeredOrders({
    ticket: { links: [{ kind: 'related', ref: 'T-7K3M-9QXA' }], ...(confidential ? { confidential } : {}) },
    participants: [customer],
    message: { content: aMessage({ id: '01KAREQZ0000000000000000Q1', flags }) },
  }).map(({ line }) => line);

test.each<[string[], string[]]>([
  [[], []],
  [['stranger'], []],
  [['topic_changed'], ['#split']],
  [['topic_changed', 'split_into: T-7K3M-9QXA'], []],
  [['looks_like: T-7K3M-9QXA'], ['#merge T-7K3M-9QXA']],
  [['perhaps_about: T-7K3M-9QXA'], ['#merge T-7K3M-9QXA']],
  [['looks_like: T-0000-0000', 'perhaps_about: T-0000-0000'], []],
  [['also_to: a@b.example customer@shop.example c@d.example'], ['#cc +a@b.example +c@d.example']],
  [['also_to: customer@shop.example'], []],
])('%j offers %j', (flags, expected) => {
  expect(lines(flags)).toEqual(expected);
});

test('nobody is brought onto a confidential ticket, and nothing is offered where there is no message', () => {
  expect(lines(['also_to: a@b.example'], true)).toEqual([]);
  expect(offeredOrders({ ticket: {}, participants: [], message: null })).toEqual([]);
});
