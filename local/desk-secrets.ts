import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Signer } from '../functions/app/ports.ts';
import { DataFolderRefused } from './data-folder.ts';

/** The same shapes as in the cloud's secret store. */
const secretsFile = z.strictObject({
  signing: z.strictObject({ current: z.string(), keys: z.record(z.string(), z.base64()) }),
  webhooks: z.record(z.string(), z.array(z.string().startsWith('whsec_')).max(2)),
});
type Secrets = z.infer<typeof secretsFile>;

export interface DeskSecrets {
  signer: Signer;
  /** `whsec_…` of a webhook source or hook, the newest first; none for an unknown one. */
  webhookSecrets(system: string): string[];
}

/**
 * The secrets of one desk, made on its first start and kept where only its owner can read them. A webhook source or
 * hook that has none yet gets one.
 *
 * @param folder null keeps them in memory.
 * @throws DataFolderRefused
 */
export function openDeskSecrets(folder: string | null, systems: string[]): DeskSecrets {
  const path = folder === null ? null : join(folder, 'secrets.json');
  const stored = path && existsSync(path) ? read(path) : newSecrets();
  const missing = systems.filter((id) => !stored.webhooks[id]);
  const added = missing.map((id): [string, string[]] => [
    id,
    [`whsec_${randomBytes(32).toString('base64')}`],
  ]);
  const secrets: Secrets = { ...stored, webhooks: { ...stored.webhooks, ...Object.fromEntries(added) } };
  if (path && (missing.length > 0 || !existsSync(path))) write(path, secrets);
  return { signer: signerOf(secrets), webhookSecrets: (system) => secrets.webhooks[system] ?? [] };
}

function signerOf({ signing }: Secrets): Signer {
  const keys = new Map(
    Object.entries(signing.keys).map(([version, key]) => [version, Buffer.from(key, 'base64')]),
  );
  return {
    current: signing.current,
    mac: (keyVersion, text) => {
      const key = keys.get(keyVersion);
      return key ? createHmac('sha256', key).update(text).digest() : null;
    },
  };
}

function newSecrets(): Secrets {
  return { signing: { current: 'a', keys: { a: randomBytes(32).toString('base64') } }, webhooks: {} };
}

function read(path: string): Secrets {
  try {
    return secretsFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new DataFolderRefused(`${path} is not a file of secrets as the desk writes it`, { cause });
  }
}

/** Whole or not at all: links in mails that are out would break with half a file. */
function write(path: string, secrets: Secrets): void {
  const unfinished = `${path}.part`;
  writeFileSync(unfinished, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  chmodSync(unfinished, 0o600);
  renameSync(unfinished, path);
}
