import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import type { Desk } from '../functions/core/desk.ts';
import { compileProcess } from '../statemachines/compile-process.ts';

/**
 * The machines under `statemachines/`: one compiled from each process and committed, so that a review shows what a
 * change of a template does, and the deadline machine, which is written by hand.
 */
const machineFolder = fileURLToPath(new URL('../statemachines/', import.meta.url));

const ENDING = '.asl.json';
const BY_HAND = `deadlines${ENDING}`;

/** Every machine's definition as it lies in the folder, by file name. Throws for a file that is no JSON. */
export function machineFiles(): Map<string, unknown> {
  const names = readdirSync(machineFolder).filter((name) => name.endsWith(ENDING));
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(machineFolder + name, 'utf8'))]));
}

/** Files that are missing, left over or not what their process compiles to now. */
export function staleMachines(desk: Desk): string[] {
  const written = machineFiles();
  const wanted = compiledMachines(desk);
  const changed = [...wanted].filter(
    ([name, machine]) => !isDeepStrictEqual(written.get(name), asJson(machine)),
  );
  const left = [...written.keys()].filter((name) => !wanted.has(name) && name !== BY_HAND);
  return [...changed.map(([name]) => name), ...left].toSorted();
}

/** Writes what each process compiles to, removes what no process compiles to any more, and returns the files written. */
export function writeMachines(desk: Desk): string[] {
  const machines = [...compiledMachines(desk)];
  const kept = new Set([BY_HAND, ...machines.map(([name]) => name)]);
  for (const name of machineFiles().keys()) if (!kept.has(name)) rmSync(machineFolder + name);
  for (const [name, machine] of machines)
    writeFileSync(machineFolder + name, `${JSON.stringify(machine, null, 2)}\n`);
  return machines.map(([name]) => name);
}

function compiledMachines(desk: Desk): Map<string, unknown> {
  return new Map(
    Object.values(desk.processes).map((process) => [process.id + ENDING, compileProcess(process)]),
  );
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
