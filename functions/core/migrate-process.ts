import { isAwaited, JOIN } from './process-template.ts';
import type { AwaitedStep, ProcessTemplate, StepDefinition } from './process-template.ts';
import { processVersion } from './process-version.ts';
import type { Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

export type Migration =
  { kind: 'migrated'; entry: string; from: string; to: string } | { kind: 'refused'; problems: string[] };

/**
 * Moves an open ticket to what its process says today. A new run takes over at the step that is open, or at the
 * parallel step around the steps that are; their owners keep them and hear nothing. Work of a parallel step that has
 * been done stays done. Refused, with everything that stands in the way, when an open step is no more or is another
 * kind of step, and where a branch would say something again that it has said.
 */
export function migrateProcess(draft: TicketDraft, template: ProcessTemplate, by: string): Migration {
  const { ticket } = draft;
  const { run, version: from = 'unknown' } = ticket.process;
  const to = processVersion(template);
  const open = draft.openSteps.filter((step) => step.token !== null && step.run === run);
  const place = placeOf(open, template);
  const problems = [
    ...(ticket.closed ? ['the ticket is closed'] : []),
    ...(from === to ? [`the ticket has version ${to} already`] : []),
    ...(!ticket.closed && open.length === 0 ? ['no step is open just now: try again when one is'] : []),
    ...open.flatMap((step) => misfit(step, template.steps[step.id])),
    ...('problem' in place ? [place.problem] : []),
  ];
  if (problems.length > 0 || 'problem' in place) return { kind: 'refused', problems };
  const done = place.parallel ? doneWithin(draft.steps, { template, run, parallel: place.parallel }) : [];
  const next = draft.startRun(place.entry);
  for (const step of done) draft.putStep({ ...step, run: next, carried: true });
  for (const step of open) {
    const definition = template.steps[step.id];
    if (definition && isAwaited(definition)) draft.putStep({ ...step, run: next, definition });
  }
  draft.addEvent('process_migrated', by, { from, to, entry: place.entry });
  return { kind: 'migrated', entry: place.entry, from, to };
}

function misfit(step: Step, definition: StepDefinition | undefined): string[] {
  const { id, definition: before } = step;
  if (!definition) return [`the step ${id} is open and there is none of this name`];
  if (definition.kind !== before.kind)
    return [`the step ${id} was a ${before.kind} and is a ${definition.kind}`];
  const lost = outcomesOf(before).filter((outcome) => !outcomesOf(definition).includes(outcome));
  return lost.length > 0 ? [`the step ${id} can no longer end as ${lost.join(', ')}`] : [];
}

function outcomesOf(definition: StepDefinition | AwaitedStep): string[] {
  return 'on' in definition ? Object.keys(definition.on) : [];
}

/** Where the new run begins: a run has one place, or several within one parallel step. */
function placeOf(
  open: Step[],
  template: ProcessTemplate,
): { entry: string; parallel: string | null } | { problem: string } {
  const around = new Set(open.map(({ id }) => outermostParallel(id, template)));
  const [parallel = null, other] = around;
  if (around.size > 1 || (parallel === null && open.length > 1))
    return {
      problem: `the steps ${open.map(({ id }) => id).join(', ')} no longer go on side by side (${other})`,
    };
  if (parallel === null) return { entry: open[0]?.id ?? '', parallel };
  const said = stepsWithin(parallel, template).filter((id) => speaks(template.steps[id]));
  return said.length > 0
    ? { problem: `${parallel} would be begun again, and with it ${said.join(', ')}` }
    : { entry: parallel, parallel };
}

function speaks(definition: StepDefinition | undefined): boolean {
  return definition?.kind === 'message' || definition?.kind === 'set' || definition?.kind === 'suggest';
}

function outermostParallel(id: string, template: ProcessTemplate): string | null {
  const around = Object.keys(template.steps).find((parallel) => stepsWithin(parallel, template).includes(id));
  return around ? (outermostParallel(around, template) ?? around) : null;
}

function stepsWithin(parallel: string, { steps }: ProcessTemplate): string[] {
  const definition = steps[parallel];
  const found = new Set<string>();
  const ahead = definition?.kind === 'parallel' ? [...definition.branches] : [];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const inside = steps[id];
    if (!inside || id === JOIN || found.has(id)) continue;
    found.add(id);
    if (inside.kind === 'parallel') ahead.push(...inside.branches);
    if (inside.kind !== 'close') ahead.push(...Object.values(inside.on));
  }
  return [...found];
}

/** What was done since the run came to the parallel step this time: since the first steps of its branches were opened. */
function doneWithin(
  steps: Step[],
  { template, run, parallel }: { template: ProcessTemplate; run: number; parallel: string },
): Step[] {
  const definition = template.steps[parallel];
  const branches = definition?.kind === 'parallel' ? definition.branches : [];
  const latest = branches.flatMap(
    (first) => steps.findLast((step) => step.id === first && step.run === run) ?? [],
  );
  const began = latest.map(({ openedAt }) => openedAt).toSorted()[0] ?? '';
  const within = new Set(stepsWithin(parallel, template));
  return steps.filter(
    (step) => step.run === run && within.has(step.id) && step.state.kind === 'done' && step.openedAt >= began,
  );
}
