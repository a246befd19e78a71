import { createHmac, timingSafeEqual } from 'node:crypto';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';

/**
 * Standard Webhooks, symmetric scheme: HMAC-SHA256 over `id.timestamp.body`.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */

/** Older or further ahead than this, a delivery is refused: whoever recorded it cannot send it again later. */
const TOLERANCE_SECONDS = 300;
/** While a secret is being replaced, the old and the new one are both in force. */
const ACTIVE_SECRETS = 2;

/** The three headers as received, null when missing. */
export interface SignatureHeaders {
  id: string | null;
  timestamp: string | null;
  signature: string | null;
}

export interface SignedDelivery {
  headers: SignatureHeaders;
  /** The bytes as received: a body that was parsed and written again has another signature. */
  body: Uint8Array;
}

/**
 * The delivery's id when it was signed with one of the secrets within five minutes of `now`, else null; why not is
 * nobody's business. As much work is done for a source without secrets as for a wrong signature.
 *
 * @param check.secrets `whsec_<base64>`; the first two count.
 */
export function verifyDelivery(
  delivery: SignedDelivery,
  check: { secrets: string[]; now: Instant },
): { deliveryId: string; sentAt: Instant } | null {
  const { id, timestamp } = delivery.headers;
  const signatures = readSignatures(delivery.headers.signature ?? '');
  const keys = check.secrets.slice(0, ACTIVE_SECRETS).map(keyOf);
  const expected = (keys.length > 0 ? keys : [new Uint8Array(32)]).map((key) => sign(key, delivery));
  const signed = expected
    .map((code) => signatures.some((signature) => equal(code, signature)))
    .includes(true);
  const sentAt = readTimestamp(timestamp, check.now);
  return keys.length > 0 && signed && id && sentAt ? { deliveryId: id, sentAt } : null;
}

/** `v1,<base64>`, as a sender writes it. Throws `RangeError` for a secret of another form. */
export function signDelivery(
  delivery: { id: string; timestamp: string; body: Uint8Array },
  secret: string,
): string {
  const { id, timestamp, body } = delivery;
  const code = sign(keyOf(secret), { headers: { id, timestamp, signature: null }, body });
  return `v1,${Buffer.from(code).toString('base64')}`;
}

function sign(key: Uint8Array, { headers, body }: SignedDelivery): Uint8Array {
  return createHmac('sha256', key)
    .update(`${headers.id ?? ''}.${headers.timestamp ?? ''}.`)
    .update(body)
    .digest();
}

function keyOf(secret: string): Uint8Array {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? [];
  if (!base64) throw new RangeError('a webhook secret is written as whsec_<base64>');
  return Buffer.from(base64, 'base64');
}

/**
 * Space-separated `<version>,<base64>`; of other versions than v1 nothing is believed. A header that was sent twice
 * arrives joined by commas and is no such list: then none of it counts.
 */
function readSignatures(header: string): Uint8Array[] {
  const entries = header.split(' ').map((entry) => /^(v\d+a?),([A-Za-z0-9+/]+={0,2})$/.exec(entry));
  if (entries.includes(null)) return [];
  return entries.flatMap((entry) => (entry?.[1] === 'v1' ? [Buffer.from(entry[2] ?? '', 'base64')] : []));
}

function readTimestamp(timestamp: string | null, now: Instant): Instant | null {
  if (!timestamp || !/^\d{1,11}$/.test(timestamp)) return null;
  const millis = Number(timestamp) * 1000;
  const skew = Math.abs(millisOf(now) - millis);
  return skew <= TOLERANCE_SECONDS * 1000 ? new Date(millis).toISOString() : null;
}

function equal(expected: Uint8Array, given: Uint8Array): boolean {
  return expected.length === given.length && timingSafeEqual(expected, given);
}
