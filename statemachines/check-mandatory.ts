import { isAwaited, JOIN, ladderOf } from '../functions/core/process-template.ts';
import type { CloseCode, ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';
import { stepFault } from './process-fault.ts';
import type { ProcessFault } from './process-fault.ts';
import { firstStep, passedOverTo, stepOf, targetsOf } from './process-scopes.ts';
import type { Scope } from './process-scopes.ts';

/** A ticket closed so had work done on it, and that work is what mandatory steps look back on. */
const worked: CloseCode[] = ['confirmed', 'presumed', 'done'];

/** Nobody and nothing gets past a mandatory step to a close of a ticket that was worked on. */
export function mandatoryFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  const mandatory = scopes.flatMap((scope) =>
    scope.steps.flatMap((id) => {
      const definition = stepOf(template, id);
      return definition && isMandatory(definition) ? [{ id, definition, scope }] : [];
    }),
  );
  return [
    ...mandatory.flatMap(({ id, definition }) => skipFaults(id, definition)),
    ...mandatory.flatMap(({ id, scope }) => pathFaults(template, scopes, { id, scope })),
    ...(mandatory.length > 0 ? closingRungFaults(template) : []),
  ];
}

function isMandatory(definition: StepDefinition): boolean {
  return 'mandatory' in definition && definition.mandatory;
}

function skipFaults(id: string, definition: StepDefinition): ProcessFault[] {
  const refuse = (where: (string | number)[], how: string, remedy: string) =>
    stepFault(id, where, { problem: `${id} is mandatory, but ${how}`, remedy });
  const faults: ProcessFault[] = [];
  if ('when' in definition && definition.when !== undefined)
    faults.push(refuse(['when'], 'its when may pass it over', 'remove the when, or mandatory'));
  if ('waivable' in definition && definition.waivable)
    faults.push(refuse(['waivable'], 'its owner may waive it', 'remove waivable, or mandatory'));
  // How an approval ends that nobody gives is a decision too, and has to be declared.
  if ('expires' in definition && definition.expires && definition.kind !== 'approval')
    faults.push(refuse(['expires'], 'it expires by itself', 'let the ladder escalate instead'));
  const rungs = isAwaited(definition) ? ladderOf(definition) : [];
  rungs.forEach((rung, index) => {
    if (rung.do === 'complete')
      faults.push(refuse(['ladder', index, 'do'], 'a rung completes it', 'let the rung escalate instead'));
  });
  return faults;
}

function pathFaults(
  template: ProcessTemplate,
  scopes: Scope[],
  { id, scope }: { id: string; scope: Scope },
): ProcessFault[] {
  const around = anyJoinAround(template, scopes, scope);
  const path = around ? null : wayRound(template, scopes, { scope, step: id });
  const problem = around
    ? `${id} is mandatory, but another branch of ${around} may be first at the join`
    : path && `${id} is mandatory, but ${path.join(' → ')} goes round it`;
  if (!problem) return [];
  const remedy = around
    ? `write join: all for ${around}, or move ${id} behind it`
    : `lead that path through ${id}`;
  return [stepFault(id, ['mandatory'], { problem, remedy })];
}

/** The parallel step around a line whose first branch at its end ends the others. */
function anyJoinAround(template: ProcessTemplate, scopes: Scope[], scope: Scope): string | null {
  if (!scope.branch) return null;
  const { parallel } = scope.branch;
  const definition = stepOf(template, parallel);
  if (definition?.kind === 'parallel' && definition.join === 'any') return parallel;
  const outer = lineOf(parallel, scopes);
  return outer ? anyJoinAround(template, scopes, outer) : null;
}

function lineOf(step: string, scopes: Scope[]): Scope | undefined {
  return scopes.find((scope) => scope.steps.includes(step));
}

/** A path past the step, in its own line or past the parallel step that it is in. Null: there is none. */
function wayRound(
  template: ProcessTemplate,
  scopes: Scope[],
  { scope, step }: { scope: Scope; step: string },
): string[] | null {
  if (!scope.branch) {
    const start = firstStep(template) ?? '';
    return pathRound(template, { start, step, isEnd: (id) => isWorkedClose(template, id) });
  }
  const within = pathRound(template, { start: scope.start, step, isEnd: (id) => id === JOIN });
  if (within) return within;
  const { parallel } = scope.branch;
  const outer = lineOf(parallel, scopes);
  return outer ? wayRound(template, scopes, { scope: outer, step: parallel }) : null;
}

function isWorkedClose(template: ProcessTemplate, id: string): boolean {
  const definition = stepOf(template, id);
  return definition?.kind === 'close' && worked.includes(definition.code);
}

/** The shortest path from `start` to an end on which `step` is not done. It may be passed over. */
function pathRound(
  template: ProcessTemplate,
  { start, step, isEnd }: { start: string; step: string; isEnd: (id: string) => boolean },
): string[] | null {
  const paths = [[start]];
  const seen = new Set([start]);
  for (const path of paths) {
    const id = path.at(-1) ?? start;
    if (isEnd(id)) return path;
    const definition = stepOf(template, id);
    if (!definition) continue;
    const past = passedOverTo(definition);
    const targets = id === step ? (past === null ? [] : [past]) : targetsOf(definition);
    for (const target of targets) {
      if (seen.has(target)) continue;
      seen.add(target);
      paths.push([...path, target]);
    }
  }
  return null;
}

function closingRungFaults(template: ProcessTemplate): ProcessFault[] {
  return Object.entries(template.steps).flatMap(([id, definition]) => {
    const rungs = isAwaited(definition) ? ladderOf(definition) : [];
    return rungs.flatMap(({ code }, index) => {
      if (!code || !worked.includes(code)) return [];
      const problem = `the ladder of ${id} closes the ticket as ${code}, past every mandatory step`;
      const remedy = 'close it as unreachable or withdrawn, or let the rung complete the step';
      return [stepFault(id, ['ladder', index, 'code'], { problem, remedy })];
    });
  });
}
