import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, test } from 'vitest';
import { secretsSigner, webhookSecrets } from '../../functions/aws/secrets-signer.ts';
import { scriptedService } from './scripted-service.ts';
import type { ScriptedService } from './scripted-service.ts';

const KEY = 'k'.repeat(64);

let service: ScriptedService;
let now = '2026-11-23T09:00:00.000Z';
const clock = () => now;
afterEach(() => service.close());

async function secretThatHolds(SecretString: string) {
  service = await scriptedService(() => ({ body: { SecretString } }));
  return { client: new SecretsManagerClient(service.client), secretArn: 'arn:of:secret' };
}

test('signs with every key it holds and knows no other', async () => {
  const signer = await secretsSigner(
    await secretThatHolds(JSON.stringify({ current: 'b', a: KEY, b: `${KEY}b` })),
  );
  expect(signer.current).toBe('b');
  expect(signer.mac('a', 'text')).toHaveLength(32);
  expect(signer.mac('a', 'text')).toEqual(signer.mac('a', 'text'));
  expect(signer.mac('a', 'text')).not.toEqual(signer.mac('b', 'text'));
  expect(signer.mac('c', 'text')).toBeNull();
  expect(signer.mac('toString', 'text')).toBeNull();
});

test.each([
  ['no current key', JSON.stringify({ a: KEY })],
  ['a current key that is not there', JSON.stringify({ current: 'b', a: KEY })],
  ['a key that is too short', JSON.stringify({ current: 'a', a: 'short' })],
  ['nothing', 'null'],
])('refuses a secret with %s, without telling a key', async (_, text) => {
  const source = await secretThatHolds(text);
  await expect(secretsSigner(source)).rejects.toThrow(/secret/);
  await expect(secretsSigner(source)).rejects.not.toThrow(/short|kkkk/);
});

test('webhook secrets are found by source', async () => {
  const secrets = await webhookSecrets({
    ...(await secretThatHolds('{"alerts":["whsec_MQ==","whsec_Mg=="]}')),
    clock,
  });
  expect(await secrets('alerts')).toEqual(['whsec_MQ==', 'whsec_Mg==']);
  expect(await secrets('constructor')).toEqual([]);
});

test('a webhook secret that is put in later is in force within five minutes', async () => {
  let content = '{}';
  service = await scriptedService(() => ({ body: { SecretString: content } }));
  const client = new SecretsManagerClient(service.client);
  const secrets = await webhookSecrets({ client, secretArn: 'arn:of:secret', clock });
  content = '{"alerts":["whsec_MQ=="]}';
  expect(await secrets('alerts')).toEqual([]);
  expect(service.requests).toHaveLength(1);
  now = '2026-11-23T09:05:00.000Z';
  expect(await secrets('alerts')).toEqual(['whsec_MQ==']);
});

test('more than two secrets of a source are refused', async () => {
  const source = { ...(await secretThatHolds('{"alerts":["1","2","3"]}')), clock };
  await expect(webhookSecrets(source)).rejects.toThrow(/arn:of:secret .*alerts/);
});
