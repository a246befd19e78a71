import { expiryOf, isAwaited } from '../functions/core/process-template.ts';
import type {
  ApprovalStep,
  AwaitedStep,
  CallStep,
  ProcessTemplate,
  StepDefinition,
} from '../functions/core/process-template.ts';
import { ladderFaults } from './check-ladders.ts';
import { stepFault } from './process-fault.ts';
import type { ProcessFault } from './process-fault.ts';
import { stepOf } from './process-scopes.ts';

/** Whatever happens to a step leads somewhere, by the rules of its kind. */
export function stepFaults(
  id: string,
  definition: StepDefinition,
  template: ProcessTemplate,
): ProcessFault[] {
  return [
    ...outcomeFaults(id, definition),
    ...guardFaults(id, definition),
    ...(isAwaited(definition) ? [...loopFaults(id, definition), ...ladderFaults(id, definition)] : []),
    ...kindFaults(id, definition, template),
  ];
}

function kindFaults(id: string, definition: StepDefinition, template: ProcessTemplate): ProcessFault[] {
  switch (definition.kind) {
    case 'approval':
      return approvalFaults(id, definition);
    case 'call':
      return callFaults(id, definition, template);
    case 'wait':
      return waitFaults(id, definition, template);
    case 'set':
      return setFaults(id, definition);
    case 'message':
      return messageFaults(id, definition);
    default:
      return [];
  }
}

function outcomeFaults(id: string, definition: StepDefinition): ProcessFault[] {
  if (definition.kind === 'close') return [];
  const outcomes = Object.keys(definition.on);
  if (!isAwaited(definition)) {
    if (outcomes.length === 1) return [];
    const problem = `${id} goes on by itself, but names ${outcomes.length} outcomes`;
    const remedy = 'name exactly one, as in on: { done: next_step }';
    return [stepFault(id, ['on'], { problem, remedy })];
  }
  const missing = neededOutcomes(definition).filter((outcome) => !outcomes.includes(outcome));
  if (missing.length > 0)
    return missing.map((outcome) =>
      stepFault(id, ['on'], {
        problem: `nothing says what follows when ${id} ends as ${outcome}`,
        remedy: `add ${outcome}: <step> under on`,
      }),
    );
  if (outcomes.some((outcome) => outcome !== expiryOf(definition)?.outcome)) return [];
  const problem =
    definition.kind === 'call'
      ? `${id} can only fail, whatever ${definition.hook} answers`
      : `${id} can only expire, nobody can complete it`;
  return [stepFault(id, ['on'], { problem, remedy: 'add done: <step> under on' })];
}

function neededOutcomes(definition: AwaitedStep): string[] {
  const expired = expiryOf(definition);
  const ofKind: Partial<Record<AwaitedStep['kind'], string[]>> = {
    approval: ['approved', 'declined'],
    verify: ['confirmed', 'rejected', 'silent'],
    customer: ['replied'],
  };
  return [...new Set([...(ofKind[definition.kind] ?? []), ...(expired ? [expired.outcome] : [])])];
}

/** A step that is passed over leads somewhere, and to one place only. */
function guardFaults(id: string, definition: StepDefinition): ProcessFault[] {
  if (definition.kind === 'close') return [];
  const { when, otherwise, on } = definition;
  if (when === undefined && otherwise !== undefined) {
    const problem = `${id} is never passed over to ${otherwise}`;
    return [stepFault(id, ['otherwise'], { problem, remedy: 'say when: it is done, or remove otherwise' })];
  }
  if (when === undefined || otherwise !== undefined || new Set(Object.values(on)).size < 2) return [];
  const problem = `nothing says where ${id} leads when it is passed over`;
  return [stepFault(id, ['when'], { problem, remedy: 'add otherwise: <step>' })];
}

function loopFaults(id: string, definition: AwaitedStep): ProcessFault[] {
  const outcomes = Object.keys(definition.on);
  return Object.keys(definition.loops).flatMap((outcome) => {
    if (outcomes.includes(outcome)) return [];
    const problem = `the bound is on ${outcome}, which ${id} never ends as`;
    return [stepFault(id, ['loops', outcome], { problem, remedy: `name one of ${outcomes.join(', ')}` })];
  });
}

