import { decodeUnifiedHangul } from './unified-hangul.ts';

const gb18030 = new TextDecoder('gb18030');

const LF = 0x0a;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const TILDE = 0x7e;
const OPENS = 0x7b;
const CLOSES = 0x7d;
const EIGHTH_BIT = 0x80;

/** Korean in seven bits: two-byte characters between the controls SO and SI, or up to the line's end (RFC 1557). */
export function decodeIso2022Kr(bytes: Buffer): string {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let wide = false;
  for (const byte of bytes) {
    if (byte === SHIFT_OUT) wide = true;
    else if (byte === SHIFT_IN) wide = false;
    else {
      wide &&= byte !== LF;
      out[length++] = wide ? byte | EIGHTH_BIT : byte;
    }
  }
  return decodeUnifiedHangul(out.subarray(0, length)).replaceAll('\u001B$)C', '');
}

/**
 * Chinese in seven bits: two-byte characters between `~{` and `~}` or the line's end; `~~` is a tilde (RFC 1843). What is
 * no half of a character stays as it is.
 */
export function decodeHz(bytes: Buffer): string {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let wide = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1] ?? 0;
    wide &&= byte !== LF;
    if (byte === TILDE && (next === OPENS || next === CLOSES)) {
      wide = next === OPENS;
      at++;
    } else if (byte === TILDE && (next === TILDE || next === LF)) {
      if (next === TILDE) out[length++] = TILDE;
      at++;
    } else if (wide && isHalf(byte) && isHalf(next)) {
      out[length++] = byte | EIGHTH_BIT;
      out[length++] = next | EIGHTH_BIT;
      at++;
    } else out[length++] = byte;
  }
  return gb18030.decode(out.subarray(0, length));
}

function isHalf(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f;
}
