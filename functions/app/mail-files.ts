import { mayBePassedOn, whyKeptBack } from '../core/file-state.ts';
import type { Attachment } from '../core/inbound-message.ts';
import { displayName } from '../core/outgoing-mail.ts';
import { fileStatesToday } from './file-states.ts';
import type { FileStateDeps } from './file-states.ts';
import type { Blobs, OutgoingMail } from './ports.ts';

/** A file of a message that does not come with a mail about it. */
export interface FileLeft {
  name: string;
  /** Half a sentence: `it is too large for a mail`. */
  why: string;
  /** Where it can be fetched, now or in a while; `''` when it is kept back. */
  url: string;
}

/** SES takes 40 MB after encoding, which adds a third. */
const BYTES_IN_A_MAIL = 25_000_000;

/**
 * What a mail can carry of a message's files, and why not the rest. Pictures that keep coming, and
 * containers whose files are there, go without a word.
 * @param mail.urlOf the address of a file (by its place) for whoever gets the mail; `''` when he has no page.
 */
export async function filesForMail(
  deps: FileStateDeps & { blobs: Pick<Blobs, 'get'> },
  mail: { attachments: Attachment[]; urlOf: (index: number) => string },
): Promise<{ files: OutgoingMail['attachments']; left: FileLeft[] }> {
  const files: OutgoingMail['attachments'] = [];
  const left: FileLeft[] = [];
  let room = BYTES_IN_A_MAIL;
  const stateOf = await fileStatesToday(deps, mail.attachments);
  for (const [index, file] of mail.attachments.entries()) {
    if (file.repeated || file.opened) continue;
    const name = displayName(file.name) || 'file';
    const state = stateOf(file);
    const fits = file.size <= room;
    const bytes = mayBePassedOn(state) && fits && file.blobKey ? await deps.blobs.get(file.blobKey) : null;
    room -= bytes?.length ?? 0;
    if (bytes) files.push({ name, contentType: file.contentType, bytes });
    else if (!mayBePassedOn(state))
      left.push({
        name,
        why: whyKeptBack(state),
        url: state.kind === 'pending_scan' ? mail.urlOf(index) : '',
      });
    else if (fits) left.push({ name, why: 'it is not there any more', url: '' });
    else left.push({ name, why: 'it is too large for a mail', url: mail.urlOf(index) });
  }
  return { files, left };
}