function approvalFaults(id: string, approval: ApprovalStep): ProcessFault[] {
  const { owner, approvers, needed, expires, requesterMayApprove } = approval;
  const faults: ProcessFault[] = [];
  if ([owner, ...approvers].includes('requester') && !requesterMayApprove) {
    const problem = `${id} asks the requester, who may not approve his own request`;
    faults.push(
      stepFault(id, [], { problem, remedy: 'ask somebody else, or write requesterMayApprove: true' }),
    );
  }
  const asked = new Set([owner, ...approvers]).size;
  if (needed > asked) {
    const problem = `${id} needs ${needed} approvals, but asks ${asked}`;
    const remedy = `ask more under approvers, or write needed: ${asked}`;
    faults.push(stepFault(id, ['needed'], { problem, remedy }));
  }
  if (!expires) {
    const problem = `nothing says how ${id} ends when nobody decides`;
    const remedy = 'add expires, as in expires: { after: 3d, outcome: declined }';
    faults.push(stepFault(id, [], { problem, remedy }));
  }
  return faults;
}

/** A system that does not answer leaves its work to a person. */
function callFaults(id: string, { on, loops }: CallStep, template: ProcessTemplate): ProcessFault[] {
  const isLoop = Object.hasOwn(loops, 'failed');
  const target = isLoop ? loops['failed']?.then : on['failed'];
  const fallback = target === undefined ? undefined : stepOf(template, target);
  if (target === undefined || (fallback && isOwned(fallback))) return [];
  const problem = `when ${id} fails, ${target} does not bring a person to do its work`;
  const remedy = 'lead it to a task, form or approval without a when';
  return [stepFault(id, isLoop ? ['loops', 'failed', 'then'] : ['on', 'failed'], { problem, remedy })];
}

function isOwned(definition: StepDefinition): boolean {
  return 'owner' in definition && definition.kind !== 'process' && definition.when === undefined;
}

function waitFaults(
  id: string,
  wait: Extract<StepDefinition, { kind: 'wait' }>,
  template: ProcessTemplate,
): ProcessFault[] {
  if ((wait.for === undefined) === (wait.until === undefined)) {
    const problem = wait.for ? `${id} waits both for and until` : `nothing says how long ${id} waits`;
    const remedy = 'write either for: 2d or until: answers.<date field>';
    return [stepFault(id, [], { problem, remedy })];
  }
  if (wait.until === undefined) return [];
  const dates = dateFields(template);
  const name = wait.until.replace('answers.', '');
  if (dates.includes(name)) return [];
  const problem = `${id} waits until ${name}, which no form of the process asks for as a date`;
  const remedy =
    dates.length > 0
      ? `name one of ${dates.map((date) => `answers.${date}`).join(', ')}`
      : `ask for it in a form before, as in ${name}: { type: date }`;
  return [stepFault(id, ['until'], { problem, remedy })];
}

function dateFields(template: ProcessTemplate): string[] {
  const forms = Object.values(template.steps).flatMap((step) => ('form' in step ? [step.form] : []));
  const dates = forms.flatMap((form) => Object.keys(form).filter((name) => form[name]?.type === 'date'));
  return [...new Set(dates)];
}

function setFaults(id: string, { rules, compute }: Extract<StepDefinition, { kind: 'set' }>): ProcessFault[] {
  if (rules.length + Object.keys(compute).length > 0) return [];
  const remedy = 'add rules: [{ when: …, set: { priority: P1 } }] or compute: { name: … }';
  return [stepFault(id, [], { problem: `${id} sets nothing`, remedy })];
}

function messageFaults(id: string, { to }: Extract<StepDefinition, { kind: 'message' }>): ProcessFault[] {
  if (to !== 'external') return [];
  const remedy = 'write to the requester or somebody of the desk, or make it kind: external';
  return [stepFault(id, ['to'], { problem: `${id} has nobody outside to write to`, remedy })];
}
