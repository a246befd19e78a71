import { compactRef, parseTicketRef, toBase32 } from './ids.ts';
import type { TicketRef } from './ids.ts';
import type { ParticipantId, Step } from './ticket.ts';

/**
 * The address a person answers to: it says which ticket, to whom it was given, what an answer counts as and which step
 * the mail was about, and carries a MAC over that, so that it can be neither guessed nor altered.
 * `reply+7k3m9qxa02r9g4ta<16 characters>@mail.example`: base32, because addresses get lower-cased on the way;
 * 38 of the 64 octets that RFC 5321 §4.5.3.1.1 allows a local part, 34 for a mail that was about no step.
 */
export interface ReplyToken {
  ref: TicketRef;
  participant: ParticipantId;
  /** An answer goes to the customer, or stays with the desk. */
  role: 'reply' | 'note';
  /** Of the step that the mail was about, as `stepCode` makes it. */
  step?: string;
}

/** HMAC-SHA256 under the named key; null when there is no such key. */
export type Mac = (keyVersion: string, text: string) => Uint8Array | null;

const LOCAL_PART = /^reply\+([0-9a-z]{8})([0-9a-z]{2})([rn])([0-9a-z]{4})?([a-z])([0-9a-z]{16})$/;
const MAC_BYTES = 10;

/** Throws `RangeError` for a participant number over 1023 or an unknown key. */
export function replyAddress(token: ReplyToken, domain: string, keyVersion: string, mac: Mac): string {
  if (token.participant > 1023)
    throw new RangeError(`participant ${token.participant} does not fit a reply address`);
  const code = macCode(token, keyVersion, mac);
  if (!code) throw new RangeError(`no key of version ${keyVersion}`);
  const role = token.role === 'reply' ? 'r' : 'n';
  const whose = `${compactRef(token.ref)}${participantCode(token.participant)}`;
  return `reply+${whose}${role}${token.step ?? ''}${keyVersion}${code}@${domain}`;
}

/** Null for every address that we did not make: another form, another domain, an unknown key, a wrong MAC. */
export function readReplyAddress(address: string, domain: string, mac: Mac): ReplyToken | null {
  const [localPart, host] = address.trim().toLowerCase().split('@');
  if (host !== domain) return null;
  const match = LOCAL_PART.exec(localPart ?? '');
  if (!match) return null;
  const [, compact = '', participant = '', role, step, keyVersion = '', code = ''] = match;
  const ref = parseTicketRef(compact);
  if (!ref) return null;
  const token: ReplyToken = {
    ref,
    participant: Number.parseInt(participant, 32),
    role: role === 'r' ? 'reply' : 'note',
    ...(step ? { step } : {}),
  };
  const expected = macCode(token, keyVersion, mac);
  return expected && equalInConstantTime(expected, code) ? token : null;
}

/**
 * Four characters for a visit of a step: FNV-1a, folded to 20 bits. Two steps of one ticket share them about
 * once in twenty thousand tickets of ten steps; the code is inside the MAC, so nobody can look for such a pair.
 */
export function stepCode({ id, visit }: Pick<Step, 'id' | 'visit'>): string {
  let hash = 0x811c9dc5;
  for (const octet of new TextEncoder().encode(`${id}#${visit}`)) hash = Math.imul(hash ^ octet, 0x01000193);
  const folded = ((hash >>> 20) ^ hash) & 0xfffff;
  return toBase32(new Uint8Array([folded >>> 12, (folded >>> 4) & 0xff, (folded & 0xf) << 4]))
    .slice(0, 4)
    .toLowerCase();
}

/** Looks like one of ours, whether or not it verifies: worth a word in the decision receipt. */
export function looksLikeReplyAddress(address: string, domain: string): boolean {
  const normal = address.trim().toLowerCase();
  return normal.startsWith('reply+') && normal.endsWith(`@${domain}`);
}

function participantCode(id: ParticipantId): string {
  return id.toString(32).padStart(2, '0');
}

function macCode(token: ReplyToken, keyVersion: string, mac: Mac): string | null {
  const step = token.step ? `|${token.step}` : '';
  const bytes = mac(keyVersion, `reply|${token.ref}|${token.participant}|${token.role}${step}`);
  return bytes ? toBase32(bytes.subarray(0, MAC_BYTES)).toLowerCase() : null;
}

/** Takes as long for a near miss as for a wild guess. */
export function equalInConstantTime(expected: string, given: string): boolean {
  if (expected.length !== given.length) return false;
  let difference = 0;
  for (let index = 0; index < expected.length; index++)
    difference |= expected.charCodeAt(index) ^ given.charCodeAt(index);
  return difference === 0;
}
