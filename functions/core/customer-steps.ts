import { labelIn } from './label.ts';
import { JOIN } from './process-template.ts';
import type { ProcessTemplate } from './process-template.ts';
import type { Step } from './ticket.ts';

/** One line of the way as the customer sees it. */
export interface CustomerStep {
  label: string;
  state: 'done' | 'current' | 'ahead';
}

/** Steps of the template by id; a branch of a parallel step belongs to it. */
interface Way {
  steps: ProcessTemplate['steps'];
  /** In which its labels are read, the best first. */
  languages: readonly string[];
  /** Id of the parallel step around a step. */
  around: Map<string, string>;
}

/**
 * The way of a ticket in the customer's words: what was done (in the order in which it ended), what is going on, and
 * what usually follows; between two steps the next one counts as begun. Only steps with a `customer:` label count; a
 * step without one inside a parallel step stands under that step's label. What usually follows is the outcome that
 * the template names first.
 *
 * @param ticket.steps all visits so far, oldest first; work that the desk opened beside the process is passed over.
 * @param languages of the labels, the best first.
 */
export function customerSteps(
  template: ProcessTemplate,
  ticket: { steps: Step[]; closed: boolean },
  languages: readonly string[],
): CustomerStep[] {
  const way: Way = { steps: template.steps, languages, around: parallelsAround(template) };
  const steps = ticket.steps.filter(({ token }) => token !== null);
  const open = steps.filter((step) => step.state.kind === 'open').map((step) => step.id);
  const ended = endedSteps(steps);
  const coming = labels(way, comingSteps(way, { open, last: ended.at(-1) }));
  const isBetween = open.length === 0 && !ticket.closed;
  const current = isBetween ? coming.slice(0, 1) : labels(way, open);
  const ahead = coming.filter((label) => !current.includes(label));
  const past = labels(
    way,
    ended.map(({ id }) => id),
  );
  const done = past.filter((label) => !current.includes(label) && !ahead.includes(label));
  return [
    ...done.map((label) => ({ label, state: 'done' as const })),
    ...current.map((label) => ({ label, state: 'current' as const })),
    ...ahead.map((label) => ({ label, state: ticket.closed ? ('done' as const) : ('ahead' as const) })),
  ];
}

interface Ended {
  id: string;
  at: string;
  outcome: string;
}

function endedSteps(steps: Step[]): Ended[] {
  return steps
    .flatMap(({ id, state }) => (state.kind === 'done' ? [{ id, at: state.at, outcome: state.outcome }] : []))
    .toSorted((first, second) => first.at.localeCompare(second.at));
}

/** From the open steps on; between two steps from where the last one led; at the very beginning the whole way. */
function comingSteps(way: Way, { open, last }: { open: string[]; last: Ended | undefined }): string[] {
  const [current] = open;
  if (current) return usualWay(way, following(way, current, null));
  if (last) return usualWay(way, following(way, last.id, last.outcome));
  return usualWay(way, Object.keys(way.steps)[0] ?? null);
}

/** Ends at a close step, or where it would come back to itself. */
function usualWay(way: Way, from: string | null): string[] {
  const ids: string[] = [];
  let next = from;
  while (next && !ids.includes(next)) {
    ids.push(next);
    next = following(way, next, null);
  }
  return ids;
}

/** @param outcome null for the one that the template names first. */
function following(way: Way, id: string, outcome: string | null): string | null {
  const step = way.steps[id];
  if (!step || step.kind === 'close') return null;
  const target = outcome === null ? Object.values(step.on)[0] : step.on[outcome];
  if (target !== JOIN) return target ?? null;
  const parallel = way.around.get(id);
  return parallel ? following(way, parallel, null) : null;
}

function labels(way: Way, ids: string[]): string[] {
  const found = ids
    .map((id) => way.steps[id]?.customer ?? way.steps[way.around.get(id) ?? '']?.customer)
    .filter((label) => label !== undefined)
    .map((label) => labelIn(label, way.languages));
  return [...new Set(found)];
}

/** Id of the parallel step around each step that is inside one. */
export function parallelsAround({ steps }: ProcessTemplate): Map<string, string> {
  const around = new Map<string, string>();
  for (const [parallel, step] of Object.entries(steps)) {
    if (step.kind !== 'parallel') continue;
    const waiting = [...step.branches];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const inside = steps[id];
      if (!inside || around.has(id)) continue;
      around.set(id, parallel);
      if (inside.kind !== 'close') waiting.push(...Object.values(inside.on));
    }
  }
  return around;
}
