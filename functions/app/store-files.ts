import { createHash } from 'node:crypto';
import { fileKey } from '../core/file-place.ts';
import { stateAtArrival } from '../core/file-rules.ts';
import type { FileRules } from '../core/file-rules.ts';
import type { FileState } from '../core/file-state.ts';
import type { Attachment } from '../core/inbound-message.ts';
import { fileStatesToday } from './file-states.ts';
import type { FileStateDeps } from './file-states.ts';
import type { Blobs } from './ports.ts';

/**
 * Judges the files of a message and stores them by their content. What is too large stays in the mail that it came with.
 * @param files parallel to the attachments.
 */
export async function storeFiles(
  deps: FileStateDeps & { blobs: Pick<Blobs, 'put'> },
  attachments: Attachment[],
  files: readonly { bytes: Uint8Array }[],
): Promise<Attachment[]> {
  const judged = attachments.map((file, index) =>
    atArrival(file, files[index]?.bytes, deps.desk.attachments),
  );
  const stateOf = await fileStatesToday(deps, judged);
  const storing = judged.map(async (file, index) => {
    const bytes = files[index]?.bytes;
    if (!file.blobKey || !bytes) return file;
    const state = stateOf(file);
    const when = isToBeScanned(state) ? undefined : 'unless_there';
    await deps.blobs.put(file.blobKey, bytes, file.contentType, when);
    return { ...file, state };
  });
  return Promise.all(storing);
}

function atArrival(attachment: Attachment, bytes: Uint8Array | undefined, rules: FileRules): Attachment {
  if (!bytes) return attachment;
  const state = stateAtArrival(attachment, rules);
  // Only the rules ask for what an archive lists.
  const { inside: _, ...kept } = attachment;
  if (state.kind === 'too_large') return { ...kept, state };
  return { ...kept, state, blobKey: fileKey(createHash('sha256').update(bytes).digest('hex')) };
}

/** Every file that is stored is scanned, and the scan paid for; also what lay there before anybody scanned. */
function isToBeScanned({ kind }: FileState): boolean {
  return kind === 'pending_scan' || kind === 'unscannable';
}
