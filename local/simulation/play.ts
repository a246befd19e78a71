import { DatabaseSync } from 'node:sqlite';
import { completeStep } from '../../functions/app/complete-step.ts';
import type { Change, Log } from '../../functions/app/ports.ts';
import { recordMailEvent } from '../../functions/app/record-mail-event.ts';
import { relayOutbox } from '../../functions/app/relay.ts';
import { takeInMessage } from '../../functions/app/take-in-message.ts';
import { changesOf, decideAndCommit } from '../../functions/app/ticket-changes.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import { addBusinessMinutes, calendarNamed, durationMinutes } from '../../functions/core/calendar.ts';
import type { Desk } from '../../functions/core/desk.ts';
import type { TicketRef } from '../../functions/core/ids.ts';
import type { InboundMessage } from '../../functions/core/inbound-message.ts';
import { instantOf, millisOf } from '../../functions/core/instant.ts';
import type { Instant } from '../../functions/core/instant.ts';
import { isAsked, isStaffed, targetOf } from '../../functions/core/process-template.ts';
import type { Step, Ticket, TicketEvent } from '../../functions/core/ticket.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { typedMessage } from '../../functions/intake/typed-message.ts';
import { deskMachines, machineFunctions } from '../desk-machines.ts';
import { localEngine } from '../local-engine.ts';
import { openMachineRunner } from '../machine-runner.ts';
import { openSqliteTable } from '../sqlite-table.ts';
import { openAgenda } from './agenda.ts';
import { assumedHabit, plausibleAnswers } from './behaviour.ts';
import type { Habits } from './behaviour.ts';
import { seededChance } from './chance.ts';
import type { Chance } from './chance.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Of the due time: what was forgotten is done after all ladders. */
const FORGOTTEN = 4;
/** A ticket that is still open so long after the last one came in has got stuck. */
const LONGEST_DAYS = 400;

export interface PlayOptions {
  desk: Desk;
  process: string;
  runs: number;
  seed: number;
  habits: Habits;
  startAt: Instant;
  /** Hears of each ticket that is over. */
  ended?: (count: number) => void;
}

/** What became of one ticket. */
export interface PlayedTicket {
  ticket: Ticket;
  steps: Step[];
  events: TicketEvent[];
}

/**
 * Plays tickets through a process: the same use cases and the same machine as on AWS, on a clock that jumps from one
 * moment at which something happens to the next, with people who behave as the habits say. No mail is written.
 */
export async function playTickets(options: PlayOptions): Promise<PlayedTicket[]> {
  const { habits, runs } = options;
  const chance = seededChance(options.seed);
  const world = openPlayWorld(options, chance);
  const span = habits.over * DAY;
  for (let run = 0; run < runs; run++) {
    const at = instantOf(millisOf(options.startAt) + Math.floor((span * run) / runs));
    world.agenda.add(at, () => world.arrive(run));
  }
  await world.playUntil(instantOf(millisOf(options.startAt) + span + LONGEST_DAYS * DAY));
  return world.tickets();
}

