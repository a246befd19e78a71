import { expect, test } from 'vitest';
import { offeredOrders } from '../../functions/core/offered-orders.ts';
import { aMessage, aParticipant } from '../contract/ticket-builders.ts';
import { smallDesk } from './small-desk.ts';

const customer = aParticipant({ id: 1, address: 'customer@shop.example' });
const lines = (flags: string[], confidential?: true, from = 'Second@Home.example') =>
  offeredOrders({
    desk: smallDesk,
    ticket: { links: [{ kind: 'related', ref: 'T-7K3M-9QXA' }], ...(confidential ? { confidential } : {}) },
    participants: [customer],
    message: {
      content: aMessage({ id: '01KAREQZ0000000000000000Q1', flags, from: { address: from, name: '' } }),
    },
  }).map(({ line }) => line);

test.each<[string[], string[]]>([
  [[], []],
  [['stranger'], ['#cc +second@home.example']],
  [['not_on_ticket'], ['#cc +second@home.example']],
  [['stranger', 'unverified: home.example'], []],
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
  expect(lines(['also_to: a@b.example', 'stranger'], true)).toEqual([]);
  expect(offeredOrders({ desk: smallDesk, ticket: {}, participants: [], message: null })).toEqual([]);
});

test.each([
  ['who is on the ticket by now', 'customer@shop.example'],
  ['one of the desk', smallDesk.agents[0]?.address ?? ''],
  ['the desk itself', 'support@help.example.com'],
  ['nobody who could be written to', 'unknown'],
])('%s is not offered to be brought in', (_who, address) => {
  expect(lines(['stranger'], undefined, address)).toEqual([]);
});
