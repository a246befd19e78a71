import { typeByContent } from '../file-type.ts';
import type { BodySegment } from '../mime/body-text.ts';
import { decodeText } from '../mime/charset.ts';
import type { MimeAttachment } from '../mime/mime-attachment.ts';
import { property, readMapiProperties } from './mapi-properties.ts';
import type { MapiProperties, MapiText } from './mapi-properties.ts';
import { inflateRtf } from './rtf-compression.ts';
import { readRtf } from './rtf.ts';

export interface OpenedTnef {
  attachments: MimeAttachment[];
  texts: BodySegment[];
}

/** What Outlook packed into a `winmail.dat`: the text in the form its writer saw, and the files. */
interface TnefContents extends BodySegment {
  files: MimeAttachment[];
  /** Nothing of it was left out. */
  whole: boolean;
}

interface Attribute {
  id: number;
  data: Buffer;
}

interface AttachedFile {
  title: string;
  data: Buffer | null;
  properties: MapiProperties;
}

const SIGNATURE = 0x223e9f78;
const MAX_ATTRIBUTES = 10_000;
const MAX_FILES = 200;
const MAX_NESTED = 3;
/** People's mail has one; a mail of a thousand would cost seconds. */
const MAX_OPENED = 20;
const MESSAGE_BODY = 0x800c;
const ATTACH_DATA = 0x800f;
const ATTACH_TITLE = 0x8010;
const ATTACH_RENDER_DATA = 0x9002;
const MESSAGE_PROPERTIES = 0x9003;
const ATTACH_PROPERTIES = 0x9005;
const OEM_CODE_PAGE = 0x9007;
/** The identifier of the interface that an embedded object is stored under. */
const OBJECT_PREFIX = 16;

/** The files of a mail with the contents of each `winmail.dat` after it (of the first 20), and the texts that were in there. */
export function openTnef(attachments: readonly MimeAttachment[]): OpenedTnef {
  const texts: BodySegment[] = [];
  const opened = attachments.flatMap((attachment) => {
    if (!isTnef(attachment) || texts.length >= MAX_OPENED) return [attachment];
    const { plain, html, files, whole } = readTnef(attachment.bytes);
    texts.push({ plain, html });
    return [{ ...attachment, opened: { files, whole } }, ...files];
  });
  return { attachments: opened, texts };
}

function isTnef({ contentType, name, bytes }: MimeAttachment): boolean {
  const named = /(?:ms-tnef|vnd\.ms-tnef)$/.test(contentType) || name.toLowerCase() === 'winmail.dat';
  return named && bytes.length > 6 && bytes.readUInt32LE(0) === SIGNATURE;
}

/**
 * Opens Outlook's transport format (MS-OXTNEF) as far as it can be read: 10,000 attributes, 200 files, messages inside
 * messages three deep. Never throws; checksums are not looked at, and damage costs what comes after it.
 */
function readTnef(bytes: Buffer, nesting = 0): TnefContents {
  const { attributes, whole } = readAttributes(bytes);
  const codePage = attributes.find(({ id }) => id === OEM_CODE_PAGE)?.data;
  const charset = codePage && codePage.length >= 4 ? charsetOf(codePage.readUInt32LE(0)) : null;
  const properties = readMapiProperties(dataOf(attributes, MESSAGE_PROPERTIES));
  const read = (text: MapiText): string => decodeText(text.bytes, text.charset ?? charset).text;
  const body = readBody(properties, charset);
  const ownBody = attributes.find(({ id }) => id === MESSAGE_BODY);
  const opened = attachedFiles(attributes, charset).map((file) => openFile(file, read, nesting));
  const files = [...opened.flat(), ...body.files];
  const plain = body.plain ?? (ownBody ? cutAtZero(decodeText(ownBody.data, charset).text) : null);
  const isRead = files.length > 0 || plain !== null || body.html !== null;
  return {
    plain,
    html: body.html,
    files: files.slice(0, MAX_FILES),
    whole: whole && isRead && files.length < MAX_FILES && opened.every((found) => found.length > 0),
  };
}

function readAttributes(bytes: Buffer): { attributes: Attribute[]; whole: boolean } {
  const attributes: Attribute[] = [];
  let at = 6;
  while (at + 9 <= bytes.length && attributes.length < MAX_ATTRIBUTES) {
    const length = bytes.readUInt32LE(at + 5);
    attributes.push({ id: bytes.readUInt16LE(at + 1), data: bytes.subarray(at + 9, at + 9 + length) });
    at += 9 + length + 2;
  }
  return { attributes, whole: at === bytes.length };
}

