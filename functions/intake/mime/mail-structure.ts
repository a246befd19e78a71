import { header, rawHeader, readHeaderSection } from './header-fields.ts';
import type { HeaderFields, HeaderSection } from './header-fields.ts';
import { readStructuredValue } from './header-parameters.ts';

/** One part of a mail as it lies in the bytes (RFC 2046 §5.1); nothing is decoded yet. */
export interface MimePart {
  fields: HeaderFields;
  contentType: string;
  charset: string | null;
  flowed: boolean;
  deleteSpace: boolean;
  /** Lower case, `''` when the mail does not say. */
  disposition: string;
  name: string;
  encoding: string;
  bodyStart: number;
  bodyEnd: number;
  children: MimePart[];
}

export interface MailStructure {
  header: HeaderSection;
  root: MimePart;
  /** The limit that the mail goes beyond; null for a sound mail. */
  tooMuch: string | null;
  /** Faults that were bridged. */
  degraded: string[];
}

interface OpenMultipart {
  part: MimePart;
  boundary: string;
}

const MAX_PARTS = 900;
const MAX_DEPTH = 60;
const MAX_LINES = 1_500_000;
const MAX_DASHED_LINES = 300_000;
const MAX_HEADER_DASHES = 50;
const MAX_LEADING_BLANKS = 4096;
const LF = 0x0a;
const CR = 0x0d;

/**
 * Finds the parts of a mail in one pass over its bytes: at most 900 parts, 60 deep; more is reported and left alone.
 * Attached messages are not entered. Never throws.
 */
export function readStructure(raw: Buffer): MailStructure {
  const start = startOfMail(raw);
  const section = readHeaderSection(raw, start, declaredBoundary());
  const root = newPart(section.fields, section.end, raw.length);
  const degraded = section.junk ? ['a line of the header is no header field'] : [];
  const tooMuch = section.cut ? 'the header section is too long' : tooManyLines(raw);
  const walk = { raw, stack: [] as OpenMultipart[], leaf: root, parts: 1, degraded };
  enterMultipart(walk, root);
  const overflow =
    walk.stack.length > 0 ? (findParts(walk, section.end) ?? findOtherParts(walk, root)) : null;
  return { header: section, root, tooMuch: tooMuch ?? overflow, degraded };
}

/** The first part may begin without a blank line above it; a few lines of hyphens are looked at. */
function declaredBoundary(): (line: string, fields: HeaderFields) => boolean {
  let left = MAX_HEADER_DASHES;
  return (line, fields) => {
    if (left === 0 || !line.startsWith('--')) return false;
    left--;
    const { boundary } = readStructuredValue(rawHeader(fields, 'content-type') ?? '').parameters;
    return boundary !== undefined && line.slice(2).trim() === boundary;
  };
}

/** No line is the declared boundary, but the parts are there, below another one. */
function findOtherParts(walk: Walk, root: MimePart): string | null {
  const boundary = root.children.length > 0 ? null : sniffBoundary(walk.raw, root.bodyStart);
  if (boundary === null) return null;
  walk.stack = [{ part: root, boundary }];
  walk.leaf = root;
  walk.degraded.push('a multipart has another boundary than it says');
  return findParts(walk, root.bodyStart);
}

/** Blank lines, a byte order mark and an mbox separator before the header are skipped. */
function startOfMail(raw: Buffer): number {
  const mark = raw[0] === 0xef && raw[1] === 0xbb && raw[2] === 0xbf ? 3 : 0;
  let at = mark;
  while (at < MAX_LEADING_BLANKS && isBlank(raw[at])) at++;
  const lineStart = raw.subarray(0, at).lastIndexOf(LF) + 1;
  return Math.max(lineStart, mark);
}

function isBlank(byte: number | undefined): boolean {
  return byte === LF || byte === CR || byte === 0x20 || byte === 0x09;
}

interface Walk {
  raw: Buffer;
  stack: OpenMultipart[];
  leaf: MimePart;
  parts: number;
  degraded: string[];
}

function findParts(walk: Walk, from: number): string | null {
  const { raw, stack } = walk;
  let line = nextDashes(raw, from - 1);
  for (let dashed = 0; line !== -1; dashed++) {
    if (dashed > MAX_DASHED_LINES)
      return `more than ${MAX_DASHED_LINES} lines that look like the end of a part`;
    const depth = boundaryDepth(raw, line, stack);
    if (!depth) {
      line = nextDashes(raw, line);
      continue;
    }
    closeParts(walk, depth, line);
    if (walk.parts >= MAX_PARTS) return `more than ${MAX_PARTS} parts`;
    if (stack.length > MAX_DEPTH) return `more than ${MAX_DEPTH} parts inside each other`;
    line = nextDashes(raw, depth.closing ? line : openPart(walk, line) - 1);
  }
  if (stack.length > 0 && walk.parts > 1)
    walk.degraded.push('the end of the mail is missing: a part is not closed');
  return null;
}

