import * as fc from 'fast-check';
import { close, processOf, task, approval } from './templates.ts';
import type { ProcessTemplate } from '../../functions/core/process-template.ts';

type Plan =
  | { kind: 'task' | 'approval' | 'form'; mandatory: boolean; back: number; skip: number; spam: boolean }
  | { kind: 'customer' | 'verify'; back: number; skip: number }
  | { kind: 'message' | 'wait' }
  | { kind: 'parallel'; branches: Plan[][] };

const back = fc.nat(5);
const skip = fc.nat(5);
const staffed = fc.record({
  kind: fc.constantFrom('task' as const, 'approval' as const, 'form' as const),
  mandatory: fc.boolean(),
  back,
  skip,
  spam: fc.boolean(),
});
const asked = fc.record({ kind: fc.constantFrom('customer' as const, 'verify' as const), back, skip });
const immediate = fc.record({ kind: fc.constantFrom('message' as const, 'wait' as const) });

const { line } = fc.letrec<{ plan: Plan; line: Plan[] }>((tie) => ({
  plan: fc.oneof(
    { maxDepth: 2 },
    staffed,
    asked,
    immediate,
    fc.record({
      kind: fc.constant('parallel' as const),
      branches: fc.array(tie('line'), { minLength: 2, maxLength: 3 }),
    }),
  ),
  line: fc.array(tie('plan'), { minLength: 1, maxLength: 4 }),
}));

/** Any process that an admin could write: each line of steps goes on, back, or past steps that are not mandatory. */
export const anyProcess: fc.Arbitrary<ProcessTemplate> = line.map((plans) => {
  const steps: Record<string, unknown> = {};
  const ids = counter();
  addLine(steps, plans, { end: 'closed', spam: 'closed_spam', ids });
  const start = Object.keys(steps)[0] ?? 'closed';
  // Something always leads to the close for spam, so that it can be reached.
  const sorted = { triage: task({ done: start, spam: 'closed_spam' }), ...steps };
  return processOf({ ...sorted, closed: close('done'), closed_spam: close('spam') });
});

interface Line {
  end: string;
  /** Where a line of the process itself can leave it; a branch cannot. */
  spam: string | null;
  ids: () => string;
}

function addLine(steps: Record<string, unknown>, plans: Plan[], { end, spam, ids }: Line): string {
  const names = plans.map(ids);
  plans.forEach((plan, index) => {
    const name = names[index] ?? end;
    const next = names[index + 1] ?? end;
    const before = 'back' in plan ? (names[Math.min(plan.back, index)] ?? next) : next;
    const ahead = 'skip' in plan ? pastOptional(plans, names, index, plan.skip, end) : next;
    if (plan.kind !== 'parallel') {
      steps[name] = stepOf(plan, { next, before, ahead, spam });
      return;
    }
    steps[name] = { kind: 'parallel', branches: [], on: { done: next } };
    const branches = plan.branches.map((branch) => addLine(steps, branch, { end: 'join', spam: null, ids }));
    steps[name] = { kind: 'parallel', branches, on: { done: next } };
  });
  return names[0] ?? end;
}

/** As far ahead as `wish`, but not past a mandatory step, nor past one that may have mandatory steps in it. */
function pastOptional(plans: Plan[], names: string[], index: number, wish: number, end: string): string {
  let target = index + 1;
  while (target < index + 1 + wish && target < plans.length && !isMandatory(plans[target])) target += 1;
  return names[target] ?? end;
}

function isMandatory(plan: Plan | undefined): boolean {
  return plan?.kind === 'parallel' || (plan !== undefined && 'mandatory' in plan && plan.mandatory);
}

function stepOf(
  plan: Exclude<Plan, { kind: 'parallel' }>,
  to: { next: string; before: string; ahead: string; spam: string | null },
): unknown {
  const expires = { after: '5d', outcome: 'silent' };
  switch (plan.kind) {
    case 'message':
      return { kind: 'message', message: 'replies/goodbye.liquid', on: { sent: to.next } };
    case 'wait':
      return { kind: 'wait', for: '1d', on: { over: to.next } };
    case 'customer':
      return {
        kind: 'customer',
        message: 'replies/question.liquid',
        ladder: [{ at: '1d' }],
        expires,
        on: { replied: to.next, silent: to.ahead },
      };
    case 'verify':
      return {
        kind: 'verify',
        message: 'replies/verify.liquid',
        ladder: [{ at: '1d' }],
        expires,
        on: { confirmed: to.next, rejected: to.before, silent: to.ahead },
      };
    case 'approval':
      return approval(
        { approved: to.next, declined: to.before, skip: plan.mandatory ? to.next : to.ahead },
        { mandatory: plan.mandatory },
      );
    default: {
      const spam: Record<string, string> = plan.spam && to.spam ? { spam: to.spam } : {};
      return task(
        { done: to.next, again: to.before, skip: to.ahead, ...spam },
        { kind: plan.kind, mandatory: plan.mandatory },
      );
    }
  }
}

function counter(): () => string {
  let count = 0;
  return () => `step_${(count += 1)}`;
}
