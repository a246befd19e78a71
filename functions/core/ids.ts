/** Crockford's base32: no I, L, O, U, so that a reference survives a phone call. https://www.crockford.com/base32.html */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Random bytes from the outside; `count` bytes, cryptographically strong in production. */
export type RandomBytes = (count: number) => Uint8Array;

/** A ticket's public name, `T-7K3M-9QXA`: 40 random bits, no counter, so that nobody can guess or count tickets. */
export type TicketRef = string;

/** 26 characters: 48 bits of time and 80 random bits; sorts by time. https://github.com/ulid/spec */
export type Ulid = string;

const REF = /^(?:T-?)?([0-9A-HJKMNP-TV-Z]{4})-?([0-9A-HJKMNP-TV-Z]{4})$/;

export function newTicketRef(randomBytes: RandomBytes): TicketRef {
  const text = toBase32(randomBytes(5));
  return `T-${text.slice(0, 4)}-${text.slice(4)}`;
}

/** Reads a reference as people type it (lower case, no hyphens, O for 0, I or L for 1); null when it is none. */
export function parseTicketRef(text: string): TicketRef | null {
  const canonical = text.trim().toUpperCase().replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const match = REF.exec(canonical);
  return match ? `T-${match[1]}-${match[2]}` : null;
}

/** The eight characters of a reference that carry its 40 bits, lower case: `7k3m9qxa`. */
export function compactRef(ref: TicketRef): string {
  return ref.slice(2).replace('-', '').toLowerCase();
}

/** @param millis milliseconds since 1970, @param randomBytes source of the 80 random bits. */
export function newUlid(millis: number, randomBytes: RandomBytes): Ulid {
  const time = new Uint8Array(6);
  let rest = millis;
  for (let index = 5; index >= 0; index--) {
    time[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return toBase32(new Uint8Array([0, 0, 0, 0, ...time, ...randomBytes(10)])).slice(-26);
}

/** Base32 over whole bytes, five bits a character, the last one padded with zero bits. */
export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET.charAt((value >>> bits) & 31);
    }
    value &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET.charAt((value << (5 - bits)) & 31) : text;
}

/** `candidate`, or the next id after `previous` when that is later: ids of one ticket sort as they were written. */
export function ulidAfter(previous: Ulid | null, candidate: Ulid): Ulid {
  if (previous === null || candidate > previous) return candidate;
  const digits = [...previous].map((character) => ALPHABET.indexOf(character));
  for (let index = digits.length - 1; index >= 0; index--) {
    const digit = ((digits[index] ?? 0) + 1) % ALPHABET.length;
    digits[index] = digit;
    if (digit !== 0) break;
  }
  return digits.map((digit) => ALPHABET.charAt(digit)).join('');
}
