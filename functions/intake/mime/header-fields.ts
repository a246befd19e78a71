import { decodeHeaderBytes } from './charset.ts';
import { decodeEncodedWords } from './encoded-words.ts';

/** One header field: lower-cased name, value unfolded but still with its encoded words. */
export interface HeaderField {
  name: string;
  value: string;
}

export type HeaderFields = readonly HeaderField[];

export interface HeaderSection {
  fields: HeaderField[];
  /** Offset of the first byte after the blank line. */
  end: number;
  /** Other readers find no other fields: it was read up to its blank line, and no bare CR hides a From. */
  isClear: boolean;
  /** More than one section may hold: fields beyond the limit were not read. */
  cut: boolean;
  /** Some line is no field and was skipped. */
  junk: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const MAX_FIELDS = 2_000;
const MAX_VALUE = 64 * 1024;
const MAX_SECTION = 1024 * 1024;
const SNIFFED = 64 * 1024;
const HTML_BEGINS = /^<(?:!doctype|html|head|body|div|p|table)\b/i;
const FIELD = /^([!-9;-~]{1,100})[ \t]*:/;
/** A field whose name is no ASCII, or a parameter that lost the space of its fold. */
const HALF_FIELD = /^(?:\S{1,100}:|[\w*-]{1,60}=(?![0-9A-F]{2}|\s))/;
const HIDDEN_FROM = /\rfrom[ \t]{0,80}:/i;
const MBOX_SEPARATOR = /^>?From \S+/;

/**
 * Reads header fields from `start` up to the first blank line (RFC 5322 §2.2), lines ending in CRLF or LF; a bare CR counts as a space.
 * A line that is no field and no continuation ends the section when `isBoundary` says so or where the text must have begun
 * without a blank line, otherwise it is skipped. Reads at most 2,000 fields and 1 MiB; linear in the bytes read.
 */
export function readHeaderSection(
  raw: Buffer,
  start: number,
  isBoundary: (line: string, fields: HeaderFields) => boolean = () => false,
): HeaderSection {
  const section: HeaderSection = { fields: [], end: raw.length, isClear: true, cut: false, junk: false };
  const charset = lazily(() => charsetNear(raw, start) ?? charsetNear(raw, 0));
  let position = start;
  let textMayBegin: number | null = null;
  let afterSpaces = false;
  while (position < raw.length) {
    const lineEnd = endOfLine(raw, position);
    const line = raw.subarray(position, Math.max(position, Math.min(lineEnd.text, position + MAX_VALUE)));
    if (line.length === 0)
      return { ...section, end: mayBeText(raw, section.fields, textMayBegin) ? textMayBegin : lineEnd.next };
    if (position - start > MAX_SECTION)
      return { ...section, end: endOfSection(raw, position), isClear: false, cut: true };
    if (line[0] === 0x2d && isBoundary(line.toString('latin1'), section.fields))
      return { ...section, end: textMayBegin ?? position, isClear: false };
    const text = decodeHeaderBytes(line, charset);
    const added = addLine(section.fields, text.replaceAll('\r', ' '));
    if (added === 'junk' && (afterSpaces || HTML_BEGINS.test(line.toString('latin1', 0, 40))))
      return { ...section, end: position, isClear: false };
    section.isClear &&= added !== 'full' && !HIDDEN_FROM.test(text);
    section.cut ||= added === 'full';
    section.junk ||= added === 'junk';
    if (added === 'junk') textMayBegin ??= position;
    else if (added === 'field') textMayBegin = null;
    afterSpaces = added === 'spaces';
    position = lineEnd.next;
  }
  return { ...section, end: textMayBegin ?? raw.length };
}

/**
 * Whether the text began without a blank line: there with a line that is not even half a field. A line too many is better
 * than one too few, but it would spoil base64.
 */
function mayBeText(raw: Buffer, fields: HeaderFields, start: number | null): start is number {
  if (start === null || HALF_FIELD.test(raw.toString('latin1', start, start + 200))) return false;
  return !fields.some(({ name, value }) => name === 'content-transfer-encoding' && /base64/i.test(value));
}

type Added = 'field' | 'continuation' | 'spaces' | 'separator' | 'junk' | 'full';

function addLine(fields: HeaderField[], text: string): Added {
  const last = fields.at(-1);
  if (/^[ \t]/.test(text)) {
    if (!last) return 'continuation';
    const room = MAX_VALUE - last.value.length;
    last.value += text.slice(0, Math.max(room, 0));
    if (room < text.length) return 'full';
    return text.trim() === '' ? 'spaces' : 'continuation';
  }
  const match = FIELD.exec(text);
  if (!match?.[1]) return MBOX_SEPARATOR.test(text) ? 'separator' : 'junk';
  if (fields.length >= MAX_FIELDS) return 'full';
  fields.push({ name: match[1].toLowerCase(), value: text.slice(match[0].length).trimStart() });
  return 'field';
}

/**
 * The first charset that is named from there on: undeclared bytes in a header are mostly in that of the text. Which
 * stands above a file, at the beginning of the mail.
 */
function charsetNear(raw: Buffer, start: number): string | null {
  const beginning = raw.toString('latin1', start, start + SNIFFED);
  return /charset\s{0,3}=\s{0,3}["']?([\w.:-]{2,40})/i.exec(beginning)?.[1] ?? null;
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}

function endOfLine(raw: Buffer, start: number): { text: number; next: number } {
  const lineFeed = raw.indexOf(LF, start);
  if (lineFeed === -1) return { text: raw.length, next: raw.length };
  let text = lineFeed;
  while (text > start && raw[text - 1] === CR) text--;
  return { text, next: lineFeed + 1 };
}

function endOfSection(raw: Buffer, from: number): number {
  const ends = ['\r\n\r\n', '\n\n'].map((mark) => ({ at: raw.indexOf(mark, from), length: mark.length }));
  const found = ends.filter(({ at }) => at !== -1).map(({ at, length }) => at + length);
  return found.length > 0 ? Math.min(...found) : raw.length;
}

/** The first field of that name that says anything, encoded words and all; null when there is none. */
export function rawHeader(fields: HeaderFields, name: string): string | null {
  const values = allHeaders(fields, name);
  return values.find((value) => value !== '') ?? values[0] ?? null;
}

/** The first field of that name as people read it; `''` when there is none. */
export function header(fields: HeaderFields, name: string): string {
  return decodeEncodedWords(rawHeader(fields, name) ?? '').trim();
}

export function allHeaders(fields: HeaderFields, name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.value.trim());
}
