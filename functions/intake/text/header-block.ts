import { REPLY_VOCABULARY } from './reply-languages.ts';
import type { LabelRole } from './reply-languages.ts';
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
const MOMENT = /\d{1,2}\s?[:.h]\s?\d{2}|(?:19|20)\d{2}/;
const MAX_LINES = 14;

/**
 * The header block that begins on line `first`, if one does: two different labels, one of them the sender or the date,
 * and an address or a moment among their values; or three labels. One label alone is prose ("From: next week …").
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
  const roles = Object.keys(values).length;
  const named = values.from !== undefined || values.sent !== undefined;
  if (!named || roles < 2) return false;
  const said = Object.values(values).join(' ');
  return roles >= 3 || ADDRESS.test(said) || MOMENT.test(said);
}

function labelOf(line: string): { roles: Set<LabelRole>; value: string } | null {
  if (line.length > 2_000 || !/[:：]/.test(line)) return null;
  const match = LABEL.exec(fold(line));
  const roles = REPLY_VOCABULARY.labels.get((match?.[1] ?? '').trim().toLowerCase());
  return match && roles ? { roles, value: (match[2] ?? '').trim() } : null;
}

/** `From: Name <a@b.example>` on one line, alone: enough when the address stands in brackets. */
export function isSenderLine(line: string): boolean {
  const label = labelOf(line);
  return label !== null && label.roles.has('from') && /[<[](?:mailto:)?[^\s<>@]+@[^\s<>@]+[>\]]/.test(label.value);
}

/** `-----Original Message-----` in any language, or only its words between lines of hyphens. */
export function isOriginalMarker(line: string): boolean {
  return isMarker(line, REPLY_VOCABULARY.original, false);
}

/** `---------- Forwarded message ----------`, `Begin forwarded message:`. */
export function isForwardMarker(line: string): boolean {
  return isMarker(line, REPLY_VOCABULARY.forwarded, true);
}

function isMarker(line: string, phrases: string[], colonWillDo: boolean): boolean {
  if (line.length > 160) return false;
  const trimmed = line.replace(/^[\s>*|]+/, '').trim();
  const dashed = /^[-_=—–*]{2,}/.test(trimmed) || /[-_=—–]{2,}$/.test(trimmed);
  if (!dashed && !(colonWillDo && /[:：]$/.test(trimmed))) return false;
  const words = trimmed.replaceAll(/^[-_=—–*\s]+|[-_=—–*\s]+$/g, '').toLowerCase();
  const bare = words.replace(/\s?[:：]$/, '');
  if (bare === '' || bare.length > 80) return false;
  return phrases.some((phrase) => bare === phrase || (dashed && bare.startsWith(phrase)));
}
