import type { Desk } from './desk.ts';
import { normalAddress } from './inbound-message.ts';
import type { Bounce, InboundMessage } from './inbound-message.ts';
import { leadOf, oneOf } from './step-owner.ts';
import type { MailIntent, Message, Participant } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** A bounce that came as a mail (RFC 3464): kept on the ticket of the mail it reports. */
export function addDeliveryReport(
  draft: TicketDraft,
  report: { bounce: Bounce; record: Message; desk: Desk },
): void {
  const { bounce, record, desk } = report;
  draft.addMessage({ ...record, visibility: 'internal', flags: [...record.flags, 'bounce'] });
  const failed = bounce.recipients.flatMap(
    (address) => draft.participantByAddress(normalAddress(address)) ?? [],
  );
  for (const participant of failed)
    addDeliveryFailure(draft, { participant, hard: bounce.hard, code: bounce.status || bounce.reason, desk });
  if (failed.length === 0) draft.addEvent('mail_bounced', 'desk', { message: record.id, hard: bounce.hard });
}

/**
 * Mail to somebody on the ticket came back. For good (`hard`): he gets no more mail until he writes himself, and
 * whoever works on the ticket is told, because a question that never arrived is never answered.
 */
export function addDeliveryFailure(
  draft: TicketDraft,
  failure: { participant: Participant; hard: boolean; code: string; desk: Desk },
): void {
  const { participant, hard, code, desk } = failure;
  draft.addEvent('mail_bounced', 'desk', { participant: participant.id, hard, code });
  if (!hard || participant.undeliverable) return;
  draft.putParticipant({ ...participant, undeliverable: { since: draft.now, code } });
  tellOfReturn(draft, { participant, code, desk });
}

/** A mail that was not even tried. Only a person's words are worth a word to whoever works on the ticket. */
export function addRefusal(
  draft: TicketDraft,
  refusal: { intent: MailIntent; reason: string; desk: Desk },
): void {
  const { intent, reason, desk } = refusal;
  const participant = draft.participant(intent.to);
  draft.addEvent('mail_refused', 'desk', { participant: intent.to, template: intent.template, reason });
  if (intent.class === 'reply') tellOfReturn(draft, { participant, code: reason, desk });
}

/** Mail that arrives from an address proves that the address works; our next mail there answers it. */
export function heardFrom(draft: TicketDraft, author: Participant, message: InboundMessage): void {
  const { undeliverable: _worksAgain, ...rest } = author;
  draft.putParticipant({ ...rest, ...(message.messageId ? { lastMessageId: message.messageId } : {}) });
}

function tellOfReturn(
  draft: TicketDraft,
  failed: { participant: Participant; code: string; desk: Desk },
): void {
  const { participant, code, desk } = failed;
  const told = participant.agentId ? leadOf(draft, desk) : oneOf('assignee', draft, desk);
  if (told.id === participant.id) return;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: told.id,
      template: 'mail-returned',
      class: 'notification',
      answerAs: 'note',
      facts: { address: participant.address, code },
    },
  });
}
