import { calendarNamed } from './calendar.ts';
import { clockElapsed, isOn } from './clocks.ts';
import type { TicketRef } from './ids.ts';
import { MOST_PEOPLE } from './inbound-routing.ts';
import type { Instant } from './instant.ts';
import { earliest } from './instant.ts';
import { isSameOrganisation } from './organisation.ts';
import { workersOf } from './step-owner.ts';
import type { Clues } from './threading.ts';
import type { Merger, Participant, ParticipantId, Ticket, TicketLink } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * Two tickets about one matter: one goes on as the other. Nothing is copied but who takes part; the one that was merged
 * away keeps its messages and its history and points to where it goes on, so that it can be taken out again.
 */

/** A ticket with its people. */
interface People {
  ticket: Ticket;
  participants: Participant[];
}

/** Who orders a merger, and whether he has said that both customers may read everything. */
interface MergeOrder {
  author: Participant;
  isSure: boolean;
}

/** Why one ticket cannot go on as the other; null when it can. */
export function mergeRefusal(from: TicketDraft, into: TicketDraft, { isSure }: MergeOrder): string | null {
  const [here, there] = [from.ticket, into.ticket];
  const ref = there.ref;
  if (ref === here.ref) return 'that is this ticket';
  if (there.closed) return `${ref} is closed, and a closed ticket takes nothing in`;
  if (here.confidential && !there.confidential)
    return `this ticket is confidential, and ${ref} could be read by others`;
  if (here.links?.some(({ kind, step }) => kind === 'parent' && step))
    return 'another ticket waits until this one is closed';
  if (!here.closed && isInClosingWork(from)) return 'work that is mandatory would be skipped';
  const asks = from.participant(here.requester);
  if (here.chat && asks.address === '')
    return 'its customer is in the chat and has left no address: he could be answered nowhere else';
  const isTyped = here.chat !== undefined || there.chat !== undefined;
  const isSame = participantOn(into, asks)?.id === there.requester;
  if (there.confidential && (!isSame || isTyped)) return `${ref} is confidential and another customer’s`;
  const doubt = isSure ? null : doubtOf(from, into, { asks, isSame, isTyped });
  if (doubt) return `${doubt}: if they may, write #merge ${ref} anyway`;
  const others = [...companionsOn(into), ...joiningOf(from, into).filter(({ agentId }) => !agentId)];
  return others.length > MOST_PEOPLE ? `${ref} would have more than ${MOST_PEOPLE} people in copy` : null;
}

/** Whether somebody would read what he was not part of, said for the agent to decide; null when nobody would. */
function doubtOf(
  from: TicketDraft,
  into: TicketDraft,
  { asks, isSame, isTyped }: { asks: Participant; isSame: boolean; isTyped: boolean },
): string | null {
  const other = into.participant(into.ticket.requester);
  if (!isSame && !isSameOrganisation(asks.address, other.address))
    return `the customer of ${into.ticket.ref} is somebody else (${other.address || 'in the chat'}), and each would read what the other writes`;
  if (isTyped)
    return 'that it is the same customer is what somebody typed in the chat, and each would read what the other writes';
  if (into.ticket.confidential) return null;
  const readers = [...newReaders(from, into), ...newReaders(into, from)].map(({ address }) => address);
  return readers.length > 0
    ? `people in copy (${[...new Set(readers)].join(', ')}) would read what they were not part of`
    : null;
}

/** Customers of the one ticket who are neither on the other nor of its customer’s organisation. */
function newReaders(here: TicketDraft, there: TicketDraft): Participant[] {
  const { address } = there.participant(there.ticket.requester);
  return here.participants.filter(
    (person) =>
      person.address !== '' &&
      !person.agentId &&
      !person.left &&
      person.role !== 'external' &&
      !participantOn(there, person) &&
      !isSameOrganisation(person.address, address),
  );
}

