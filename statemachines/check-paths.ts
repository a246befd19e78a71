import { JOIN } from '../functions/core/process-template.ts';
import type { ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';
import type { ProcessFault } from './process-fault.ts';
import { firstStep, reachableFrom, scopesOf, stepOf, targetsOf } from './process-scopes.ts';
import type { Scope } from './process-scopes.ts';

type CloseCode = Extract<StepDefinition, { kind: 'close' }>['code'];

/** A ticket closed so had work done on it, and that work is what mandatory steps look back on. */
const worked: CloseCode[] = ['confirmed', 'presumed', 'done'];

/** Where a process may lead: targets exist, everything is reached, every path ends, none goes round a mandatory step. */
export function pathFaults(template: ProcessTemplate): ProcessFault[] {
  const missing = targetFaults(template);
  if (missing.length > 0) return missing;
  const scopes = scopesOf(template);
  const crossed = [
    ...reopenFaults(template, scopes),
    ...sharingFaults(scopes),
    ...borderFaults(template, scopes),
  ];
  if (crossed.length > 0) return crossed;
  return [
    ...unreachedFaults(template, scopes),
    ...endlessFaults(template, scopes),
    ...mandatoryFaults(template, scopes),
  ];
}

function targetFaults(template: ProcessTemplate): ProcessFault[] {
  const known = (id: string) => stepOf(template, id) !== undefined;
  const faults: ProcessFault[] = [];
  const missing = (step: string | null, path: (string | number)[], target: string) =>
    faults.push({
      step,
      path,
      problem: `there is no step named ${target}`,
      remedy: 'name an existing step, or add it',
    });

  if (!known(template.onReopen)) missing(null, ['onReopen'], template.onReopen);
  for (const [id, definition] of Object.entries(template.steps)) {
    if (definition.kind === 'close') continue;
    for (const [outcome, target] of Object.entries(definition.on)) {
      if (target !== JOIN && !known(target)) missing(id, ['steps', id, 'on', outcome], target);
    }
    if (definition.kind !== 'parallel') continue;
    definition.branches.forEach((start, index) => {
      if (!known(start)) missing(id, ['steps', id, 'branches', index], start);
    });
  }
  return faults;
}

function reopenFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  const inside = scopes.some((scope) => scope.branch !== null && scope.steps.includes(template.onReopen));
  if (!inside) return [];
  const problem = `onReopen names ${template.onReopen}, which belongs to a parallel step`;
  return [
    { step: null, path: ['onReopen'], problem, remedy: 'name the parallel step itself, or a step before it' },
  ];
}

function sharingFaults(scopes: Scope[]): ProcessFault[] {
  const owner = new Map<string, Scope>();
  const faults = new Map<string, ProcessFault>();
  for (const scope of scopes) {
    for (const step of scope.steps) {
      const other = owner.get(step);
      if (!other) owner.set(step, scope);
      else if (!faults.has(step)) faults.set(step, sharedBy(step, other, scope));
    }
  }
  return [...faults.values()];
}

function sharedBy(step: string, first: Scope, second: Scope): ProcessFault {
  return {
    step,
    path: ['steps', step],
    problem: `${step} is reached both from ${nameOf(first)} and from ${nameOf(second)}`,
    remedy: 'end each branch with join, and give each its own steps',
  };
}

function nameOf(scope: Scope): string {
  return scope.branch ? `the branch ${scope.start} of ${scope.branch.parallel}` : 'the process itself';
}

/** A branch is left by `join` only, and only a branch is. */
function borderFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  return scopes.flatMap((scope) =>
    scope.steps.flatMap((step): ProcessFault[] => {
      const definition = stepOf(template, step);
      if (!definition) return [];
      if (definition.kind === 'close') {
        if (!scope.branch) return [];
        const problem = `${step} closes the ticket within ${nameOf(scope)}, while the other branches go on`;
        return [
          { step, path: ['steps', step], problem, remedy: 'end the branch with join and close after it' },
        ];
      }
      const joins = Object.entries(definition.on).filter(([, target]) => target === JOIN && !scope.branch);
      return joins.map(([outcome]) => ({
        step,
        path: ['steps', step, 'on', outcome],
        problem: `${step} leads to join, but is in no branch of a parallel step`,
        remedy: 'name a step instead of join',
      }));
    }),
  );
}

function unreachedFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  const reached = new Set(scopes.flatMap((scope) => scope.steps));
  return Object.keys(template.steps)
    .filter((step) => !reached.has(step))
    .map((step) => ({
      step,
      path: ['steps', step],
      problem: `nothing leads to ${step}`,
      remedy: 'name it under on of another step, or remove it',
    }));
}

function endlessFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  return scopes.flatMap((scope) =>
    scope.steps
      .filter((step) => !reachesEnd(template, scope, reachableFrom(template, [step])))
      .map((step) => ({
        step,
        path: ['steps', step],
        problem: `no path from ${step} reaches ${scope.branch ? 'join' : 'a close'}`,
        remedy: `let an outcome of it, or of a step after it, lead to ${scope.branch ? 'join' : 'a close'}`,
      })),
  );
}

function reachesEnd(template: ProcessTemplate, scope: Scope, reached: Set<string>): boolean {
  if (scope.branch) return reached.has(JOIN);
  return [...reached].some((id) => stepOf(template, id)?.kind === 'close');
}

function mandatoryFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  return scopes.flatMap((scope) =>
    scope.steps.flatMap((step): ProcessFault[] => {
      const definition = stepOf(template, step);
      if (!definition || !('mandatory' in definition) || !definition.mandatory) return [];
      const path = wayRound(template, scopes, scope, step);
      if (!path) return [];
      const problem = `${step} is mandatory, but ${path.join(' → ')} goes round it`;
      return [
        { step, path: ['steps', step, 'mandatory'], problem, remedy: `lead that path through ${step}` },
      ];
    }),
  );
}

/** A path past the step, in its own line or past the parallel step that it is in. Null: there is none. */
function wayRound(template: ProcessTemplate, scopes: Scope[], scope: Scope, step: string): string[] | null {
  if (!scope.branch)
    return pathRound(template, firstStep(template) ?? '', step, (id) => isWorkedClose(template, id));
  const within = pathRound(template, scope.start, step, (id) => id === JOIN);
  if (within) return within;
  const { parallel } = scope.branch;
  const outer = scopes.find((candidate) => candidate.steps.includes(parallel));
  return outer ? wayRound(template, scopes, outer, parallel) : null;
}

function isWorkedClose(template: ProcessTemplate, id: string): boolean {
  const definition = stepOf(template, id);
  return definition?.kind === 'close' && worked.includes(definition.code);
}

/** The shortest path from `start` to an end that does not touch `step`. */
function pathRound(
  template: ProcessTemplate,
  start: string,
  step: string,
  isEnd: (id: string) => boolean,
): string[] | null {
  const paths = [[start]];
  const seen = new Set([start, step]);
  if (start === step) return null;
  for (const path of paths) {
    const id = path.at(-1) ?? start;
    if (isEnd(id)) return path;
    const definition = stepOf(template, id);
    for (const target of definition ? targetsOf(definition) : []) {
      if (seen.has(target)) continue;
      seen.add(target);
      paths.push([...path, target]);
    }
  }
  return null;
}
