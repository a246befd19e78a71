import type { ParticipantId, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** Brings a step to its owner, with the customer's last words. What he answers to a form stays with the desk. */
export function bringStep(
  draft: TicketDraft,
  step: Pick<Step, 'id' | 'visit' | 'definition'>,
  owner: ParticipantId,
  template = 'step-assigned',
): void {
  const { lastCustomerMessage } = draft.ticket;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: owner,
      template,
      class: 'notification',
      step: { id: step.id, visit: step.visit },
      ...(lastCustomerMessage ? { message: lastCustomerMessage } : {}),
      answerAs: step.definition.kind === 'task' ? 'reply' : 'note',
    },
  });
}

/** Passes on what somebody outside wrote to whoever works on the ticket; he answers the customer. */
export function bringMessage(draft: TicketDraft, message: string, workers: ParticipantId[]): void {
  for (const to of workers)
    draft.addEffect({
      kind: 'send_mail',
      mail: { to, template: 'message-to-agent', class: 'notification', message, answerAs: 'reply' },
    });
}
