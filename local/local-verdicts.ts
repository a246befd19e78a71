import * as z from 'zod';
import type { Verdicts } from '../functions/core/inbound-message.ts';

/**
 * `X-Local-Verdicts: spam=FAIL dmarc=FAIL policy=reject` lets a mail to the local desk pretend what a receiving
 * service would have found out about it. The header is read and removed at the local door, so that it reaches
 * nothing that also runs on AWS.
 */

const verdict = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED']);
const claims = z.object({
  spam: verdict.default('PASS'),
  virus: verdict.default('PASS'),
  spf: verdict.default('PASS'),
  dkim: verdict.default('PASS'),
  dmarc: verdict.default('PASS'),
  policy: z.enum(['none', 'quarantine', 'reject']).optional(),
});

/** The field, with lines that continue it (RFC 5322 §2.2.3). */
const FIELD = /^x-local-verdicts:((?:[^\r\n]|\r?\n[ \t])*)(?:\r?\n|$)/gim;

export interface VerdictsRead {
  /** The mail without the header. */
  raw: Uint8Array;
  verdicts: Verdicts;
  /** Words of the header that mean nothing here; their verdicts count as passed. */
  unread: string[];
}

/** A mail without the header passed every check. */
export function readLocalVerdicts(raw: Uint8Array): VerdictsRead {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const end = endOfHeaders(bytes);
  const headers = bytes.toString('latin1', 0, end);
  const fields = [...headers.matchAll(FIELD)];
  const { verdicts, unread } = verdictsOf(fields.map((field) => field[1] ?? '').join(' '));
  if (fields.length === 0) return { raw, verdicts, unread };
  const kept = Buffer.from(headers.replaceAll(FIELD, ''), 'latin1');
  return { raw: Buffer.concat([kept, bytes.subarray(end)]), verdicts, unread };
}

function endOfHeaders(bytes: Buffer): number {
  const ends = [bytes.indexOf('\r\n\r\n', 0, 'latin1') + 2, bytes.indexOf('\n\n', 0, 'latin1') + 1];
  const found = ends.filter((end) => end > 1);
  return found.length > 0 ? Math.min(...found) : bytes.length;
}

function verdictsOf(header: string): { verdicts: Verdicts; unread: string[] } {
  const given: Record<string, string> = {};
  const unread: string[] = [];
  for (const word of header.split(/[\s;,]+/).filter(Boolean)) {
    const [name = '', value = ''] = word.split('=');
    const key = name.toLowerCase();
    const candidate = key === 'policy' ? value.toLowerCase() : value.toUpperCase();
    if (Object.hasOwn(claims.shape, key) && claims.safeParse({ [key]: candidate }).success)
      given[key] = candidate;
    else unread.push(word);
  }
  const { policy, ...verdicts } = claims.parse(given);
  return {
    verdicts: verdicts.dmarc === 'FAIL' ? { ...verdicts, dmarcPolicy: policy ?? 'none' } : verdicts,
    unread,
  };
}
