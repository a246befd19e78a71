import { compactRef, parseTicketRef, toBase32 } from './ids.ts';
import type { TicketRef, Ulid } from './ids.ts';
import { equalInConstantTime } from './reply-address.ts';
import type { Mac } from './reply-address.ts';
import type { ParticipantId } from './ticket.ts';

/**
 * The signed part of a status page's address, `/t/<token>`: which ticket, for whom. It opens a page and, by POST,
 * lets its holder answer; it is used many times, because mail scanners open links before people do (PLATFORM §5.4).
 */
export interface PageToken {
  ref: TicketRef;
  participant: ParticipantId;
}

const TOKEN = /^([0-9a-z]{8})([0-9a-z]{2})([a-z])([0-9a-z]{26})$/;

/** Throws `RangeError` for an unknown key. */
export function pageToken(token: PageToken, keyVersion: string, mac: Mac): string {
  const code = macCode(token, keyVersion, mac);
  if (!code) throw new RangeError(`no key of version ${keyVersion}`);
  return `${compactRef(token.ref)}${token.participant.toString(32).padStart(2, '0')}${keyVersion}${code}`;
}

/** Null for every token that we did not make. */
export function readPageToken(text: string, mac: Mac): PageToken | null {
  const match = TOKEN.exec(text);
  if (!match) return null;
  const [, compact = '', participant = '', keyVersion = '', code = ''] = match;
  const ref = parseTicketRef(compact);
  if (!ref) return null;
  const token = { ref, participant: Number.parseInt(participant, 32) };
  const expected = macCode(token, keyVersion, mac);
  return expected && equalInConstantTime(expected, code) ? token : null;
}

/** Whose pages a text has links to, as far as the links themselves say; nothing proves that we made them. */
export function unprovenPageTokens(text: string): { ref: string; participant: ParticipantId }[] {
  return [...text.matchAll(/\/t\/([0-9a-z]{8})([0-9a-z]{2})[a-z][0-9a-z]{26}(?![0-9a-z])/gi)].map(
    ([, ref = '', participant = '']) => ({
      ref: ref.toLowerCase(),
      participant: Number.parseInt(participant, 32),
    }),
  );
}

/** Where a message's file lies under the address of a page: `/files/<message>/<place>`. */
export function filePath({ message, index }: { message: Ulid; index: number }): string {
  return `/files/${message}/${index}`;
}

/** Where the whole text of a message is, under the address of a page: `/messages/<message>`. */
export function textPath(message: Ulid): string {
  return `/messages/${message}`;
}

function macCode(token: PageToken, keyVersion: string, mac: Mac): string | null {
  const bytes = mac(keyVersion, `page|${token.ref}|${token.participant}`);
  return bytes ? toBase32(bytes.subarray(0, 16)).toLowerCase() : null;
}
