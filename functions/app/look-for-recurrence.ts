import { businessMinutesBetween, calendarNamed, durationMinutes } from '../core/calendar.ts';
import type { Calendar } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { TicketOrder } from '../core/outbox.ts';
import { calendarOf } from '../core/process-facts.ts';
import type { ProcessTemplate } from '../core/process-template.ts';
import { isSimilarCause } from '../core/similar-cause.ts';
import { leadOf } from '../core/step-owner.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { claimOf, ordered } from './open-ticket.ts';
import type { OpenTicketDeps } from './open-ticket.ts';
import type { Change, ListedTicket, TicketState } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/** The newest causes that are compared; more in one window than any desk reads. */
const MOST_CAUSES = 5_000;
/** Of a cluster so many are linked, the newest ones. */
const MOST_LINKS = 20;
/** Characters of an answer that are kept on the list. */
const LONGEST_CAUSE = 1_000;

type Recurring = NonNullable<ProcessTemplate['recurring']>;

/** Tickets closed for the same, the one that was closed now first. */
interface Cluster {
  ref: TicketRef;
  refs: TicketRef[];
  recurring: Recurring;
  text: string;
}

/**
 * Lists what a ticket was closed for and links it with those that were closed for the same within the process's
 * window. When they are as many as the process says, one ticket for all of them is opened, once in a window: each of
 * them carries the claim, and who comes later is linked to the ticket that is there.
 */
export async function lookForRecurrence(
  deps: OpenTicketDeps,
  ref: TicketRef,
  { answer }: { answer: string },
): Promise<void> {
  const { store, desk, log } = deps;
  const state = await store.ticket(ref);
  const recurring = state && desk.processes[state.ticket.process.id]?.recurring;
  const at = state?.ticket.closed?.at;
  if (!state || !recurring || !at || state.ticket.confidential) return;
  const process = state.ticket.process.id;
  const text = answer.slice(0, LONGEST_CAUSE);
  await store.commit([{ kind: 'list_ticket', list: 'cause', process, at, ref, text }]);
  const alike = await closedForTheSame(deps, { state, recurring, at, text });
  if (alike.length === 0) return;
  for (const { ref: other } of alike) await linkTo(deps, other, [ref]);
  await linkTo(
    deps,
    ref,
    alike.map((found) => found.ref),
  );
  log('recurrence_found', { ref, tickets: alike.length });
  const refs = [ref, ...alike.map((found) => found.ref)];
  if (refs.length >= recurring.times) await improve(deps, { ref, refs, recurring, text });
}

/** Newest first, each once, this one not among them. */
async function closedForTheSame(
  { store, desk }: OpenTicketDeps,
  closed: { state: TicketState; recurring: Recurring; at: Instant; text: string },
): Promise<ListedTicket[]> {
  const { state, recurring, at, text } = closed;
  const { ref, process } = state.ticket;
  const calendar = calendarNamed(desk.calendars, calendarOf(state.ticket, desk));
  const minutes = durationMinutes(calendar, recurring.within);
  const isWithin = (one: ListedTicket) => businessMinutesBetween(calendar, one.at, at) <= minutes;
  const found = await store.listed('cause', {
    process: process.id,
    since: startOf(calendar, { minutes, before: at }),
    limit: MOST_CAUSES,
  });
  const alike = found.filter((one) => one.ref !== ref && isWithin(one) && isSimilarCause(one.text, text));
  const once = new Map(alike.toReversed().map((one) => [one.ref, one]));
  return [...once.values()].toReversed().slice(0, MOST_LINKS);
}

/** Some moment that lies no later than so many business minutes before another. */
function startOf(calendar: Calendar, { minutes, before }: { minutes: number; before: Instant }): Instant {
  let days = 1;
  const daysBefore = () => instantOf(millisOf(before) - days * 86_400_000);
  while (days < 1_000 && businessMinutesBetween(calendar, daysBefore(), before) < minutes) days *= 2;
  return daysBefore();
}

async function linkTo(
  { store, desk, clock }: OpenTicketDeps,
  ref: TicketRef,
  others: TicketRef[],
): Promise<void> {
  await decideAndCommit(store, async () => {
    const state = await store.ticket(ref);
    const known = new Set(state?.ticket.links?.map((link) => link.ref));
    const missing = others.filter((other) => !known.has(other));
    if (!state || missing.length === 0) return { changes: [], result: null };
    const draft = new TicketDraft(state, { now: clock(), desk });
    link(draft, missing);
    return { changes: changesOf(draft.finish(), 'update_ticket'), result: null };
  });
}

function link(draft: TicketDraft, refs: TicketRef[]): void {
  const links = refs.map((ref) => ({ kind: 'recurrence' as const, ref }));
  draft.ticket = { ...draft.ticket, links: [...(draft.ticket.links ?? []), ...links] };
  draft.addEvent('recurrence_linked', 'desk', { refs });
}

/** Whoever has died after opening it is made up for: all of them are linked to it each time. */
async function improve(deps: OpenTicketDeps, cluster: Cluster): Promise<void> {
  const { recurring, refs } = cluster;
  const opened =
    (await improvementOf(deps, recurring.process, refs)) ?? (await openImprovement(deps, cluster));
  if (!opened) return;
  for (const ref of refs) await linkTo(deps, ref, [opened]);
}

async function openImprovement(deps: OpenTicketDeps, cluster: Cluster): Promise<TicketRef | null> {
  const { store, desk, clock } = deps;
  const { ref, refs } = cluster;
  const { outcome, result } = await decideAndCommit(store, async () => {
    const state = await store.ticket(ref);
    if (!state) throw new Error(`no ticket ${ref}`);
    const draft = new TicketDraft(state, { now: clock(), desk });
    const order = orderOf(draft, cluster);
    const opened = ordered(draft, { ...deps, order, words: '' });
    const claims = refs.map((from): Change => claimOf({ from, once: order.once, ref: opened.ref }));
    return { changes: [...claims, ...opened.changes], result: opened.ref };
  });
  return outcome.kind === 'already_taken_in' ? outcome.ref : result;
}

function orderOf(draft: TicketDraft, { recurring, refs, text }: Cluster): TicketOrder {
  return {
    process: recurring.process,
    subject: `It happens again: ${text}`,
    text: `${refs.length} requests were closed for the same cause: ${text}\n\n${refs.join('\n')}`,
    requester: leadOf(draft, draft.desk).id,
    link: { kind: 'recurrence' },
    once: onceFor(recurring.process),
  };
}

/** The ticket that was opened for any of these. */
async function improvementOf(
  { store }: OpenTicketDeps,
  process: string,
  refs: TicketRef[],
): Promise<TicketRef | null> {
  for (const ref of refs) {
    const claim = await store.claimed('process', ref, onceFor(process));
    if (claim) return claim.ref;
  }
  return null;
}

function onceFor(process: string): string {
  return `recurrence:${process}`;
}
