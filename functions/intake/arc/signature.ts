import { createHash, createPublicKey, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { relaxedBody, relaxedField, simpleBody } from './canonical.ts';
import type { RawField, SignedMail } from './canonical.ts';

/** Tags of a signature or of a key record, `d=mail.example; s=key` (RFC 6376 §3.2). */
export type Tags = ReadonlyMap<string, string>;

/** The texts under a name in the DNS; none where there is none. Throws when it cannot be told. */
export type LookUp = (name: string) => Promise<string[]>;

const DOMAIN_NAME = /^(?=.{1,253}$)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/;
const WEAKEST_RSA = 1024;
/** No signer names more fields than a mail has. */
const MOST_NAMES = 200;
/** What stands before the 32 bytes of a key in its DER form (RFC 8410 §4). */
const ED25519_DER = Buffer.from('302a300506032b6570032100', 'hex');

/** A list in which a tag stands twice says nothing (RFC 6376 §3.2). */
function readTags(text: string): Tags {
  const tags = text.split(';').flatMap((tag) => {
    const at = tag.indexOf('=');
    const name = tag.slice(0, Math.max(0, at)).trim().toLowerCase();
    return name === '' ? [] : [[name, tag.slice(at + 1).trim()] as const];
  });
  const read = new Map(tags);
  return read.size === tags.length ? read : new Map();
}

export function tagsOf({ raw }: RawField): Tags {
  return readTags(raw.slice(raw.indexOf(':') + 1).replaceAll('\r\n', ''));
}

/** A field without the signature that it carries: what was signed. */
export function unsigned(field: RawField): RawField {
  return { ...field, raw: field.raw.replace(/([;:]\s*b\s*=)[^;]*/i, '$1') };
}

/** Whether a signature is made with the key that its domain publishes. */
export async function isSigned(signed: string, tags: Tags, lookUp: LookUp): Promise<boolean> {
  const key = await keyOf(tags, lookUp);
  const algorithm = (tags.get('a') ?? '').toLowerCase();
  const signature = Buffer.from((tags.get('b') ?? '').replaceAll(/\s+/g, ''), 'base64');
  if (key?.asymmetricKeyType === 'rsa' && algorithm === 'rsa-sha256')
    return verify('sha256', Buffer.from(signed, 'latin1'), key, signature);
  // What Ed25519 signs is the digest (RFC 8463 §3).
  return key?.asymmetricKeyType === 'ed25519' && algorithm === 'ed25519-sha256'
    ? verify(null, createHash('sha256').update(signed, 'latin1').digest(), key, signature)
    : false;
}

async function keyOf(tags: Tags, lookUp: LookUp): Promise<KeyObject | null> {
  const name = `${tags.get('s') ?? ''}._domainkey.${tags.get('d') ?? ''}`.toLowerCase();
  if (!DOMAIN_NAME.test(name)) return null;
  const [record, ...more] = await lookUp(name);
  return record === undefined || more.length > 0 ? null : readKey(readTags(record));
}

function readKey(record: Tags): KeyObject | null {
  if ((record.get('v') ?? 'DKIM1') !== 'DKIM1') return null;
  const der = Buffer.from((record.get('p') ?? '').replaceAll(/\s+/g, ''), 'base64');
  const isEd25519 = record.get('k')?.toLowerCase() === 'ed25519';
  try {
    const key = createPublicKey({
      key: isEd25519 ? Buffer.concat([ED25519_DER, der]) : der,
      format: 'der',
      type: 'spki',
    });
    const bits = key.asymmetricKeyDetails?.modulusLength;
    return bits !== undefined && bits < WEAKEST_RSA ? null : key;
  } catch {
    return null;
  }
}

/** Whether body and named header fields are those that the field signed (RFC 6376 §3.7); a part of the body is none. */
export async function coversMail(field: RawField, mail: SignedMail, lookUp: LookUp): Promise<boolean> {
  const tags = tagsOf(field);
  const [forHeader = 'simple', forBody = 'simple'] = (tags.get('c') ?? '').toLowerCase().split('/');
  const names = (tags.get('h') ?? '')
    .toLowerCase()
    .split(':')
    .map((name) => name.trim());
  if (!names.includes('from') || names.length > MOST_NAMES || tags.has('l')) return false;
  const body = forBody === 'relaxed' ? relaxedBody(mail.body) : simpleBody(mail.body);
  const digest = createHash('sha256').update(body, 'latin1').digest('base64');
  if (digest !== (tags.get('bh') ?? '').replaceAll(/\s+/g, '')) return false;
  const canonical = (one: RawField) => (forHeader === 'relaxed' ? relaxedField(one) : one.raw);
  const signed = [...chosen(names, mail.fields), unsigned(field)].map(canonical);
  return isSigned(signed.join('\r\n'), tags, lookUp);
}

/** Of several fields of a name the last one first; a name that no field is left for stands for its absence. */
function chosen(names: string[], fields: readonly RawField[]): RawField[] {
  const left = [...fields];
  return names.flatMap((name) => {
    const at = left.findLastIndex((field) => field.name === name);
    return at === -1 ? [] : left.splice(at, 1);
  });
}
