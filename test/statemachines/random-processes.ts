import * as fc from 'fast-check';
import { approval, close, processOf, task, verify } from './templates.ts';
import type { ProcessTemplate } from '../../functions/core/process-template.ts';

type Plan = {
  /** How far the outcomes that do not go on lead back and ahead. */
  back: number;
  skip: number;
  /** How often it may lead back. */
  times: number;
  /** Which of the guards it has, if any. */
  guard: number;
} & (
  | { kind: 'task' | 'approval' | 'form'; mandatory: boolean; spam: boolean }
  | {
      kind:
        | 'customer'
        | 'verify'
        | 'external'
        | 'call'
        | 'process'
        | 'message'
        | 'set'
        | 'suggest'
        | 'wait'
        | 'until';
    }
  | { kind: 'parallel'; join: 'all' | 'any'; branches: Plan[][] }
);

const place = { back: fc.nat(5), skip: fc.nat(5), times: fc.integer({ min: 1, max: 3 }), guard: fc.nat(12) };
const staffed = fc.record({
  kind: fc.constantFrom('task' as const, 'approval' as const, 'form' as const),
  mandatory: fc.boolean(),
  spam: fc.boolean(),
  ...place,
});
const other = fc.record({
  kind: fc.constantFrom(
    ...(['customer', 'verify', 'external', 'call', 'process'] as const),
    ...(['message', 'set', 'suggest', 'wait', 'until'] as const),
  ),
  ...place,
});

const { line } = fc.letrec<{ plan: Plan; line: Plan[] }>((tie) => ({
  plan: fc.oneof(
    { maxDepth: 2 },
    staffed,
    other,
    fc.record({
      kind: fc.constant('parallel' as const),
      join: fc.constantFrom('all' as const, 'any' as const),
      branches: fc.array(tie('line'), { minLength: 2, maxLength: 3 }),
      ...place,
    }),
  ),
  line: fc.array(tie('plan'), { minLength: 1, maxLength: 4 }),
}));

const guards = [
  "ticket.priority = 'P1'",
  'answers.amount > 10',
  '$not(requester.isAgent) and calendar.open',
  "'vip' in ticket.tags",
  '($limit := 5; answers.amount < $limit)',
];

/** Any process that an admin could write: each line of steps goes on, back, or past steps that are not mandatory. */
export const anyProcess: fc.Arbitrary<ProcessTemplate> = line.map((plans) => {
  const steps: Record<string, unknown> = {};
  const start = addLine(steps, plans, {
    end: 'closed',
    spam: 'closed_spam',
    mayBeMandatory: true,
    ids: counter(),
  });
  // Something always leads to the close for spam, so that it can be reached.
  const form = { amount: { type: 'number' }, day: { type: 'date' } };
  const triage = task({ done: start, spam: 'closed_spam' }, { form });
  return processOf({ triage, ...steps, closed: close('done'), closed_spam: close('spam') });
});

interface Line {
  end: string;
  /** Where a line of the process itself can leave it; a branch cannot. */
  spam: string | null;
  /** Not where another branch may be first. */
  mayBeMandatory: boolean;
  ids: () => string;
}

interface Targets {
  next: string;
  before: string;
  ahead: string;
  spam: string | null;
}

function addLine(steps: Record<string, unknown>, planned: Plan[], line: Line): string {
  const { end, spam, mayBeMandatory, ids } = line;
  const plans = mayBeMandatory ? planned : planned.map(optional);
  const names = plans.map(ids);
  plans.forEach((plan, index) => {
    const name = names[index] ?? end;
    const next = names[index + 1] ?? end;
    const before = names[Math.min(plan.back, index)] ?? next;
    const ahead = pastOptional(plans, names, { index, wish: plan.skip, end });
    const to = { next, before, ahead, spam };
    if (plan.kind !== 'parallel') {
      Object.assign(steps, stepsOf(name, plan, to));
      return;
    }
    steps[name] = null;
    const branches = plan.branches.map((branch) =>
      addLine(steps, branch, {
        end: 'join',
        spam: null,
        mayBeMandatory: mayBeMandatory && plan.join === 'all',
        ids,
      }),
    );
    const { join } = plan;
    steps[name] = { kind: 'parallel', branches, join, on: { done: next }, ...guardOf(plan, to) };
  });
  return names[0] ?? end;
}

