import { JOIN } from '../functions/core/process-template.ts';
import type { ProcessTemplate } from '../functions/core/process-template.ts';
import { cycleFaults } from './check-cycles.ts';
import { mandatoryFaults } from './check-mandatory.ts';
import { processFault, stepFault } from './process-fault.ts';
import type { ProcessFault } from './process-fault.ts';
import { edgesOf, reachableFrom, scopesOf, stepOf } from './process-scopes.ts';
import type { Scope } from './process-scopes.ts';

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
    ...cycleFaults(template, scopes),
    ...mandatoryFaults(template, scopes),
  ];
}

function targetFaults(template: ProcessTemplate): ProcessFault[] {
  const isKnown = (id: string) => stepOf(template, id) !== undefined;
  const noStep = (target: string) => ({
    problem: `there is no step named ${target}`,
    remedy: 'name an existing step, or add it',
  });
  const reopen = isKnown(template.onReopen) ? [] : [processFault(['onReopen'], noStep(template.onReopen))];
  const steps = Object.entries(template.steps).flatMap(([id, definition]) => {
    const ways = edgesOf(definition).filter(({ target }) => target !== JOIN);
    const branches = definition.kind === 'parallel' ? definition.branches : [];
    const starts = branches.map((target, index) => ({ target, path: ['branches', index] }));
    return [...ways, ...starts]
      .filter(({ target }) => !isKnown(target))
      .map(({ target, path }) => stepFault(id, path, noStep(target)));
  });
  return [...reopen, ...steps];
}

function reopenFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  const inside = scopes.some((scope) => scope.branch !== null && scope.steps.includes(template.onReopen));
  if (!inside) return [];
  const problem = `onReopen names ${template.onReopen}, which belongs to a parallel step`;
  const remedy = 'name the parallel step itself, or a step before it';
  return [processFault(['onReopen'], { problem, remedy })];
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
  return stepFault(step, [], {
    problem: `${step} is reached both from ${nameOf(first)} and from ${nameOf(second)}`,
    remedy: 'end each branch with join, and give each its own steps',
  });
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
      if (definition.kind === 'close' && scope.branch) {
        const problem = `${step} closes the ticket within ${nameOf(scope)}, while the other branches go on`;
        return [stepFault(step, [], { problem, remedy: 'end the branch with join and close after it' })];
      }
      if (scope.branch) return [];
      const joins = edgesOf(definition).filter(({ target }) => target === JOIN);
      const problem = `${step} leads to join, but is in no branch of a parallel step`;
      return joins.map(({ path }) =>
        stepFault(step, path, { problem, remedy: 'name a step instead of join' }),
      );
    }),
  );
}

function unreachedFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  const reached = new Set(scopes.flatMap((scope) => scope.steps));
  const remedy = 'name it under on of another step, or remove it';
  return Object.keys(template.steps)
    .filter((step) => !reached.has(step))
    .map((step) => stepFault(step, [], { problem: `nothing leads to ${step}`, remedy }));
}

function endlessFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  return scopes.flatMap((scope) => {
    const end = scope.branch ? 'join' : 'a close';
    const remedy = `let an outcome of it, or of a step after it, lead to ${end}`;
    return scope.steps
      .filter((step) => !reachesEnd(template, scope, reachableFrom(template, [step])))
      .map((step) => stepFault(step, [], { problem: `no path from ${step} reaches ${end}`, remedy }));
  });
}

function reachesEnd(template: ProcessTemplate, scope: Scope, reached: Set<string>): boolean {
  if (scope.branch) return reached.has(JOIN);
  return [...reached].some((id) => stepOf(template, id)?.kind === 'close');
}
