import { inLowerCase, REPLY_VOCABULARY } from './reply-vocabulary.ts';
import type { LabelRole } from './reply-vocabulary.ts';
import { fold } from './attribution.ts';

/** The header of a quoted or forwarded mail as mail programs write it into the text. */
export interface HeaderBlock {
  first: number;
  last: number;
  /** The lines by what they say, markup removed. */
  values: Partial<Record<LabelRole, string>>;
}

const LABEL = /^\*{0,2}([^:：*<>@"]{1,24}?)\s?\*{0,2}\s?[:：]\s?\*{0,2}\s?(.*)$/;
const ADDRESS = /[^\s<>@"'()[\]]+@[^\s<>@"'()[\]]+\.[^\s<>@"'()[\]]/;
const CLOCK = /\d{1,2}\s?[:.h]\s?\d{2}/;
const YEAR = /(?:19|20)\d{2}/;
const MAX_LINES = 14;

/**
 * The header block that begins on line `first`, if one does: two different labels, one of them the sender or the date,
 * and proof that a mail program wrote it: an address, a date with its year and time, or sender and subject with a third.
 * Labels alone are prose ("From: Paris, To: London").
 */
export function headerBlockAt(lines: readonly string[], first: number): HeaderBlock | null {
  if (!labelOf(lines[first] ?? '')) return null;
  const values: Partial<Record<LabelRole, string>> = {};
  let last = first;
  let blanks = 0;
  let continuations = 0;
  for (let index = first; index < lines.length && index - first < MAX_LINES; index++) {
    const line = lines[index] ?? '';
    const label = labelOf(line);
    if (label) {
      const role = [...label.roles].find((candidate) => values[candidate] === undefined);
      if (!role) continue;
      values[role] = label.value;
      last = index;
      blanks = 0;
      continuations = 0;
      continue;
    }
    if (fold(line) === '') blanks++;
    else continuations++;
    if (blanks > 1 || continuations > 3 || (blanks > 0 && continuations > 0)) break;
  }
  return isSound(values) ? { first, last, values } : null;
}

function isSound(values: Partial<Record<LabelRole, string>>): boolean {
  const { from, sent, subject } = values;
  const labels = Object.keys(values).length;
  if ((from === undefined && sent === undefined) || labels < 2) return false;
  if (ADDRESS.test(Object.values(values).join(' '))) return true;
  const isDated = CLOCK.test(sent ?? '') && YEAR.test(sent ?? '');
  const isNamed = from !== undefined && subject !== undefined;
  return labels > 2 ? isDated || isNamed : isDated && from !== undefined;
}

function labelOf(line: string): { roles: Set<LabelRole>; value: string } | null {
  if (line.length > 2_000 || !/[:：]/.test(line)) return null;
  const match = LABEL.exec(fold(line));
  const roles = REPLY_VOCABULARY.labels.get(inLowerCase((match?.[1] ?? '').trim()));
  return match && roles ? { roles, value: (match[2] ?? '').trim() } : null;
}

/** `>>> Name <a@b.example> 3/2/2026 10:15 >>>` */
const GROUPWISE = /^>>> .{0,160}\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.{0,30} >>>$/;

/** `-----Original Message-----` in any language, or only its words between lines of hyphens; what GroupWise writes. */
export function isOriginalMarker(line: string): boolean {
  return isMarker(line, REPLY_VOCABULARY.original, false) || GROUPWISE.test(line);
}

/** `---------- Forwarded message ----------`, `Begin forwarded message:`. */
export function isForwardMarker(line: string): boolean {
  return isMarker(line, REPLY_VOCABULARY.forwarded, true);
}

/** `## Please type your reply above this line ##`: what a help desk puts over the text that it sends. */
export function isReplyAboveMarker(line: string): boolean {
  const framed = line.replace(/^\s*[[—–]/, '--').replace(/[\]—–]\s*$/, '--');
  return isMarker(framed.replaceAll('#', '-'), REPLY_VOCABULARY.replyAbove, false);
}

function isMarker(line: string, phrases: string[], colonWillDo: boolean): boolean {
  if (line.length > 160) return false;
  const trimmed = line.replace(/^[\s>*|]+/, '').trim();
  const dashed = /^[-_=\u2010-\u2015*]{2,}/.test(trimmed) || /[-_=\u2010-\u2015]{2,}$/.test(trimmed);
  if (!dashed && !(colonWillDo && /[:：]$/.test(trimmed))) return false;
  const words = inLowerCase(trimmed.replaceAll(/^[-_=\u2010-\u2015*\s]+|[-_=\u2010-\u2015*\s]+$/g, ''));
  const bare = words.replace(/\s?[:：]$/, '');
  if (bare === '' || bare.length > 80) return false;
  return phrases.some((phrase) => bare === phrase || (dashed && bare.startsWith(phrase)));
}
