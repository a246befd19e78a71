import { cutText } from './cut-text.ts';
import type { Instant } from './instant.ts';
import type { ApprovalStep } from './process-template.ts';
import type { Participant, ParticipantId, Step, Vote } from './ticket.ts';

/** Characters of one reason that travel with the process; the whole is in the mail that gave it. */
const LONGEST_REASON = 300;

export type OpenApproval = Step & { definition: ApprovalStep };

export type Voting =
  | {
      kind: 'counted';
      step: OpenApproval;
      /** Null while others are still to decide. */
      decided: { outcome: Vote['vote']; answers: Record<string, unknown> } | null;
      /** Whose turn it has become: he is to be asked now. */
      next: ParticipantId | null;
    }
  | { kind: 'refused'; why: VoteRefusal };

export type VoteRefusal = 'no_approver' | 'own_request' | 'not_your_turn' | 'reason_needed';

export function isApproval(step: Step): step is OpenApproval {
  return step.definition.kind === 'approval';
}

/** Who is asked, in this order; the owner alone where nothing else was written down. */
export function approversOf({ approval, owner }: Step): ParticipantId[] {
  return approval?.approvers ?? [owner];
}

/** Whether a person may decide: nobody does about his own request, unless the process allows it. */
export function mayApprove(
  definition: ApprovalStep,
  approver: Pick<Participant, 'address'>,
  requester: Pick<Participant, 'address'>,
): boolean {
  return definition.requesterMayApprove || approver.address === '' || approver.address !== requester.address;
}

/**
 * Counts a vote. Everybody has one, and a later one replaces it as long as the step is open; to decline takes a reason.
 * The step is approved once `needed` have agreed and declined once so many no longer can. In turn, whoever has voted may
 * change his mind, but nobody votes before those who are asked before him.
 */
export function castVote(
  step: OpenApproval,
  ballot: {
    voter: Participant;
    requester: Participant;
    vote: Vote['vote'];
    reason: string;
    answers?: Record<string, unknown>;
    at: Instant;
  },
): Voting {
  const { voter, vote, at } = ballot;
  const reason = ballot.reason.trim();
  const approvers = approversOf(step);
  const before = votesOf(step);
  if (!approvers.includes(voter.id)) return { kind: 'refused', why: 'no_approver' };
  if (!mayApprove(step.definition, voter, ballot.requester)) return { kind: 'refused', why: 'own_request' };
  const waiting = step.definition.order === 'in_turn' ? nextOf(approvers, before) : null;
  if (waiting !== null && waiting !== voter.id && !before.some(({ by }) => by === voter.id))
    return { kind: 'refused', why: 'not_your_turn' };
  if (vote === 'declined' && reason === '') return { kind: 'refused', why: 'reason_needed' };

  const cast: Vote = {
    by: voter.id,
    vote,
    reason: cutText(reason, LONGEST_REASON),
    at,
    ...(ballot.answers ? { answers: ballot.answers } : {}),
  };
  const votes = [...before.filter(({ by }) => by !== voter.id), cast];
  const counted = { ...step, approval: { approvers, votes } };
  const outcome = decisionOf(counted);
  const next = step.definition.order === 'in_turn' && !outcome ? nextOf(approvers, votes) : null;
  return {
    kind: 'counted',
    step: counted,
    decided: outcome && { outcome, answers: answersOf(outcome, votes) },
    next: next === waiting ? null : next,
  };
}

/** Somebody else is asked instead, and what the one before him said no longer counts. */
export function withApprover(
  step: OpenApproval,
  change: { from: ParticipantId; to: ParticipantId },
): OpenApproval {
  const approvers = approversOf(step).map((id) => (id === change.from ? change.to : id));
  return {
    ...step,
    approval: {
      approvers: [...new Set(approvers)],
      votes: votesOf(step).filter(({ by }) => by !== change.from),
    },
  };
}

/** Who is to be asked now: all who have not voted, or in turn the first of them. */
export function awaitedApprovers(step: OpenApproval): ParticipantId[] {
  const votes = votesOf(step);
  const silent = approversOf(step).filter((id) => !votes.some(({ by }) => by === id));
  return step.definition.order === 'in_turn' ? silent.slice(0, 1) : silent;
}

function decisionOf(step: OpenApproval): Vote['vote'] | null {
  const { needed } = step.definition;
  const votes = votesOf(step);
  const agreed = votes.filter(({ vote }) => vote === 'approved').length;
  const against = votes.length - agreed;
  if (agreed >= needed) return 'approved';
  return approversOf(step).length - against < needed ? 'declined' : null;
}

/** Reasons without names: the answers travel with the process. What approvers filled in is what those who agreed said. */
function answersOf(decision: Vote['vote'], votes: Vote[]): Record<string, unknown> {
  const filledIn = votes.flatMap((one) => (one.vote === decision ? Object.entries(one.answers ?? {}) : []));
  const reasons = votes.flatMap(({ reason }) => (reason === '' ? [] : [reason]));
  return { ...Object.fromEntries(filledIn), decision, reasons };
}

function votesOf({ approval }: Step): Vote[] {
  return approval?.votes ?? [];
}

function nextOf(approvers: ParticipantId[], votes: Vote[]): ParticipantId | null {
  return approvers.find((id) => !votes.some(({ by }) => by === id)) ?? null;
}