/** Start of the next line of two hyphens whose line break lies at or after `from`; -1 when there is none. */
function nextDashes(raw: Buffer, from: number): number {
  const found = raw.indexOf('\n--', Math.max(from, 0));
  return found === -1 ? -1 : found + 1;
}

function boundaryDepth(
  raw: Buffer,
  line: number,
  stack: OpenMultipart[],
): { index: number; closing: boolean } | null {
  const end = raw.subarray(line, line + 1024).indexOf(LF);
  const text = raw
    .toString('latin1', line + 2, end === -1 ? Math.min(raw.length, line + 1024) : line + end)
    .trimEnd();
  for (let index = stack.length - 1; index >= 0; index--) {
    const boundary = stack[index]?.boundary;
    if (text === boundary) return { index, closing: false };
    if (text === `${boundary}--`) return { index, closing: true };
  }
  return null;
}

function closeParts(walk: Walk, { index, closing }: { index: number; closing: boolean }, line: number): void {
  const end = endBefore(walk.raw, line);
  walk.leaf.bodyEnd = Math.max(walk.leaf.bodyStart, Math.min(walk.leaf.bodyEnd, end));
  for (const { part } of walk.stack.splice(closing ? index : index + 1))
    part.bodyEnd = Math.max(part.bodyStart, end);
}

function openPart(walk: Walk, line: number): number {
  const { raw, stack } = walk;
  const parent = stack.at(-1);
  const lineFeed = raw.indexOf(LF, line);
  if (!parent || lineFeed === -1) return raw.length;
  const section = readHeaderSection(raw, lineFeed + 1, (text) =>
    stack.some(({ boundary }) => text.startsWith(`--${boundary}`)),
  );
  const part = newPart(section.fields, section.end, raw.length);
  const digest =
    parent.part.contentType === 'multipart/digest' && rawHeader(section.fields, 'content-type') === null;
  if (digest) part.contentType = 'message/rfc822';
  parent.part.children.push(part);
  walk.leaf = part;
  walk.parts++;
  enterMultipart(walk, part);
  return section.end;
}

function enterMultipart(walk: Walk, part: MimePart): void {
  if (!part.contentType.startsWith('multipart/')) return;
  const declared = readStructuredValue(rawHeader(part.fields, 'content-type') ?? '').parameters['boundary'];
  const boundary = declared?.trimEnd() || sniffBoundary(walk.raw, part.bodyStart);
  if (!declared) walk.degraded.push('a multipart has no boundary');
  if (boundary) walk.stack.push({ part, boundary: Buffer.from(boundary).toString('latin1') });
}

/** A multipart whose boundary got lost: the first line of two hyphens that a part header follows. */
function sniffBoundary(raw: Buffer, from: number): string | null {
  const beginning = raw.toString('latin1', from, from + 4096);
  return /(?:^|\n)--([^\r\n]{1,200}?)\s*\r?\nContent-[A-Za-z-]+:/.exec(beginning)?.[1] ?? null;
}

/** The line break before a boundary belongs to the boundary (RFC 2046 §5.1.1). */
function endBefore(raw: Buffer, line: number): number {
  const end = raw[line - 1] === LF ? line - 1 : line;
  return raw[end - 1] === CR ? end - 1 : end;
}

function newPart(fields: HeaderFields, bodyStart: number, bodyEnd: number): MimePart {
  const type = readStructuredValue(rawHeader(fields, 'content-type') ?? '');
  const disposition = readStructuredValue(rawHeader(fields, 'content-disposition') ?? '');
  const name = disposition.parameters['filename'] || (type.parameters['name'] ?? '');
  return {
    fields,
    contentType: contentTypeOf(type.value, name !== '' || disposition.value === 'attachment'),
    charset: type.parameters['charset'] ?? null,
    flowed: type.parameters['format']?.toLowerCase() === 'flowed',
    deleteSpace: type.parameters['delsp']?.toLowerCase() === 'yes',
    disposition: disposition.value,
    name,
    encoding: header(fields, 'content-transfer-encoding').toLowerCase(),
    bodyStart,
    bodyEnd,
    children: [],
  };
}

const HALF_TYPES = new Map([
  ['html', 'text/html'],
  ['multipart', 'multipart/mixed'],
  ['pdf', 'application/pdf'],
]);

/** Half a type is completed; what is no type at all is text to be read (RFC 2045 §5.2), or an unknown file. */
function contentTypeOf(value: string, isFile: boolean): string {
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(value)?.[0] ?? HALF_TYPES.get(value);
  return type ?? (isFile && value !== '' && value !== 'text' ? 'application/octet-stream' : 'text/plain');
}

function tooManyLines(raw: Buffer): string | null {
  let lines = 0;
  for (let at = raw.indexOf(LF); at !== -1 && lines <= MAX_LINES; at = raw.indexOf(LF, at + 1)) lines++;
  return lines > MAX_LINES ? `more than ${MAX_LINES} lines` : null;
}