/**
 * One ticket goes on as the other. Its run and its clocks end, its open steps are superseded, and its people take part
 * in the other one, where they are known by the mails that they were sent before too. Of the two promises the older one
 * counts: the clocks of the other ticket have counted as much as those of this one had.
 */
export function merge(from: TicketDraft, into: TicketDraft, { author }: MergeOrder): void {
  const by = `participant:${author.id}`;
  const { closed, process, ref } = from.ticket;
  const joined = joiningOf(from, into).map((person) => into.addParticipant(person));
  const waited = waitedLonger(from, into);
  const since = waitingSince(from);
  const merged: Merger = { into: into.ticket.ref, at: from.now, joined: joined.map(({ id }) => id), waited };
  from.cancelOpenSteps(by);
  from.addEvent('ticket_merged', by, { into: merged.into });
  from.ticket = { ...from.ticket, merged, closed: closed ?? { at: from.now, code: 'merged' } };
  if (!closed) from.addEffect({ kind: 'stop_process', process: process.id, run: process.run });
  into.ticket = { ...into.ticket, links: [...(into.ticket.links ?? []), { kind: 'merged', ref }] };
  into.addEvent('ticket_joined', 'desk', { ref, waited, ...(since ? { since } : {}) });
  tellCustomer(from, into, 'request-merged');
  tellWorkers(from, into, author);
}

/** Why a ticket cannot be taken out of the one as which it goes on; null when it can. */
export function unmergeRefusal(from: TicketDraft, into: TicketDraft): string | null {
  const { merged, ref, process } = from.ticket;
  if (!merged) return `${ref} was not merged into anything`;
  if (!from.desk.processes[process.id]) return `the process of ${ref} is not there any more`;
  return merged.into === into.ticket.ref ? null : `${ref} is part of ${merged.into}: take that out first`;
}

/**
 * A ticket that was merged goes on by itself again. If it was open, its process begins at the step that it names for
 * tickets which come back, and its promises count on where they stood; what was closed stays closed. Messages that
 * came meanwhile stay where they came in, and so do agents.
 */
export function unmerge(from: TicketDraft, into: TicketDraft, { author }: Pick<MergeOrder, 'author'>): void {
  const { merged, ...alone } = from.ticket;
  if (!merged) return;
  const by = `participant:${author.id}`;
  const { ref } = alone;
  from.ticket = { ...alone, links: linksWithout(merged.into, alone) };
  into.ticket = { ...into.ticket, links: linksWithout(ref, into.ticket) };
  beginAgain(from, merged);
  tellCustomer(from, into, 'request-unmerged');
  into.addEvent('ticket_released', by, { ref, waited: merged.waited });
  for (const id of merged.joined) {
    const person = into.participant(id);
    if (person.agentId || person.left) continue;
    into.putParticipant({ ...person, left: into.now });
    into.addEvent('participant_left', by, { participant: id });
  }
}

/** Whoever takes a ticket out has seen that the two are not about one matter. */
function linksWithout(ref: TicketRef, { links = [] }: Ticket): TicketLink[] {
  return links.filter((link) => link.ref !== ref || (link.kind !== 'merged' && link.kind !== 'related'));
}

function beginAgain(from: TicketDraft, { into, at }: Merger): void {
  const { process, closed } = from.ticket;
  const entry = from.desk.processes[process.id]?.onReopen;
  if (closed?.code !== 'merged' || !entry) return from.addEvent('ticket_unmerged', 'desk', { from: into });
  const run = from.startRun(entry);
  const { closed: _asMerged, ...open } = from.ticket;
  from.ticket = { ...open, status: 'open' };
  from.addEvent('ticket_unmerged', 'desk', { from: into, since: at, run, entry });
}

/**
 * The same person on another ticket; undefined when he does not take part there. Whom the desk asked for something is
 * no customer there, whatever else he asks for himself.
 */
