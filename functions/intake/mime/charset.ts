import { isAscii } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { decodeUtf7 } from './utf7.ts';

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** Labels seen in mail that the WHATWG names do not know, and what their senders mean by them. */
const ALIASES: Record<string, string> = {
  cp949: 'euc-kr',
  ms949: 'euc-kr',
  uhc: 'euc-kr',
  cp936: 'gb18030',
  ms936: 'gb18030',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  'gb2312-80': 'gb18030',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'windows-932': 'shift_jis',
  sjis: 'shift_jis',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  jis: 'iso-2022-jp',
  cp950: 'big5',
  'ansi_x3.110-1983': 'iso-8859-1',
  'iso-8859-8-i': 'iso-8859-8',
  utf8mb4: 'utf-8',
  'utf-8-bom': 'utf-8',
  'tis-620': 'windows-874',
  'x-mac-roman': 'macintosh',
  mac: 'macintosh',
  utf16: 'utf-16le',
};
const NO_CHARSET = new Set([
  '',
  'unknown',
  'x-unknown',
  'unknown-8bit',
  'default',
  'default_charset',
  'us-ascii',
  'ascii',
  'binary',
  '8bit',
  'none',
]);
const MULTI_BYTE = /^(gb|big5|shift|euc|iso-2022)/;
/** A short text in another charset can be valid UTF-8 by chance; this many characters beyond ASCII are not. */
const SURE_CHARACTERS = 3;

export interface DecodedText {
  text: string;
  /** What had to be assumed against the label; null when the label was right. */
  repair: string | null;
}

/** Turns the bytes of a text into characters; never throws. Valid UTF-8 under another label is read as UTF-8. */
export function decodeText(bytes: Buffer, label: string | null): DecodedText {
  const name = canonical(label);
  if (isUtf7(name)) return { text: decodeUtf7(bytes.toString('latin1')), repair: null };
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), repair: null };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: new TextDecoder('utf-16be').decode(bytes), repair: null };
  const declared = decoderFor(name);
  if (declared?.encoding.startsWith('utf-16')) return { text: declared.decode(bytes), repair: null };
  if (isAscii(bytes)) return decodeAscii(bytes, declared);
  const utf8 = tryUtf8(bytes);
  if (declared && declared.encoding !== 'utf-8') return preferDeclared(bytes, declared, utf8);
  if (utf8 !== null) return { text: utf8, repair: null };
  const damaged = mostlyUtf8(bytes);
  if (damaged !== null) return { text: damaged, repair: 'some bytes are no UTF-8' };
  return { text: guess(bytes), repair: `text is not ${declared ? 'UTF-8, though labelled so' : 'ASCII'}` };
}

/** Header bytes are ASCII or UTF-8 (RFC 6532); older senders put their local charset there, mostly Western. */
export function decodeHeaderBytes(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString('latin1') : (tryUtf8(bytes) ?? guess(bytes));
}

function preferDeclared(bytes: Buffer, declared: TextDecoder, utf8: string | null): DecodedText {
  const wide = MULTI_BYTE.test(declared.encoding);
  if (utf8 !== null && (!wide || charactersBeyondAscii(utf8) > SURE_CHARACTERS))
    return { text: utf8, repair: `UTF-8 under the label ${declared.encoding}` };
  return { text: declared.decode(bytes), repair: null };
}

function decodeAscii(bytes: Buffer, declared: TextDecoder | null): DecodedText {
  const shifted = bytes.includes(0x1b);
  if (shifted && bytes.includes('\u001B$')) return { text: decodeJis(bytes), repair: null };
  return { text: shifted && declared ? declared.decode(bytes) : bytes.toString('latin1'), repair: null };
}

/** Back to ASCII and out again at once is legal but read as an error. */
function decodeJis(bytes: Buffer): string {
  const plain = bytes.toString('latin1').replaceAll('\u001B(B\u001B$B', '');
  return new TextDecoder('iso-2022-jp').decode(Buffer.from(plain, 'latin1'));
}

/** Without a usable label: Japanese, Chinese and Russian bytes have a shape of their own; the rest is Western. */
function guess(bytes: Buffer): string {
  const sample = bytes.subarray(0, 4096);
  for (const encoding of ['shift_jis', 'euc-kr', 'gb18030']) {
    const text = new TextDecoder(encoding).decode(sample);
    if (looksRight(text, encoding)) return new TextDecoder(encoding).decode(bytes);
  }
  const cyrillic = new TextDecoder('windows-1251').decode(sample);
  if (mostlyCyrillic(cyrillic)) {
    const koi8 = new TextDecoder('koi8-r').decode(sample);
    const encoding = lowerCaseShare(koi8) > lowerCaseShare(cyrillic) ? 'koi8-r' : 'windows-1251';
    return new TextDecoder(encoding).decode(bytes);
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

function looksRight(text: string, encoding: string): boolean {
  if (text.includes('\uFFFD')) return false;
  const scripts: Record<string, RegExp> = {
    shift_jis: /[\u3041-\u30FF]{2}/u,
    'euc-kr': /[\uAC00-\uD7A3]{3}/u,
    gb18030: /[的一是不了在有我他这中大来上国]/u,
  };
  return scripts[encoding]?.test(text) ?? false;
}

function mostlyCyrillic(text: string): boolean {
  const letters = text.match(/[^\u0000-\u007F]/gu) ?? [];
  const runs = text.match(/[А-яЁё]{4,}/gu) ?? [];
  return runs.length > 0 && runs.join('').length * 2 > letters.length;
}

function lowerCaseShare(text: string): number {
  return (text.match(/[а-я]/gu)?.length ?? 0) / (text.match(/[А-Яа-я]/gu)?.length ?? 1);
}

function canonical(label: string | null): string | null {
  const name = (label ?? '')
    .trim()
    .replaceAll(/^["']+|["'\s;,]+$/g, '')
    .toLowerCase();
  if (NO_CHARSET.has(name)) return null;
  return (
    ALIASES[name] ?? name.replace(/^(?:x-|cp-?|ms-)(?=\d{4})/, 'windows-').replace(/^iso(\d{4})/, 'iso-$1')
  );
}

function isUtf7(name: string | null): boolean {
  return name === 'utf-7' || name === 'unicode-1-1-utf-7' || name === 'utf7';
}

function decoderFor(name: string | null): TextDecoder | null {
  if (name === null) return null;
  try {
    return new TextDecoder(name);
  } catch {
    return null;
  }
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
