import { basename, join, resolve } from 'node:path';
import { deskFile } from '../core/desk.ts';
import type { Desk, DeskFile } from '../core/desk.ts';
import { processTemplate } from '../core/process-template.ts';
import type { ProcessTemplate } from '../core/process-template.ts';
import { checkProcess } from '../../statemachines/check-process.ts';
import type { KnownNames } from '../../statemachines/process-fault.ts';
import { deskFileFaults } from './check-desk-file.ts';
import { missingReplies, replyFaults } from './check-replies.ts';
import { inReadingOrder } from './desk-fault.ts';
import type { DeskFault } from './desk-fault.ts';
import { deskParts, textsIn } from './desk-parts.ts';
import type { DeskPart } from './desk-parts.ts';
import { readYaml } from './yaml-file.ts';
import type { YamlFile } from './yaml-file.ts';

export type DeskLoad = { kind: 'loaded'; desk: Desk } | { kind: 'refused'; faults: DeskFault[] };

/**
 * Reads everything an admin edits and holds each part against the others. All faults come at once, each with its
 * file, its line and how to mend it; a desk with a fault is not loaded.
 * @param folder where desk.yaml lies.
 */
export function loadDesk(folder: string): DeskLoad {
  const parts = deskParts(folder);
  if (parts.kind === 'refused') return parts;
  const name = basename(resolve(folder));
  const desk = readYaml({ path: join(folder, 'desk.yaml'), file: `${name}/desk.yaml` }, deskFile);
  const processes = readProcesses(parts.processes);
  const [replies, articles] = [textsIn(parts.replies), textsIn(parts.articles)];
  const replyNames = parts.replies.files.map(({ id }) => id);

  const faults = [
    ...(desk.kind === 'refused' ? desk.faults : deskFileFaults(desk.yaml, processes.names)),
    ...(desk.kind === 'refused' ? [] : processFaults(processes, desk.yaml.value, replyNames)),
    ...missingReplies(replyNames, `${name}/replies`),
    ...replyFaults(replies.texts, `${name}/replies`),
    ...[processes, replies, articles].flatMap((part) => part.faults),
    ...[parts.processes, parts.replies, parts.articles].flatMap(({ strangers }) => strangers),
  ];
  if (desk.kind === 'refused' || faults.length > 0)
    return { kind: 'refused', faults: inReadingOrder(faults) };
  const loaded = {
    ...desk.yaml.value,
    processes: Object.fromEntries(processes.yamls.map(({ value }) => [value.id, value])),
    replies: replies.texts,
    articles: articles.texts,
  };
  return { kind: 'loaded', desk: loaded };
}

interface ReadProcesses {
  yamls: YamlFile<ProcessTemplate>[];
  /** Also of those that could not be read: what names them is not to blame. */
  names: string[];
  faults: DeskFault[];
}

function readProcesses({ files }: DeskPart): ReadProcesses {
  const reads = files.map((source) => ({ id: source.id, read: readYaml(source, processTemplate) }));
  return {
    yamls: reads.flatMap(({ read }) => (read.kind === 'read' ? [read.yaml] : [])),
    names: files.map(({ id }) => id),
    faults: reads.flatMap(({ id, read }) => (read.kind === 'read' ? misnamed(id, read.yaml) : read.faults)),
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
