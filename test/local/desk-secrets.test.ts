import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDeskSecrets } from '../../local/desk-secrets.ts';

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'stepdesk-secrets-'));
}

test('secrets are made once and only their owner can read them', () => {
  const folder = newFolder();
  const first = openDeskSecrets(folder, ['monitoring']);
  const second = openDeskSecrets(folder, ['monitoring', 'shop']);
  expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(second.signer.mac('a', 'text')).toEqual(first.signer.mac('a', 'text'));
  expect(second.webhookSecrets('monitoring')).toEqual(first.webhookSecrets('monitoring'));
  expect(second.webhookSecrets('shop')).toEqual([expect.stringMatching(/^whsec_/)]);
  expect(second.webhookSecrets('nobody')).toEqual([]);
});

test('two desks have different keys, and nobody has a key of another version', () => {
  const one = openDeskSecrets(null, []);
  const other = openDeskSecrets(null, []);
  expect(one.signer.mac('a', 'text')).toHaveLength(32);
  expect(one.signer.mac('a', 'text')).not.toEqual(other.signer.mac('a', 'text'));
  expect(one.signer.mac('b', 'text')).toBeNull();
});

test('a file that is no file of secrets is never overwritten', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'secrets.json'), '{"signing":');
  expect(() => openDeskSecrets(folder, [])).toThrow(/secrets\.json is not a file of secrets/);
});
