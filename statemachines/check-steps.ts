import { isAsked, isHuman, isStaffed } from '../functions/core/process-template.ts';
import type { HumanStep, StaffedStep, StepDefinition } from '../functions/core/process-template.ts';
import { nameOneOf } from './process-fault.ts';
import type { KnownNames, ProcessFault } from './process-fault.ts';

/** Who does a step, with what, until when, and what happens when nobody does it. */
export function staffFaults(id: string, definition: StepDefinition, known: KnownNames): ProcessFault[] {
  const faults: ProcessFault[] = [];
  if (isStaffed(definition)) {
    faults.push(...personFaults(id, definition.owner, ['owner'], known), ...formFaults(id, definition));
  }
  if (isHuman(definition)) {
    faults.push(...ladderFaults(id, definition));
    definition.ladder.forEach((rung, index) => {
      faults.push(...personFaults(id, rung.to, ['ladder', index, 'to'], known));
    });
  }
  if ((isAsked(definition) || definition.kind === 'message') && definition.message) {
    faults.push(...replyFaults(id, definition.message, known));
  }
  return faults;
}

/** Which outcomes a step must name, by its kind, so that whatever happens leads somewhere. */
export function outcomeFaults(id: string, definition: StepDefinition): ProcessFault[] {
  if (definition.kind === 'close') return [];
  const path = ['steps', id, 'on'];
  const outcomes = Object.keys(definition.on);
  if (!isHuman(definition)) {
    if (outcomes.length === 1) return [];
    const problem = `${id} goes on by itself, but names ${outcomes.length} outcomes`;
    return [{ step: id, path, problem, remedy: 'name exactly one, as in on: { done: next_step }' }];
  }
  const missing = neededOutcomes(definition).filter((outcome) => !outcomes.includes(outcome));
  const faults = missing.map((outcome) => ({
    step: id,
    path,
    problem: `nothing says what follows when ${id} ends as ${outcome}`,
    remedy: `add ${outcome}: <step> under on`,
  }));
  if (faults.length === 0 && outcomes.every((outcome) => outcome === definition.expires?.outcome)) {
    const problem = `${id} can only expire, nobody can complete it`;
    faults.push({ step: id, path, problem, remedy: 'add done: <step> under on' });
  }
  return faults;
}

function neededOutcomes(definition: HumanStep): string[] {
  const expired = definition.expires ? [definition.expires.outcome] : [];
  switch (definition.kind) {
    case 'approval':
      return [...new Set(['approved', 'declined', ...expired])];
    case 'verify':
      return [...new Set(['confirmed', 'rejected', 'silent', ...expired])];
    case 'customer':
      return [...new Set(['replied', ...expired])];
    default:
      return expired;
  }
}

function ladderFaults(id: string, definition: HumanStep): ProcessFault[] {
  const path = ['steps', id, 'ladder'];
  const last = definition.ladder.at(-1);
  if (!last) {
    const problem = `nobody is reminded of ${id}`;
    return [
      {
        step: id,
        path,
        problem,
        remedy: 'add a ladder, as in ladder: [{ at: 50% }, { at: +2h, to: role:manager, do: escalate }]',
      },
    ];
  }
  if (definition.expires || last.do === 'escalate') return [];
  const problem = `the ladder of ${id} has no end: after the last reminder it may wait for ever`;
  return [
    { step: id, path, problem, remedy: 'let the last rung do: escalate, or add expires: { after, outcome }' },
  ];
}

function personFaults(
  id: string,
  person: string,
  where: (string | number)[],
  known: KnownNames,
): ProcessFault[] {
  const [kind = '', name] = person.split(':');
  if (name === undefined) return [];
  const names = { team: known.teams, role: known.roles, agent: known.agents }[kind] ?? [];
  if (names.includes(name)) return [];
  const path = ['steps', id, ...where];
  return [
    { step: id, path, problem: `there is no ${kind} named ${name}`, remedy: nameOneOf(`${kind}s`, names) },
  ];
}

function replyFaults(id: string, message: string, known: KnownNames): ProcessFault[] {
  const name = message.replace(/^replies\//, '').replace(/\.liquid$/, '');
  if (known.replies.includes(name)) return [];
  const path = ['steps', id, 'message'];
  return [{ step: id, path, problem: `there is no mail text ${message}`, remedy: `write desk/${message}` }];
}

function formFaults(id: string, definition: StaffedStep): ProcessFault[] {
  return Object.entries(definition.form).flatMap(([name, field]) => {
    const path = ['steps', id, 'form', name];
    if (field.type === 'choice' && !field.options) {
      const problem = `the choice ${name} of ${id} offers nothing to choose from`;
      return [{ step: id, path, problem, remedy: 'add options: [first, second]' }];
    }
    if (field.type !== 'choice' && field.options) {
      const problem = `${name} of ${id} has options, but is a ${field.type}`;
      return [{ step: id, path, problem, remedy: 'make it type: choice, or leave the options out' }];
    }
    return [];
  });
}
