import { startClocks } from './clocks.ts';
import { cutText } from './cut-text.ts';
import { priorities } from './desk.ts';
import type { Desk, Inbox, Priority } from './desk.ts';
import type { TicketRef } from './ids.ts';
import { normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { companionsOf } from './inbound-routing.ts';
import type { Instant } from './instant.ts';
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
}): TicketDraft {
  const { message, record, inbox, desk, now } = options;
  const requester = requesterOf(message);
  const draft = new TicketDraft(
    { ticket: bareTicket(options), participants: [requester], steps: [] },
    { now, calendars: desk.calendars },
  );
  draft.putParticipant(requester);
  for (const companion of companionsOf(message, desk))
    draft.addParticipant({
      role: 'cc',
      address: normalAddress(companion.address),
      name: cutText(companion.name, LONGEST_NAME),
    });
  draft.addMessage({ ...record, author: requester.id });
  draft.addEvent('ticket_created', `participant:${requester.id}`, {
    message: record.id,
    inbox: inbox.address,
  });
  draft.addEffect({ kind: 'start_process', process: draft.ticket.process.id, run: 1, entry: null });
  if (options.acknowledge)
    draft.addEffect({
      kind: 'send_mail',
      mail: { to: requester.id, template: 'acknowledgement', class: 'auto_reply', answerAs: 'reply' },
    });
  return draft;
}

function requesterOf(message: InboundMessage): Participant {
  return {
    id: 1,
    role: 'requester',
    address: normalAddress(message.from.address),
    name: cutText(message.from.name, LONGEST_NAME),
    ...(message.messageId ? { lastMessageId: message.messageId } : {}),
  };
}

function bareTicket(options: {
  ref: TicketRef;
  message: InboundMessage;
  record: Message;
  inbox: Inbox;
  desk: Desk;
  now: Instant;
}): Ticket {
  const { ref, message, record, inbox, desk, now } = options;
  const process = wantedProcess(message, desk) ?? inbox.process;
  const priority = wantedPriority(message) ?? desk.defaultPriority;
  const policy = desk.sla[desk.processes[process]?.sla ?? ''];
  const calendar = policy && desk.calendars[policy.calendar];
  if (!policy || !calendar)
    throw new Error(`process ${process} names an SLA policy that desk.yaml does not have`);
  return {
    ref,
    version: 1,
    status: 'open',
    subject: subjectOf(message),
    channel: message.channel,
    inbox: inbox.address,
    team: inbox.team,
    priority,
    process: { id: process, run: 1 },
    requester: 1,
    assignee: null,
    createdAt: message.receivedAt,
    updatedAt: now,
    participantCount: 1,
    eventCount: 0,
    outboxCount: 0,
    clocks: startClocks({ policy, calendar, priority, cycle: 1, at: message.receivedAt }),
    fired: [],
    nextDeadline: null,
    deadlineRevision: 0,
    lastMessage: record.id,
    lastCustomerMessage: record.id,
    ...(message.conversation
      ? {
          chat: {
            widget: message.conversation.widget,
            conversation: message.conversation.digest,
            visitorSeenAt: now,
          },
        }
      : {}),
  };
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
  return wanted && desk.processes[wanted] ? wanted : null;
}

function wantedPriority(message: InboundMessage): Priority | null {
  return priorities.find((priority) => priority === message.wanted?.priority) ?? null;
}
