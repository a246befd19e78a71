import { offerStep, takersOf } from './offer.ts';
import { openApproval } from './open-approval.ts';
import { templateName } from './process-template.ts';
import type { AskedStep, CallStep, ExternalStep, ProcessStep } from './process-template.ts';
import { bringStep } from './step-mail.ts';
import { agentParticipant, oneOf } from './step-owner.ts';
import { takeCharge, visitStep } from './step-visit.ts';
import type { Opening } from './step-visit.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** Opens a step for whoever it waits for, and tells them. */
export function openAwaited(draft: TicketDraft, opening: Opening): void {
  const { definition } = opening;
  switch (definition.kind) {
    case 'customer':
    case 'verify':
      return openAsked(draft, { ...opening, definition });
    case 'external':
      return openExternal(draft, { ...opening, definition });
    case 'call':
      return openCall(draft, { ...opening, definition });
    case 'process':
      return openProcess(draft, { ...opening, definition });
    case 'approval':
      return openApproval(draft, { ...opening, definition });
    default: {
      const takers = takersOf(draft, { ...opening, definition });
      if (takers.length > 0) return offerStep(draft, { ...opening, definition }, takers);
      const owner = oneOf(definition.owner, draft, opening.desk, opening.roster, definition.skills);
      const step = visitStep(draft, opening, { owner: owner.id });
      takeCharge(draft, owner);
      bringStep(draft, step, owner.id);
    }
  }
}

function openAsked(draft: TicketDraft, opening: Opening<AskedStep>): void {
  const { id, visit } = visitStep(draft, opening, { owner: draft.ticket.requester });
  const { message } = opening.definition;
  if (!message) return;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: draft.ticket.requester,
      template: templateName(message),
      class: 'notification',
      step: { id, visit },
      answerAs: 'reply',
    },
  });
}

/** Somebody outside is asked on a lane of his own; somebody of the desk answers for it. */
function openExternal(draft: TicketDraft, opening: Opening<ExternalStep>): void {
  const { definition } = opening;
  const coOwner = oneOf(definition.coOwner, draft, opening.desk, opening.roster);
  takeCharge(draft, coOwner);
  const address = definition.to.toLowerCase();
  const agent = opening.desk.agents.find((one) => one.address.toLowerCase() === address);
  const other = agent
    ? agentParticipant(agent, draft)
    : (draft.participants.find((one) => one.role === 'external' && one.address === address) ??
      draft.addParticipant({ role: 'external', address, name: definition.name ?? '' }));
  const step = visitStep(draft, opening, { owner: coOwner.id, external: other.id });
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: other.id,
      template: templateName(definition.message),
      class: 'notification',
      step: { id: step.id, visit: step.visit },
      answerAs: 'note',
    },
  });
}

function openCall(draft: TicketDraft, opening: Opening<CallStep>): void {
  const step = visitStep(draft, opening, {
    owner: oneOf('assignee', draft, opening.desk, opening.roster).id,
  });
  const { hook } = opening.definition;
  const send = opening.send ?? {};
  draft.addEffect({ kind: 'call', call: { kind: 'step', hook, step: step.id, visit: step.visit, send } });
}

function openProcess(draft: TicketDraft, opening: Opening<ProcessStep>): void {
  const { definition } = opening;
  const owner = oneOf(definition.owner, draft, opening.desk, opening.roster);
  takeCharge(draft, owner);
  const { id, visit } = visitStep(draft, opening, { owner: owner.id });
  draft.addEffect({
    kind: 'open_ticket',
    order: {
      process: definition.process,
      subject: draft.ticket.subject,
      text: '',
      requester: definition.requester === 'requester' ? draft.ticket.requester : owner.id,
      link: { kind: 'parent', step: { id, visit } },
      once: `step:${id}#${visit}`,
    },
  });
}
