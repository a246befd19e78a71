import { clocksForStatus } from './clocks.ts';
import { reviewAt } from './deadlines.ts';
import type { Calendar } from './desk.ts';
import type { Instant } from './instant.ts';
import { isAsked } from './process-template.ts';
import type {
  Effect,
  Message,
  OutboxItem,
  Participant,
  ParticipantId,
  Step,
  Ticket,
  TicketEvent,
  TicketStatus,
} from './ticket.ts';

/** Everything one decision changes about a ticket, to be written in one transaction. */
export interface DraftedChanges {
  ticket: Ticket;
  participants: Participant[];
  steps: Step[];
  messages: Message[];
  events: TicketEvent[];
  outbox: OutboxItem | null;
}

/**
 * A ticket on its way from one version to the next. It keeps what must always hold together: the status follows
 * the open steps, the clocks follow the status, the deadline run in force covers the earliest deadline, history
 * and outbox are numbered without gaps, and all effects of the change stand in one outbox item.
 */
export class TicketDraft {
  ticket: Ticket;
  readonly now: Instant;
  readonly calendars: Record<string, Calendar>;
  readonly #participants: Map<ParticipantId, Participant>;
  readonly #steps: Map<string, Step>;
  readonly #changedParticipants = new Set<ParticipantId>();
  readonly #changedSteps = new Set<string>();
  readonly #messages: Message[] = [];
  readonly #events: TicketEvent[] = [];
  readonly #effects: Effect[] = [];

  constructor(
    state: { ticket: Ticket; participants: Participant[]; steps: Step[] },
    context: { now: Instant; calendars: Record<string, Calendar> },
  ) {
    this.ticket = { ...state.ticket, updatedAt: context.now };
    this.now = context.now;
    this.calendars = context.calendars;
    this.#participants = new Map(state.participants.map((participant) => [participant.id, participant]));
    this.#steps = new Map(state.steps.map((step) => [keyOf(step), step]));
  }

  /** Nothing that happened to the ticket is worth a line in its history. */
  get isUntouched(): boolean {
    return this.#events.length === 0;
  }

