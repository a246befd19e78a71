import { stateToday } from '../core/file-state.ts';
import type { FileState, FileVerdict } from '../core/file-state.ts';
import type { Desk } from '../core/desk.ts';
import type { Attachment } from '../core/inbound-message.ts';
import type { Log, Store } from './ports.ts';
import { digestOfFile } from './store-file.ts';

export interface FileStateDeps {
  store: Pick<Store, 'fileVerdict'>;
  desk: Pick<Desk, 'attachments'>;
}

/** A file's state today. Costs one read where a scanner may have said something, and none elsewhere. */
export async function fileStateToday(
  { store, desk }: FileStateDeps,
  { state, blobKey }: Pick<Attachment, 'state' | 'blobKey'>,
): Promise<FileState> {
  const isScanned = desk.attachments.scan !== 'none';
  const digest = digestOfFile(blobKey ?? '');
  const mayBeJudged = isScanned || state?.kind === 'pending_scan';
  const verdict = mayBeJudged && digest ? await store.fileVerdict(digest) : null;
  return stateToday(state, verdict, isScanned);
}

/**
 * Keeps what the scanner said. It may say it twice and in any order: malware that was found once stays found, and a scan
 * that failed says nothing against one that did not.
 * @param scanned.key where the file lies.
 */
export async function recordScan(
  { store, log }: { store: Pick<Store, 'fileVerdict' | 'recordFileVerdict'>; log: Log },
  scanned: { key: string; verdict: FileVerdict },
): Promise<void> {
  const { key, verdict } = scanned;
  const digest = digestOfFile(key);
  if (!digest) {
    log('scan_of_no_file', {});
    return;
  }
  const before = await store.fileVerdict(digest);
  const isKnownBetter =
    before?.kind === 'infected' || (before?.kind === 'clean' && verdict.kind === 'unscannable');
  if (!isKnownBetter) await store.recordFileVerdict(digest, verdict);
  log('file_scanned', { file: digest, verdict: verdict.kind });
}
