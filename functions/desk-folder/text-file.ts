import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import type { DeskFault } from './desk-fault.ts';

export type TextRead = { kind: 'read'; text: string } | { kind: 'refused'; fault: DeskFault };

/** More than anybody writes by hand. */
const MOST_MEGABYTES = 2;

/**
 * Reads a text that an admin wrote. Line ends come out alike, whatever system they were written on, and a byte order
 * mark is left out.
 * @param source.file the name under which a fault is reported.
 */
export function readText({ path, file }: { path: string; file: string }): TextRead {
  try {
    const found = statSync(path);
    if (!found.isFile() && !found.isDirectory()) return refused({ file, line: 1, ...notFile });
    if (found.size > MOST_MEGABYTES * 1_000_000) return refused({ file, line: 1, ...tooLarge(found.size) });
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    if (!isUtf8(bytes) || text.includes('\0'))
      return refused({ file, line: lineOfStrange(text), ...notText });
    return { kind: 'read', text: text.replace(/^\uFEFF/, '').replaceAll(/\r\n?/g, '\n') };
  } catch (error) {
    return refused({ file, line: 1, ...unreadable(error) });
  }
}

function refused(fault: DeskFault): TextRead {
  return { kind: 'refused', fault };
}

type Words = Pick<DeskFault, 'problem' | 'remedy'>;

const notText: Words = {
  problem: 'this file is no text in UTF-8',
  remedy: 'save it again with the encoding UTF-8',
};

/** A device or a pipe: reading it might never end. */
const notFile: Words = { problem: 'this is no file', remedy: 'remove it and write the file' };

function tooLarge(size: number): Words {
  return {
    problem: `this file has ${Math.round(size / 1_000_000)} MB`,
    remedy: `keep it under ${MOST_MEGABYTES} MB; nothing that people write by hand is so long`,
  };
}

function lineOfStrange(text: string): number {
  return text.slice(0, text.search(/[\0\uFFFD]/)).split('\n').length;
}

/** The words for what the system says about a file or a folder. */
export function unreadable(error: unknown): Words {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  if (code === null) throw error;
  return systemWords[code] ?? { problem: `this cannot be read (${code})`, remedy: 'look at what lies there' };
}

const systemWords: Record<string, Words> = {
  ENOENT: { problem: 'this file is missing', remedy: 'write it; docs/ shows how' },
  EISDIR: {
    problem: 'this is a folder, not a file',
    remedy: 'rename or remove the folder and write the file',
  },
  ENOTDIR: {
    problem: 'this is a file, not a folder',
    remedy: 'rename or remove the file and make the folder',
  },
  EACCES: { problem: 'you may not read this', remedy: 'see to it that you may' },
  EPERM: { problem: 'you may not read this', remedy: 'see to it that you may' },
  ELOOP: { problem: 'this is a link that leads back to itself', remedy: 'remove it and write the file' },
};
