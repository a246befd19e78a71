import { clockRungPrefix, firedBeside, firedLately, firedOfKept, stepRungName } from './fired.ts';
import type { Effect, OutboxItem } from './outbox.ts';
import { processVersion } from './process-version.ts';
import { clocksAfter } from './clock-history.ts';
import { contactStepId, endContact } from './contact-step.ts';
import { reviewAt } from './deadlines.ts';
import type { DeadlineInput } from './deadlines.ts';
import type { Calendar, Desk, Priority } from './desk.ts';
import type { Instant } from './instant.ts';
import type { Clock, Message, Participant, ParticipantId, Step, Ticket, TicketEvent } from './ticket.ts';
import { statusNow } from './ticket-status.ts';
import { reachAt } from './working-hours.ts';
import { isRemembered, weighed } from './workload.ts';

/** Everything one decision changes about a ticket, to be written in one transaction. */
export interface DraftedChanges {
  ticket: Ticket;
  participants: Participant[];
  steps: Step[];
  messages: Message[];
  events: TicketEvent[];
  outbox: OutboxItem | null;
  /** Who has now answered the requester, where requesters come back to whoever helped them last. */
  helper: { address: string; agent: string } | null;
}

/**
 * A ticket on its way from one version to the next. It keeps what must always hold together: the status follows
 * the open steps, the clocks follow the history, the deadline run in force covers the earliest deadline, history
 * and outbox are numbered without gaps, and all effects of the change stand in one outbox item.
 */
export class TicketDraft {
  ticket: Ticket;
  readonly now: Instant;
  readonly desk: Desk;
  readonly #participants: Map<ParticipantId, Participant>;
  readonly #steps: Map<string, Step>;
  readonly #changedParticipants = new Set<ParticipantId>();
  readonly #changedSteps = new Set<string>();
  readonly #messages: Message[] = [];
  readonly #events: TicketEvent[] = [];
  readonly #effects: Effect[] = [];

  constructor(
    state: { ticket: Ticket; participants: Participant[]; steps: Step[] },
    context: { now: Instant; desk: Desk },
  ) {
    this.ticket = { ...state.ticket, updatedAt: context.now };
    this.now = context.now;
    this.desk = context.desk;
    this.#participants = new Map(state.participants.map((participant) => [participant.id, participant]));
    this.#steps = new Map(state.steps.map((step) => [keyOf(step), step]));
  }

  /** Nothing that happened to the ticket is worth a line in its history. */
  get isUntouched(): boolean {
    return this.#events.length === 0;
  }

  /** Something is to be written, worth a line in the history or not. */
  get isChanged(): boolean {
    return !this.isUntouched || this.#changedSteps.size > 0 || this.#effects.length > 0;
  }

