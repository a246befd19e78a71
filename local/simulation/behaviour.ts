import * as z from 'zod';
import type { AwaitedStep, FormField, StepDefinition } from '../../functions/core/process-template.ts';
import { formOf, isAsked } from '../../functions/core/process-template.ts';

const share = z.number().min(0).max(1);
const weights = z.record(z.string(), z.number().min(0));
const duration = z.string().regex(/^\d+(\.\d+)?[mhd]$/, 'write a duration as 30m, 4h or 2d');

const stepHabit = z.strictObject({
  /** Half of all are done sooner; working time, for requesters the time of the clock. */
  takes: duration.optional(),
  /** How often each outcome comes, as weights; outcomes that are left out never do. */
  outcomes: weights.optional(),
  /** How many are never answered. */
  silent: share.optional(),
});

/**
 * How people behave in a simulation, as an admin may write it in `desk/simulation.yaml`: for everybody, and for single
 * steps of single processes.
 */
export const habits = z.strictObject({
  /** Tickets come in evenly by day and night over so many days. */
  over: z.int().positive().default(28),
  priorities: weights.default({ P1: 2, P2: 13, P3: 65, P4: 20 }),
  /** Of all steps whose owner is away when they come: he begins after one to ten working days. */
  absent: share.default(0.03),
  /** Of all questions to requesters: the mail comes back. */
  bounces: share.default(0.01),
  /** Of all steps of the desk: nobody thinks of them until long after they are due, when everybody has been told. */
  forgotten: share.default(0.02),
  /** Of all questions to requesters that are not about whether it is solved. */
  unanswered: share.default(0.15),
  processes: z.record(z.string(), z.record(z.string(), stepHabit)).default({}),
});
export type Habits = z.infer<typeof habits>;

/** What is assumed of a step of which nothing is said. */
export interface AssumedHabit {
  /** As a part of the step's due time. */
  median: number;
  outcomes: Record<string, number>;
  silent: number;
}

export function assumedHabit(definition: AwaitedStep, said: Habits): AssumedHabit {
  const outcomes = usualOutcomes(definition);
  if (definition.kind === 'verify')
    return { median: 0.15, outcomes: { confirmed: 9, rejected: 1 }, silent: 0.35 };
  if (isAsked(definition)) return { median: 0.1, outcomes, silent: said.unanswered };
  if (definition.kind === 'external') return { median: 0.6, outcomes, silent: 0.1 };
  if (definition.kind === 'call') return { median: 0.02, outcomes, silent: 0.02 };
  return { median: 0.4, outcomes, silent: said.forgotten };
}

/** The outcome that the template names first is the usual one; what time alone brings about is nobody's to choose. */
function usualOutcomes(definition: AwaitedStep): Record<string, number> {
  const byTime = 'expires' in definition ? definition.expires?.outcome : undefined;
  const names = Object.keys(definition.on).filter((name) => name !== byTime || name === 'declined');
  return Object.fromEntries(names.map((name, index) => [name, index === 0 ? 8 : (RARE[name] ?? 1)]));
}

const RARE: Record<string, number> = { spam: 0.2, duplicate: 0.4, failed: 0.3 };

/** What is answered to the fields of a form: something that fits each. */
export function plausibleAnswers(definition: StepDefinition, today: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(formOf(definition)).map(([name, field]) => [name, plausibleAnswer(field, today)]),
  );
}

function plausibleAnswer({ type, options }: FormField, today: string): unknown {
  switch (type) {
    case 'choice':
      return options?.[0] ?? '';
    case 'multi':
      return options?.slice(0, 1) ?? [];
    case 'number':
      return 1;
    case 'bool':
      return true;
    case 'date':
      return today;
    case 'file':
      return ['file.txt'];
    case 'text':
      return 'something';
  }
}
