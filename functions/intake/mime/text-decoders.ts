import { TextDecoder } from 'node:util';
import { codePage } from './code-pages.ts';
import { decodeHz, decodeIso2022Kr } from './seven-bit-text.ts';
import { decodeUnifiedHangul } from './unified-hangul.ts';

export interface Decoder {
  encoding: string;
  decode(bytes: Buffer): string;
}

/** Labels seen in mail that the WHATWG names do not know, and what their senders mean by them. */
const ALIASES = new Map(
  Object.entries({
    cp949: 'euc-kr',
    ms949: 'euc-kr',
    uhc: 'euc-kr',
    latin: 'iso-8859-1',
    'latin-1': 'iso-8859-1',
    'latin-9': 'iso-8859-15',
    latin9: 'iso-8859-15',
    koi8r: 'koi8-r',
    koi8u: 'koi8-u',
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
    ms950: 'big5',
    'big-5': 'big5',
    eucjp: 'euc-jp',
    euckr: 'euc-kr',
    euccn: 'gb18030',
    'euc-cn': 'gb18030',
    hz: 'hz-gb-2312',
    'ansi_x3.110-1983': 'iso-8859-1',
    'iso-8859-8-i': 'iso-8859-8',
    utf8mb4: 'utf-8',
    'utf-8-bom': 'utf-8',
    'tis-620': 'windows-874',
    'x-mac-roman': 'macintosh',
    mac: 'macintosh',
    utf16: 'utf-16',
  }),
);
/** Of charsets that Node does not know, or knows and does not read. */
const OWN_DECODERS = new Map<string, Decoder['decode']>([
  ['hz-gb-2312', decodeHz],
  ['iso-2022-kr', decodeIso2022Kr],
]);
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

/** Making a decoder takes far longer than a short text does: a header of a million names would take seconds. */
const decoders = new Map<string, Decoder>();

/** The name under which Node knows a charset, or would; null for a label that names none. */
export function canonicalCharset(label: string | null): string | null {
  const name = (label ?? '')
    .trim()
    .replaceAll(/^["']+|["'\s;,]+$/g, '')
    .toLowerCase();
  if (NO_CHARSET.has(name)) return null;
  return (
    ALIASES.get(name) ??
    name
      .replace(/^(?:x-|cp-?|ms-?|win-?|windows_?)(?=125\d$)/, 'windows-')
      .replace(/^(?:x-)?(?:ibm|cp|dos|oem|pc)[-_]?(?=(?:437|737|85[0278]|862)$)/, 'cp')
      .replace(/^(?:iso[_-]?)?8859[_-](\d{1,2})(?:[-:_].*)?$/, 'iso-8859-$1')
  );
}

/** The decoder of a canonical name; null for no name and for one that nobody knows. */
export function decoderFor(name: string | null): Decoder | null {
  if (name === null) return null;
  const known = decoders.get(name);
  if (known) return known;
  try {
    const decoder = newDecoder(name);
    decoders.set(name, decoder);
    return decoder;
  } catch {
    return null;
  }
}

/** For the names that Node is sure to know. */
export function knownDecoder(name: string): Decoder {
  return decoderFor(name) ?? newDecoder(name);
}

function newDecoder(name: string): Decoder {
  const own = OWN_DECODERS.get(name) ?? codePage(name);
  if (own) return { encoding: name, decode: own };
  const decoder = new TextDecoder(name);
  return decoder.encoding === 'euc-kr' ? { encoding: 'euc-kr', decode: decodeUnifiedHangul } : decoder;
}
