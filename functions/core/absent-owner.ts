import { awaitedApprovers, isApproval } from './approval.ts';
import type { Desk } from './desk.ts';
import { handOver, handOverRefusal } from './hand-over.ts';
import { standIn } from './step-owner.ts';
import type { Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * An open step that needs attention while its owner is away, or has left, becomes his stand-in's, who is told; so does
 * a vote that is still awaited. What is offered is the takers' matter. Returns the step as it is now.
 */
export function passToStandIn(draft: TicketDraft, step: Step, desk: Desk): Step {
  if (step.offered) return step;
  const awaited = isApproval(step) ? awaitedApprovers(step) : [step.owner];
  for (const from of awaited) {
    const to = standIn(from, draft, desk);
    const current = currentOf(draft, step);
    if (to.id === from || handOverRefusal(draft, current, to) !== null) continue;
    draft.addEvent('step_passed_on', 'desk', { step: step.id, visit: step.visit, from, to: to.id });
    handOver(draft, current, { from, to });
  }
  return currentOf(draft, step);
}

function currentOf(draft: TicketDraft, step: Step): Step {
  return draft.openSteps.find(({ id, visit }) => id === step.id && visit === step.visit) ?? step;
}
