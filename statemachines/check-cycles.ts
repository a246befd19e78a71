import { isAwaited } from '../functions/core/process-template.ts';
import type { ProcessTemplate } from '../functions/core/process-template.ts';
import { stepFault } from './process-fault.ts';
import type { ProcessFault } from './process-fault.ts';
import { edgesOf, stepOf } from './process-scopes.ts';
import type { Edge, Scope } from './process-scopes.ts';

interface Way extends Edge {
  from: string;
}

/** No process goes round for ever: each cycle has a way in it that can be taken so many times only. */
export function cycleFaults(template: ProcessTemplate, scopes: Scope[]): ProcessFault[] {
  return scopes.flatMap((scope) => {
    let ways = scope.steps.flatMap((id) => waysFrom(template, id));
    const faults: ProcessFault[] = [];
    for (;;) {
      const cycle = firstCycle(scope.steps, ways);
      if (!cycle) return faults;
      const culprit = cycle.findLast((way) => canBeBound(template, way)) ?? cycle.at(-1);
      if (!culprit) return faults;
      faults.push(faultOf(template, cycle, culprit));
      ways = ways.filter((way) => way !== culprit);
    }
  });
}

function waysFrom(template: ProcessTemplate, id: string): Way[] {
  const definition = stepOf(template, id);
  const edges = definition ? edgesOf(definition) : [];
  return edges.filter(({ isBound }) => !isBound).map((edge) => ({ from: id, ...edge }));
}

/** The shortest way from the first step that comes round to itself. */
function firstCycle(steps: string[], ways: Way[]): Way[] | null {
  for (const start of steps) {
    const cycle = wayRound(start, ways);
    if (cycle) return cycle;
  }
  return null;
}

function wayRound(start: string, ways: Way[]): Way[] | null {
  const paths = ways.filter(({ from }) => from === start).map((way) => [way]);
  const seen = new Set<string>();
  for (const path of paths) {
    const target = path.at(-1)?.target ?? '';
    if (target === start) return path;
    if (seen.has(target)) continue;
    seen.add(target);
    for (const way of ways) if (way.from === target) paths.push([...path, way]);
  }
  return null;
}

/** A bound belongs to an outcome of a step that waits. */
function canBeBound(template: ProcessTemplate, { from, path }: Way): boolean {
  const definition = stepOf(template, from);
  return definition !== undefined && isAwaited(definition) && path[0] === 'on';
}

function faultOf(template: ProcessTemplate, cycle: Way[], culprit: Way): ProcessFault {
  const round = [...cycle.map(({ from }) => from), cycle[0]?.from].join(' → ');
  const outcome = culprit.path[1] ?? '';
  const remedy = canBeBound(template, culprit)
    ? `add loops: { ${outcome}: { times: 10, then: <step> } } to ${culprit.from}`
    : `lead ${culprit.from} elsewhere`;
  return stepFault(culprit.from, culprit.path, { problem: `${round} has no bound`, remedy });
}
