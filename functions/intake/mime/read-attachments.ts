import { typeByName } from '../file-type.ts';
import type { MimePart } from './mail-structure.ts';
import type { MimeAttachment } from './mime-attachment.ts';
import { isBodyText, isNamedText } from './body-text.ts';
import { header } from './header-fields.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/**
 * The files of a mail, in its order. Each part is decoded by itself from the bytes: a bad part costs that part only.
 */
export function readAttachments(raw: Buffer, root: MimePart): MimeAttachment[] {
  return fileParts(root).map((part) => ({
    name: part.name,
    contentType: typeOf(part),
    contentId: header(part.fields, 'content-id').replaceAll(/^<|>$/g, '').trim(),
    bytes: decodeTransfer(raw.subarray(part.bodyStart, part.bodyEnd), part.encoding),
  }));
}

/** Some programs call every file the same. */
function typeOf({ contentType, name }: MimePart): string {
  return contentType === 'application/octet-stream' ? (typeByName(name) ?? contentType) : contentType;
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