function optional(plan: Plan): Plan {
  return 'mandatory' in plan ? { ...plan, mandatory: false } : plan;
}

/** As far ahead as `wish`, but not past a mandatory step, nor past one that has mandatory steps in it. */
function pastOptional(
  plans: Plan[],
  names: string[],
  { index, wish, end }: { index: number; wish: number; end: string },
): string {
  let target = index + 1;
  while (target < index + 1 + wish && target < plans.length && !isMandatory(plans[target])) target += 1;
  return names[target] ?? end;
}

function isMandatory(plan: Plan | undefined): boolean {
  if (plan?.kind === 'parallel') return plan.join === 'all' && plan.branches.flat().some(isMandatory);
  return plan !== undefined && 'mandatory' in plan && plan.mandatory;
}

/** A guard that passes over what is not mandatory. */
function guardOf(plan: Plan, to: Targets): Record<string, string> {
  const when = guards[plan.guard];
  return when === undefined || isMandatory(plan) ? {} : { when, otherwise: to.ahead };
}

function stepsOf(
  name: string,
  plan: Exclude<Plan, { kind: 'parallel' }>,
  to: Targets,
): Record<string, unknown> {
  const byHand = `${name}_by_hand`;
  const step = { ...stepOf(plan, to, byHand), ...guardOf(plan, to) };
  return plan.kind === 'call' ? { [name]: step, [byHand]: task({ done: to.next }) } : { [name]: step };
}

function stepOf(
  plan: Exclude<Plan, { kind: 'parallel' }>,
  to: Targets,
  byHand: string,
): Record<string, unknown> {
  const loop = (outcome: string, then = to.next) => ({ loops: { [outcome]: { times: plan.times, then } } });
  const message = 'replies/goodbye.liquid';
  const ladder = [{ at: '100%', do: 'escalate' }];
  switch (plan.kind) {
    case 'message':
    case 'suggest':
      return { kind: plan.kind, message, on: { sent: to.next } };
    case 'set':
      return {
        kind: 'set',
        rules: [{ when: guards[plan.back], set: { priority: 'P2' } }],
        compute: { double: 'answers.amount * 2' },
        on: { done: to.next },
      };
    case 'wait':
      return { kind: 'wait', for: '1d', on: { over: to.next } };
    case 'until':
      return { kind: 'wait', until: 'answers.day', on: { over: to.next } };
    case 'customer':
      return verify({
        kind: 'customer',
        on: { replied: to.before, silent: to.ahead },
        ...loop('replied'),
      });
    case 'verify':
      return verify({
        on: { confirmed: to.next, rejected: to.before, silent: to.ahead },
        ...loop('rejected'),
      });
    case 'external': {
      const vendor = { to: 'vendor@parts.example', coOwner: 'assignee', message, due: '2d', ladder };
      return { kind: 'external', ...vendor, on: { replied: to.before, done: to.next }, ...loop('replied') };
    }
    case 'call': {
      const send = { amount: 'answers.amount', priority: 'ticket.priority' };
      const robot = { hook: 'robot', send, limit: '1h' };
      return { kind: 'call', ...robot, on: { done: to.ahead, failed: to.before }, ...loop('failed', byHand) };
    }
    case 'process':
      return {
        kind: 'process',
        process: 'incident',
        owner: 'lead',
        due: '1d',
        ladder,
        on: { done: to.next },
      };
    case 'approval':
      return approval(
        { approved: to.next, declined: to.before, skip: to.ahead },
        { mandatory: plan.mandatory, ...loop('declined') },
      );
    default: {
      const spam: Record<string, string> = plan.spam && to.spam ? { spam: to.spam } : {};
      return task(
        { done: to.next, again: to.before, skip: to.ahead, ...spam },
        { kind: plan.kind, mandatory: plan.mandatory, ...loop('again') },
      );
    }
  }
}

function counter(): () => string {
  let count = 0;
  return () => `step_${(count += 1)}`;
}
