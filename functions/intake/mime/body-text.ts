import { typeByContent } from '../file-type.ts';
import { decodeText } from './charset.ts';
import { enrichedWords } from './enriched-text.ts';
import { unflow } from './flowed-text.ts';
import type { MimePart } from './mail-structure.ts';
import type { MimeAttachment } from './mime-attachment.ts';
import { decodeTransfer } from './transfer-encoding.ts';
import { findUuencoded } from './uuencoding.ts';

/** One stretch of the text to be read, in one or both of its forms. */
export interface BodySegment {
  plain: string | null;
  html: string | null;
}

export interface BodyText {
  segments: BodySegment[];
  /** What stood uuencoded in the text. */
  files: MimeAttachment[];
  degraded: string[];
}

const MAX_FILES = 50;
const MAX_TEXT_BYTES = 2 * 1024 * 1024;
const MAX_BYTES_OF_TEXTS = 2 * MAX_TEXT_BYTES;
const HTML_CHARSET = /<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w-]{2,30})/i;

const ENRICHED = new Set(['text/enriched', 'text/richtext']);
const ALSO_READABLE = new Set([...ENRICHED, 'text/markdown', 'text/x-markdown']);

/** Whether a part is text to be read in place rather than a file. */
export function isBodyText({ contentType, disposition, name }: MimePart): boolean {
  if (ALSO_READABLE.has(contentType)) return name === '' && disposition !== 'attachment';
  if (contentType !== 'text/plain' && contentType !== 'text/html') return false;
  return disposition === '' || disposition === 'inline' || (name === '' && disposition !== 'attachment');
}

/** `notes.txt` that a mail program shows inline all the same. */
export function isNamedText(parent: MimePart, child: MimePart, index: number): boolean {
  return (
    index > 0 && child.name !== '' && isBodyText(child) && parent.contentType !== 'multipart/alternative'
  );
}

/**
 * The text of a mail: alternatives as one segment in two forms, everything else in the order of the parts.
 * At most 2 MiB of each text part is decoded, and 4 MiB of all together.
 */
export function readBodyText(raw: Buffer, root: MimePart): BodyText {
  const reading: Reading = { raw, left: MAX_BYTES_OF_TEXTS, degraded: [] };
  const texts = segmentsOf(reading, root).map(takeOutFiles);
  const segments = texts.map(({ segment }) => segment).filter(hasContent);
  return { segments, files: texts.flatMap(({ files }) => files), degraded: reading.degraded };
}

interface Reading {
  raw: Buffer;
  /** How many bytes of text may still be decoded. */
  left: number;
  degraded: string[];
}

/** Programs older than MIME put files into the text itself. */
function takeOutFiles(segment: BodySegment): { segment: BodySegment; files: MimeAttachment[] } {
  const { plain } = segment;
  const files: MimeAttachment[] = [];
  if (!plain?.includes('begin ')) return { segment, files };
  const kept: string[] = [];
  let from = 0;
  for (
    let found = findUuencoded(plain);
    found && files.length < MAX_FILES;
    found = findUuencoded(plain, from)
  ) {
    kept.push(plain.slice(from, found.start));
    const contentType = typeByContent(found.bytes) ?? 'application/octet-stream';
    files.push({ name: found.name, contentType, contentId: '', bytes: found.bytes });
    from = found.end;
  }
  return { segment: { ...segment, plain: kept.join('') + plain.slice(from) }, files };
}

function segmentsOf(reading: Reading, part: MimePart): BodySegment[] {
  if (
    !part.contentType.startsWith('multipart/') ||
    (part.children.length === 0 && part.bodyEnd > part.bodyStart)
  )
    return isBodyText(part) || part.contentType.startsWith('multipart/')
      ? [decodeSegment(reading, part)]
      : [];
  const read = part.children.filter((child, index) => !isNamedText(part, child, index));
  const children = read.map((child) => segmentsOf(reading, child));
  return part.contentType === 'multipart/alternative' ? [mergeAlternatives(children)] : children.flat();
}

/** Each child says the same in another form; the best plain and the best HTML form are kept (RFC 2046 §5.1.4). */
function mergeAlternatives(children: BodySegment[][]): BodySegment {
  const plains = children.map((segments) => joinPresent(segments.map((segment) => segment.plain)));
  const htmls = children.map((segments) => joinPresent(segments.map((segment) => segment.html)));
  return {
    plain: plains.find((plain) => plain !== null && plain.trim() !== '') ?? null,
    html: htmls.findLast((html) => html !== null && html.trim() !== '') ?? null,
  };
}

function joinPresent(texts: (string | null)[]): string | null {
  const present = texts.filter((text) => text !== null);
  return present.length > 0 ? present.join('\n') : null;
}

function decodeSegment(reading: Reading, part: MimePart): BodySegment {
  const { degraded } = reading;
  const bytes = decodeTransfer(bytesToRead(reading, part), part.encoding);
  const html = part.contentType === 'text/html';
  const label =
    part.charset ?? (html ? (HTML_CHARSET.exec(bytes.toString('latin1', 0, 2048))?.[1] ?? null) : null);
  const { text, repair } = decodeText(bytes, label);
  if (repair) degraded.push(repair);
  const lines = text.replaceAll(/\r{1,3}\n|\r/g, '\n').replaceAll('\u0000', '');
  if (html) return { plain: null, html: lines };
  if (ENRICHED.has(part.contentType)) return { plain: enrichedWords(lines, part.contentType), html: null };
  return { plain: part.flowed ? unflow(lines, part.deleteSpace) : lines, html: null };
}

function bytesToRead(reading: Reading, part: MimePart): Buffer {
  const { raw, left, degraded } = reading;
  const whole = raw.subarray(part.bodyStart, part.bodyEnd);
  if (whole.length > MAX_TEXT_BYTES) degraded.push('a text is too long and was cut');
  const bytes = whole.subarray(0, MAX_TEXT_BYTES);
  if (bytes.length > left) degraded.push('the texts together are too long and were cut');
  reading.left = Math.max(0, left - bytes.length);
  return bytes.subarray(0, left);
}

function hasContent(segment: BodySegment): boolean {
  return Boolean(segment.plain?.trim() || segment.html?.trim());
}
