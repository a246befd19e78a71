/**
 * Lines that an HTML text carries where its mail program said itself what is quoted and what is a signature.
 * Characters of the private use area, so that nobody can write them by hand: they are removed from what people wrote.
 */
export const QUOTE_OPENS = '\uE000';
export const QUOTE_CLOSES = '\uE001';
/** Everything from here to the end is what was answered. */
export const REST_IS_QUOTE = '\uE002';
export const SIGNATURE_OPENS = '\uE003';
export const SIGNATURE_CLOSES = '\uE004';

const NEVER_WRITTEN = /[\u0000\uE000-\uE004]/g;
const MARK_LINES = /^[\uE000-\uE004]$\n?/gm;

export function isMarkLine(line: string): boolean {
  return /^[\uE000-\uE004]$/.test(line);
}

/** NULs go as well: no text carries them, and what reads it next may end there. */
export function withoutForgedMarks(text: string): string {
  return text.replaceAll(NEVER_WRITTEN, '');
}

export function withoutMarkLines(text: string): string {
  return text.replaceAll(MARK_LINES, '');
}