  get participants(): Participant[] {
    return [...this.#participants.values()];
  }

  get openSteps(): Step[] {
    return [...this.#steps.values()].filter((step) => step.state.kind === 'open');
  }

  get steps(): Step[] {
    return [...this.#steps.values()];
  }

  participant(id: ParticipantId): Participant {
    const participant = this.#participants.get(id);
    if (!participant) throw new Error(`${this.ticket.ref} has no participant ${id}`);
    return participant;
  }

  participantByAddress(address: string): Participant | undefined {
    return address ? this.participants.find((participant) => participant.address === address) : undefined;
  }

  addParticipant(participant: Omit<Participant, 'id'>): Participant {
    const id = this.ticket.participantCount + 1;
    this.ticket = { ...this.ticket, participantCount: id };
    return this.putParticipant({ ...participant, id });
  }

  putParticipant(participant: Participant): Participant {
    this.#participants.set(participant.id, participant);
    this.#changedParticipants.add(participant.id);
    return participant;
  }

  putStep(step: Step): void {
    this.#steps.set(keyOf(step), step);
    this.#changedSteps.add(keyOf(step));
  }

  addMessage(message: Message): void {
    this.#messages.push(message);
    this.ticket = { ...this.ticket, lastMessage: message.id };
  }

  addEvent(type: string, actor: string, data: Record<string, unknown> = {}): void {
    const seq = this.ticket.eventCount + 1;
    this.ticket = { ...this.ticket, eventCount: seq };
    this.#events.push({ seq, at: this.now, type, actor, data });
  }

  addEffect(effect: Effect): void {
    this.#effects.push(effect);
  }

  /** Ends an open step; the process goes on with the outcome once the outbox has been relayed. */
  completeStep(step: Step, end: { outcome: string; answers: Record<string, unknown>; by: string }): void {
    this.putStep({ ...step, state: { kind: 'done', at: this.now, ...end } });
    this.addEvent('step_completed', end.by, { step: step.id, visit: step.visit, outcome: end.outcome });
    this.addEffect({ kind: 'complete_step', step: step.id, visit: step.visit });
    if (step.definition.kind !== 'verify') return;
    const { verdict: _earlier, ...ticket } = this.ticket;
    const verdict = end.outcome === 'confirmed' ? 'confirmed' : 'presumed';
    this.ticket = end.outcome === 'rejected' ? ticket : { ...ticket, verdict };
  }

  cancelOpenSteps(by: string): void {
    for (const step of this.openSteps) {
      this.putStep({ ...step, state: { kind: 'cancelled', at: this.now } });
      this.addEvent('step_cancelled', by, { step: step.id, visit: step.visit });
    }
  }

  close(code: string, by: string): void {
    this.cancelOpenSteps(by);
    this.ticket = { ...this.ticket, closed: { at: this.now, code } };
    this.addEvent('ticket_closed', by, { code });
  }

  /**
   * What to write. Inside a deadline review the run that asked goes on by itself; everywhere else a deadline that
   * moved earlier starts a newer run. A deadline that moved later changes nothing: the run wakes and looks again.
   */
  finish(options: { reviewing: boolean } = { reviewing: false }): DraftedChanges {
    this.#followSteps();
    this.#followDeadlines(options.reviewing);
    const outbox = this.#outboxItem();
    return {
      ticket: this.ticket,
      participants: [...this.#changedParticipants].map((id) => this.participant(id)),
      steps: this.steps.filter((step) => this.#changedSteps.has(keyOf(step))),
      messages: this.#messages,
      events: this.#events,
      outbox,
    };
  }

  #followSteps(): void {
    const status = this.#statusNow();
    if (status === this.ticket.status) return;
    this.addEvent('status_changed', 'desk', { from: this.ticket.status, to: status });
    const clocks = clocksForStatus(this.ticket.clocks, status, this.now, this.calendars);
    this.ticket = { ...this.ticket, status, clocks };
  }

  /** Between two steps the status stays as it was. Solved is what the customer was asked about and has not denied. */
  #statusNow(): TicketStatus {
    if (this.ticket.closed) return 'closed';
    const open = this.openSteps.map((step) => step.definition);
    if (open.length === 0) return this.ticket.status;
    if (open.some(isAsked)) return 'waiting_customer';
    const isClosingWork = open.every((definition) => !isAsked(definition) && definition.mandatory);
    return isClosingWork && this.ticket.verdict ? 'resolved' : 'open';
  }

  #followDeadlines(reviewing: boolean): void {
    const { nextDeadline, deadlineRevision } = this.ticket;
    const next = this.ticket.closed
      ? null
      : reviewAt({ ticket: this.ticket, steps: this.steps, calendars: this.calendars }, '').next;
    if (reviewing || this.ticket.closed) {
      this.ticket = { ...this.ticket, nextDeadline: next };
      if (!reviewing && nextDeadline) this.addEffect({ kind: 'stop_deadlines', revision: deadlineRevision });
      return;
    }
    if (next && (!nextDeadline || next < nextDeadline)) this.restartDeadlines(next);
  }

  /** A newer deadline run takes over from whatever runs now. */
  restartDeadlines(at: Instant): void {
    const { nextDeadline, deadlineRevision } = this.ticket;
    if (nextDeadline) this.addEffect({ kind: 'stop_deadlines', revision: deadlineRevision });
    this.ticket = { ...this.ticket, nextDeadline: at, deadlineRevision: deadlineRevision + 1 };
    this.addEffect({ kind: 'start_deadlines', revision: deadlineRevision + 1, at });
  }

  #outboxItem(): OutboxItem | null {
    if (this.#effects.length === 0) return null;
    const seq = this.ticket.outboxCount + 1;
    this.ticket = { ...this.ticket, outboxCount: seq };
    return { seq, at: this.now, effects: this.#effects, state: 'pending' };
  }
}

function keyOf(step: Pick<Step, 'id' | 'visit'>): string {
  return `${step.id}#${step.visit}`;
}