function dataOf(attributes: readonly Attribute[], wanted: number): Buffer {
  return attributes.find(({ id }) => id === wanted)?.data ?? Buffer.alloc(0);
}

/** The formatted text is offered as a file as well: what is read of it is words without their form. */
function readBody(properties: MapiProperties, charset: string | null): Omit<TnefContents, 'whole'> {
  const code = property(properties, 'internetCodePage');
  const htmlCharset = code && code.bytes.length >= 4 ? charsetOf(code.bytes.readUInt32LE(0)) : charset;
  const plain = property(properties, 'body');
  const html = property(properties, 'bodyHtml');
  const packed = property(properties, 'rtfCompressed');
  const rtf = packed ? inflateRtf(packed.bytes) : null;
  const readable = rtf ? readRtf(rtf) : null;
  const htmlText = html ? decodeText(html.bytes, html.charset ?? htmlCharset).text : null;
  return {
    plain: plain
      ? decodeText(plain.bytes, plain.charset ?? charset).text
      : readable?.kind === 'text'
        ? readable.text
        : null,
    html: htmlText ?? (readable?.kind === 'html' ? readable.text : null),
    files: [
      ...(html ? [file('body.html', 'text/html', html.bytes)] : []),
      ...(rtf ? [file('body.rtf', 'application/rtf', rtf)] : []),
    ],
  };
}

function file(name: string, contentType: string, bytes: Buffer): MimeAttachment {
  return { name, contentType, contentId: '', bytes };
}

/** Each attachment's attributes follow the one that says how it is drawn. */
function attachedFiles(attributes: readonly Attribute[], charset: string | null): AttachedFile[] {
  const files: AttachedFile[] = [];
  for (const { id, data } of attributes) {
    if (id === ATTACH_RENDER_DATA) files.push({ title: '', data: null, properties: new Map() });
    const last = files.at(-1);
    if (!last) continue;
    if (id === ATTACH_DATA) last.data = data;
    if (id === ATTACH_TITLE) last.title = cutAtZero(decodeText(data, charset).text);
    if (id === ATTACH_PROPERTIES) last.properties = readMapiProperties(data);
  }
  return files.slice(0, MAX_FILES);
}

function openFile(
  attached: AttachedFile,
  read: (text: MapiText) => string,
  nesting: number,
): MimeAttachment[] {
  const { properties } = attached;
  const textOf = (name: Parameters<typeof property>[1]): string => {
    const value = property(properties, name);
    return value ? read(value) : '';
  };
  const name = textOf('longFileName') || attached.title || textOf('fileName') || textOf('displayName');
  const embedded = property(properties, 'dataObject')?.bytes.subarray(OBJECT_PREFIX);
  if (embedded && embedded.length > 6 && embedded.readUInt32LE(0) === SIGNATURE)
    return nesting < MAX_NESTED ? openMessage(name, readTnef(embedded, nesting + 1)) : [];
  const bytes = attached.data ?? embedded ?? property(properties, 'dataObject')?.bytes;
  if (!bytes) return [];
  const declared = textOf('mimeTag').toLowerCase();
  const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(declared)
    ? declared
    : (typeByContent(bytes) ?? 'application/octet-stream');
  return [{ name, contentType, contentId: textOf('contentId').replaceAll(/[<>]/g, ''), bytes }];
}

function openMessage(name: string, { plain, html, files }: Omit<TnefContents, 'whole'>): MimeAttachment[] {
  const title = name || 'message';
  const inHtml = files.some(({ contentType }) => contentType === 'text/html');
  const text = plain ?? (inHtml ? null : html);
  return [...(text === null ? [] : [file(`${title}.txt`, 'text/plain', Buffer.from(text))]), ...files];
}

function charsetOf(codePage: number): string {
  if (codePage === 65_001) return 'utf-8';
  if (codePage === 1200) return 'utf-16le';
  if (codePage === 20_866) return 'koi8-r';
  return codePage > 28_590 && codePage < 28_606 ? `iso-8859-${codePage - 28_590}` : `cp${codePage}`;
}

function cutAtZero(text: string): string {
  const zero = text.indexOf('\u0000');
  return zero === -1 ? text : text.slice(0, zero);
}
