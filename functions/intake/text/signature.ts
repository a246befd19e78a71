import { fold } from './attribution.ts';
import { REPLY_VOCABULARY } from './reply-vocabulary.ts';
import { SIGNATURE_OPENS } from './quote-marks.ts';

const MAX_SIGNATURE_LINES = 25;
const MAX_LOOSE_LINES = 12;
const MAX_LINE = 120;
const STANDARD = /^\s{0,2}-- ?$|^--\s{0,3}$/;
const RULE = /^\s{0,3}(?:[-_–—=*~+#ᐧ]\s?){2,}\s*$|^\s{0,3}[ᐧ_]\s*$/;

/** The lines without the signature at their end; unchanged when nothing would be left. */
export function withoutSignature(lines: readonly string[]): string[] {
  let end = trimEnd(lines, lines.length);
  const start = signatureStart(lines, end);
  if (start !== -1 && hasText(lines.slice(0, start))) end = trimEnd(lines, start);
  return lines.slice(0, end);
}

/** Whether there is nothing but a signature in these lines. */
export function isOnlySignature(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first === -1) return true;
  return signatureStart(lines, trimEnd(lines, lines.length)) === first;
}

function signatureStart(lines: readonly string[], end: number): number {
  const from = Math.max(0, end - MAX_SIGNATURE_LINES * 2);
  for (let index = from; index < end; index++) if (opensSignature(lines, index, end)) return index;
  return -1;
}

function opensSignature(lines: readonly string[], index: number, end: number): boolean {
  const line = lines[index] ?? '';
  if (line === SIGNATURE_OPENS) return true;
  const below = lines.slice(index + 1, end).filter((text) => text.trim() !== '');
  if (STANDARD.test(line)) return below.length <= MAX_SIGNATURE_LINES;
  if (isSentFrom(line)) return below.length <= 3 && below.every((text) => text.length <= MAX_LINE);
  const apart = (lines[index - 1] ?? '').trim() === '';
  const name = line.trim().length <= 3 && below.length <= 3 && below.every((text) => text.length <= 40);
  if (RULE.test(line) && (apart || name))
    return below.length <= MAX_LOOSE_LINES && below.every((text) => text.length <= MAX_LINE);
  return false;
}

/** `Sent from my phone`: short, at its line's beginning, and no sentence that goes on. */
function isSentFrom(line: string): boolean {
  const text = fold(line)
    .replace(/^[<[(«]+/, '')
    .toLowerCase();
  if (text === '' || text.length > 140) return false;
  const phrase = REPLY_VOCABULARY.sentFrom.find((candidate) => text.startsWith(candidate));
  const suffix = /(?:から送信|에서 보냄|gönderildi|küldve)[。.]?$/u.test(text);
  if (!phrase) return suffix && text.length < 60;
  const rest = text.slice(phrase.length);
  return !/[,;]\s|\p{L}\.\s\p{L}/u.test(rest) && rest.trim().split(/\s+/).length <= 12;
}

function trimEnd(lines: readonly string[], end: number): number {
  let last = end;
  while (last > 0 && (lines[last - 1] ?? '').trim() === '') last--;
  return last;
}

function hasText(lines: readonly string[]): boolean {
  return lines.some((line) => /[\p{L}\p{N}\p{S}]/u.test(line));
}
