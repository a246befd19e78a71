import * as z from 'zod';
import { checkAnswers } from './form-answers.ts';
import type { AnswersRead } from './form-answers.ts';
import { expiryOf } from './process-template.ts';
import type { CallStep } from './process-template.ts';

export type CallAnswer =
  | { kind: 'answered'; outcome: string; answers: Record<string, unknown> }
  /** Nothing that the process could go on with; `reason` names fields and never repeats what was sent. */
  | { kind: 'unreadable'; reason: string };

type Incomplete = Extract<AnswersRead, { kind: 'incomplete' }>;

const answer = z.object({ outcome: z.string(), answers: z.record(z.string(), z.unknown()).nullish() });

/**
 * Reads what another system says of a call step: JSON `{ "outcome": …, "answers": { … } }`. The outcome must be one of
 * the step's own, the answers fit its form; what the form does not ask for is left out. A call that failed owes no
 * answers.
 */
export function readCallAnswer(definition: CallStep, body: string): CallAnswer {
  const read = answer.safeParse(parsed(body));
  if (!read.success) return unreadable('it is not JSON with an outcome and answers');
  const { outcome } = read.data;
  if (!Object.hasOwn(definition.on, outcome))
    return unreadable(`its outcome is none of ${Object.keys(definition.on).join(', ')}`);
  const checked = checkAnswers(definition.form, read.data.answers ?? {});
  const fault =
    checked.kind === 'incomplete' ? faultOf(checked, outcome === expiryOf(definition)?.outcome) : '';
  return fault === '' ? { kind: 'answered', outcome, answers: checked.answers } : unreadable(fault);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function faultOf({ missing, invalid }: Incomplete, hasFailed: boolean): string {
  const parts = [
    ...(invalid.length > 0 ? [`not as the form has it: ${invalid.join(', ')}`] : []),
    ...(missing.length > 0 && !hasFailed ? [`missing: ${missing.join(', ')}`] : []),
  ];
  return parts.join('; ');
}

function unreadable(reason: string): CallAnswer {
  return { kind: 'unreadable', reason };
}
