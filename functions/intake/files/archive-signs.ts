import { endingOf, isDisguisedName } from '../../core/dangerous-endings.ts';
import type { FileSign } from '../../core/file-state.ts';

/** One file of an archive, as the archive lists it. */
export interface ArchiveEntry {
  name: string;
  encrypted: boolean;
  /** Bytes when unpacked, as the archive says. */
  size: number;
}

export interface ArchiveDirectory {
  /** At most `MOST_ENTRIES`. */
  entries: ArchiveEntry[];
  /** It lists more than anybody reads. */
  tooMany: boolean;
  /** Why it is not to be believed; null when it holds. */
  fault: string | null;
}

export const MOST_ENTRIES = 10_000;
/** The same bytes count for several files: how a small archive unpacks to a huge one. */
export const OVERLAPS = 'its files overlap';

/** What an archive shows of itself without being unpacked. */
export interface ArchiveSigns {
  signs: FileSign[];
  /** Distinct endings of the files in it. */
  inside: string[];
}

const MOST_ENDINGS = 100;
const MOST_UNPACKED = 1_000_000_000;
/** Logs and tables shrink to a hundredth; what unpacks to more than this and shrinks further was made to. */
const UNPACKED = 100_000_000;
const RATIO = 100;

const ARCHIVES: ReadonlySet<string> = new Set(
  '7z arc arj bz2 gz lha lz lzh rar tar tbz tgz txz xz z zip zst'.split(' '),
);
/** Where Office (ECMA-376, [MS-OFFMACRO2]) and OpenDocument keep macros. */
const MACROS =
  /(?:^|\/)(?:vba[^/]{0,100}\.bin|vbaData\.xml|macrosheets\/[^/]+)$|^Basic\/[^/]+\/(?!script-lb\.xml$)[^/]+\.xml$/i;

export function archiveSigns(directory: ArchiveDirectory, length: number): ArchiveSigns {
  const files = directory.entries.filter(({ name }) => !name.endsWith('/'));
  const names = files.map(({ name }) => name);
  const endings = new Set(names.map(endingOf).filter((ending) => ending !== ''));
  const isBomb = directory.tooMany || directory.fault === OVERLAPS || unpacksTooFar(files, length);
  const found: [FileSign, boolean][] = [
    ['archive_bomb', isBomb],
    ['broken_archive', directory.fault !== null && directory.fault !== OVERLAPS],
    ['disguised_name', names.some(isDisguisedName)],
    ['macros', names.some((name) => MACROS.test(name))],
    ['encrypted', files.some(({ encrypted }) => encrypted)],
    ['nested_archive', [...endings].some((ending) => ARCHIVES.has(ending))],
  ];
  return {
    signs: found.filter(([, isThere]) => isThere).map(([sign]) => sign),
    inside: [...endings].slice(0, MOST_ENDINGS),
  };
}

function unpacksTooFar(files: ArchiveEntry[], length: number): boolean {
  const unpacked = files.reduce((sum, { size }) => sum + size, 0);
  return unpacked > MOST_UNPACKED || (unpacked > UNPACKED && unpacked > length * RATIO);
}
