import { decodeText } from './charset.ts';
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts';

/**
 * `=?charset*language?B|Q?text?=` (RFC 2047 §2, RFC 2231 §5); spaces and question marks in the text are forbidden but
 * common. Another word never begins inside.
 */
const WORD = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,30})? ?\?([bBqQ])\?((?:[^?=]|=(?!\?[^=?])|\?(?!=))*)\?=/g;

/** How two-byte characters of ISO-2022-JP begin. */
const SHIFTED = '\u001B$';

interface Word {
  charset: string;
  bytes: Buffer;
  /** As it was written in base64, of all words that belong together; null where one is not. */
  base64: string | null;
}

/**
 * Decodes every encoded word of an unstructured header text, and Japanese that was not encoded at all; what is neither
 * stays as it is. White space between two words disappears, and a character cut in two by the words' border is put
 * together again (a word of an ISO-2022 charset that returned to ASCII is complete by itself), its base64 likewise.
 */
export function decodeEncodedWords(text: string): string {
  const readable = text.includes(SHIFTED) ? decodeText(Buffer.from(text), null).text : text;
  return readable.includes('=?') ? decodeWords(readable) : readable;
}

function decodeWords(text: string): string {
  const parts: string[] = [];
  let pending: Word | null = null;
  let position = 0;
  for (const match of text.matchAll(WORD)) {
    const between = text.slice(position, match.index);
    const word = readWord(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    if (pending && (between.trim() !== '' || pending.charset !== word.charset || isComplete(pending))) {
      parts.push(textOf(pending));
      pending = null;
    }
    if (between.trim() !== '' || position === 0) parts.push(between);
    pending = pending ? joined(pending, word) : word;
    position = match.index + match[0].length;
  }
  if (pending) parts.push(textOf(pending));
  return parts.join('') + text.slice(position);
}

function joined(first: Word, second: Word): Word {
  return {
    charset: first.charset,
    bytes: Buffer.concat([first.bytes, second.bytes]),
    base64: first.base64 === null || second.base64 === null ? null : first.base64 + second.base64,
  };
}

/** Some senders cut a whole base64 text anywhere: what is damaged when read word by word is then sound in one piece. */
function textOf({ bytes, charset, base64 }: Word): string {
  const { text, repair } = decodeText(bytes, charset);
  if (base64 === null || (repair === null && !text.includes('\uFFFD'))) return text;
  const whole = decodeText(decodeBase64(base64), charset);
  return whole.repair === null && !whole.text.includes('\uFFFD') ? whole.text : text;
}

/** Whether an ISO-2022 word has left its shifted state, as each should (RFC 2047 §3); some senders cut inside it. */
function isComplete({ charset, bytes }: Word): boolean {
  if (!charset.startsWith('iso-2022')) return false;
  const shift = bytes.lastIndexOf(0x1b);
  return shift === -1 || bytes[shift + 1] === 0x28;
}

function readWord(charset: string, encoding: string, text: string): Word {
  const base64 = encoding.toUpperCase() === 'B' ? text.replaceAll(/[^\x20-\x7E]+/g, '') : null;
  return {
    charset: charset.toLowerCase(),
    bytes:
      base64 === null ? decodeQuotedPrintable(Buffer.from(text.replaceAll('_', ' '))) : decodeBase64(base64),
    base64,
  };
}
