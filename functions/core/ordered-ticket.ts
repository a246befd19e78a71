import { cutText } from './cut-text.ts';
import { agentByAddress, inboxOf } from './desk.ts';
import type { Desk, Inbox } from './desk.ts';
import type { TicketRef, Ulid } from './ids.ts';
import { acknowledge, bareTicket } from './new-ticket.ts';
import type { TicketOrder } from './outbox.ts';
import type { Message, Participant, Ticket } from './ticket.ts';
import { TicketDraft } from './ticket-draft.ts';

const LONGEST_SUBJECT = 250;

/**
 * A ticket that another one orders, and the link from that one to it. Its requester is a participant of the ordering
 * ticket; what a confidential ticket orders is confidential.
 *
 * @param ordered.message the id of its first message, @param ordered.words what that says: the order's own, or the
 * customer's where the order has none.
 * @throws Error when the process, its SLA policy or the requester is not there.
 */
export function orderedTicket(
  parent: TicketDraft,
  ordered: { order: TicketOrder; ref: TicketRef; message: Ulid; words: string; desk: Desk },
): TicketDraft {
  const { order, ref, desk } = ordered;
  const { now } = parent;
  const inbox = inboxFor(order.process, parent.ticket, desk);
  const requester = requesterOf(parent.participant(order.requester));
  const isForDesk = agentByAddress(desk, requester.address) !== undefined;
  const ticket = bareTicket({
    ref,
    process: order.process,
    priority: parent.ticket.priority,
    subject: cutText(order.subject, LONGEST_SUBJECT),
    channel: 'process',
    inbox,
    since: now,
    message: ordered.message,
    desk,
    now,
  });
  const draft = new TicketDraft(
    {
      ticket: {
        ...ticket,
        links: [{ ...order.link, ref: parent.ticket.ref }],
        ...(parent.ticket.confidential ? { confidential: true } : {}),
      },
      participants: [requester],
      steps: [],
    },
    { now, desk },
  );
  draft.putParticipant(requester);
  draft.addMessage(firstMessage(ordered, { parent, inbox, isForDesk }));
  draft.addEvent('ticket_created', 'process', {
    by: parent.ticket.ref,
    message: ordered.message,
    priority: ticket.priority,
  });
  draft.addEffect({ kind: 'start_process', process: order.process, run: 1, entry: null });
  if (!isForDesk && requester.address && !requester.undeliverable) acknowledge(draft, desk);
  linkBack(parent, order, ref);
  return draft;
}

/** People of the desk are on the new ticket as whoever asked for it: what they answer there is the requester's word. */
function requesterOf({ address, name, undeliverable }: Participant): Participant {
  return { id: 1, role: 'requester', address, name, ...(undeliverable ? { undeliverable } : {}) };
}

/** Where its process has customers write to; else the ordering ticket's own. */
function inboxFor(process: string, parent: Ticket, desk: Desk): Inbox {
  const own = desk.inboxes.find((inbox) => inbox.process === process);
  const inbox = own ?? inboxOf(desk, parent.inbox) ?? desk.inboxes[0];
  if (!inbox) throw new Error('a desk has at least one inbox');
  return inbox;
}

function firstMessage(
  { order, message, words }: { order: TicketOrder; message: Ulid; words: string },
  made: { parent: TicketDraft; inbox: Inbox; isForDesk: boolean },
): Message {
  const { parent, inbox, isForDesk } = made;
  const text = order.text || words;
  return {
    id: message,
    at: parent.now,
    channel: 'process',
    author: null,
    from: { address: inbox.address, name: inbox.name },
    visibility: isForDesk ? 'internal' : 'public',
    class: 'human',
    subject: cutText(order.subject, LONGEST_SUBJECT),
    text: isForDesk ? `${text}\n\n(${parent.ticket.ref})` : text,
    attachments: [],
    messageId: null,
    rawKey: '',
    bounce: null,
    receipt: { by: 'process', rejected: [] },
    flags: [],
  };
}

function linkBack(parent: TicketDraft, { link, process }: TicketOrder, ref: TicketRef): void {
  const kind = link.kind === 'parent' ? 'child' : link.kind;
  const { step } = link;
  const links = [...(parent.ticket.links ?? []), { kind, ref, ...(step ? { step } : {}) } as const];
  parent.ticket = { ...parent.ticket, links };
  parent.addEvent('ticket_opened', 'process', { ref, process, ...(step ? { step: step.id } : {}) });
  const waiting = step && parent.openSteps.find(({ id, visit }) => id === step.id && visit === step.visit);
  if (waiting) parent.putStep({ ...waiting, child: ref });
}
