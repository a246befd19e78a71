import { castVote, isApproval } from './approval.ts';
import type { OpenApproval, VoteRefusal } from './approval.ts';
import { recordVote } from './agent-endings.ts';
import { cutText } from './cut-text.ts';
import { checkAnswers } from './form-answers.ts';
import { isOfferedTo, takeStep } from './offer.ts';
import { expiryOf, formOf, isAsked, isStaffed, needsWholeForm } from './process-template.ts';
import type { Participant, Step, Ticket, Vote } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** What somebody chose and filled in on the page of a step. */
export interface StepAnswer {
  participant: Participant;
  step: Step;
  outcome: string;
  /** By field, typed or as written. */
  answers: Record<string, unknown>;
  /** Why: wanted from who declines. */
  reason: string;
}

export type StepAnswered =
  | { kind: 'completed' }
  /** Others are still to decide. */
  | { kind: 'voted' }
  | { kind: 'incomplete'; missing: string[]; invalid: string[] }
  | { kind: 'refused'; reason: VoteRefusal | 'not_yours' | 'unknown_outcome' };

const LONGEST_REASON = 2_000;

/**
 * Answers an open step for one of those whom it waits for: its owner, those it was offered to, its approvers; the
 * requester where he is asked; where somebody outside is, him and the colleague who answers for it here.
 */
export function answerStepAs(draft: TicketDraft, answer: StepAnswer): StepAnswered {
  const { participant, step, outcome } = answer;
  const { definition } = step;
  const ballot = ballotOf(step, outcome);
  if (!ballot && !mayEnd(step, participant, draft.ticket)) return { kind: 'refused', reason: 'not_yours' };
  if (!isChoice(step, outcome)) return { kind: 'refused', reason: 'unknown_outcome' };
  const read = checkAnswers(formOf(definition), answer.answers);
  if (read.kind === 'incomplete') {
    const { missing, invalid } = read;
    if (invalid.length > 0 || needsWholeForm(definition, outcome))
      return { kind: 'incomplete', missing, invalid };
  }
  const reason = cutText(answer.reason.trim(), LONGEST_REASON);
  if (ballot) return vote(draft, participant, { ...ballot, reason, answers: read.answers });
  const mine = isOfferedTo(step, participant.id) ? takeStep(draft, step, participant) : step;
  const answers = { ...read.answers, ...(reason ? { reason } : {}) };
  draft.completeStep(mine, { outcome, answers, by: `participant:${participant.id}` });
  return { kind: 'completed' };
}

/** Null for everything that is no vote. */
function ballotOf(step: Step, outcome: string): { step: OpenApproval; vote: Vote['vote'] } | null {
  if (!isApproval(step)) return null;
  return outcome === 'approved' || outcome === 'declined' ? { step, vote: outcome } : null;
}

function vote(
  draft: TicketDraft,
  author: Participant,
  {
    step,
    ...ballot
  }: { step: OpenApproval; vote: Vote['vote']; reason: string; answers: Record<string, unknown> },
): StepAnswered {
  const requester = draft.participant(draft.ticket.requester);
  const voting = castVote(step, { ...ballot, voter: author, requester, at: draft.now });
  if (voting.kind === 'refused') return { kind: 'refused', reason: voting.why };
  recordVote({ draft, author }, voting);
  return { kind: voting.decided ? 'completed' : 'voted' };
}

/** Whether the step waits for this person; who may vote on it is another question. */
function mayEnd(step: Step, { id }: Pick<Participant, 'id'>, ticket: Pick<Ticket, 'requester'>): boolean {
  const { definition, owner, external } = step;
  if (isAsked(definition)) return id === ticket.requester;
  if (definition.kind === 'external') return id === external || id === owner;
  return isStaffed(definition) && (id === owner || isOfferedTo(step, id));
}

/** Nobody but the desk says that nobody has answered. */
function isChoice({ definition }: Step, outcome: string): boolean {
  if (!Object.hasOwn(definition.on, outcome)) return false;
  return isStaffed(definition) || outcome !== expiryOf(definition)?.outcome;
}
