import type { TicketRef } from '../core/ids.ts';
import type { InboundMessage, Mailbox } from '../core/inbound-message.ts';
import type { Instant } from '../core/instant.ts';
import { oneLine } from './one-line.ts';

const SUBJECT_LENGTH = 80;

/**
 * What somebody typed into one of our own forms, a chat or a status page, as an inbound message. The door has
 * authenticated the writer by a secret or a signed link; nobody gets an automatic answer, who is still there to read.
 */
export function typedMessage(typed: {
  /** Widget id, or `page` for a status page. */
  door: string;
  deliveryId: string;
  receivedAt: Instant;
  from: Mailbox;
  /** The inbox whose customers write here. */
  inbox: string;
  text: string;
  /** The ticket that the door knows; absent for the first message of a chat. */
  ticket?: TicketRef;
  conversation?: InboundMessage['conversation'];
}): InboundMessage {
  const { ticket, conversation } = typed;
  return {
    channel: 'chat',
    door: typed.door,
    deliveryId: typed.deliveryId,
    receivedAt: typed.receivedAt,
    sentAt: typed.receivedAt,
    from: typed.from,
    replyTo: null,
    to: [{ address: typed.inbox, name: '' }],
    cc: [],
    subject: subjectOf(typed.text),
    text: typed.text,
    reply: typed.text,
    attachments: [],
    messageId: null,
    evidence: {
      recipients: [typed.inbox],
      inReplyTo: null,
      references: [],
      ...(ticket && { ticketRef: ticket }),
    },
    class: 'human',
    outOfOffice: false,
    answerable: false,
    bounce: null,
    forwardedFrom: null,
    verdicts: null,
    degraded: [],
    rawKey: '',
    ...(conversation && { conversation }),
  };
}

/** The first line, cut between words where it is long. */
function subjectOf(text: string): string {
  const line = oneLine(text.trim().split('\n', 1)[0] ?? '');
  if (line.length <= SUBJECT_LENGTH) return line;
  const cut = line.slice(0, SUBJECT_LENGTH);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), SUBJECT_LENGTH / 2)).trimEnd()}…`;
}
