import { decodeText } from './charset.ts';
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts';

/** `=?charset*language?B|Q?text?=` (RFC 2047 §2, RFC 2231 §5); spaces in the text are forbidden but common. */
const WORD = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,30})?\?([bBqQ])\?([^?]*)\?=/g;

interface Word {
  charset: string;
  bytes: Buffer;
}

/**
 * Decodes every encoded word of an unstructured header text; what is none stays as it is.
 * White space between two words disappears, and a character cut in two by the words' border is put together again
 * (a word of an ISO-2022 charset that returned to ASCII is complete by itself).
 */
export function decodeEncodedWords(text: string): string {
  if (!text.includes('=?')) return text;
  const parts: string[] = [];
  let pending: Word | null = null;
  let position = 0;
  for (const match of text.matchAll(WORD)) {
    const between = text.slice(position, match.index);
    const word = readWord(match[1] ?? '', match[2] ?? '', match[3] ?? '');
    if (pending && (between.trim() !== '' || pending.charset !== word.charset || isComplete(pending))) {
      parts.push(decodeText(pending.bytes, pending.charset).text);
      pending = null;
    }
    if (between.trim() !== '' || position === 0) parts.push(between);
    pending = {
      charset: word.charset,
      bytes: pending ? Buffer.concat([pending.bytes, word.bytes]) : word.bytes,
    };
    position = match.index + match[0].length;
  }
  if (pending) parts.push(decodeText(pending.bytes, pending.charset).text);
  return parts.join('') + text.slice(position);
}

/** Whether an ISO-2022 word has left its shifted state, as each should (RFC 2047 §3); some senders cut inside it. */
function isComplete({ charset, bytes }: Word): boolean {
  if (!charset.startsWith('iso-2022')) return false;
  const shift = bytes.lastIndexOf(0x1b);
  return shift === -1 || bytes[shift + 1] === 0x28;
}

function readWord(charset: string, encoding: string, text: string): Word {
  const base64 = encoding.toUpperCase() === 'B';
  return {
    charset: charset.toLowerCase(),
    bytes: base64
      ? decodeBase64(text.replaceAll(/[^\x20-\x7E]+/g, ''))
      : decodeQuotedPrintable(Buffer.from(text.replaceAll('_', ' '))),
  };
}
