import { JOIN } from '../functions/core/process-template.ts';
import type { Loop, ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';

/**
 * Steps that run in one line of control: the process itself, or one branch of a parallel step.
 * A line goes from step to step along `on`; a parallel step is one stop of it, whatever its branches do.
 */
export interface Scope {
  start: string;
  /** In the order of the template. */
  steps: string[];
  /** The branch's place; null for the process itself. */
  branch: { parallel: string; index: number } | null;
}

/** Where the process begins. Null for a template without steps. */
export function firstStep(template: ProcessTemplate): string | null {
  return Object.keys(template.steps)[0] ?? null;
}

export function stepOf(template: ProcessTemplate, id: string): StepDefinition | undefined {
  return Object.hasOwn(template.steps, id) ? template.steps[id] : undefined;
}

/** One way from a step to another, or to `join`. */
export interface Edge {
  target: string;
  /** Below the step in the YAML document: `['on', 'done']`, `['loops', 'done', 'then']`, `['otherwise']`. */
  path: string[];
  /** It can be taken so many times only. */
  isBound: boolean;
}

/** Every way that leads on from a step within its line; none for a close. */
export function edgesOf(definition: StepDefinition): Edge[] {
  if (definition.kind === 'close') return [];
  const loops = loopsOf(definition);
  const edges = Object.entries(definition.on).map(([outcome, target]) => ({
    target,
    path: ['on', outcome],
    isBound: Object.hasOwn(loops, outcome),
  }));
  const afterwards = Object.entries(loops).map(([outcome, { then: target }]) => ({
    target,
    path: ['loops', outcome, 'then'],
    isBound: false,
  }));
  const { otherwise } = definition;
  const past = otherwise === undefined ? [] : [{ target: otherwise, path: ['otherwise'], isBound: false }];
  return [...edges, ...afterwards, ...past];
}

/** Which outcomes of a step may come back only so often; none for a step that does not wait. */
export function loopsOf(definition: StepDefinition): Readonly<Record<string, Loop>> {
  return 'loops' in definition ? definition.loops : {};
}

/** The steps (or `join`) that a step may lead to within its line. */
export function targetsOf(definition: StepDefinition): string[] {
  return [...new Set(edgesOf(definition).map(({ target }) => target))];
}

/** Where a step leads when its `when` does not hold; null for a step without one. */
export function passedOverTo(definition: StepDefinition): string | null {
  if (definition.kind === 'close' || definition.when === undefined) return null;
  return definition.otherwise ?? Object.values(definition.on)[0] ?? null;
}

/** What can be reached from `starts` without passing through `without`; `join` included, unknown steps left out. */
export function reachableFrom(template: ProcessTemplate, starts: string[], without?: string): Set<string> {
  const seen = new Set<string>();
  const ahead = [...starts];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    if (id === without || seen.has(id)) continue;
    const definition = stepOf(template, id);
    if (!definition && id !== JOIN) continue;
    seen.add(id);
    if (definition) ahead.push(...targetsOf(definition));
  }
  return seen;
}

/** The branches of a parallel step, in order. */
export function branchesOf(parallel: string, scopes: Scope[]): Scope[] {
  return scopes.filter((scope) => scope.branch?.parallel === parallel);
}

/** All steps in the branches of a parallel step, and in those within them. */
export function stepsWithin(parallel: string, scopes: Scope[]): string[] {
  return branchesOf(parallel, scopes).flatMap((branch) =>
    branch.steps.flatMap((id) => [id, ...stepsWithin(id, scopes)]),
  );
}

/** The process itself first, then each branch, outer before inner. A branch that names an unknown step has no steps. */
export function scopesOf(template: ProcessTemplate): Scope[] {
  const first = firstStep(template);
  if (first === null) return [];
  const scopes: Scope[] = [scopeFrom(template, [first, template.onReopen], null)];
  const opened = new Set<string>();
  for (const scope of scopes) {
    for (const id of scope.steps) {
      const definition = stepOf(template, id);
      if (definition?.kind !== 'parallel' || opened.has(id)) continue;
      opened.add(id);
      definition.branches.forEach((start, index) => {
        scopes.push(scopeFrom(template, [start], { parallel: id, index }));
      });
    }
  }
  return scopes;
}

function scopeFrom(template: ProcessTemplate, starts: string[], branch: Scope['branch']): Scope {
  const reached = reachableFrom(template, starts);
  return {
    start: starts[0] ?? '',
    steps: Object.keys(template.steps).filter((id) => reached.has(id)),
    branch,
  };
}
