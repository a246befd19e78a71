import { readFileSync } from 'node:fs';
import type { Desk } from '../core/desk.ts';

/** The desk/ folder as one JSON file; it was checked when the file was made, so that no function does it again. */
export function readDeskFile(file: string): Desk {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Desk;
  } catch (cause) {
    throw new Error(`cannot read the desk from ${file}`, { cause });
  }
}
