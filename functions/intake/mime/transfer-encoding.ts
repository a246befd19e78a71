const EQUALS = 0x3d;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

/** Undoes a Content-Transfer-Encoding (RFC 2045 §6); an unknown one is taken as the identity. Never throws. */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  const name = encoding.trim().toLowerCase();
  if (name === 'base64') return decodeBase64(bytes.toString('latin1'));
  if (name === 'quoted-printable') return decodeQuotedPrintable(bytes);
  return bytes;
}

/** Skips what is not in the alphabet, and goes on after padding in the middle (two encoded texts glued together). */
export function decodeBase64(text: string): Buffer {
  const pieces = text.replaceAll(/[^A-Za-z0-9+/=]+/g, '').split(/=+/);
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece, 'base64')));
}

/** RFC 2045 §6.7; an `=` that starts no code stays. */
export function decodeQuotedPrintable(bytes: Buffer): Buffer {
  if (!bytes.includes(EQUALS)) return bytes;
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let position = 0;
  while (position < bytes.length) {
    const byte = bytes[position] ?? 0;
    if (byte !== EQUALS) {
      out[length++] = byte;
      position++;
      continue;
    }
    const code = hexPair(bytes, position + 1);
    if (code !== -1) {
      out[length++] = code;
      position += 3;
      continue;
    }
    const next = afterSoftBreak(bytes, position + 1);
    if (next === -1) out[length++] = byte;
    position = next === -1 ? position + 1 : next;
  }
  return out.subarray(0, length);
}

function hexPair(bytes: Buffer, at: number): number {
  const high = hexDigit(bytes[at]);
  const low = hexDigit(bytes[at + 1]);
  return high === -1 || low === -1 ? -1 : high * 16 + low;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

/** Where the text goes on after a soft line break, or -1 when there is none; spaces before the break are ignored. */
function afterSoftBreak(bytes: Buffer, at: number): number {
  let end = at;
  while (end - at < 80 && (bytes[end] === SPACE || bytes[end] === TAB)) end++;
  if (end >= bytes.length) return bytes.length;
  if (bytes[end] === CR) return bytes[end + 1] === LF ? end + 2 : end + 1;
  return bytes[end] === LF ? end + 1 : -1;
}
