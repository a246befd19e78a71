import type { Attachment as ParsedAttachment } from 'mailparser';
import type { MimePart } from './mail-structure.ts';
import type { MimeAttachment } from './mime-attachment.ts';
import { isBodyText, isNamedText } from './body-text.ts';
import { header } from './header-fields.ts';
import { decodeTransfer, encodingName } from './transfer-encoding.ts';

export type ParsedAttachments =
  { kind: 'parsed'; attachments: MimeAttachment[]; degraded: string[] } | { kind: 'timed_out' };

/** The parser's comforts are off: they cost more than the parsing, and a hostile text can make them run for minutes. */
const OPTIONS = {
  skipHtmlToText: true,
  skipTextToHtml: true,
  skipTextLinks: true,
  skipImageLinks: true,
  keepDeliveryStatus: true,
  ignoreEmbedded: true,
};
/** Of the encodings that senders use. */
const PARSER_KNOWS = new Set(['', '7bit', '8bit', 'binary', 'base64', 'quoted-printable']);
const TIME_LIMIT_MS = 20_000;

type Parsed =
  | { kind: 'parsed'; files: ParsedAttachment[] }
  | { kind: 'rejected'; reason: string }
  | { kind: 'timed_out' };

/**
 * The files of a mail, in its order. Where the parser rejects a mail, or finds other parts than the structure has, each
 * part is decoded by itself from the bytes: a bad part then costs that part only.
 */
export async function parseAttachments(
  raw: Buffer,
  root: MimePart,
  tooMuch: string | null,
): Promise<ParsedAttachments> {
  const parts = fileParts(root);
  if (parts.length === 0) return { kind: 'parsed', attachments: [], degraded: [] };
  if (tooMuch)
    return { kind: 'parsed', attachments: parts.map((part) => decodePart(raw, part)), degraded: [tooMuch] };
  const parsed = await parse(raw);
  if (parsed.kind === 'timed_out') return parsed;
  const files = parsed.kind === 'parsed' ? parsed.files : [];
  const degraded = parsed.kind === 'rejected' ? [`the parser refused the mail: ${parsed.reason}`] : [];
  const expected = parts.filter((part) => !isBodyText(part));
  if (files.length !== expected.length)
    return { kind: 'parsed', attachments: parts.map((part) => decodePart(raw, part)), degraded };
  const byPart = new Map(expected.map((part, index) => [part, files[index]]));
  return {
    kind: 'parsed',
    attachments: parts.map((part) => fromParser(raw, part, byPart.get(part))),
    degraded,
  };
}

/** Every part that is not text to be read in place; a named text after the first part is a file, too. */
function fileParts(root: MimePart): MimePart[] {
  if (root.children.length > 0)
    return root.children.flatMap((child, index) => childFileParts(root, child, index));
  return isBodyText(root) || isOtherForm(root) || root.contentType.startsWith('multipart/') ? [] : [root];
}

/** The same text for phones' previews or for watches: neither read nor offered. */
function isOtherForm(part: MimePart): boolean {
  return part.name === '' && /^text\/(?:x-amp-html|watch-html)$/.test(part.contentType);
}

function childFileParts(parent: MimePart, child: MimePart, index: number): MimePart[] {
  return isNamedText(parent, child, index) ? [child] : fileParts(child);
}

async function parse(raw: Buffer): Promise<Parsed> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Parsed>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'timed_out' }), TIME_LIMIT_MS);
  });
  try {
    return await Promise.race([runParser(raw), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Loaded with the first mail that has attachments: it is by far the largest module of its function. */
async function runParser(raw: Buffer): Promise<Parsed> {
  try {
    const { simpleParser } = await import('mailparser');
    const mail = await simpleParser(raw, OPTIONS);
    return { kind: 'parsed', files: mail.attachments };
  } catch (error) {
    return { kind: 'rejected', reason: error instanceof Error ? error.message : String(error) };
  }
}

function fromParser(raw: Buffer, part: MimePart, file: ParsedAttachment | undefined): MimeAttachment {
  if (!file || !PARSER_KNOWS.has(encodingName(part.encoding))) return decodePart(raw, part);
  const unknown =
    part.contentType === 'application/octet-stream' &&
    /^[\w.+-]{1,80}\/[\w.+-]{1,80}$/.test(file.contentType);
  const contentType = unknown ? file.contentType : part.contentType;
  return { ...describePart(part), contentType, bytes: file.content };
}

function decodePart(raw: Buffer, part: MimePart): MimeAttachment {
  const bytes = decodeTransfer(raw.subarray(part.bodyStart, part.bodyEnd), part.encoding);
  return { ...describePart(part), contentType: part.contentType, bytes };
}

function describePart(part: MimePart): { name: string; contentId: string } {
  const contentId = header(part.fields, 'content-id').replaceAll(/^<|>$/g, '').trim();
  return { name: part.name, contentId };
}
