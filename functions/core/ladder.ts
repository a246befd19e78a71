import { passToStandIn } from './absent-owner.ts';
import { awaitedApprovers, isApproval } from './approval.ts';
import { closeTicket } from './closing.ts';
import type { DeadlinePoint } from './deadlines.ts';
import { priorities } from './desk.ts';
import type { Desk } from './desk.ts';
import { handOver, handOverRefusal } from './hand-over.ts';
import { endOffer } from './offer.ts';
import { isAsked, isStaffed } from './process-template.ts';
import type { Rung } from './process-template.ts';
import { bringStep } from './step-mail.ts';
import { allOf, oneOf } from './step-owner.ts';
import { askSurvey } from './survey.ts';
import type { ParticipantId, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

type StepRung = Extract<DeadlinePoint, { kind: 'step_rung' }>;
type ClockRung = Extract<DeadlinePoint, { kind: 'clock_rung' }>;

interface Climb<Point> {
  point: Point;
  /** Written down and not sent: by now another word says it. */
  isStale: boolean;
  desk: Desk;
}

/** Does what a point in time brings about, once and for all. */
export function climb(draft: TicketDraft, { point, isStale, desk }: Climb<DeadlinePoint>): void {
  if (!draft.fireOnce(point.rung)) return;
  switch (point.kind) {
    case 'step_rung':
      return climbStep(draft, { point, isStale, desk });
    case 'clock_rung':
      return climbClock(draft, { point, isStale, desk });
    case 'clock_breach': {
      const { metric, cycle } = point.clock;
      return draft.addEvent('sla_breached', 'deadlines', { metric, cycle, due: point.at });
    }
    case 'survey_due':
      return askSurvey(draft);
    default: {
      const step = openVisit(draft, point.step);
      if (step) endTime(draft, { ...point, step }, desk);
    }
  }
}

function endTime(
  draft: TicketDraft,
  point: Extract<DeadlinePoint, { kind: 'step_expires' | 'offer_ends' | 'hold_ends' }>,
  desk: Desk,
): void {
  const { step } = point;
  switch (point.kind) {
    case 'step_expires':
      return draft.completeStep(step, { outcome: point.outcome, answers: {}, by: 'deadlines' });
    case 'offer_ends':
      return endOffer(draft, step, desk);
    case 'hold_ends':
      draft.addEvent('step_resumed', 'deadlines', { step: step.id, visit: step.visit });
      if (isStaffed(step.definition)) bringStep(draft, step, step.owner);
  }
}

/** How the history calls what a rung does. */
const stepEvents: Record<Rung['do'], string> = {
  remind: 'step_reminded',
  escalate: 'step_escalated',
  reassign: 'step_reassigned',
  raise_priority: 'step_hurried',
  complete: 'step_given_up',
  close: 'ticket_given_up',
};

function climbStep(draft: TicketDraft, { point, isStale, desk }: Climb<StepRung>): void {
  const { rung, to } = point;
  const before = openVisit(draft, point.step);
  if (!before) return;
  const step = passToStandIn(draft, before, desk);
  const isTold = step !== before && to === 'owner';
  const event = stepEvents[point.do];
  draft.addEvent(event, 'deadlines', { rung, step: step.id, visit: step.visit, to });
  switch (point.do) {
    case 'remind':
    case 'escalate':
      return isStale || callHook(draft, point, event) || isTold
        ? undefined
        : tellOfStep(draft, { point, step, desk });
    case 'reassign':
      reassign(draft, { step, to, desk });
      break;
    case 'raise_priority':
      raisePriority(draft);
      break;
    case 'complete':
      if (point.outcome !== undefined && point.outcome in step.definition.on)
        draft.completeStep(step, { outcome: point.outcome, answers: {}, by: 'deadlines' });
      break;
    case 'close':
      giveUp(draft, point.code ?? 'done');
  }
  callHook(draft, point, event);
}

function climbClock(draft: TicketDraft, { point, isStale, desk }: Climb<ClockRung>): void {
  const { rung, clock, to } = point;
  const { metric } = clock;
  draft.addEvent('clock_warning', 'deadlines', { rung, metric, to });
  if (point.do === 'raise_priority') raisePriority(draft);
  if (isStale || callHook(draft, point, 'clock_warning') || point.do === 'raise_priority') return;
  const recipients = allOf(to, draft, desk, clock.step && openVisit(draft, clock.step)).map(({ id }) => id);
  tell(draft, { recipients, template: 'clock-warning', facts: { rung, metric } });
}

function tellOfStep(
  draft: TicketDraft,
  { point, step, desk }: { point: StepRung; step: Step; desk: Desk },
): void {
  const recipients = toldOf(draft, { to: point.to, step, desk });
  const isForCustomer = isAsked(step.definition) && recipients.includes(draft.ticket.requester);
  const ownWords = point.do === 'escalate' ? 'step-escalation' : 'step-reminder';
  const template = isForCustomer ? 'customer-reminder' : ownWords;
  tell(draft, { recipients, template, step, facts: { rung: point.rung } });
}

/** A decision is its owner's and everybody's who is asked for it, until they have voted. */
function toldOf(
  draft: TicketDraft,
  { to, step, desk }: { to: string; step: Step; desk: Desk },
): ParticipantId[] {
  const awaited = to === 'owner' && isApproval(step) ? awaitedApprovers(step) : [];
  return awaited.length > 0 ? awaited : allOf(to, draft, desk, step).map(({ id }) => id);
}

/** The system that a rung calls instead of writing a mail, if it does. */
function callHook(draft: TicketDraft, { by, rung }: StepRung | ClockRung, event: string): boolean {
  if (!by.startsWith('hook:')) return false;
  draft.addEffect({ kind: 'call', call: { kind: 'rung', hook: by.slice('hook:'.length), rung, event } });
  return true;
}

/** Nobody is given a decision about his own request, or one that he is asked for already. */
function reassign(draft: TicketDraft, { step, to, desk }: { step: Step; to: string; desk: Desk }): void {
  const owner = oneOf(to, draft, desk);
  if (owner.id === step.owner || handOverRefusal(draft, step, owner) !== null) return;
  handOver(draft, step, { from: step.owner, to: owner });
}

function raisePriority(draft: TicketDraft): void {
  const higher = priorities[priorities.indexOf(draft.ticket.priority) - 1];
  if (higher) draft.changePriority(higher, 'deadlines');
}

function giveUp(draft: TicketDraft, code: string): void {
  const { id, run } = draft.ticket.process;
  draft.addEffect({ kind: 'stop_process', process: id, run });
  closeTicket(draft, { code, by: 'deadlines' });
}

function openVisit(draft: TicketDraft, { id, visit }: Pick<Step, 'id' | 'visit'>): Step | undefined {
  return draft.openSteps.find((step) => step.id === id && step.visit === visit);
}

function tell(
  draft: TicketDraft,
  news: { recipients: ParticipantId[]; template: string; step?: Step; facts: Record<string, string> },
): void {
  const { step, template, facts } = news;
  const about = step ? { step: { id: step.id, visit: step.visit } } : {};
  for (const to of new Set(news.recipients)) {
    const answerAs = to === draft.ticket.requester || step?.owner === to ? answerTo(step) : 'note';
    draft.addEffect({
      kind: 'send_mail',
      mail: { to, template, class: 'notification', ...about, answerAs, facts },
    });
  }
}

/** The owner of a task may answer a reminder as he would the assignment: to the customer. */
function answerTo(step: Step | undefined): 'reply' | 'note' {
  return step && (step.definition.kind === 'task' || isAsked(step.definition)) ? 'reply' : 'note';
}
