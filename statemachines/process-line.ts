import { JOIN } from '../functions/core/process-template.ts';
import type { ProcessTemplate } from '../functions/core/process-template.ts';
import { passedOverTo, stepOf } from './process-scopes.ts';
import type { Scope } from './process-scopes.ts';
import type { Assignments, State, Template } from './state-machine.ts';

export type StatesByName = Record<string, State>;

/**
 * A line of the process that is being compiled, and all lines, for the branches within it.
 *
 * What a run knows is the variable `facts` of the process itself. A branch reads the variables of the process but
 * cannot assign them, so there the facts travel as the states' data, and the Parallel state takes them over.
 */
export interface Line {
  template: ProcessTemplate;
  scope: Scope;
  scopes: Scope[];
}

/** The error with which the first branch at its end ends the others. */
export const JOINED = 'Joined';

/** A value that the run knows at this point of the line, as JSONata. */
export function known({ scope }: Line, name: 'facts' | 'outcome' | 'times'): string {
  return scope.branch ? `$states.input.${name}` : `$${name}`;
}

/** What a state passes on untouched to the next one of the line. */
export function carried(line: Line): Record<string, Template> {
  return line.scope.branch ? { facts: `{% ${known(line, 'facts')} %}` } : {};
}

/** Keeps what a state has come to know, and hands `more` to the next state. */
export function keeping(
  { scope }: Line,
  values: Assignments,
  more: Record<string, Template> = {},
): { Assign?: Assignments; Output: Template } {
  return scope.branch ? { Output: { ...values, ...more } } : { Assign: values, Output: more };
}

/** The state through which a step is come to: the one that asks whether, for a step with a `when`. */
export function entryOf({ template }: Line, id: string): string {
  const definition = stepOf(template, id);
  return definition && passedOverTo(definition) !== null ? `whether ${id}` : id;
}

/** Where a step leads to when all its ways lead to the same place. */
export function onward(
  line: Line,
  from: string,
  target: string | undefined,
): { Next: string } | { End: true } {
  if (target === JOIN || target === undefined)
    return endsOthers(line) ? { Next: joinedName(from) } : { End: true };
  return { Next: entryOf(line, target) };
}

/** The state that a way of a Choice leads to; `join` ends the branch in a state of its own. */
export function wayTo(line: Line, from: string, target: string): string {
  return target === JOIN ? joinedName(from) : entryOf(line, target);
}

/** The end of a branch. Where the first branch to end suffices, it ends as an error that the Parallel state catches. */
export function joinedState(line: Line, from: string): StatesByName {
  return {
    [joinedName(from)]: endsOthers(line)
      ? { Type: 'Fail', Error: JOINED, Cause: `${from} was first at the join` }
      : { Type: 'Succeed' },
  };
}

function joinedName(from: string): string {
  return `joined after ${from}`;
}

export function endsOthers({ template, scope }: Line): boolean {
  const around = scope.branch && stepOf(template, scope.branch.parallel);
  return around?.kind === 'parallel' && around.join === 'any';
}
