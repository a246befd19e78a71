import { createHmac } from 'node:crypto';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Clock, Signer } from '../app/ports.ts';
import { millisOf } from '../core/instant.ts';

interface SecretSource {
  client: SecretsManagerClient;
  secretArn: string;
}

/** `{"current":"b","a":"<key>","b":"<key>"}`: keys by version, each of at least 32 characters. */
const signingKeys = z.object({ current: z.string().regex(/^[a-z]$/) }).catchall(z.string().min(32));

/** `{"<source or hook id>":["whsec_…","whsec_…"]}` */
const sourceSecrets = z.record(z.string(), z.array(z.string()).max(2));

/**
 * The desk's keys, read once in a function's life. A new key is added first and made `current` only when every
 * function has read it, so that what one signs the other can check.
 */
export async function secretsSigner(source: SecretSource): Promise<Signer> {
  const { current, ...versions } = await readSecret(source, signingKeys);
  const keys = new Map(Object.entries(versions));
  if (!keys.has(current))
    throw new Error(`The signing secret names ${current} as current and holds no such key`);
  return {
    current,
    mac(keyVersion, text) {
      const key = keys.get(keyVersion);
      return key === undefined ? null : createHmac('sha256', key).update(text).digest();
    },
  };
}

/** So long after somebody puts a secret in or changes it, every function goes by it. */
const SECRETS_KEPT_MS = 5 * 60_000;

/** Answers the secrets of a webhook source or hook, none for one without. */
export async function webhookSecrets(
  source: SecretSource & { clock: Clock },
): Promise<(sourceId: string) => Promise<string[]>> {
  const read = async () => ({
    secrets: new Map(Object.entries(await readSecret(source, sourceSecrets))),
    until: millisOf(source.clock()) + SECRETS_KEPT_MS,
  });
  let kept = await read();
  return async (sourceId) => {
    if (millisOf(source.clock()) >= kept.until) kept = await read();
    return kept.secrets.get(sourceId) ?? [];
  };
}

async function readSecret<Shape>(
  { client, secretArn }: SecretSource,
  shape: z.ZodType<Shape>,
): Promise<Shape> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
  const read = shape.safeParse(JSON.parse(SecretString ?? 'null'));
  if (read.success) return read.data;
  // Only where it is wrong: what is wrong may be a key.
  const places = read.error.issues.map((issue) => issue.path.join('.') || 'the whole').join(', ');
  throw new Error(`The secret ${secretArn} is not as it should be: ${places}`);
}
