import type { ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';
import { declaredFacts } from './declared-facts.ts';
import { expressionProblems } from './expression-problems.ts';
import { stepFault } from './process-fault.ts';
import type { ProcessFault } from './process-fault.ts';

type Placed = [where: (string | number)[], expression: string];

/**
 * Every expression of a process can be read and speaks only of what a run knows. A guard that fails while it runs would
 * end the run, so whatever can be told beforehand is.
 */
export function expressionFaults(template: ProcessTemplate): ProcessFault[] {
  const facts = declaredFacts(template);
  return Object.entries(template.steps).flatMap(([id, definition]) =>
    expressionsOf(definition).flatMap(([where, expression]) =>
      expressionProblems(expression, facts).map((words) => stepFault(id, where, words)),
    ),
  );
}

function expressionsOf(definition: StepDefinition): Placed[] {
  const named = (key: string, expressions: Record<string, string>): Placed[] =>
    Object.entries(expressions).map(([name, expression]) => [[key, name], expression]);
  const guard: Placed[] =
    'when' in definition && definition.when !== undefined ? [[['when'], definition.when]] : [];
  if (definition.kind === 'call') return [...guard, ...named('send', definition.send)];
  if (definition.kind !== 'set') return guard;
  const rules = definition.rules.flatMap(({ when }, index): Placed[] =>
    when === undefined ? [] : [[['rules', index, 'when'], when]],
  );
  return [...guard, ...rules, ...named('compute', definition.compute)];
}
