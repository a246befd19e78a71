import type { Desk } from './desk.ts';
import type { Instant } from './instant.ts';
import { calendarOf } from './process-facts.ts';
import { targetOf } from './process-template.ts';
import type { AwaitedStep } from './process-template.ts';
import type { Roster } from './roster.ts';
import type { Participant, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** What a run says when it comes to a step that waits. */
export interface Opening<Definition extends AwaitedStep = AwaitedStep> {
  id: string;
  definition: Definition;
  /** Null for work that the desk opens beside the process. */
  token: string | null;
  entered?: Instant;
  /** A call step: what its expressions came to. */
  send?: Record<string, unknown>;
  desk: Desk;
  roster: Roster;
}

/** Writes down that a step was come to. Nobody has been told of it yet. */
export function visitStep(
  draft: TicketDraft,
  opening: Opening,
  more: Pick<Step, 'owner'> & Partial<Step>,
): Step {
  const { id, definition, token, entered, desk } = opening;
  const visit = draft.steps.filter((step) => step.id === id).length + 1;
  const step: Step = {
    id,
    visit,
    run: draft.ticket.process.run,
    definition,
    calendar: calendarOf(draft.ticket, desk),
    openedAt: draft.now,
    ...(entered ? { entered } : {}),
    token,
    state: { kind: 'open' },
    ...more,
  };
  draft.putStep(step);
  draft.addEvent('step_opened', 'process', {
    step: id,
    visit,
    kind: definition.kind,
    owner: step.owner,
    due: targetOf(definition),
    calendar: step.calendar,
    ...(step.holds ? { holds: step.holds } : {}),
  });
  return step;
}

/** Who is the first of the desk to get work on a ticket is its assignee. */
export function takeCharge(draft: TicketDraft, owner: Participant): void {
  if (draft.ticket.assignee !== null || !owner.agentId) return;
  draft.ticket = { ...draft.ticket, assignee: owner.id };
}
