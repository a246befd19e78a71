import type { ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';
import { pathFaults } from './check-paths.ts';
import { outcomeFaults, staffFaults } from './check-steps.ts';
import { nameOneOf } from './process-fault.ts';
import type { KnownNames, ProcessFault } from './process-fault.ts';
import { firstStep } from './process-scopes.ts';

/**
 * Everything that would make a process stand still, end too early or go nowhere, in plain words.
 * No faults: `compileProcess` makes a machine of it that always reaches a close.
 */
export function checkProcess(template: ProcessTemplate, known: KnownNames): ProcessFault[] {
  if (firstStep(template) === null) {
    const problem = 'the process has no steps';
    return [{ step: null, path: ['steps'], problem, remedy: 'write at least one step and a close' }];
  }
  const steps = Object.entries(template.steps);
  return [
    ...slaFaults(template, known),
    ...steps.flatMap(([id, definition]) => nameFaults(id, definition)),
    ...steps.flatMap(([id, definition]) => staffFaults(id, definition, known)),
    ...steps.flatMap(([id, definition]) => outcomeFaults(id, definition)),
    ...pathFaults(template),
  ];
}

function slaFaults(template: ProcessTemplate, known: KnownNames): ProcessFault[] {
  if (known.sla.includes(template.sla)) return [];
  const problem = `there is no SLA policy named ${template.sla}`;
  return [{ step: null, path: ['sla'], problem, remedy: nameOneOf('sla', known.sla) }];
}

/** A state's name may have 80 characters; `joined after ` is the longest that we put before a step's id. */
const LONGEST_ID = 64;

function nameFaults(id: string, definition: StepDefinition): ProcessFault[] {
  const path = ['steps', id];
  const faults: ProcessFault[] = [];
  if (id === 'join') {
    faults.push({
      step: id,
      path,
      problem: 'a step cannot be named join',
      remedy: 'give it another name: join ends a branch',
    });
  }
  if (id.length > LONGEST_ID) {
    faults.push({
      step: id,
      path,
      problem: `the name ${id} is too long`,
      remedy: `use at most ${LONGEST_ID} characters`,
    });
  }
  return [...faults, ...expressionFaults(id, definition, path)];
}

/** The state machine would take such a text for an expression or a placeholder of its own. */
function expressionFaults(step: string, value: unknown, path: (string | number)[]): ProcessFault[] {
  if (typeof value === 'string') {
    if (!value.startsWith('{%') && !value.includes('${')) return [];
    return [
      {
        step,
        path,
        problem: `the text ${value} looks like an expression`,
        remedy: 'write it without {% and ${',
      },
    ];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    expressionFaults(step, inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