function openPlayWorld(options: PlayOptions, chance: Chance) {
  const { desk, habits } = options;
  let now = options.startAt;
  const ended = new Set<TicketRef>();
  const clock = () => now;
  const log: Log = () => undefined;
  const database = new DatabaseSync(':memory:');
  const table = tableStore(openSqliteTable(database, clock), clock);
  const agenda = openAgenda();
  const refs: TicketRef[] = [];
  const pending: { ref: TicketRef; seq: number }[] = [];
  const seen = new Set<string>();
  const store: typeof table = {
    ...table,
    commit: async (changes) => {
      const outcome = await table.commit(changes);
      if (outcome.kind === 'committed') for (const change of changes) notice(change);
      return outcome;
    },
  };
  const noBlobs = { put: async () => undefined, get: async () => null };
  const signer = { current: 'a', mac: () => new Uint8Array(32) };
  const randomBytes = (length: number) => Uint8Array.from({ length }, () => Math.floor(chance.next() * 256));
  const deps = { store, blobs: noBlobs, desk, signer, clock, randomBytes, log };
  const runner = openMachineRunner({
    database,
    clock,
    invoke: machineFunctions(deps),
    machines: deskMachines(desk),
    randomBytes,
  });
  const nothing = { enqueue: async () => undefined };
  const relaying = { ...deps, engine: localEngine(runner), mailQueue: nothing, callQueue: nothing };

  function notice(change: Change): void {
    if (change.kind === 'add_outbox') pending.push({ ref: change.ref, seq: change.item.seq });
    if (change.kind === 'update_ticket' && change.ticket.closed)
      options.ended?.(ended.add(change.ticket.ref).size);
    if (change.kind === 'put_step' && change.step.state.kind === 'open')
      expectAnswer(change.ref, change.step);
  }

  /** Somebody will do something about a step that has been opened, or nobody will. */
  function expectAnswer(ref: TicketRef, step: Step): void {
    const visit = `${ref}/${step.id}#${step.visit}`;
    if (seen.has(visit)) return;
    seen.add(visit);
    const { definition } = step;
    if (isAsked(definition) && chance.happens(habits.bounces))
      return agenda.add(instantOf(millisOf(now) + MINUTE), () => bounce(ref, step));
    const said = habits.processes[options.process]?.[step.id];
    const assumed = assumedHabit(definition, habits);
    const isForgotten = chance.happens(said?.silent ?? assumed.silent);
    if (isForgotten && !isStaffed(definition)) return;
    const at = momentOf(step, said?.takes, isForgotten ? FORGOTTEN : assumed.median);
    const outcome = chance.pick(said?.outcomes ?? assumed.outcomes);
    agenda.add(at, () => end(ref, step, outcome));
  }

  function momentOf(step: Step, takes: string | undefined, median: number): Instant {
    const calendar = calendarNamed(desk.calendars, step.calendar);
    const minutes = chance.around(
      takes
        ? durationMinutes(calendar, takes)
        : median * durationMinutes(calendar, targetOf(step.definition)),
    );
    if (isAsked(step.definition) || step.definition.kind === 'call')
      return instantOf(millisOf(now) + Math.ceil(minutes) * MINUTE);
    const away = chance.happens(habits.absent) ? Math.ceil(chance.next() * 10) : 0;
    return addBusinessMinutes(calendar, now, minutes + away * durationMinutes(calendar, '1d'));
  }

  async function end(ref: TicketRef, step: Step, outcome: string): Promise<void> {
    if (step.definition.kind === 'task' && step.token !== null) await replyToCustomer(ref, step);
    const answers = plausibleAnswers(step.definition, now.slice(0, 10));
    await completeStep(deps, {
      ref,
      step: step.id,
      visit: step.visit,
      outcome,
      answers,
      by: `participant:${step.owner}`,
    });
  }

  /** The words with which an owner ends a task go to the customer: for the clocks that is what counts. */
  async function replyToCustomer(ref: TicketRef, step: Step): Promise<void> {
    await decideAndCommit(store, async () => {
      const state = await store.ticket(ref);
      const isOpen = state?.steps.some(
        (one) => one.id === step.id && one.visit === step.visit && one.state.kind === 'open',
      );
      if (!state || !isOpen) return { changes: [], result: null };
      const draft = new TicketDraft(state, { now, desk });
      draft.addEvent('reply_sent', `participant:${step.owner}`, {});
      return { changes: changesOf(draft.finish(), 'update_ticket'), result: null };
    });
  }

  async function bounce(ref: TicketRef, step: Step): Promise<void> {
    const delivery = `${step.id}#${step.visit}`;
    const event = {
      ref,
      participant: step.owner,
      delivery,
      kind: 'bounce',
      hard: true,
      code: '5.1.1',
    } as const;
    await recordMailEvent(deps, event);
  }

  async function arrive(run: number): Promise<void> {
    const taken = await takeInMessage(
      deps,
      requestOf({ run, at: now, priority: chance.pick(habits.priorities) }),
    );
    if (taken.kind === 'new_ticket') refs.push(taken.ref);
  }

  /** From a domain of its own, so that it looks like no flood. */
  function requestOf({ run, at, priority }: { run: number; at: Instant; priority: string }): InboundMessage {
    const message = typedMessage({
      door: 'simulation',
      deliveryId: String(run),
      receivedAt: at,
      from: { address: `requester@shop-${run}.example`, name: '' },
      inbox: desk.inboxes[0]?.address ?? '',
      text: `Request ${run}`,
    });
    return { ...message, wanted: { process: options.process, priority } };
  }

  async function relayAll(): Promise<void> {
    for (let item = pending.shift(); item; item = pending.shift()) await relayOutbox(relaying, item);
  }

  async function playUntil(last: Instant): Promise<void> {
    for (;;) {
      await relayAll();
      const wake = runner.nextWake();
      const act = agenda.nextAt();
      const next = [wake, act].filter((moment) => moment !== null).toSorted()[0];
      if (next === undefined || next > last) return;
      if (next > now) now = next;
      if (wake !== null && wake <= now) await runner.runDue();
      else await agenda.performNext();
    }
  }

  async function tickets(): Promise<PlayedTicket[]> {
    const played: PlayedTicket[] = [];
    for (const ref of refs) {
      const state = await store.ticket(ref);
      const events = await store.events(ref, { limit: 1000 });
      if (state) played.push({ ticket: state.ticket, steps: state.steps, events: events.items });
    }
    return played;
  }

  return { agenda, arrive, playUntil, tickets };
}
