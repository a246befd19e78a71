import type { AgentOrdering, Planned } from './agent-ordering.ts';
import type { Command } from './command-grammar.ts';
import type { GivenCommand, RefusedLine } from './commands.ts';
import { planMerge, planSplit, planUnmerge } from './merge-orders.ts';
import { planDelegation, planProblem, planSnooze, planTake, planWaiver } from './step-orders.ts';
import {
  changeValues,
  planAssignment,
  planClosing,
  planCompanions,
  planDue,
  planReturn,
} from './ticket-orders.ts';

/** Of all that a mail orders besides outcomes: what cannot be done and why, and how to do the rest. */
interface OrdersPlan {
  refused: RefusedLine[];
  carryOut: () => void;
}

/** Each says where the work goes on, so a mail holds one of them. */
const moves: ReadonlySet<Command['kind']> = new Set([
  'outcome',
  'waive',
  'reopen',
  'close',
  'delegate',
  'merge',
]);
const repeatable: ReadonlySet<Command['kind']> = new Set(['tag', 'cc', 'field']);
const ofValues: ReadonlySet<Command['kind']> = new Set(['priority', 'impact', 'urgency', 'tag', 'field']);
/** What changes whose run and whose steps there are comes after everything else. */
const last: ReadonlySet<Command['kind']> = new Set(['reopen', 'close', 'merge']);

/** Finds out what can be carried out, and carries nothing out yet. */
export function planOrders(commands: GivenCommand[], ordering: AgentOrdering): OrdersPlan {
  const planned = commands.map((command, index) => ({
    command,
    plan: clash(command, commands.slice(0, index)) ?? planOne(command, ordering),
  }));
  const refused = planned.flatMap(({ command: { line }, plan }) =>
    plan?.kind === 'refused' ? [{ line, why: plan.why }] : [],
  );
  const inOrder = planned.toSorted((first, second) => rank(first.command) - rank(second.command));
  const values = commands.filter(({ kind }) => ofValues.has(kind));
  return {
    refused,
    carryOut: () => {
      if (values.length > 0) changeValues(ordering, values);
      for (const { plan } of inOrder) if (plan?.kind === 'possible') plan.carryOut();
    },
  };
}

/** Null for what is no deed of its own: words for whom, values that are changed together, outcomes. */
function planOne(command: Command, ordering: AgentOrdering): Planned | null {
  switch (command.kind) {
    case 'take':
      return planTake(ordering);
    case 'delegate':
      return planDelegation(ordering, command);
    case 'snooze':
      return planSnooze(ordering, command);
    case 'problem':
      return planProblem(ordering, command);
    case 'waive':
      return planWaiver(ordering, command);
    case 'assign':
      return planAssignment(ordering, command);
    case 'due':
      return planDue(ordering, command);
    case 'cc':
      return planCompanions(ordering, command);
    case 'reopen':
      return planReturn(ordering, command);
    case 'close':
      return planClosing(ordering, command);
    case 'merge':
      return planMerge(ordering, command);
    case 'unmerge':
      return planUnmerge(ordering, command);
    case 'split':
      return planSplit(ordering, command);
    default:
      return null;
  }
}

function clash({ kind }: Command, before: Command[]): Planned | null {
  const kinds = before.map((command) => command.kind);
  if (kinds.includes(kind) && !repeatable.has(kind)) return { kind: 'refused', why: 'it was given before' };
  if (moves.has(kind) && kinds.some((one) => moves.has(one)))
    return { kind: 'refused', why: 'the work can go on in one way only' };
  const isContrary =
    (kind === 'note' && kinds.includes('public')) || (kind === 'public' && kinds.includes('note'));
  return isContrary ? { kind: 'refused', why: 'words go to the customer or stay with the desk' } : null;
}

function rank({ kind }: Command): number {
  return last.has(kind) ? 1 : 0;
}
