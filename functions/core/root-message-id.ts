import { compactRef, parseTicketRef, toBase32 } from './ids.ts';
import type { TicketRef } from './ids.ts';
import { equalInConstantTime } from './reply-address.ts';
import type { Mac } from './reply-address.ts';

/**
 * A Message-ID of our own that stands first in the `References` (RFC 5322 §3.6.4) of everything a ticket sends:
 * mail services rename the mails themselves, but leave this alone, and clients copy it into their answers.
 * It is signed, so that a reference which somebody merely knows opens no ticket.
 */
export function rootMessageId(ref: TicketRef, domain: string, keyVersion: string, mac: Mac): string {
  const code = macCode(ref, keyVersion, mac);
  if (!code) throw new RangeError(`no key of version ${keyVersion}`);
  return `t.${compactRef(ref)}.${keyVersion}${code}@${domain}`;
}

/** @param messageId without angle brackets. Null for every id that is not a root id of ours. */
export function readRootMessageId(messageId: string, domain: string, mac: Mac): TicketRef | null {
  const match = /^t\.([0-9a-z]{8})\.([a-z])([0-9a-z]{16})@(.+)$/.exec(messageId.toLowerCase());
  if (match?.[4] !== domain) return null;
  const ref = parseTicketRef(match[1] ?? '');
  if (!ref) return null;
  const expected = macCode(ref, match[2] ?? '', mac);
  return expected && equalInConstantTime(expected, match[3] ?? '') ? ref : null;
}

function macCode(ref: TicketRef, keyVersion: string, mac: Mac): string | null {
  const bytes = mac(keyVersion, `root|${ref}`);
  return bytes ? toBase32(bytes.subarray(0, 10)).toLowerCase() : null;
}