export function participantOn(
  there: People,
  { agentId, address, role }: Participant,
): Participant | undefined {
  const isOutside = role === 'external';
  return there.participants.find((one) =>
    agentId
      ? one.agentId === agentId
      : !one.agentId &&
        !one.left &&
        address !== '' &&
        one.address === address &&
        (one.role === 'external') === isOutside,
  );
}

/**
 * What a message for a ticket that was merged away says about the one as which it goes on: the reply address that
 * somebody was given there is his here too. It was about no step of this one.
 */
export function cluesThere(clues: Clues, mergedAway: People, there: People): Clues {
  const { token } = clues;
  if (token?.ref !== mergedAway.ticket.ref) return clues;
  const addressee = mergedAway.participants.find(({ id }) => id === token.participant);
  const person = addressee && participantOn(there, addressee);
  const { ref } = there.ticket;
  return {
    ...clues,
    token: person
      ? { ref, participant: person.id, role: token.role, mergedAway: mergedAway.ticket.ref }
      : null,
  };
}

/** Those who do not take part in the other ticket yet. Of a confidential one nobody is by being merged into it. */
function joiningOf(from: TicketDraft, into: TicketDraft): Omit<Participant, 'id'>[] {
  if (into.ticket.confidential) return [];
  return from.participants
    .filter((person) => !person.left && (person.agentId || person.address) && !participantOn(into, person))
    .map(({ id: _there, ...person }) => ({
      ...person,
      role: person.role === 'requester' ? 'cc' : person.role,
    }));
}

function companionsOn({ participants }: TicketDraft): Participant[] {
  return participants.filter(({ role, left }) => role === 'cc' && !left);
}

function isInClosingWork({ ticket, openSteps }: TicketDraft): boolean {
  return (
    ticket.verdict !== undefined ||
    openSteps.some(({ definition }) => 'mandatory' in definition && definition.mandatory)
  );
}

/** Of the clocks that run on both. */
function waitedLonger(from: TicketDraft, into: TicketDraft): Merger['waited'] {
  const waited: Merger['waited'] = {};
  for (const clock of into.ticket.clocks.filter((one) => isOn(one) && !one.step)) {
    const other = from.ticket.clocks.find((one) => one.metric === clock.metric && isOn(one));
    if (!other) continue;
    const [here, there] = [other, clock].map((one) =>
      clockElapsed(one, calendarNamed(into.calendars, one.calendar), into.now),
    );
    const longer = (here ?? 0) - (there ?? 0);
    if (longer > 0) waited[clock.metric] = longer;
  }
  return waited;
}

/** Since when its customer waits for an answer; null when he does not. */
function waitingSince({ ticket, now }: TicketDraft): Instant | null {
  const waits = ticket.clocks.filter(
    (clock) => (clock.metric === 'first_reply' || clock.metric === 'next_reply') && isOn(clock),
  );
  return earliest(
    ...waits.map(({ metric, state }) => {
      if (metric === 'first_reply') return ticket.createdAt;
      return state.kind === 'running' ? state.since : now;
    }),
  );
}

/** The customer hears each time whether his request goes on as the other one or by itself. */
function tellCustomer(
  from: TicketDraft,
  into: TicketDraft,
  template: 'request-merged' | 'request-unmerged',
): void {
  const asks = from.participant(from.ticket.requester);
  if (participantOn(into, asks)) tell(from, { to: asks.id, template, other: into.ticket.ref });
}

/** Whoever works on the other ticket hears what has come to it. */
function tellWorkers(from: TicketDraft, into: TicketDraft, author: Participant): void {
  const workers = workersOf(into, into.desk).filter((id) => into.participant(id).agentId !== author.agentId);
  for (const to of workers) tell(into, { to, template: 'request-joined', other: from.ticket.ref });
}

function tell(
  draft: TicketDraft,
  { other, ...mail }: { to: ParticipantId; template: string; other: TicketRef },
): void {
  draft.addEffect({
    kind: 'send_mail',
    mail: { ...mail, class: 'notification', answerAs: 'reply', facts: { other } },
  });
}
