import { endingOf } from '../../core/dangerous-endings.ts';
import { readStructure } from '../mime/mail-structure.ts';
import type { MimeAttachment } from '../mime/mime-attachment.ts';
import { readAttachments } from '../mime/read-attachments.ts';
import type { ArchiveSigns } from './archive-signs.ts';
import { fileSigns } from './file-signs.ts';

/** Mails in mails in mails are somebody's long conversation; deeper ones are not looked into. */
const DEEPEST = 3;

/** What stands out in a file, and in the files of a mail that was sent as a file. */
export function signsOfFile(file: MimeAttachment, depth = 0): ArchiveSigns {
  const own = fileSigns(file);
  if (!isMail(file)) return own;
  if (depth === DEEPEST) return { ...own, signs: [...own.signs, 'nested_archive'] };
  const files = readAttachments(file.bytes, readStructure(file.bytes).root);
  const found = files.map((inner) => signsOfFile(inner, depth + 1));
  return {
    signs: distinct([own, ...found].flatMap(({ signs }) => signs)),
    inside: distinct([...files.map(({ name }) => endingOf(name)), ...found.flatMap(({ inside }) => inside)]),
  };
}

function isMail({ contentType, name }: MimeAttachment): boolean {
  return contentType.startsWith('message/') || endingOf(name) === 'eml';
}

function distinct<Item extends string>(items: Item[]): Item[] {
  return [...new Set(items)].filter((item) => item !== '');
}
