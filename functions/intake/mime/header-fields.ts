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
  /** More than one section may hold: fields beyond the limit were not read. */
  cut: boolean;
}

const LF = 0x0a;
const CR = 0x0d;
const MAX_FIELDS = 2_000;
const MAX_VALUE = 64 * 1024;
const MAX_SECTION = 1024 * 1024;
const FIELD = /^([!-9;-~]{1,100})[ \t]*:/;
const MBOX_SEPARATOR = /^>?From \S+/;

/**
 * Reads header fields from `start` up to the first blank line (RFC 5322 §2.2), lines ending in CRLF or LF; a bare CR counts as a space.
 * A line that is no field and no continuation ends the section when `isBoundary` says so, otherwise it is skipped.
 * Reads at most 2,000 fields and 1 MiB; linear in the bytes read.
 */
export function readHeaderSection(
  raw: Buffer,
  start: number,
  isBoundary: (line: string) => boolean = () => false,
): HeaderSection {
  const fields: HeaderField[] = [];
  let position = start;
  let cut = false;
  while (position < raw.length) {
    const lineEnd = endOfLine(raw, position);
    const line = raw.subarray(position, Math.max(position, Math.min(lineEnd.text, position + MAX_VALUE)));
    if (line.length === 0) return { fields, end: lineEnd.next, cut };
    if (position - start > MAX_SECTION) return { fields, end: endOfSection(raw, position), cut: true };
    if (line[0] === 0x2d && isBoundary(line.toString('latin1'))) return { fields, end: position, cut };
    cut = addLine(fields, line, fields.length >= MAX_FIELDS) || cut;
    position = lineEnd.next;
  }
  return { fields, end: raw.length, cut };
}

/** Returns whether the line had to be left out. */
function addLine(fields: HeaderField[], line: Buffer, full: boolean): boolean {
  const text = decodeHeaderBytes(line).replaceAll('\r', ' ');
  const last = fields.at(-1);
  if (/^[ \t]/.test(text)) {
    if (!last) return false;
    const room = MAX_VALUE - last.value.length;
    last.value += text.slice(0, Math.max(room, 0));
    return room < text.length;
  }
  const match = FIELD.exec(text);
  if (!match?.[1]) return !MBOX_SEPARATOR.test(text);
  if (full) return true;
  fields.push({ name: match[1].toLowerCase(), value: text.slice(match[0].length).trimStart() });
  return false;
}

function endOfLine(raw: Buffer, start: number): { text: number; next: number } {
  const lineFeed = raw.indexOf(LF, start);
  if (lineFeed === -1) return { text: raw.length, next: raw.length };
  return { text: raw[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed, next: lineFeed + 1 };
}

function endOfSection(raw: Buffer, from: number): number {
  const ends = ['\r\n\r\n', '\n\n'].map((mark) => ({ at: raw.indexOf(mark, from), length: mark.length }));
  const found = ends.filter(({ at }) => at !== -1).map(({ at, length }) => at + length);
  return found.length > 0 ? Math.min(...found) : raw.length;
}

/** The first field of that name, encoded words and all; null when there is none. */
export function rawHeader(fields: HeaderFields, name: string): string | null {
  return fields.find((field) => field.name === name)?.value.trim() ?? null;
}

/** The first field of that name as people read it; `''` when there is none. */
export function header(fields: HeaderFields, name: string): string {
  return decodeEncodedWords(rawHeader(fields, name) ?? '').trim();
}

export function allHeaders(fields: HeaderFields, name: string): string[] {
  return fields.filter((field) => field.name === name).map((field) => field.value.trim());
}
