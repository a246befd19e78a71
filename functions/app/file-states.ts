import { digestOfFile } from '../core/file-place.ts';
import { outweighs, stateToday } from '../core/file-state.ts';
import type { FileState, FileVerdict } from '../core/file-state.ts';
import type { Desk } from '../core/desk.ts';
import type { Attachment } from '../core/inbound-message.ts';
import type { Log, Store } from './ports.ts';

export interface FileStateDeps {
  store: Pick<Store, 'fileVerdicts'>;
  desk: Pick<Desk, 'attachments'>;
}

type JudgedFile = Pick<Attachment, 'state' | 'blobKey'>;
export type FileStateOf = (file: JudgedFile) => FileState;

/**
 * What the state of each of these files is today. Costs one read of them all where a scanner may have said something, and
 * none elsewhere.
 */
export async function fileStatesToday(
  { store, desk }: FileStateDeps,
  files: JudgedFile[],
): Promise<FileStateOf> {
  const isScanned = desk.attachments.scan !== 'none';
  const judged = files.filter(({ state }) => isScanned || state?.kind === 'pending_scan');
  const digests = [...new Set(judged.map(digestOf))].filter((digest) => digest !== null);
  const verdicts = digests.length > 0 ? await store.fileVerdicts(digests) : [];
  const said = new Map(digests.map((digest, place) => [digest, verdicts[place] ?? null]));
  return (file) => stateToday(file.state, said.get(digestOf(file) ?? '') ?? null, isScanned);
}

function digestOf({ blobKey }: JudgedFile): string | null {
  return digestOfFile(blobKey ?? '');
}

/**
 * Keeps what the scanner said, which it may say twice and in any order: of two verdicts on the same bytes the one that
 * outweighs the other stays, also when both arrive at the same moment.
 * @param scanned.key where the file lies.
 */
export async function recordScan(
  deps: { store: Pick<Store, 'fileVerdicts' | 'recordFileVerdict'>; log: Log },
  scanned: { key: string; verdict: FileVerdict },
): Promise<void> {
  const { store, log } = deps;
  const { key, verdict } = scanned;
  const digest = digestOfFile(key);
  if (!digest) {
    log('scan_of_no_file', {});
    return;
  }
  const [before = null] = await store.fileVerdicts([digest]);
  if (outweighs(verdict, before) && !(await store.recordFileVerdict(digest, verdict, before)))
    return recordScan(deps, scanned);
  log('file_scanned', { file: digest, verdict: verdict.kind });
}
