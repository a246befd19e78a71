import { cutText } from './cut-text.ts';
import { priorities } from './desk.ts';
import type { Desk, Inbox, Priority } from './desk.ts';
import { factsOfFiles } from './files-not-taken.ts';
import type { TicketRef, Ulid } from './ids.ts';
import { dmarcOf, normalAddress } from './inbound-message.ts';
import type { Channel, InboundMessage } from './inbound-message.ts';
import { companionsOf } from './inbound-routing.ts';
import type { Instant } from './instant.ts';
import { mentionOf, plainSubject } from './outgoing-mail.ts';
import { threadOf } from './outlook-thread.ts';
import type { ProcessTemplate } from './process-template.ts';
import { processVersion } from './process-version.ts';
import type { Message, Participant, Ticket, TicketLink } from './ticket.ts';
import { TicketDraft } from './ticket-draft.ts';
import { subjectAfter } from './topic.ts';

const LONGEST_NAME = 200;

/** A closed ticket that a message answers too late. */
interface Earlier {
  ticket: Ticket;
  participants: Participant[];
}

/**
 * A ticket for a message that belongs to none: its sender is the requester, whoever else was on the mail is on the
 * ticket, its process starts, its clocks run from the moment it was received.
 * @throws Error when the inbox names a process or SLA policy that the desk does not have.
 */
export function newTicket(options: {
  ref: TicketRef;
  message: InboundMessage;
  record: Message;
  inbox: Inbox;
  desk: Desk;
  now: Instant;
  acknowledge: boolean;
  /** A closed ticket that the message answers too late. */
  follows?: Earlier | null;
}): TicketDraft {
  const { ref, message, record, inbox, desk, now, follows = null } = options;
  const requester = requesterOf(message);
  const subject = subjectOf(message, follows);
  const process = wantedProcess(message, desk) ?? inbox.process;
  const ticket = bareTicket({
    ref,
    process,
    priority: wantedPriority(message) ?? desk.defaultPriority,
    subject,
    channel: message.channel,
    inbox,
    since: message.receivedAt,
    message: record.id,
    desk,
    now,
  });
  const draft = new TicketDraft(
    {
      ticket: {
        ...ticket,
        ...chatOf(message, now),
        ...(dmarcOf(message) === 'PASS' ? { about: mentionOf(subject) } : {}),
        ...(follows ? { links: [linkTo(follows.ticket)] } : {}),
        ...(follows?.ticket.confidential ? { confidential: true } : {}),
      },
      participants: [requester],
      steps: [],
    },
    { now, desk },
  );
  draft.putParticipant(requester);
  const left = joinCompanions(draft, message, desk);
  const flags = left > 0 ? [...record.flags, 'copied_in_left_out'] : record.flags;
  draft.addMessage({ ...record, flags, author: requester.id });
  draft.addEvent('ticket_created', `participant:${requester.id}`, {
    message: record.id,
    inbox: inbox.address,
    priority: draft.ticket.priority,
    since: message.receivedAt,
  });
  if (follows) draft.addEvent('follows', 'desk', { ref: follows.ticket.ref });
  draft.addEffect({ kind: 'start_process', process, run: 1, entry: null });
  if (options.acknowledge) acknowledge(draft, desk, record);
  return draft;
}

/** Whoever was on the mail is on the ticket; on a confidential one nobody is by having been copied in. */
function joinCompanions(draft: TicketDraft, message: InboundMessage, desk: Desk): number {
  const companions = companionsOf(message, desk);
  if (draft.ticket.confidential) return companions.length;
  for (const { address, name } of companions)
    draft.addParticipant({
      role: 'cc',
      address: normalAddress(address),
      name: cutText(name, LONGEST_NAME),
    });
  return 0;
}

/** At once, unless the process begins with help articles, which come with it. */
export function acknowledge(draft: TicketDraft, desk: Desk, record?: Message): void {
  const { process, requester } = draft.ticket;
  const template = desk.processes[process.id];
  if (template && suggestsAtOnce(template)) draft.ticket = { ...draft.ticket, acknowledge: true };
  else
    draft.addEffect({
      kind: 'send_mail',
      mail: {
        to: requester,
        template: 'acknowledgement',
        class: 'auto_reply',
        answerAs: 'reply',
        ...factsOfFiles(record),
      },
    });
}

