import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { faultText } from '../../functions/desk-folder/desk-fault.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';

export const shippedDesk = fileURLToPath(new URL('../../desk', import.meta.url));

/** A copy of the shipped desk in which somebody made mistakes; gone again after `use`. */
export async function withDesk<Result>(
  mistakes: (edit: DeskEdit) => void,
  use: (folder: string) => Promise<Result> | Result,
): Promise<Result> {
  const parent = mkdtempSync(join(tmpdir(), 'desk-'));
  const folder = join(parent, 'desk');
  try {
    cpSync(shippedDesk, folder, { recursive: true });
    mistakes(deskEdit(folder));
    return await use(folder);
  } finally {
    rmSync(parent, { recursive: true });
  }
}

export interface DeskEdit {
  folder: string;
  /** Throws when the file does not hold `found`: the mistake would not be made. */
  replace(file: string, found: string, put: string): void;
  write(file: string, text: string): void;
  remove(file: string): void;
}

function deskEdit(folder: string): DeskEdit {
  return {
    folder,
    replace(file, found, put) {
      const text = readFileSync(join(folder, file), 'utf8');
      if (!text.includes(found)) throw new Error(`${file} in ${dirname(folder)} has no "${found}"`);
      writeFileSync(join(folder, file), text.replace(found, put));
    },
    write: (file, text) => writeFileSync(join(folder, file), text),
    remove: (file) => rmSync(join(folder, file)),
  };
}

export async function faultsAfter(mistakes: (edit: DeskEdit) => void): Promise<string[]> {
  return withDesk(mistakes, (folder) => {
    const loaded = loadDesk(folder);
    return loaded.kind === 'refused' ? loaded.faults.map(faultText) : [];
  });
}

/** Where a text of the shipped file stands, so that the table needs no line numbers. */
export function lineOf(file: string, text: string): number {
  const lines = readFileSync(`${shippedDesk}/${file}`, 'utf8').split('\n');
  return lines.findIndex((line) => line.includes(text.split('\n')[0] ?? '')) + 1;
}
