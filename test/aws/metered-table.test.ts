import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import type { Change } from '../../functions/app/ports.ts';
import { itemSize } from '../../functions/aws/item-size.ts';
import { meteredTable } from '../../functions/aws/metered-table.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';
import * as a from '../contract/ticket-builders.ts';

const key = { pk: 'p', sk: 's' };
const NAMES = 'pk'.length + 'p'.length + 'sk'.length + 's'.length + 'body'.length;

test.each([
  ['a text in UTF-8', { name: 'Grüße' }, 4 + 7],
  ['a number', { n: 1234567 }, 1 + 5],
  ['a negative fraction', { n: -12.5 }, 1 + 3],
  ['true and null', { t: true, n: null }, 1 + 1 + 1 + 1],
  ['a list', { l: ['ab', 1] }, 1 + 3 + (1 + 2) + (1 + 2)],
  ['a map', { m: { ab: 'c' } }, 1 + 3 + (1 + 2 + 1)],
  ['an absent member', { a: 'b', c: undefined }, 2],
])('%s counts as DynamoDB counts it', (_, item, expected) => {
  expect(itemSize(item)).toBe(expected);
});

function aTable() {
  return meteredTable(openSqliteTable(new DatabaseSync(':memory:'), () => a.NOW));
}

test.each([
  ['up to 1 KB', 1024 - NAMES, { write: 1, read: 1 }],
  ['over 1 KB', 1025 - NAMES, { write: 2, read: 1 }],
  ['over 4 KB', 4100, { write: 5, read: 2 }],
])('a row of %s', async (_, length, expected) => {
  const { table, units } = aTable();
  await table.put({ key, body: 'x'.repeat(length) });
  await table.get(key);
  expect(units().write).toBe(expected.write);
  expect(units().read).toBe(expected.read);
});

test('a transaction costs twice, and the index what goes into it and out of it', async () => {
  const { table, units } = aTable();
  await table.transact([{ key, body: {}, time: { partition: 'DUE#1', sort: '1' } }]);
  expect(units().write).toBe(2 + 1);
  await table.transact([{ key, body: {}, time: { partition: 'DUE#1', sort: '2' } }]);
  expect(units().write).toBe(3 + 2 + 2);
  await table.settle({ ...key }, 'state' as never, 'done');
  expect(units().write).toBe(7 + 1 + 1);
});

test('a customer’s answer with all that follows from it costs at most 20 write units', async () => {
  const { table, units } = aTable();
  const store = tableStore(table, () => a.NOW);
  const ref = 'T-7K3M-9QXA';
  const ticket = a.aTicket({ ref, nextDeadline: a.NOW });
  await store.commit([{ kind: 'create_ticket', ticket }]);
  const before = units().write;

  const answer: Change[] = [
    a.aClaim('delivery', ref),
    { kind: 'update_ticket', ticket: { ...ticket, nextDeadline: '2026-11-23T09:30:00.000Z' } },
    { kind: 'put_participant', ref, participant: a.aParticipant({ lastMessageId: '1@example.com' }) },
    {
      kind: 'add_message',
      ref,
      message: a.aMessage({ id: a.ulid(1), text: 'A few lines of text. '.repeat(25) }),
    },
    { kind: 'index_message_id', messageId: '1@example.com', ref },
    { kind: 'add_event', ref, event: a.anEvent(2) },
    { kind: 'add_event', ref, event: a.anEvent(3, 'clock_paused') },
    { kind: 'add_outbox', ref, item: a.anOutboxItem(2) },
  ];
  expect(await store.commit(answer)).toEqual({ kind: 'committed' });
  await store.outboxDone(ref, 2);
  expect(units().write - before).toBeLessThanOrEqual(20);
});
