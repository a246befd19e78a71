import { formOf } from '../functions/core/process-template.ts';
import type { Label, ProcessTemplate, StepDefinition } from '../functions/core/process-template.ts';
import { expressionFaults } from './check-expressions.ts';
import { formFaults } from './check-forms.ts';
import { nameFaults } from './check-names.ts';
import { pathFaults } from './check-paths.ts';
import { stepFaults } from './check-steps.ts';
import { nameOneOf, processFault, stepFault } from './process-fault.ts';
import type { KnownNames, ProcessFault } from './process-fault.ts';
import { firstStep } from './process-scopes.ts';

/**
 * Everything that would make a process stand still, end too early or go nowhere, in plain words.
 * No faults: `compileProcess` makes a machine of it that always reaches a close.
 */
export function checkProcess(template: ProcessTemplate, known: KnownNames): ProcessFault[] {
  if (firstStep(template) === null) {
    const problem = 'the process has no steps';
    return [processFault(['steps'], { problem, remedy: 'write at least one step and a close' })];
  }
  const steps = Object.entries(template.steps);
  return [
    ...settingFaults(template, known),
    ...steps.flatMap(([id, definition]) => [
      ...idFaults(id, definition),
      ...nameFaults(id, definition, { known, process: template.id }),
      ...stepFaults(id, definition, template),
      ...formFaults(id, definition),
    ]),
    ...expressionFaults(template),
    ...pathFaults(template),
  ];
}

/** What the process says about itself, besides its steps. */
function settingFaults(template: ProcessTemplate, known: KnownNames): ProcessFault[] {
  const { sla, confidential, survey, recurring, title } = template;
  const faults: ProcessFault[] = [];
  if (hasNoEnglish(title.customer))
    faults.push(processFault(['title', 'customer'], noEnglish('the title for customers')));
  if (!known.sla.includes(sla)) {
    const problem = `there is no SLA policy named ${sla}`;
    faults.push(processFault(['sla'], { problem, remedy: nameOneOf('sla', known.sla) }));
  }
  if (confidential && survey !== false) {
    const problem = 'the process is confidential, but asks for a survey';
    faults.push(processFault(['survey'], { problem, remedy: 'write survey: false' }));
  }
  if (!recurring) return faults;
  const fields = Object.values(template.steps).flatMap((definition) => Object.keys(formOf(definition)));
  if (!fields.includes(recurring.field)) {
    const problem = `no form of the process asks for ${recurring.field}`;
    const remedy = `name one of ${[...new Set(fields)].join(', ')}`;
    faults.push(processFault(['recurring', 'field'], { problem, remedy }));
  }
  if (!Object.hasOwn(known.processes, recurring.process)) {
    const problem = `there is no process named ${recurring.process}`;
    const remedy = `name one of ${Object.keys(known.processes).join(', ')}`;
    faults.push(processFault(['recurring', 'process'], { problem, remedy }));
  }
  return faults;
}

/** A state's name may have 80 characters; `withdraw within ` is the longest that we put before a step's id. */
const LONGEST_ID = 64;

function idFaults(id: string, definition: StepDefinition): ProcessFault[] {
  const faults: ProcessFault[] = [];
  if (id === 'join') {
    const remedy = 'give it another name: join ends a branch';
    faults.push(stepFault(id, [], { problem: 'a step cannot be named join', remedy }));
  }
  if (id.length > LONGEST_ID) {
    const problem = `the name ${id} is too long`;
    faults.push(stepFault(id, [], { problem, remedy: `use at most ${LONGEST_ID} characters` }));
  }
  if (hasNoEnglish(definition.customer))
    faults.push(stepFault(id, ['customer'], noEnglish(`what customers read of ${id}`)));
  return [...faults, ...machineTextFaults(id, definition, [])];
}

/** Whoever reads none of a label's languages reads the English one. */
function hasNoEnglish(label: Label | undefined): boolean {
  return typeof label === 'object' && !Object.hasOwn(label, 'en');
}

function noEnglish(what: string) {
  return {
    problem: `${what} has no English`,
    remedy: 'add en: it is for everybody whose language is missing',
  };
}

/** The state machine would take such a text for an expression or a placeholder of its own. */
function machineTextFaults(step: string, value: unknown, where: (string | number)[]): ProcessFault[] {
  if (typeof value === 'string') {
    if (!value.startsWith('{%') && !value.includes('${')) return [];
    const problem = `the text ${value} looks like an expression`;
    return [stepFault(step, where, { problem, remedy: 'write it without {% and ${' })];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    machineTextFaults(step, inner, [...where, Array.isArray(value) ? Number(key) : key]),
  );
}
