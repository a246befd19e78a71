import { isAscii } from 'node:buffer';
import { guessText } from './charset-guess.ts';
import { canonicalCharset, decoderFor, knownDecoder } from './text-decoders.ts';
import type { Decoder } from './text-decoders.ts';
import { decodeUtf7 } from './utf7.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

const MULTI_BYTE = /^(gb|big5|shift|euc|iso-2022)/;
const SEVEN_BIT = new Set(['hz-gb-2312', 'iso-2022-kr']);
/** A short text in another charset can be valid UTF-8 by chance; this many characters beyond ASCII are not. */
const SURE_CHARACTERS = 3;

export interface DecodedText {
  text: string;
  /** What had to be assumed against the label; null when the label was right. */
  repair: string | null;
}

/** Turns the bytes of a text into characters; never throws. Valid UTF-8 under another label is read as UTF-8. */
export function decodeText(bytes: Buffer, label: string | null): DecodedText {
  const name = canonicalCharset(label);
  if (isUtf7(name)) return { text: decodeUtf7(bytes.toString('latin1')), repair: null };
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: knownDecoder('utf-16le').decode(bytes), repair: null };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: knownDecoder('utf-16be').decode(bytes), repair: null };
  const declared = decoderFor(name);
  if (declared?.encoding.startsWith('utf-16') && bytes.includes(0))
    return { text: decodeUtf16(bytes), repair: null };
  if (isAscii(bytes)) return decodeAscii(bytes, declared);
  const utf8 = tryUtf8(bytes);
  if (declared && declared.encoding !== 'utf-8') return preferDeclared(bytes, declared, utf8);
  if (utf8 !== null) return { text: utf8, repair: null };
  const damaged = mostlyUtf8(bytes);
  if (damaged !== null) return { text: damaged, repair: 'some bytes are no UTF-8' };
  return {
    text: guessText(bytes),
    repair: `text is not ${declared ? 'UTF-8, though labelled so' : 'ASCII'}`,
  };
}

/** Without a mark, the zeros of Western letters and line breaks tell which byte comes first. */
function decodeUtf16(bytes: Buffer): string {
  const sample = bytes.subarray(0, 4096);
  const highFirst = sample.filter((byte, at) => byte === 0 && at % 2 === 0).length;
  const lowFirst = sample.filter((byte, at) => byte === 0 && at % 2 === 1).length;
  return knownDecoder(highFirst > lowFirst ? 'utf-16be' : 'utf-16le').decode(bytes);
}

/**
 * Header bytes are ASCII or UTF-8 (RFC 6532); older senders put their local charset there: that of the text, if it
 * fits, else mostly Western.
 */
export function decodeHeaderBytes(bytes: Buffer, charset: () => string | null): string {
  return isAscii(bytes) ? bytes.toString('latin1') : (tryUtf8(bytes) ?? decodeLocal(bytes, charset()));
}

function decodeLocal(bytes: Buffer, label: string | null): string {
  const decoder = decoderFor(canonicalCharset(label));
  const text = decoder && decoder.encoding !== 'utf-8' ? decoder.decode(bytes) : '\uFFFD';
  return text.includes('\uFFFD') ? guessText(bytes) : text;
}

function preferDeclared(bytes: Buffer, declared: Decoder, utf8: string | null): DecodedText {
  const wide = MULTI_BYTE.test(declared.encoding);
  if (utf8 !== null && (!wide || charactersBeyondAscii(utf8) > SURE_CHARACTERS))
    return { text: utf8, repair: `UTF-8 under the label ${declared.encoding}` };
  return { text: declared.decode(bytes), repair: null };
}

function decodeAscii(bytes: Buffer, declared: Decoder | null): DecodedText {
  if (declared && SEVEN_BIT.has(declared.encoding)) return { text: declared.decode(bytes), repair: null };
  const shifted = bytes.includes(0x1b);
  if (shifted && bytes.includes('\u001B$')) return { text: decodeJis(bytes), repair: null };
  return { text: shifted && declared ? declared.decode(bytes) : bytes.toString('latin1'), repair: null };
}

/** Back to ASCII and out again at once is legal but read as an error. */
function decodeJis(bytes: Buffer): string {
  const plain = bytes.toString('latin1').replaceAll('\u001B(B\u001B$B', '');
  return knownDecoder('iso-2022-jp').decode(Buffer.from(plain, 'latin1'));
}

function isUtf7(name: string | null): boolean {
  return name === 'utf-7' || name === 'unicode-1-1-utf-7' || name === 'utf7';
}

function tryUtf8(bytes: Buffer): string | null {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return null;
  }
}

/** A text that was cut or damaged here and there is still UTF-8. */
function mostlyUtf8(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  const lost = text.match(/\uFFFD/g)?.length ?? 0;
  return charactersBeyondAscii(text) - lost >= lost ? text : null;
}

function charactersBeyondAscii(text: string): number {
  return text.match(/[^\u0000-\u007F]/gu)?.length ?? 0;
}
