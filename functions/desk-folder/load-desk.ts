import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { deskFile } from '../core/desk.ts';
import type { Desk, DeskFile } from '../core/desk.ts';
import { processTemplate } from '../core/process-template.ts';
import type { ProcessTemplate } from '../core/process-template.ts';
import { checkProcess } from '../../statemachines/check-process.ts';
import type { KnownNames } from '../../statemachines/process-fault.ts';
import { deskFileFaults } from './check-desk-file.ts';
import { replyFaults } from './check-replies.ts';
import { inReadingOrder } from './desk-fault.ts';
import type { DeskFault } from './desk-fault.ts';
import { readYaml } from './yaml-file.ts';
import type { YamlFile } from './yaml-file.ts';

export type DeskLoad = { kind: 'loaded'; desk: Desk } | { kind: 'refused'; faults: DeskFault[] };

/**
 * Reads everything an admin edits and holds each part against the others. All faults come at once, each with its
 * file, its line and how to mend it; a desk with a fault is not loaded.
 * @param folder where desk.yaml lies.
 */
export function loadDesk(folder: string): DeskLoad {
  const name = basename(resolve(folder));
  if (!existsSync(folder)) return { kind: 'refused', faults: [noFolder(name)] };
  const deskYaml = readDeskFile(folder, name);
  const processes = readProcesses(folder, name);
  const replies = readFolder(folder, 'replies', '.liquid');
  const articles = readFolder(folder, 'articles', '.md');

  const faults = [
    ...deskYaml.faults,
    ...processes.faults,
    ...(deskYaml.yaml ? deskFileFaults(deskYaml.yaml, processes.names) : []),
    ...(deskYaml.yaml ? processFaults(processes, deskYaml.yaml.value, Object.keys(replies.texts)) : []),
    ...replyFaults(replies.texts, `${name}/replies`),
    ...[replies, articles].flatMap(({ strangers }) =>
      strangers.map((path) => strangerFault(`${name}/${path}`)),
    ),
  ];
  if (!deskYaml.yaml || faults.length > 0) return { kind: 'refused', faults: inReadingOrder(faults) };
  const desk = {
    ...deskYaml.yaml.value,
    processes: Object.fromEntries(processes.yamls.map(({ value }) => [value.id, value])),
    replies: replies.texts,
    articles: articles.texts,
  };
  return { kind: 'loaded', desk };
}

function noFolder(name: string): DeskFault {
  const remedy = 'name the folder that holds desk.yaml';
  return { file: `${name}/desk.yaml`, line: 1, problem: 'there is no such folder', remedy };
}

function readDeskFile(
  folder: string,
  name: string,
): { yaml: YamlFile<DeskFile> | null; faults: DeskFault[] } {
  const path = join(folder, 'desk.yaml');
  if (!existsSync(path)) {
    const problem = 'this file is missing';
    return {
      yaml: null,
      faults: [{ file: `${name}/desk.yaml`, line: 1, problem, remedy: 'write it; docs/ shows how' }],
    };
  }
  const text = readFileSync(path, 'utf8');
  if (isBlank(text)) return { yaml: null, faults: [emptyFile(`${name}/desk.yaml`)] };
  const read = readYaml({ file: `${name}/desk.yaml`, text }, deskFile);
  return read.kind === 'read' ? { yaml: read.yaml, faults: [] } : { yaml: null, faults: read.faults };
}

/** Nothing but empty lines and comments. */
function isBlank(text: string): boolean {
  return text.split('\n').every((line) => /^\s*(#.*)?$/.test(line));
}

function emptyFile(file: string): DeskFault {
  const problem = 'this file is empty';
  const remedy =
    'write name, mailDomain, inboxes, agents, teams, roles, calendars and sla into it; docs/guide.md explains each';
  return { file, line: 1, problem, remedy };
}

interface ReadProcesses {
  yamls: YamlFile<ProcessTemplate>[];
  /** Also of those that could not be read: what names them is not to blame. */
  names: string[];
  faults: DeskFault[];
}

function readProcesses(folder: string, name: string): ReadProcesses {
  const { texts, strangers } = readFolder(folder, 'processes', '.yaml');
  const reads = Object.entries(texts).map(([id, text]) => ({
    id,
    read: readYaml({ file: `${name}/processes/${id}.yaml`, text }, processTemplate),
  }));
  return {
    yamls: reads.flatMap(({ read }) => (read.kind === 'read' ? [read.yaml] : [])),
    names: Object.keys(texts),
    faults: [
      ...reads.flatMap(({ id, read }) => (read.kind === 'read' ? misnamed(id, read.yaml) : read.faults)),
      ...strangers.map((path) => strangerFault(`${name}/${path}`)),
    ],
  };
}

function misnamed(id: string, { file, value, lineOf }: YamlFile<ProcessTemplate>): DeskFault[] {
  if (value.id === id) return [];
  const problem = `the process calls itself ${value.id}, its file ${id}`;
  return [{ file, line: lineOf(['id']), problem, remedy: `write id: ${id}, or rename the file` }];
}

function processFaults(processes: ReadProcesses, desk: DeskFile, replies: string[]): DeskFault[] {
  const known: KnownNames = {
    teams: Object.keys(desk.teams),
    roles: Object.keys(desk.roles),
    agents: desk.agents.map(({ id }) => id),
    skills: [...new Set(desk.agents.flatMap(({ skills }) => skills))],
    onCall: Object.keys(desk.onCall),
    sla: Object.keys(desk.sla),
    hooks: desk.hooks.map(({ id }) => id),
    processes: startedBy(processes),
    replies,
  };
  return processes.yamls.flatMap(({ file, value, lineOf }) =>
    checkProcess(value, known).map(({ path, problem, remedy }) => ({
      file,
      line: lineOf(path),
      problem,
      remedy,
    })),
  );
}

/** Which other processes each process starts; none, as far as is known, for one that could not be read. */
function startedBy({ names, yamls }: ReadProcesses): Record<string, string[]> {
  const started = yamls.map(({ value }): [string, string[]] => [
    value.id,
    Object.values(value.steps).flatMap((step) => (step.kind === 'process' ? [step.process] : [])),
  ]);
  return { ...Object.fromEntries(names.map((name) => [name, []])), ...Object.fromEntries(started) };
}

/** Texts by file name without ending; hidden files are no business of ours, others must have the right ending. */
function readFolder(
  folder: string,
  part: string,
  ending: string,
): { texts: Record<string, string>; strangers: string[] } {
  const path = join(folder, part);
  const files = existsSync(path) ? readdirSync(path).filter((file) => !file.startsWith('.')) : [];
  const isOurs = (file: string) => extname(file) === ending && statSync(join(path, file)).isFile();
  return {
    texts: Object.fromEntries(
      files.filter(isOurs).map((file) => [basename(file, ending), readFileSync(join(path, file), 'utf8')]),
    ),
    strangers: files.filter((file) => !isOurs(file)).map((file) => `${part}/${file}`),
  };
}

function strangerFault(file: string): DeskFault {
  const endings = 'processes end in .yaml, replies in .liquid, articles in .md';
  return { file, line: 1, problem: 'nobody reads this file', remedy: `rename or remove it: ${endings}` };
}
