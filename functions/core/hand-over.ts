import { approversOf, awaitedApprovers, isApproval, mayApprove, withApprover } from './approval.ts';
import { bringStep } from './step-mail.ts';
import type { Participant, ParticipantId, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** Why somebody may not have a step; null when he may. */
export function handOverRefusal(
  draft: TicketDraft,
  step: Step,
  to: { address: string; id: ParticipantId | null },
): string | null {
  if (!isApproval(step)) return null;
  const requester = draft.participant(draft.ticket.requester);
  if (!mayApprove(step.definition, to, requester)) return 'nobody decides about his own request';
  return to.id !== null && approversOf(step).includes(to.id) ? 'he is asked for this decision already' : null;
}

/** Gives a step, or one vote on an approval, into other hands, and brings it there unless it is not his turn yet. */
export function handOver(
  draft: TicketDraft,
  step: Step,
  change: { from: ParticipantId; to: Participant },
): void {
  const { from, to } = change;
  const { offered: _settled, ...moved } = asked(step, { from, to: to.id });
  const owned = { ...moved, owner: step.owner === from ? to.id : step.owner };
  draft.putStep(owned);
  if (!isApproval(owned) || awaitedApprovers(owned).includes(to.id)) bringStep(draft, owned, to.id);
}

function asked(step: Step, change: { from: ParticipantId; to: ParticipantId }): Step {
  const isVoter = isApproval(step) && approversOf(step).includes(change.from);
  return isVoter ? withApprover(step, change) : step;
}
