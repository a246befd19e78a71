/** One value of ASN.1 in its basic encoding (X.690 §8), as it lies in the bytes. */
export interface BerValue {
  tag: number;
  start: number;
  /** Null where the encoding does not say: the value ends with two zeros (§8.1.3.6). */
  end: number | null;
}

export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;
const CONSTRUCTED = 0x20;
const MAX_DEPTH = 30;
/** Programs that encode as they read make a piece of each kilobyte. */
const MAX_VALUES = 100_000;

/** The value that begins there; null where none does. What is longer than the bytes ends with them. */
export function berValueAt(bytes: Buffer, at: number): BerValue | null {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return null;
  if (first === 0x80) return { tag, start: at + 2, end: null };
  if (first < 0x80) return { tag, start: at + 2, end: Math.min(at + 2 + first, bytes.length) };
  const width = first & 0x7f;
  const start = at + 2 + width;
  if (width > 6 || start > bytes.length) return null;
  return { tag, start, end: Math.min(start + bytes.readUIntBE(at + 2, width), bytes.length) };
}

/** The values in a constructed one, in order, up to the first that cannot be read; at most 100,000. */
export function berChildren(bytes: Buffer, { start, end }: BerValue): BerValue[] {
  const children: BerValue[] = [];
  for (let at: number | null = start; at !== null && at < (end ?? bytes.length);) {
    if (end === null && bytes[at] === 0 && bytes[at + 1] === 0) break;
    const child = berValueAt(bytes, at);
    if (!child) break;
    children.push(child);
    if (children.length >= MAX_VALUES) break;
    at = endOf(bytes, child, 0);
  }
  return children;
}

/** Where the next value begins; null when it cannot be told. */
function endOf(bytes: Buffer, { start, end }: BerValue, depth: number): number | null {
  if (end !== null) return end;
  if (depth >= MAX_DEPTH) return null;
  let at: number | null = start;
  while (at !== null && at < bytes.length && !(bytes[at] === 0 && bytes[at + 1] === 0)) {
    const child = berValueAt(bytes, at);
    at = child ? endOf(bytes, child, depth + 1) : null;
  }
  return at === null ? null : at + 2;
}

/** The bytes of an octet string, whose pieces may be strings themselves (§8.7.3); at most 100,000 pieces. */
export function octetsOf(bytes: Buffer, value: BerValue): Buffer {
  const pieces: Buffer[] = [];
  collectOctets(bytes, value, pieces);
  return Buffer.concat(pieces);
}

function collectOctets(bytes: Buffer, value: BerValue, pieces: Buffer[], depth = 0): void {
  if (pieces.length >= MAX_VALUES || depth >= MAX_DEPTH) return;
  if ((value.tag & CONSTRUCTED) === 0) pieces.push(bytes.subarray(value.start, value.end ?? bytes.length));
  else for (const piece of berChildren(bytes, value)) collectOctets(bytes, piece, pieces, depth + 1);
}
