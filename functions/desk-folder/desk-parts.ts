import { readdirSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import type { DeskFault } from './desk-fault.ts';
import { readText, unreadable } from './text-file.ts';

/** A folder in `desk/`, one file a process, a mail text or an article; the file's name without its ending is the id. */
export interface DeskPart {
  files: { id: string; path: string; file: string }[];
  /** What lies there and is read by nobody. */
  strangers: DeskFault[];
}

const endings = { processes: '.yaml', replies: '.liquid', articles: '.md' } as const;
type PartName = keyof typeof endings;

export type DeskParts =
  ({ kind: 'listed' } & Record<PartName, DeskPart>) | { kind: 'refused'; faults: DeskFault[] };

/** What lies in the folders of `desk/`. Hidden files are no business of ours; a folder that is not there is empty. */
export function deskParts(folder: string): DeskParts {
  const faults: DeskFault[] = [];
  const list = (part: PartName): DeskPart => {
    const listed = namesIn(join(folder, part));
    if (listed.kind === 'listed') return partOf(folder, { part, names: listed.names });
    if (listed.kind === 'refused') faults.push({ file: nameOf(folder, part), line: 1, ...listed.words });
    return { files: [], strangers: [] };
  };
  const around = namesIn(folder);
  if (around.kind !== 'listed')
    return {
      kind: 'refused',
      faults: [folderFault(folder, around.kind === 'refused' ? around.words : null)],
    };
  const parts = { processes: list('processes'), replies: list('replies'), articles: list('articles') };
  return faults.length > 0 ? { kind: 'refused', faults } : { kind: 'listed', ...parts };
}

function folderFault(folder: string, words: Pick<DeskFault, 'problem' | 'remedy'> | null): DeskFault {
  const absent = { problem: 'there is no such folder', remedy: 'name the folder that holds desk.yaml' };
  return { file: nameOf(folder), line: 1, ...(words ?? absent) };
}

function partOf(folder: string, { part, names }: { part: PartName; names: string[] }): DeskPart {
  const ending = endings[part];
  const isOurs = (name: string) => extname(name) === ending;
  return {
    files: names.filter(isOurs).map((name) => ({
      id: basename(name, ending),
      path: join(folder, part, name),
      file: nameOf(folder, part, name),
    })),
    strangers: names
      .filter((name) => !isOurs(name))
      .map((name) => ({
        file: nameOf(folder, part, name),
        line: 1,
        problem: 'nobody reads this file',
        remedy: 'rename or remove it: processes end in .yaml, replies in .liquid, articles in .md',
      })),
  };
}

/** As faults name it, whatever the folder lies in: `desk/replies/verify.liquid`. */
function nameOf(folder: string, ...below: string[]): string {
  return [basename(resolve(folder)), ...below].join('/');
}

type Listed =
  | { kind: 'listed'; names: string[] }
  | { kind: 'absent' }
  | { kind: 'refused'; words: Pick<DeskFault, 'problem' | 'remedy'> };

function namesIn(path: string): Listed {
  try {
    return { kind: 'listed', names: readdirSync(path).filter((name) => !name.startsWith('.')) };
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isAbsent ? { kind: 'absent' } : { kind: 'refused', words: unreadable(error) };
  }
}

/** The texts of a folder by id, as far as they can be read. */
export function textsIn({ files }: DeskPart): { texts: Record<string, string>; faults: DeskFault[] } {
  const reads = files.map((source) => ({ id: source.id, read: readText(source) }));
  return {
    texts: Object.fromEntries(
      reads.flatMap(({ id, read }) => (read.kind === 'read' ? [[id, read.text]] : [])),
    ),
    faults: reads.flatMap(({ read }) => (read.kind === 'refused' ? [read.fault] : [])),
  };
}
