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
    for (const point of due) fire(draft, { point, isStale: isStale(point, due) }, deps.desk);
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

/**
 * After an outage several rungs are due at once. A reminder that a later one to the same people repeats, or whose step
 * ends now, is written down and not sent: three mails in one minute remind nobody better than one.
 */
function isStale(point: DeadlinePoint, due: DeadlinePoint[]): boolean {
  const later = due.slice(due.indexOf(point) + 1);
  switch (point.kind) {
    case 'step_rung':
      return (
        point.do === 'remind' &&
        later.some((other) => {
          if (other.kind === 'step_expires') return isSameVisit(other.step, point.step);
          return (
            other.kind === 'step_rung' && isSameVisit(other.step, point.step) && isSameCall(other, point)
          );
        })
      );
    case 'clock_rung':
      return later.some(
        (other) => other.kind === 'clock_rung' && other.clock === point.clock && isSameCall(other, point),
      );
    default:
      return false;
  }
}

function isSameVisit(first: Step, second: Step): boolean {
  return first.id === second.id && first.visit === second.visit;
}

function isSameCall(first: { to: string; do: string }, second: { to: string; do: string }): boolean {
  return first.to === second.to && first.do === second.do;
}

function fire(
  draft: TicketDraft,
  { point, isStale }: { point: DeadlinePoint; isStale: boolean },
  desk: Desk,
): void {
  draft.ticket = { ...draft.ticket, fired: [...draft.ticket.fired, point.rung] };
  switch (point.kind) {
    case 'step_rung':
      return climb(draft, { point, isStale }, desk);
    case 'step_expires':
      return expire(draft, point);
    case 'clock_rung':
      draft.addEvent('clock_warning', 'deadlines', { rung: point.rung, metric: point.clock.metric });
      if (isStale) return;
      return tell(draft, {
        recipients: recipientsOf(point.to, draft, desk),
        template: 'clock-warning',
        facts: { rung: point.rung, metric: point.clock.metric },
      });
    case 'clock_breach':
      return breach(draft, point);
  }
}

function climb(
  draft: TicketDraft,
  { point, isStale }: { point: Extract<DeadlinePoint, { kind: 'step_rung' }>; isStale: boolean },
  desk: Desk,
): void {
  const step = draft.openSteps.find((open) => isSameVisit(open, point.step));
  if (!step) return;
  const isEscalation = point.do === 'escalate';
  const rung = { rung: point.rung, step: step.id, visit: step.visit, to: point.to };
  draft.addEvent(isEscalation ? 'step_escalated' : 'step_reminded', 'deadlines', rung);
  if (isStale) return;
  const recipients = point.to === 'owner' ? [step.owner] : recipientsOf(point.to, draft, desk);
  const isForCustomer = isAsked(step.definition) && recipients.includes(draft.ticket.requester);
  const template = isForCustomer ? 'customer-reminder' : isEscalation ? 'step-escalation' : 'step-reminder';
  tell(draft, { recipients, template, step, facts: { rung: point.rung } });
}

function expire(draft: TicketDraft, point: Extract<DeadlinePoint, { kind: 'step_expires' }>): void {
  const step = draft.openSteps.find((open) => isSameVisit(open, point.step));
  if (step) draft.completeStep(step, { outcome: point.outcome, answers: {}, by: 'deadlines' });
}

function breach(draft: TicketDraft, { clock, at }: Extract<DeadlinePoint, { kind: 'clock_breach' }>): void {
  const { metric, cycle } = clock;
  draft.addEvent('sla_breached', 'deadlines', { metric, cycle });
  const clocks = draft.ticket.clocks.map((one) =>
    one.metric === metric && one.cycle === cycle ? { ...one, breachedAt: at } : one,
  );
  draft.ticket = { ...draft.ticket, clocks };
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
