import type { DeskFile } from '../core/desk.ts';
import type { DeskFault } from './desk-fault.ts';
import { nearName } from './near-name.ts';
import type { YamlFile } from './yaml-file.ts';
import type { YamlPath } from './yaml-path.ts';

/** One reading of desk.yaml: what it says, and where its faults are written down. */
export interface DeskCheck {
  desk: DeskFile;
  report(path: YamlPath, problem: string, remedy: string): void;
  lineOf(path: YamlPath): number;
}

export function deskCheck(yaml: YamlFile<DeskFile>): { check: DeskCheck; faults: DeskFault[] } {
  const { file, value: desk, lineOf } = yaml;
  const faults: DeskFault[] = [];
  const check: DeskCheck = {
    desk,
    lineOf,
    report: (path, problem, remedy) => faults.push({ file, line: lineOf(path), problem, remedy }),
  };
  return { check, faults };
}

/** Reports a name that leads nowhere. @param what `calendar`: the word for what is named. */
export function checkName(
  { report }: DeskCheck,
  reference: { path: YamlPath; what: string; name: string; known: string[] },
): void {
  const { path, what, name, known } = reference;
  if (!known.includes(name)) report(path, `there is no ${what} named ${name}`, nameOneOf(known, name));
}

/** The agent with this id, by the words that teams, roles and people use for each other. */
export function checkAgent({ desk, report }: DeskCheck, path: YamlPath, id: string): void {
  const ids = desk.agents.map((agent) => agent.id);
  if (!ids.includes(id)) report(path, `there is no agent with the id ${id}`, nameOneOf(ids, id));
}

export function checkTwice(
  { report, lineOf }: DeskCheck,
  values: string[],
  pathOf: (index: number) => YamlPath,
): void {
  values.forEach((value, index) => {
    const first = values.indexOf(value);
    if (first === index) return;
    const problem = `${value} is here twice, first on line ${lineOf(pathOf(first))}`;
    report(pathOf(index), problem, 'remove one or rename it');
  });
}

export function nameOneOf(known: string[], wanted: string): string {
  if (known.length === 0) return 'add it first';
  const meant = nearName(known, wanted);
  return `${meant ? `did you mean ${meant}? Name` : 'name'} one of ${known.join(', ')}`;
}
