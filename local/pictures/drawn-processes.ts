import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Desk } from '../../functions/core/desk.ts';
import { processGraph } from './process-graph.ts';
import { processPicture } from './process-picture.ts';

/** The pictures under docs/processes: one of each process, committed, so that a review shows what a change does. */
const folder = fileURLToPath(new URL('../../docs/processes/', import.meta.url));

/** Files that are missing, left over or not what their process looks like now. */
export function stalePictures(desk: Desk): string[] {
  const wanted = pictures(desk);
  const changed = [...wanted].filter(([name, picture]) => readPicture(name) !== picture);
  return [...changed.map(([name]) => name), ...written().filter((name) => !wanted.has(name))].toSorted();
}

/** Draws every process, removes what no process looks like any more, and returns the files written. */
export function writePictures(desk: Desk): string[] {
  const wanted = pictures(desk);
  mkdirSync(folder, { recursive: true });
  for (const name of written()) if (!wanted.has(name)) rmSync(folder + name);
  for (const [name, picture] of wanted) writeFileSync(folder + name, picture);
  return [...wanted.keys()];
}

function pictures(desk: Desk): Map<string, string> {
  return new Map(
    Object.values(desk.processes).map((process) => [
      `${process.id}.svg`,
      processPicture(processGraph(process)),
    ]),
  );
}

function written(): string[] {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.svg')) : [];
}

function readPicture(name: string): string | null {
  return existsSync(folder + name) ? readFileSync(folder + name, 'utf8') : null;
}
