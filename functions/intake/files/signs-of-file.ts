import { endingOf } from '../../core/dangerous-endings.ts';
import { readStructure } from '../mime/mail-structure.ts';
import type { MimeAttachment } from '../mime/mime-attachment.ts';
import { readAttachments } from '../mime/read-attachments.ts';
import { openSigned } from '../mime/signed-data.ts';
import { openTnef } from '../tnef/tnef.ts';
import type { ArchiveSigns } from './archive-signs.ts';
import { fileSigns } from './file-signs.ts';

/** Mails in mails in mails are somebody's long conversation; deeper ones are not looked into. */
const DEEPEST = 3;

/** What stands out in a file, and in the files of a mail, a signed one or Outlook's packet that was sent as a file. */
export function signsOfFile(file: MimeAttachment, depth = 0): ArchiveSigns {
  const own = fileSigns(file);
  if (depth === DEEPEST) return isMail(file) ? { ...own, signs: [...own.signs, 'nested_archive'] } : own;
  const files = openTnef(openSigned(filesIn(file)).attachments).attachments;
  // What is in one that was opened follows it.
  const found = files.map((inner) => (inner.opened ? fileSigns(inner) : signsOfFile(inner, depth + 1)));
  return {
    signs: distinct([own, ...found].flatMap(({ signs }) => signs)),
    inside: distinct([
      ...own.inside,
      ...files.map(({ name }) => endingOf(name)),
      ...found.flatMap(({ inside }) => inside),
    ]),
  };
}

function filesIn(file: MimeAttachment): MimeAttachment[] {
  if (file.opened) return file.opened.files;
  if (isMail(file)) return readAttachments(file.bytes, readStructure(file.bytes).root);
  return openSigned([file]).attachments.slice(1);
}

function isMail({ contentType, name }: MimeAttachment): boolean {
  return contentType.startsWith('message/') || endingOf(name) === 'eml';
}

function distinct<Item extends string>(items: Item[]): Item[] {
  return [...new Set(items)].filter((item) => item !== '');
}
