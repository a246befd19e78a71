import { isAwaited, ladderOf } from '../functions/core/process-template.ts';
import type { StepDefinition } from '../functions/core/process-template.ts';
import { nameOneOf, stepFault } from './process-fault.ts';
import type { KnownNames, ProcessFault } from './process-fault.ts';

type Where = (string | number)[];

/** Names that a step takes from the rest of the desk: people, mail texts, systems, processes. */
export function nameFaults(
  id: string,
  definition: StepDefinition,
  around: { known: KnownNames; process: string },
): ProcessFault[] {
  const { known } = around;
  const people = peopleOf(definition).map(([where, person]) => personFault(id, where, { person, known }));
  const message = 'message' in definition && definition.message;
  const text = message ? [replyFault(id, message, known)] : [];
  const hooks = hooksOf(definition).map(([where, hook]) => hookFault(id, where, { hook, known }));
  const teams = teamsOf(definition).map(([where, team]) =>
    personFault(id, where, { person: `team:${team}`, known }),
  );
  const skills = skillFaults(id, definition, known);
  const started = definition.kind === 'process' ? [startedFault(id, definition.process, around)] : [];
  return [...people, ...text, ...hooks, ...teams, ...skills, ...started].flatMap((fault) => fault ?? []);
}

function peopleOf(definition: StepDefinition): [Where, string][] {
  const people: [Where, string][] = [];
  if ('owner' in definition) people.push([['owner'], definition.owner]);
  if (definition.kind === 'external') people.push([['coOwner'], definition.coOwner]);
  if (definition.kind === 'message') people.push([['to'], definition.to]);
  if (definition.kind === 'approval')
    definition.approvers.forEach((approver, index) => people.push([['approvers', index], approver]));
  rungsOf(definition).forEach(({ to }, index) => people.push([['ladder', index, 'to'], to]));
  return people;
}

function hooksOf(definition: StepDefinition): [Where, string][] {
  const hooks: [Where, string][] = definition.kind === 'call' ? [[['hook'], definition.hook]] : [];
  rungsOf(definition).forEach(({ by }, index) => {
    if (by.startsWith('hook:')) hooks.push([['ladder', index, 'by'], by.slice('hook:'.length)]);
  });
  return hooks;
}

function teamsOf(definition: StepDefinition): [Where, string][] {
  if (definition.kind !== 'set') return [];
  return definition.rules.flatMap(({ set }, index): [Where, string][] =>
    set.team === undefined ? [] : [[['rules', index, 'set', 'team'], set.team]],
  );
}

function rungsOf(definition: StepDefinition) {
  return isAwaited(definition) ? ladderOf(definition) : [];
}

/** What nobody can do would leave the step to whoever relaxes it, or to nobody. */
function skillFaults(id: string, definition: StepDefinition, known: KnownNames): ProcessFault[] {
  const { required = [], preferred = [] } = ('skills' in definition && definition.skills) || {};
  const wanted = [...named('required', required), ...named('preferred', preferred)];
  return wanted
    .filter(([, skill]) => !known.skills.includes(skill))
    .map(([where, skill]) => {
      const remedy = `give an agent skills: [${skill}] in desk.yaml, or leave it out`;
      return stepFault(id, where, { problem: `nobody at the desk can do ${skill}`, remedy });
    });
}

function named(list: string, skills: string[]): [Where, string][] {
  return skills.map((skill, index) => [['skills', list, index], skill]);
}

function personFault(
  id: string,
  where: Where,
  { person, known }: { person: string; known: KnownNames },
): ProcessFault | null {
  const [kind = '', name] = person.split(':');
  if (name === undefined) return null;
  const names = {
    team: { all: known.teams, section: 'teams', word: 'team' },
    role: { all: known.roles, section: 'roles', word: 'role' },
    agent: { all: known.agents, section: 'agents', word: 'agent' },
    oncall: { all: known.onCall, section: 'onCall', word: 'on-call table' },
  }[kind] ?? { all: [], section: kind, word: kind };
  if (names.all.includes(name)) return null;
  const problem = `there is no ${names.word} named ${name}`;
  return stepFault(id, where, { problem, remedy: nameOneOf(names.section, names.all) });
}

function replyFault(id: string, message: string, known: KnownNames): ProcessFault | null {
  const name = message.replace(/^replies\//, '').replace(/\.liquid$/, '');
  if (known.replies.includes(name)) return null;
  const problem = `there is no mail text ${message}`;
  return stepFault(id, ['message'], { problem, remedy: `write desk/${message}` });
}

function hookFault(
  id: string,
  where: Where,
  { hook, known }: { hook: string; known: KnownNames },
): ProcessFault | null {
  if (known.hooks.includes(hook)) return null;
  const problem = `there is no system named ${hook}`;
  return stepFault(id, where, { problem, remedy: nameOneOf('hooks', known.hooks) });
}

/** Each process that starts another waits for its end, so none may come round to itself. */
function startedFault(
  id: string,
  started: string,
  { known, process }: { known: KnownNames; process: string },
): ProcessFault | null {
  if (!Object.hasOwn(known.processes, started)) {
    const problem = `there is no process named ${started}`;
    const remedy = `name one of ${Object.keys(known.processes).join(', ')}`;
    return stepFault(id, ['process'], { problem, remedy });
  }
  const round = wayBack(started, process, known.processes);
  if (!round) return null;
  const problem = `${[process, ...round].join(' → ')}: the process would start itself without end`;
  return stepFault(id, ['process'], { problem, remedy: 'start another process' });
}

/** The shortest way from one process to another, both included. */
function wayBack(from: string, to: string, processes: KnownNames['processes']): string[] | null {
  const ways = [[from]];
  const seen = new Set([from]);
  for (const way of ways) {
    const last = way.at(-1) ?? from;
    if (last === to) return way;
    for (const next of processes[last] ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return null;
}
