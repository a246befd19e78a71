import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Desk } from '../functions/core/desk.ts';
import { compileProcess } from '../statemachines/compile-process.ts';

/** The machines as they are deployed, with placeholders where the functions' names belong. */
export interface MachineTexts {
  deadlines: string;
  /** By process id. */
  processes: Map<string, string>;
}

export type MachinesRead = { kind: 'read'; machines: MachineTexts } | { kind: 'refused'; faults: string[] };

/**
 * Reads the compiled machines of a desk's processes. What was reviewed is what is deployed: a file that differs from
 * what its template compiles to is refused.
 */
export function readMachines(desk: Pick<Desk, 'processes'>, folder: string): MachinesRead {
  const faults: string[] = [];
  const processes = new Map<string, string>();
  for (const [id, template] of Object.entries(desk.processes)) {
    const file = `${id}.asl.json`;
    const text = readText(folder, file);
    if (text !== null && sameJson(text, compileProcess(template))) processes.set(id, text);
    else
      faults.push(
        `statemachines/${file} is not what desk/processes/${id}.yaml compiles to: run npm run compile and commit it`,
      );
  }
  const deadlines = readText(folder, 'deadlines.asl.json');
  if (deadlines === null) faults.push('statemachines/deadlines.asl.json is missing');
  if (deadlines === null || faults.length > 0) return { kind: 'refused', faults };
  return { kind: 'read', machines: { deadlines, processes } };
}

function readText(folder: string, file: string): string | null {
  const path = join(folder, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : null;
}

function sameJson(text: string, value: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(text)) === JSON.stringify(value);
  } catch {
    return false;
  }
}
