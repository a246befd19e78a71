import { reviewAt } from '../core/deadlines.ts';
import type { DeadlinePoint } from '../core/deadlines.ts';
import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { latest } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import { isAsked } from '../core/process-template.ts';
import { allOf } from '../core/step-owner.ts';
import type { Step } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Clock, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

export interface ReviewInput {
  ref: TicketRef;
  /** Of the run that asks; a newer one has taken over when the ticket's is higher. */
  revision: number;
  /** What the Wait before this review was for: a clock that lags behind it counts as having reached it. */
  plannedFor: Instant;
}

export type ReviewOutput = { next: 'wait'; until: Instant } | { next: 'done' };

/**
 * Looks at a ticket's clocks and ladders: what is due now is done, each rung once, and the answer says when to look
 * again. Early, late or repeated reviews are harmless.
 */
export async function reviewDeadlines(
  deps: { store: Store; desk: Desk; clock: Clock; log: Log },
  input: ReviewInput,
): Promise<ReviewOutput> {
  const { result } = await decideAndCommit<ReviewOutput>(deps.store, async () => {
    const state = await deps.store.ticket(input.ref);
    if (!state || state.ticket.closed || state.ticket.deadlineRevision > input.revision)
      return { changes: [], result: { next: 'done' } };
    const now = latest(deps.clock(), input.plannedFor);
    const draft = new TicketDraft(state, { now, calendars: deps.desk.calendars });
    const { due } = reviewAt({ ...state, calendars: deps.desk.calendars }, now);
    for (const point of due) fire(draft, point, deps.desk);
    for (const point of due) deps.log('rung_fired', { ref: input.ref, rung: point.rung });
    const drafted = draft.finish({ reviewing: true });
    const until = drafted.ticket.nextDeadline;
    const moved = until !== state.ticket.nextDeadline;
    return {
      changes: due.length > 0 || moved ? changesOf(drafted, 'update_ticket') : [],
      result: until ? { next: 'wait', until } : { next: 'done' },
    };
  });
  return result;
}

function fire(draft: TicketDraft, point: DeadlinePoint, desk: Desk): void {
  draft.ticket = { ...draft.ticket, fired: [...draft.ticket.fired, point.rung] };
  switch (point.kind) {
    case 'step_rung':
      return climb(draft, point, desk);
    case 'step_expires':
      return expire(draft, point);
    case 'clock_rung':
      draft.addEvent('clock_warning', 'deadlines', { rung: point.rung, metric: point.clock.metric });
      return tell(draft, {
        recipients: recipientsOf(point.to, draft, desk),
        template: 'clock-warning',
        facts: { rung: point.rung, metric: point.clock.metric },
      });
    case 'clock_breach':
      draft.addEvent('sla_breached', 'deadlines', { metric: point.clock.metric, cycle: point.clock.cycle });
      draft.ticket = {
        ...draft.ticket,
        clocks: draft.ticket.clocks.map((clock) =>
          clock.metric === point.clock.metric && clock.cycle === point.clock.cycle
            ? { ...clock, breachedAt: point.at }
            : clock,
        ),
      };
  }
}

function climb(draft: TicketDraft, point: Extract<DeadlinePoint, { kind: 'step_rung' }>, desk: Desk): void {
  const step = draft.openSteps.find((open) => open.id === point.step.id && open.visit === point.step.visit);
  if (!step) return;
  const type = point.do === 'escalate' ? 'step_escalated' : 'step_reminded';
  draft.addEvent(type, 'deadlines', { rung: point.rung, step: step.id, visit: step.visit, to: point.to });
  const recipients = point.to === 'owner' ? [step.owner] : recipientsOf(point.to, draft, desk);
  const asksCustomer = isAsked(step.definition) && recipients.includes(draft.ticket.requester);
  const template = asksCustomer
    ? 'customer-reminder'
    : point.do === 'escalate'
      ? 'step-escalation'
      : 'step-reminder';
  tell(draft, { recipients, template, step, facts: { rung: point.rung } });
}

function expire(draft: TicketDraft, point: Extract<DeadlinePoint, { kind: 'step_expires' }>): void {
  const step = draft.openSteps.find((open) => open.id === point.step.id && open.visit === point.step.visit);
  if (step) draft.completeStep(step, { outcome: point.outcome, answers: {}, by: 'deadlines' });
}

function recipientsOf(to: string, draft: TicketDraft, desk: Desk): number[] {
  return allOf(to === 'owner' ? 'assignee' : to, draft, desk).map((participant) => participant.id);
}

function tell(
  draft: TicketDraft,
  news: { recipients: number[]; template: string; step?: Step; facts: Record<string, string> },
): void {
  const step = news.step ? { step: { id: news.step.id, visit: news.step.visit } } : {};
  for (const to of new Set(news.recipients)) {
    const answerAs = to === draft.ticket.requester || news.step?.owner === to ? answerTo(news.step) : 'note';
    draft.addEffect({
      kind: 'send_mail',
      mail: { to, template: news.template, class: 'notification', ...step, answerAs, facts: news.facts },
    });
  }
}

/** The owner of a task may answer a reminder as he would the assignment: to the customer. */
function answerTo(step: Step | undefined): 'reply' | 'note' {
  return step && (step.definition.kind === 'task' || isAsked(step.definition)) ? 'reply' : 'note';
}
