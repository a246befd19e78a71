import { awaitedApprovers, mayApprove } from './approval.ts';
import type { ApprovalStep } from './process-template.ts';
import { bringStep } from './step-mail.ts';
import { leadOf, oneOf } from './step-owner.ts';
import { takeCharge, visitStep } from './step-visit.ts';
import type { Opening } from './step-visit.ts';
import type { Participant } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * Asks for a decision: everybody at once, or one after the other. Whoever would decide about his own request is passed
 * over; the lead is asked when too few are left.
 *
 * @throws Error when even so fewer are left than must agree, for which the machine asks a person: nobody could end it.
 */
export function openApproval(draft: TicketDraft, opening: Opening<ApprovalStep>): void {
  const { definition } = opening;
  const approvers = approversFor(draft, opening);
  const [owner] = approvers;
  if (!owner || approvers.length < definition.needed)
    throw new Error(`approval ${opening.id} needs ${definition.needed} and finds ${approvers.length}`);
  takeCharge(draft, owner);
  const step = visitStep(draft, opening, {
    owner: owner.id,
    approval: { approvers: approvers.map(({ id }) => id), votes: [] },
  });
  for (const approver of awaitedApprovers({ ...step, definition })) bringStep(draft, step, approver);
}

function approversFor(
  draft: TicketDraft,
  { definition, desk, roster }: Opening<ApprovalStep>,
): Participant[] {
  const requester = draft.participant(draft.ticket.requester);
  const named = [definition.owner, ...definition.approvers].map((name) => oneOf(name, draft, desk, roster));
  const allowed = distinct(named.filter((one) => mayApprove(definition, one, requester)));
  if (allowed.length >= definition.needed) return allowed;
  return distinct([
    ...allowed,
    ...[leadOf(draft, desk)].filter((lead) => mayApprove(definition, lead, requester)),
  ]);
}

function distinct(people: Participant[]): Participant[] {
  return people.filter((one, index) => people.findIndex(({ id }) => id === one.id) === index);
}
