import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as items from '../../functions/aws/items.ts';

const ref = 'T-7K3M-9QXA';

test('an outbox row is told from its key, as the table’s stream gives it', () => {
  expect(items.readOutboxKey(items.outboxKey(ref, 12))).toEqual({ ref, seq: 12 });
  for (const other of [items.ticketKey(ref), items.messageKey(ref, '01K'), items.heldKey('O#1')])
    expect(items.readOutboxKey(other)).toBeNull();
});

test('nothing but participants and steps lies in their range', () => {
  const { from, to } = items.peopleAndSteps(ref);
  const inside = (key: { sk: string }) => key.sk >= from && key.sk <= to;
  expect(inside(items.participantKey(ref, 1))).toBe(true);
  expect(inside(items.participantKey(ref, 9999))).toBe(true);
  expect(inside(items.stepKey(ref, { id: 'z_last', visit: 9999 }))).toBe(true);
  const others = [
    items.ticketKey(ref),
    items.messageKey(ref, 'Z'.repeat(26)),
    items.outboxKey(ref, 999_999),
    items.eventsKey(ref, 1),
    items.deliveryKey(ref, '1.1'),
  ];
  expect(others.filter(inside)).toEqual([]);
});

test('numbers sort as numbers', () => {
  const number = fc.nat({ max: 9999 });
  fc.assert(
    fc.property(number, number, (first, second) => {
      const keys = [first, second].map((id) => items.participantKey(ref, id).sk);
      const seqs = [first, second].map((seq) => items.outboxKey(ref, seq).sk);
      expect((keys[0] ?? '') < (keys[1] ?? '')).toBe(first < second);
      expect((seqs[0] ?? '') < (seqs[1] ?? '')).toBe(first < second);
    }),
  );
});

test('deliveries of two doors never share a claim, whatever signs their ids are made of', () => {
  const claims = [
    items.claimKey({ channel: 'chat', door: 'a#b', deliveryId: 'c' }),
    items.claimKey({ channel: 'chat', door: 'a', deliveryId: 'b#c' }),
    items.claimKey({ channel: 'webhook', door: 'a', deliveryId: 'b#c' }),
  ];
  expect(new Set(claims.map((claim) => claim.pk)).size).toBe(3);
});

test('keys are of bounded length and spell no address', () => {
  const long = `${'x'.repeat(5000)}@example.com`;
  const keys = [
    items.claimKey({ channel: 'chat', door: long, deliveryId: long }),
    items.messageIdKey(long),
    items.budgetKey({ scope: long, window: 'hour' }),
  ];
  for (const key of keys) {
    expect(key.pk.length).toBeLessThan(100);
    expect(key.pk).not.toContain('@');
  }
});

test('tickets spread over all shards', () => {
  const refs = fc.sample(fc.stringMatching(/^T-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/), 2000);
  expect(new Set(refs.map(items.duePartition))).toEqual(new Set(items.duePartitions));
  expect(new Set(refs.map(items.outboxPartition))).toEqual(new Set(items.outboxPartitions));
});
