/** What in a file, beyond the ending of its name, keeps it back. */
export type BlockingSign =
  /** By its first bytes, or by what the mail calls it, whatever its name is. */
  | 'program'
  | 'script'
  | 'shortcut'
  | 'disk_image'
  /** A document with macros. */
  | 'macros'
  /** Its name, or one inside it, is made to be read as something else. */
  | 'disguised_name'
  /** An archive that unpacks to far more than anybody sends. */
  | 'archive_bomb'
  /** An archive whose list of contents is not what is in it. */
  | 'broken_archive';

/** What keeps nothing back and whoever opens the file should know: nobody here can look, or did look, into it. */
export type Caution = 'encrypted' | 'nested_archive';

/** What stands out in a file. */
export type FileSign = BlockingSign | Caution;

/** Whether a file that came with a message may be passed on. It is kept in any case. */
export type FileState =
  /** No scanner looked at it; its name, type and content speak against nothing. */
  | { kind: 'unscanned' }
  /** The scanner has not said anything yet. */
  | { kind: 'pending_scan' }
  | FileVerdict
  /** `ending`: of its name or of one inside it. */
  | { kind: 'blocked_type'; why: BlockingSign | 'ending'; ending?: string }
  /** It lies in the mail as it came and nowhere else. */
  | { kind: 'too_large'; mostMegabytes: number };

/** What a scanner said about the bytes of a file, whoever sent them. */
export type FileVerdict =
  { kind: 'clean' } | { kind: 'infected'; threats: string[] } | { kind: 'unscannable'; why: string };

const WEIGHT: Record<FileVerdict['kind'], number> = { unscannable: 1, clean: 2, infected: 3 };

/**
 * Whether a verdict takes the place of what was said before, in whatever order the two arrive: malware that was found
 * once stays found, and a scan that failed says nothing against one that did not.
 */
export function outweighs(verdict: FileVerdict, before: FileVerdict | null): boolean {
  return before === null || WEIGHT[verdict.kind] > WEIGHT[before.kind];
}

export function isCaution(sign: FileSign): sign is Caution {
  return sign === 'encrypted' || sign === 'nested_archive';
}

export function mayBePassedOn({ kind }: FileState): boolean {
  return kind === 'clean' || kind === 'unscanned';
}

/**
 * A file's state today, from the one in which it was taken in and the scanner's verdict on its bytes, null for none.
 * @param isScanned whether a scanner is at work: without one, nothing more will be said about what waits for it.
 */
export function stateToday(
  taken: FileState | undefined,
  verdict: FileVerdict | null,
  isScanned: boolean,
): FileState {
  const state: FileState = taken ?? { kind: 'unscanned' };
  if (state.kind === 'blocked_type' || state.kind === 'too_large') return state;
  if (verdict) return verdict;
  return state.kind === 'pending_scan' && !isScanned ? { kind: 'unscanned' } : state;
}

const BLOCKED: Record<BlockingSign, string> = {
  program: 'it is a program',
  script: 'it is a script',
  shortcut: 'it is a shortcut to something else',
  disk_image: 'it is the image of a disk',
  macros: 'it is a document with macros',
  disguised_name: 'its name hides what it is',
  archive_bomb: 'it unpacks to far more than an archive should hold',
  broken_archive: 'what it lists is not what it holds',
};

/** Why a file is not passed on, as half a sentence; `''` when it may be. */
export function whyKeptBack(state: FileState): string {
  switch (state.kind) {
    case 'clean':
    case 'unscanned':
      return '';
    case 'pending_scan':
      return 'it is still being scanned for malware';
    case 'infected':
      return `malware was found in it (${state.threats.join(', ') || 'of unknown name'})`;
    case 'unscannable':
      return 'it could not be scanned for malware';
    case 'blocked_type':
      return state.why === 'ending'
        ? `files that end in .${state.ending ?? ''} are not passed on`
        : BLOCKED[state.why];
    case 'too_large':
      return `it is larger than ${state.mostMegabytes} MB`;
  }
}