  get calendars(): Record<string, Calendar> {
    return this.desk.calendars;
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

  /** What time alone will bring about, as things stand. */
  get deadlines(): DeadlineInput {
    const { ticket, steps, participants, desk } = this;
    return { ticket, steps, calendars: desk.calendars, reach: reachAt({ ticket, participants, desk }) };
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
    const before = this.#steps.get(keyOf(step));
    this.#steps.set(keyOf(step), step);
    this.#changedSteps.add(keyOf(step));
    if (before && JSON.stringify(before.holds ?? []) !== JSON.stringify(step.holds ?? []))
      this.#noteHolds(step);
    if (step.state.kind !== 'open')
      this.ticket = { ...this.ticket, fired: firedBeside(this.ticket.fired, step) };
  }

  /** One that is there already is changed. */
  addMessage(message: Message): void {
    this.#messages.push(message);
    const { lastMessage } = this.ticket;
    if (!lastMessage || message.id > lastMessage) this.ticket = { ...this.ticket, lastMessage: message.id };
  }

  addEvent(type: string, actor: string, data: Record<string, unknown> = {}): void {
    const seq = this.ticket.eventCount + 1;
    this.ticket = { ...this.ticket, eventCount: seq };
    const event = { seq, at: this.now, type, actor, data };
    this.#events.push(event);
    this.#followHistory(event);
  }

  addEffect(effect: Effect): void {
    this.#effects.push(effect);
  }

  /** What is done once and for all, by a name of its own; false when it has been done before. */
  fireOnce(name: string): boolean {
    if (this.ticket.fired.includes(name)) return false;
    this.ticket = { ...this.ticket, fired: [...this.ticket.fired, name] };
    return true;
  }

  /** Ends an open step; the process goes on with the outcome once the outbox has been relayed. */
  completeStep(step: Step, end: { outcome: string; answers: Record<string, unknown>; by: string }): void {
    this.putStep({ ...step, state: { kind: 'done', at: this.now, ...end } });
    this.addEvent('step_completed', end.by, { step: step.id, visit: step.visit, outcome: end.outcome });
    if (step.token !== null) this.addEffect({ kind: 'complete_step', step: step.id, visit: step.visit });
    if (step.id === contactStepId) return endContact(this, end);
    if (step.definition.kind !== 'verify') return;
    const { verdict: _earlier, ...ticket } = this.ticket;
    const verdict = end.outcome === 'confirmed' ? 'confirmed' : 'presumed';
    this.ticket = end.outcome === 'rejected' ? ticket : { ...ticket, verdict };
  }

  /** What has been counted so far counts towards the new targets. */
  changePriority(priority: Priority, by: string): void {
    const from = this.ticket.priority;
    this.ticket = { ...this.ticket, priority };
    this.addEvent('priority_changed', by, { from, to: priority });
  }

  /** A new run of the process, as it is written today, begins at a step; the one before it ends. @returns its number. */
  startRun(entry: string): number {
    const { process, closed } = this.ticket;
    const run = process.run + 1;
    const template = this.desk.processes[process.id];
    const version = template ? { version: processVersion(template) } : {};
    if (!closed) this.addEffect({ kind: 'stop_process', process: process.id, run: process.run });
    this.addEffect({ kind: 'start_process', process: process.id, run, entry });
    this.ticket = { ...this.ticket, process: { id: process.id, run, ...version } };
    return run;
  }

  cancelOpenSteps(by: string): void {
    for (const step of this.openSteps) this.cancelStep(step, by);
  }

  cancelStep(step: Step, by: string): void {
    this.putStep({ ...step, state: { kind: 'cancelled', at: this.now } });
    this.addEvent('step_cancelled', by, { step: step.id, visit: step.visit });
    if (step.child) this.addEvent('child_left_open', by, { ref: step.child });
  }

  close(code: string, by: string): void {
    this.cancelOpenSteps(by);
    this.ticket = { ...this.ticket, closed: { at: this.now, code } };
    this.addEvent('ticket_closed', by, { code });
    for (const { kind, ref, step } of this.ticket.links ?? [])
      if (kind === 'parent' && step)
        this.addEffect({ kind: 'complete_parent', ref, step: step.id, visit: step.visit, code });
  }

  /**
   * What to write. Inside a deadline review the run that asked goes on by itself; everywhere else a deadline that
   * moved earlier starts a newer run. A deadline that moved later changes nothing: the run wakes and looks again.
   */
  finish(options: { reviewing: boolean } = { reviewing: false }): DraftedChanges {
    this.#followSteps();
    this.ticket = { ...this.ticket, fired: firedLately(this.ticket.fired, this.now) };
    this.#followDeadlines(options.reviewing);
    const outbox = this.#outboxItem();
    return {
      ticket: this.ticket,
      participants: [...this.#changedParticipants].map((id) => this.participant(id)),
      steps: this.#changed(),
      messages: this.#messages,
      events: this.#events,
      outbox,
      helper: this.#helper(),
    };
  }

  #helper(): DraftedChanges['helper'] {
    const { address } = this.participant(this.ticket.requester);
    const helped = this.#changed().filter(
      ({ state, definition }) => state.kind === 'done' && definition.kind === 'task',
    );
    const agents = helped.flatMap(({ owner }) => this.participant(owner).agentId ?? []);
    const agent = agents.findLast((id) => isRemembered(id, this.desk));
    return agent && address ? { address, agent } : null;
  }

  /** Steps as they are to be written. */
  #changed(): Step[] {
    const { desk } = this;
    const { priority } = this.ticket;
    return this.steps
      .filter((step) => this.#changedSteps.has(keyOf(step)))
      .map((step) => weighed(step, { owner: this.participant(step.owner), priority, desk }));
  }

  /** The clocks are what the events make of them. A breach that comes to light is an event of its own. */
  #followHistory(event: TicketEvent): void {
    const { clocks, status, priority, answered } = this.ticket;
    const before = { clocks, status, priority, answered: answered === true };
    const after = clocksAfter(before, event, { policy: this.ticket.sla, calendars: this.calendars });
    if (after === before) return;
    const { answered: _before, ...rest } = this.ticket;
    const fired = firedOfKept(rest.fired, { before: clocks, after: after.clocks });
    this.ticket = { ...rest, clocks: after.clocks, fired, ...(after.answered ? { answered: true } : {}) };
    if (event.type === 'sla_breached') return;
    for (const { metric, cycle, breachedAt: due, breachedBy: by } of newlyBreached(clocks, after.clocks))
      this.addEvent('sla_breached', 'desk', { metric, cycle, due, ...(by ? { by } : {}) });
  }

  /** What was lifted by hand ends without a word: whoever did it knows. */
  #noteHolds(step: Step): void {
    const holds = step.holds ?? [];
    this.addEvent('step_held', 'desk', { step: step.id, visit: step.visit, holds });
    for (const { to } of holds)
      if (to !== null && to <= this.now) this.fireOnce(stepRungName(step, `hold@${to}`));
  }

  /** Between two steps the status stays as it was. */
  #followSteps(): void {
    const { status } = this.ticket;
    const to = statusNow(this.ticket, this.openSteps, this.now);
    if (to === status) return;
    this.addEvent('status_changed', 'desk', { from: status, to });
    this.ticket = { ...this.ticket, status: to };
  }

  #followDeadlines(reviewing: boolean): void {
    const { nextDeadline, deadlineRevision, closed } = this.ticket;
    const { next } = reviewAt(this.deadlines, '');
    if (reviewing || (closed && !next)) {
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

function newlyBreached(before: Clock[], after: Clock[]): Clock[] {
  const known = new Set(before.filter(({ breachedAt }) => breachedAt !== undefined).map(clockRungPrefix));
  return after.filter((clock) => clock.breachedAt !== undefined && !known.has(clockRungPrefix(clock)));
}

function keyOf(step: Pick<Step, 'id' | 'visit'>): string {
  return `${step.id}#${step.visit}`;
}
