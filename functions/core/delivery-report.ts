import type { Desk } from './desk.ts';
import { normalAddress } from './inbound-message.ts';
import type { Bounce } from './inbound-message.ts';
import { oneOf } from './step-owner.ts';
import type { Message, Participant } from './ticket.ts';
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
  const worker = oneOf('assignee', draft, desk);
  if (worker.id === participant.id) return;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: worker.id,
      template: 'mail-returned',
      class: 'notification',
      answerAs: 'note',
      facts: { address: participant.address, code },
    },
  });
}
