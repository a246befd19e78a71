import { fold } from './attribution.ts';
import { REPLY_VOCABULARY } from './reply-vocabulary.ts';
import { SIGNATURE_OPENS } from './quote-marks.ts';
import type { CutRule } from './text-lines.ts';

export interface Signature {
  /** Its first line. */
  start: number;
  rule: CutRule;
}

const MAX_SIGNATURE_LINES = 25;
const MAX_LOOSE_LINES = 12;
const MAX_CONTACT_LINES = 8;
const MAX_CLOSING_LINES = 4;
const MAX_LINE = 120;
const STANDARD = /^\s{0,2}-- ?$|^--\s{0,3}$/;
const RULE = /^\s{0,3}(?:[-_–—=*~+#ᐧ]\s?){2,}\s*$|^\s{0,3}[ᐧ_]\s*$/;

/** The signature at the end of these lines; never all that is in them. */
export function signatureIn(lines: readonly string[]): Signature | null {
  const end = trimEnd(lines, lines.length);
  const from = Math.max(0, end - MAX_SIGNATURE_LINES * 2);
  const written = lines.findIndex(hasText);
  for (let index = from; index < end; index++) {
    const rule = ruleOpening(lines, index, end);
    if (rule && written !== -1 && written < index) return { start: index, rule };
  }
  return contactLines(lines, end);
}

/** Whether there is nothing but a signature in these lines. */
export function isOnlySignature(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => line.trim() !== '');
  return first === -1 || ruleOpening(lines, first, trimEnd(lines, lines.length)) !== null;
}

/** Whether these lines only say goodbye: `Regards,` and a name. */
export function isClosing(lines: readonly string[]): boolean {
  const [first, ...names] = lines.filter((line) => line.trim() !== '');
  if (first === undefined || names.length >= MAX_CLOSING_LINES) return false;
  const words = fold(first).toLowerCase();
  const closing = REPLY_VOCABULARY.closings.find((phrase) => startsWithWord(words, phrase));
  const rest = words.slice(closing?.length ?? 0).split(/\s+/);
  return closing !== undefined && rest.length <= 4 && names.every(isName);
}

function startsWithWord(text: string, phrase: string): boolean {
  return text.startsWith(phrase) && !/^[\p{L}\p{N}]/u.test(text.slice(phrase.length));
}

function isName(line: string): boolean {
  return line.length <= 60 && line.trim().split(/\s+/).length <= 5 && !/[?!:>]/.test(line);
}

function ruleOpening(lines: readonly string[], index: number, end: number): CutRule | null {
  const line = lines[index] ?? '';
  if (line === SIGNATURE_OPENS) return 'marked-signature';
  const below = lines.slice(index + 1, end).filter((text) => text.trim() !== '');
  if (STANDARD.test(line)) return below.length <= MAX_SIGNATURE_LINES ? 'signature-line' : null;
  if (isSentFrom(line))
    return below.length <= 3 && below.every((text) => text.length <= MAX_LINE) ? 'device-line' : null;
  const apart = (lines[index - 1] ?? '').trim() === '';
  const name = line.trim().length <= 3 && below.length <= 3 && below.every((text) => text.length <= 40);
  if (RULE.test(line) && (apart || name))
    return below.length <= MAX_LOOSE_LINES && below.every((text) => text.length <= MAX_LINE)
      ? 'signature-line'
      : null;
  return null;
}

/** `Sent from my phone`: short, at its line's beginning, and no sentence that goes on. */
function isSentFrom(line: string): boolean {
  const text = fold(line)
    .replace(/^[<[(«]+/, '')
    .toLowerCase();
  if (text === '' || text.length > 140) return false;
  const phrase = REPLY_VOCABULARY.sentFrom.find((candidate) => text.startsWith(candidate));
  const suffix = /(?:から送信|에서 보냄|gönderildi|küldve|saadetud|भेजा गया)[。.]?$/u.test(text);
  if (!phrase) return suffix && text.length < 60;
  const rest = text.slice(phrase.length);
  return !/[,;]\s|\p{L}\.\s\p{L}/u.test(rest) && rest.trim().split(/\s+/).length <= 12;
}

const CONTACTS = [
  /^(?:e-?mail\s?[:：]?\s?)?<?[^\s<>@]+@[^\s<>@]+\.[^\s<>@]+>?$/i,
  /^(?:\p{L}{1,10}\.?\s?[:：.]?\s?)?\(?\+?\(?\d[\d\s()./-]{6,20}\d$/u,
  /^(?:\p{L}{1,10}\s?[:：]\s?)?<?(?:https?:\/\/\S+|www\.\S+)>?$/iu,
];

/**
 * A last paragraph under the sender's words: a name, and at least two kinds of contact on lines of their own. What a
 * line with a colon or a question introduces is an answer, not a signature.
 */
function contactLines(lines: readonly string[], end: number): Signature | null {
  const above = lines.slice(0, end).findLastIndex((line) => line.trim() === '');
  const block = lines.slice(above + 1, end).map(fold);
  const [name = '', ...rest] = block;
  if (above < 1 || rest.length < 2 || block.length > MAX_CONTACT_LINES || !isName(name)) return null;
  const kinds = new Set(rest.map((line) => CONTACTS.findIndex((kind) => kind.test(line))));
  kinds.delete(-1);
  const plain = rest.every((line) => line.length <= 80 && !/[?!>]|\.$/.test(line));
  const before = lines.slice(0, above).findLast(hasText);
  if (kinds.size < 2 || !plain || before === undefined || /[:：?？]\s*$/.test(before)) return null;
  return { start: above + 1, rule: 'contact-lines' };
}

function trimEnd(lines: readonly string[], end: number): number {
  let last = end;
  while (last > 0 && (lines[last - 1] ?? '').trim() === '') last--;
  return last;
}

function hasText(line: string): boolean {
  return /[\p{L}\p{N}\p{S}]/u.test(line);
}