/** Whether all that comes before the help articles is to sort the ticket: a promise goes by its priority. */
function suggestsAtOnce({ steps }: ProcessTemplate): boolean {
  const [first] = Object.keys(steps);
  for (let id = first, left = Object.keys(steps).length; id && left > 0; left--) {
    const step = steps[id];
    if (step?.kind !== 'set' || step.when) return step?.kind === 'suggest';
    [id] = Object.values(step.on);
  }
  return false;
}

function requesterOf(message: InboundMessage): Participant {
  return {
    id: 1,
    role: 'requester',
    address: normalAddress(message.from.address),
    name: cutText(message.from.name, LONGEST_NAME),
    ...(message.messageId ? { lastMessageId: message.messageId } : {}),
    ...threadOf(message),
  };
}

/** What every new ticket is made from, whoever opens it. */
export interface TicketStart {
  ref: TicketRef;
  process: string;
  priority: Priority;
  subject: string;
  channel: Channel;
  inbox: Inbox;
  /** Since when its requester waits. */
  since: Instant;
  /** Its first message. */
  message: Ulid;
  desk: Desk;
  now: Instant;
}

/**
 * A ticket whose process has not begun, with its requester as participant 1.
 * @throws Error when the process or its SLA policy is none of the desk's.
 */
export function bareTicket(start: TicketStart): Ticket {
  const { ref, process, priority, inbox, desk, now } = start;
  const template = desk.processes[process];
  const policy = desk.sla[template?.sla ?? ''];
  if (!template || !policy || !desk.calendars[policy.calendar])
    throw new Error(`process ${process} names an SLA policy that desk.yaml does not have`);
  return {
    ref,
    version: 1,
    status: 'open',
    subject: start.subject,
    channel: start.channel,
    inbox: inbox.address,
    team: inbox.team,
    priority,
    process: { id: process, run: 1, version: processVersion(template) },
    requester: 1,
    assignee: null,
    createdAt: start.since,
    updatedAt: now,
    participantCount: 1,
    eventCount: 0,
    outboxCount: 0,
    clocks: [],
    sla: policy,
    fired: [],
    nextDeadline: null,
    deadlineRevision: 0,
    lastMessage: start.message,
    lastCustomerMessage: start.message,
    ...(template.confidential ? { confidential: true } : {}),
  };
}

function chatOf({ conversation }: InboundMessage, now: Instant): Pick<Ticket, 'chat'> {
  if (!conversation) return {};
  return { chat: { widget: conversation.widget, conversation: conversation.digest, visitorSeenAt: now } };
}

/**
 * A mail without a subject is known by its first words. What follows a closed ticket goes by that one's name only for those
 * who were on it.
 */
function subjectOf(message: InboundMessage, follows: Earlier | null): string {
  const address = normalAddress(message.from.address);
  if (follows?.participants.some((one) => one.address === address && !one.left))
    return subjectAfter(message, follows.ticket);
  const subject = message.subject.trim();
  if (subject) return cutText(subject, 250);
  const firstWords = message.reply.trim().split(/\s+/).slice(0, 8).join(' ');
  return firstWords ? cutText(firstWords, 80) : '(no subject)';
}

/** Whoever works on the new ticket reads what the earlier one was about and how it ended. */
function linkTo({ ref, subject, lastSubject, closed }: Ticket): TicketLink {
  const about = plainSubject(lastSubject ?? subject);
  return { kind: 'follows', ref, about, ...(closed ? { closed: closed.code } : {}) };
}

function wantedProcess(message: InboundMessage, desk: Desk): string | null {
  const wanted = message.wanted?.process;
  return wanted && Object.hasOwn(desk.processes, wanted) ? wanted : null;
}

function wantedPriority(message: InboundMessage): Priority | null {
  return priorities.find((priority) => priority === message.wanted?.priority) ?? null;
}
