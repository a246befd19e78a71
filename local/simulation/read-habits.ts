import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { DeskFault } from '../../functions/desk-folder/desk-fault.ts';
import { readYaml } from '../../functions/desk-folder/yaml-file.ts';
import { habits } from './behaviour.ts';
import type { Habits } from './behaviour.ts';

/** What `simulation.yaml` beside desk.yaml says of people's habits; the usual ones where there is no such file. */
export function readHabits(
  folder: string,
): { kind: 'read'; habits: Habits } | { kind: 'refused'; faults: DeskFault[] } {
  const path = join(folder, 'simulation.yaml');
  if (!existsSync(path)) return { kind: 'read', habits: habits.parse({}) };
  const file = `${basename(resolve(folder))}/simulation.yaml`;
  const read = readYaml({ path, file }, habits);
  return read.kind === 'read'
    ? { kind: 'read', habits: read.yaml.value }
    : { kind: 'refused', faults: read.faults };
}
