import { cutText } from './cut-text.ts';
import { priorities } from './desk.ts';
import type { Desk, Inbox, Priority } from './desk.ts';
import type { TicketRef, Ulid } from './ids.ts';
import { normalAddress } from './inbound-message.ts';
import type { Channel, InboundMessage } from './inbound-message.ts';
import { companionsOf } from './inbound-routing.ts';
import type { Instant } from './instant.ts';
import { threadOf } from './outlook-thread.ts';
import type { ProcessTemplate } from './process-template.ts';
import { processVersion } from './process-version.ts';
import type { Message, Participant, Ticket } from './ticket.ts';
import { TicketDraft } from './ticket-draft.ts';

const LONGEST_NAME = 200;

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
  follows?: Ticket | null;
}): TicketDraft {
  const { ref, message, record, inbox, desk, now, follows } = options;
  const requester = requesterOf(message);
  const process = wantedProcess(message, desk) ?? inbox.process;
  const ticket = bareTicket({
    ref,
    process,
    priority: wantedPriority(message) ?? desk.defaultPriority,
    subject: subjectOf(message),
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
        ...(follows ? { links: [{ kind: 'follows', ref: follows.ref }] } : {}),
        ...(follows?.confidential ? { confidential: true } : {}),
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
  if (follows) draft.addEvent('follows', 'desk', { ref: follows.ref });
  draft.addEffect({ kind: 'start_process', process, run: 1, entry: null });
  if (options.acknowledge) acknowledge(draft, desk);
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
export function acknowledge(draft: TicketDraft, desk: Desk): void {
  const { process, requester } = draft.ticket;
  const template = desk.processes[process.id];
  if (template && suggestsAtOnce(template)) draft.ticket = { ...draft.ticket, acknowledge: true };
  else
    draft.addEffect({
      kind: 'send_mail',
      mail: { to: requester, template: 'acknowledgement', class: 'auto_reply', answerAs: 'reply' },
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

/** A mail without a subject is known by its first words. */
function subjectOf(message: InboundMessage): string {
  const subject = message.subject.trim();
  if (subject) return cutText(subject, 250);
  const firstWords = message.reply.trim().split(/\s+/).slice(0, 8).join(' ');
  return firstWords ? `(no subject) ${cutText(firstWords, 80)}` : '(no subject)';
}

function wantedProcess(message: InboundMessage, desk: Desk): string | null {
  const wanted = message.wanted?.process;
  return wanted && Object.hasOwn(desk.processes, wanted) ? wanted : null;
}

function wantedPriority(message: InboundMessage): Priority | null {
  return priorities.find((priority) => priority === message.wanted?.priority) ?? null;
}
