import type { Attachment } from '../core/inbound-message.ts';
import { header, readHeaderSection } from './mime/header-fields.ts';
import { agree, typeByContent } from './file-type.ts';
import { signsOfFile } from './files/signs-of-file.ts';
import type { MimeAttachment } from './mime/mime-attachment.ts';

export interface ReadAttachments {
  attachments: Attachment[];
  /** Parallel to `attachments`. */
  files: { bytes: Uint8Array }[];
  degraded: string[];
}

/** What is said of all files of a mail has to fit one row of the table. */
const MOST_FILES = 150;
/** In characters: two names of 127 each (RFC 6838 §4.2). */
const LONGEST_TYPE = 255;
/** In characters; longer ones are not looked for in the text either. */
const LONGEST_CONTENT_ID = 250;

const EXTENSIONS = new Map(
  Object.entries({
    'message/rfc822': '.eml',
    'message/global': '.eml',
    'text/calendar': '.ics',
    'application/ics': '.ics',
    'message/delivery-status': '.txt',
    'text/rfc822-headers': '.txt',
    'text/plain': '.txt',
    'text/html': '.html',
    'text/csv': '.csv',
    'application/pdf': '.pdf',
    'application/pgp-signature': '.asc',
    'application/pgp-keys': '.asc',
    'application/pgp-encrypted': '.asc',
    'application/pkcs7-signature': '.p7s',
    'application/x-pkcs7-signature': '.p7s',
    'application/pkcs7-mime': '.p7m',
    'application/x-pkcs7-mime': '.p7m',
    'application/ms-tnef': '.dat',
    'text/vcard': '.vcf',
    'text/x-vcard': '.vcf',
    'application/zip': '.zip',
    'application/json': '.json',
    'application/xml': '.xml',
    'text/xml': '.xml',
    'image/png': '.png',
    'image/jpeg': '.jpg',
    'image/gif': '.gif',
  }),
);

/**
 * What is offered as files: names made whole and harmless, nameless mails and invitations given one, what the text
 * shows (`cid:` in the HTML) marked as inline, and what stands out in each. Of very many the first ones.
 */
export function describeAttachments(parsed: readonly MimeAttachment[], html: string | null): ReadAttachments {
  const shown = contentIdsIn(html ?? '');
  const taken = parsed.slice(0, MOST_FILES);
  const left = parsed.length - taken.length;
  return {
    attachments: taken.map((file, index) => describe(file, index, shown)),
    files: taken.map(({ bytes }) => ({ bytes })),
    degraded: left > 0 ? [`${left} more files are in the mail as it came, and nowhere else`] : [],
  };
}

function describe(file: MimeAttachment, index: number, shown: Set<string>): Attachment {
  const { contentType, contentId, bytes } = file;
  const found = typeByContent(bytes);
  const { signs, inside } = signsOfFile(file);
  return {
    name: fileName(file, index),
    contentType: contentType.length > LONGEST_TYPE ? 'application/octet-stream' : contentType,
    size: bytes.length,
    inline: contentId !== '' && shown.has(contentId.toLowerCase()),
    ...(contentId === '' || contentId.length > LONGEST_CONTENT_ID ? {} : { contentId }),
    ...(found === null || agree(found, contentType) ? {} : { foundType: found }),
    ...(file.opened?.whole ? { opened: true as const } : {}),
    ...(signs.length > 0 ? { signs } : {}),
    ...(inside.length > 0 ? { inside } : {}),
  };
}

/** No path, no control characters, at most 200 characters; made up from the type when the mail gives none. */
function fileName({ name, contentType, bytes }: MimeAttachment, index: number): string {
  const base =
    (contentType === 'message/rfc822' ? name.replaceAll(/[/\\]/g, ' ') : name)
      .replaceAll(/[\u0000-\u001F\u007F\u200B-\u200F\u202A-\u202E\u2066-\u2069]/g, '')
      .split(/[/\\]/)
      .at(-1)
      ?.trim()
      .replace(/^(['"])(.+)\1$/, '$2') ?? '';
  if (base !== '' && base !== '.' && base !== '..') return shorten(base);
  const extension = EXTENSIONS.get(contentType) ?? '';
  if (contentType === 'message/rfc822') return shorten(`${subjectOf(bytes) || 'message'}${extension}`);
  if (extension === '.ics') return 'calendar.ics';
  return `attachment-${index + 1}${extension}`;
}

function shorten(name: string): string {
  if (name.length <= 200) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : '';
  return `${name.slice(0, 200 - extension.length)}${extension}`;
}

function subjectOf(bytes: Buffer): string {
  const subject = header(readHeaderSection(bytes.subarray(0, 64 * 1024), 0).fields, 'subject');
  return subject
    .replaceAll(/[\u0000-\u001F/\\:*?"<>|]+/g, ' ')
    .trim()
    .slice(0, 80);
}

function contentIdsIn(html: string): Set<string> {
  const references = html.matchAll(/\bcid:([^"'\s<>)]{1,250})/gi);
  return new Set([...references].map((match) => decoded(match[1] ?? '').toLowerCase()));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
