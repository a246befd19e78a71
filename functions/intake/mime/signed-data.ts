import { readAttachments } from './read-attachments.ts';
import { berChildren, berValueAt, OBJECT_IDENTIFIER, OCTET_STRING, octetsOf } from './ber.ts';
import type { BerValue } from './ber.ts';
import { readBodyText } from './body-text.ts';
import type { BodySegment } from './body-text.ts';
import { isEncrypted } from './encryption.ts';
import { readStructure } from './mail-structure.ts';
import type { MimeAttachment } from './mime-attachment.ts';

export interface OpenedSigned {
  attachments: MimeAttachment[];
  /** The texts that were in there. */
  segments: BodySegment[];
  /** What was signed can be read by the holder of a key only. */
  sealed: boolean;
  degraded: string[];
}

const SIGNED_DATA = Buffer.from('2a864886f70d010702', 'hex');
const SEQUENCE = 0x30;
const CONTENT = 0xa0;
const PKCS7 = /^application\/(?:x-)?pkcs7-mime$/;
const MAX_OPENED = 5;
const MAX_NESTED = 3;
const NOT_CHECKED = 'the mail is signed; the signature was not checked';

/**
 * The files of a mail with the contents of each that holds signed data (S/MIME with `smime-type=signed-data`, RFC 8551
 * §3.5.2) after it, and the texts that were in there; the file itself stays, for whoever wants to check the signature.
 * Opens the first five, three deep.
 */
export function openSigned(attachments: readonly MimeAttachment[], nesting = 0): OpenedSigned {
  const opened: OpenedSigned = { attachments: [], segments: [], sealed: false, degraded: [] };
  let left = MAX_OPENED;
  for (const attachment of attachments) {
    const content = left > 0 && nesting < MAX_NESTED ? contentOf(attachment) : null;
    if (!content) {
      opened.attachments.push(attachment);
      continue;
    }
    left--;
    const inside = readContent(content, nesting);
    const { attachments: files, whole } = inside;
    opened.attachments.push({ ...attachment, opened: { files, whole } }, ...files);
    opened.segments.push(...inside.segments);
    opened.sealed ||= inside.sealed;
    opened.degraded.push(NOT_CHECKED, ...inside.degraded);
  }
  return opened;
}

/** What was signed is a part of a mail with a header of its own. */
function readContent(content: Buffer, nesting: number): OpenedSigned & { whole: boolean } {
  const structure = readStructure(content);
  const body = readBodyText(content, structure.root);
  const inside = openSigned(readAttachments(content, structure.root), nesting + 1);
  const attachments = [...inside.attachments, ...body.files];
  const segments = [...inside.segments, ...body.segments];
  const faults = [...structure.degraded, ...body.degraded];
  return {
    attachments,
    segments,
    sealed: inside.sealed || (inside.segments.length === 0 && isEncrypted(structure.root, '')),
    degraded: [...faults, ...inside.degraded],
    whole: faults.length === 0 && !structure.tooMuch && attachments.length + segments.length > 0,
  };
}

function contentOf({ contentType, name, bytes }: MimeAttachment): Buffer | null {
  const named = PKCS7.test(contentType) || name.toLowerCase().endsWith('.p7m');
  return named ? signedContent(bytes) : null;
}

/**
 * `ContentInfo { signedData, [0] SignedData { version, digests, { type, [0] OCTET STRING } … } }` (RFC 5652 §3, §5.1,
 * §5.2): the octets; null where the bytes are something else, or the content was left out.
 */
function signedContent(bytes: Buffer): Buffer | null {
  const info = berValueAt(bytes, 0);
  if (info?.tag !== SEQUENCE) return null;
  const [type, wrapped] = berChildren(bytes, info);
  if (!type || !wrapped || !isSignedData(bytes, type)) return null;
  const [signedData] = berChildren(bytes, wrapped);
  const parts = signedData ? berChildren(bytes, signedData) : [];
  const [, content] = parts[2] ? berChildren(bytes, parts[2]) : [];
  const [octets] = content?.tag === CONTENT ? berChildren(bytes, content) : [];
  return octets && (octets.tag & 0x1f) === OCTET_STRING ? octetsOf(bytes, octets) : null;
}

function isSignedData(bytes: Buffer, { tag, start, end }: BerValue): boolean {
  return tag === OBJECT_IDENTIFIER && SIGNED_DATA.equals(bytes.subarray(start, end ?? start));
}
