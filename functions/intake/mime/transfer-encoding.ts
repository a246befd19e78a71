import { findUuencoded } from './uuencoding.ts';

const EQUALS = 0x3d;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

const UUENCODING = new Set(['x-uuencode', 'uuencode', 'x-uue', 'uue']);
/** What a mailing list appends below a text, not knowing that the text is encoded. */
const FOOTER = /\n[ \t]*[-_]{2,}[ \t]*\r?\n/;
const WHOLE_LINES = /^(?:[\w+/-]*[ \t]*\r?\n)*[\w+/-]*[ \t]*$/;
const WORDS = /[A-Za-z0-9,.!?] [A-Za-z0-9]/;

/** Undoes a Content-Transfer-Encoding (RFC 2045 §6); an unknown one is taken as the identity. Never throws. */
export function decodeTransfer(bytes: Buffer, encoding: string): Buffer {
  const name = encodingName(encoding);
  if (name === 'base64') return looksLikeBase64(bytes) ? decodeBase64(bytes.toString('latin1')) : bytes;
  if (name === 'quoted-printable') return decodeQuotedPrintable(bytes);
  if (UUENCODING.has(name)) return findUuencoded(bytes.toString('latin1'))?.bytes ?? bytes;
  return bytes;
}

/** Without quotes, comments and whatever else is written around it. */
function encodingName(encoding: string): string {
  return (/[\w-]+/.exec(encoding.toLowerCase())?.[0] ?? '').replaceAll('_', '-');
}

/** Sentences under the label base64 are no base64. */
function looksLikeBase64(bytes: Buffer): boolean {
  const firstLine = /\S.*/.exec(bytes.toString('latin1', 0, 1024))?.[0] ?? '';
  return !(WORDS.test(firstLine) && /[^\w+/=\s-]/.test(firstLine));
}

/**
 * What is not in the alphabet is skipped, which Node's decoder does by itself. Padding in the middle is where two
 * encoded texts were glued together, but only if what follows is whole lines of base64; a footer below the text is left
 * out.
 * @param source a character a byte: among wider ones that decoder loses its way.
 */
export function decodeBase64(source: string): Buffer {
  const footer = FOOTER.exec(source)?.index ?? source.length;
  const text = source.slice(0, footer);
  const out = Buffer.alloc(Math.ceil((text.length * 3) / 4) + 3);
  let length = 0;
  let start = 0;
  while (start < text.length) {
    const padding = text.indexOf('=', start);
    const end = padding === -1 ? text.length : padding;
    const piece = text.slice(start, end);
    if (start > 0 && !WHOLE_LINES.test(piece)) break;
    length += out.write(piece, length, 'base64');
    start = end + 1;
  }
  return out.subarray(0, length);
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
