import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { meteredTable } from '../../functions/aws/metered-table.ts';
import { openPolicies } from '../../functions/aws/policies.ts';
import { policyVersion } from '../../functions/aws/stored-ticket.ts';
import type { SlaPolicy } from '../../functions/core/desk.ts';
import { openSqliteTable } from '../../local/sqlite-table.ts';

const targets = { P1: '30m', P2: '2h', P3: '1d', P4: '2d' };
const ladder: NonNullable<SlaPolicy['clocks']['resolution']>['ladder'] = [
  { at: '80%', to: 'team:frontline', do: 'remind', by: 'mail', urgent: false },
];
const standard: SlaPolicy = {
  calendar: 'office',
  clocks: { resolution: { targets, ladder }, first_reply: { targets, ladder: [] } },
};
const aTable = () =>
  meteredTable(openSqliteTable(new DatabaseSync(':memory:'), () => '2026-11-23T09:00:00.000Z'));

test('what one process kept another reads, word for word', async () => {
  const { table } = aTable();
  await openPolicies(table).keep(standard);
  const read = await openPolicies(table).read(policyVersion(standard));
  expect(JSON.stringify(read)).toBe(JSON.stringify(standard));
  expect(policyVersion(read)).toBe(policyVersion(standard));
});

test('it is written once and read once a process', async () => {
  const { table, units } = aTable();
  const policies = openPolicies(table);
  await policies.keep(standard);
  await policies.keep(structuredClone(standard));
  await policies.keep(undefined);
  await policies.read(policyVersion(standard));
  expect(units()).toEqual({ write: 1, read: 0 });

  const another = openPolicies(table);
  await another.read(policyVersion(standard));
  await another.read(policyVersion(standard));
  expect(units()).toEqual({ write: 1, read: 1 });
});

test('a version that nobody kept is a fault', async () => {
  await expect(openPolicies(aTable().table).read('unknown')).rejects.toThrow(
    'no promises of version unknown',
  );
});
