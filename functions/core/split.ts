import { inboxOf } from './desk.ts';
import type { Inbox } from './desk.ts';
import type { TicketRef } from './ids.ts';
import { normalAddress } from './inbound-message.ts';
import { acknowledge, bareTicket } from './new-ticket.ts';
import type { Message, Participant, TicketLink } from './ticket.ts';
import { TicketDraft } from './ticket-draft.ts';
import { subjectAfter } from './topic.ts';

/** What whoever wrote it was taken for on the other ticket. */
const OF_THE_OTHER = new Set(['topic_changed', 'stranger', 'not_on_ticket']);

function splitFlag(ref: TicketRef): string {
  return `split_into: ${ref}`;
}

/** Messages that became another ticket are of this one no more. */
export function isSplitOff({ flags }: Message): boolean {
  return flags.some((flag) => flag.startsWith(splitFlag('')));
}

/**
 * A customer's message as a ticket of its own: whoever wrote it is the requester, the process of the ticket's inbox
 * begins, its clocks run from when it came. It stays where it was, marked; what our next mails there answer is what
 * came before it.
 * @param split.earlier what customers wrote before it, the latest first.
 */
export function splitTicket(
  draft: TicketDraft,
  split: { message: Message; earlier: Message[]; ref: TicketRef; author: Participant },
): TicketDraft {
  const { message, ref, author } = split;
  const { desk, now, ticket } = draft;
  const inbox = inboxOfTicket(draft);
  const requester = requesterOf(draft, message);
  const flags = message.flags.filter((flag) => !OF_THE_OTHER.has(flag));
  const subject = subjectAfter(message, ticket);
  const bare = bareTicket({
    ref,
    process: inbox.process,
    priority: desk.defaultPriority,
    subject,
    channel: message.channel,
    inbox,
    since: message.at,
    message: message.id,
    desk,
    now,
  });
  const links: TicketLink[] = [{ kind: 'split_from', ref: ticket.ref }];
  const begun = new TicketDraft(
    {
      ticket: { ...bare, links, ...(ticket.confidential ? { confidential: true } : {}) },
      participants: [requester],
      steps: [],
    },
    { now, desk },
  );
  begun.putParticipant(requester);
  const receipt = { by: 'split', rejected: [] };
  begun.addMessage({ ...message, author: requester.id, visibility: 'public', receipt, flags });
  begun.addEvent('ticket_created', `participant:${requester.id}`, {
    message: message.id,
    inbox: inbox.address,
    priority: bare.priority,
    since: message.at,
  });
  begun.addEvent('split_from', 'desk', { ref: ticket.ref });
  begun.addEffect({ kind: 'start_process', process: inbox.process, run: 1, entry: null });
  const isTrusted = !flags.some((flag) => flag.startsWith('unverified'));
  if (requester.address && !requester.undeliverable && isTrusted) acknowledge(begun, desk);
  leaveMarked(draft, split, `participant:${author.id}`);
  return begun;
}

function leaveMarked(
  draft: TicketDraft,
  { message, earlier, ref }: { message: Message; earlier: Message[]; ref: TicketRef },
  by: string,
): void {
  draft.addMessage({ ...message, flags: [...message.flags, splitFlag(ref)] });
  const writer = draft.participants.find(
    ({ id, lastMessageId }) => id === message.author && lastMessageId === message.messageId,
  );
  if (writer) {
    const { lastMessageId: _elsewhere, outlookThread: _there, ...rest } = writer;
    const before = earlier.find(({ author }) => author === message.author)?.messageId;
    draft.putParticipant({ ...rest, ...(before ? { lastMessageId: before } : {}) });
  }
  const { lastSubject, lastCustomerMessage, links = [], ...ticket } = draft.ticket;
  const isAsBefore = lastSubject && !message.flags.includes('topic_changed');
  draft.ticket = {
    ...ticket,
    ...(isAsBefore ? { lastSubject } : {}),
    lastCustomerMessage: lastCustomerMessage === message.id ? (earlier[0]?.id ?? null) : lastCustomerMessage,
    links: [...links, { kind: 'split_into', ref }],
  };
  draft.addEvent('message_split', by, { message: message.id, ref });
}

/** Somebody who is not on the ticket is known by what his mail says. */
function requesterOf(draft: TicketDraft, { author, from, messageId }: Message): Participant {
  const writer = draft.participants.find(({ id }) => id === author);
  const { address, name } = writer ?? { ...from, address: normalAddress(from.address) };
  return {
    id: 1,
    role: 'requester',
    address,
    name,
    ...(writer?.undeliverable ? { undeliverable: writer.undeliverable } : {}),
    ...(messageId ? { lastMessageId: messageId } : {}),
    ...(writer?.outlookThread && writer.lastMessageId === messageId
      ? { outlookThread: writer.outlookThread }
      : {}),
  };
}

function inboxOfTicket({ desk, ticket }: TicketDraft): Inbox {
  const inbox = inboxOf(desk, ticket.inbox) ?? desk.inboxes[0];
  if (!inbox) throw new Error('a desk has at least one inbox');
  return inbox;
}
