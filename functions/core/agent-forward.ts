import { agentByAddress, isOwnAddress } from './desk.ts';
import type { Agent, Desk } from './desk.ts';
import { normalAddress } from './inbound-message.ts';
import type { ForwardedMail, InboundMessage, Mailbox } from './inbound-message.ts';
import { companionsOf, MOST_PEOPLE } from './inbound-routing.ts';
import { agentParticipant } from './step-owner.ts';
import type { Message } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

export type AgentForward =
  | { kind: 'none' }
  /** `message` is the customer's mail as if he had written to the inbox. */
  | {
      kind: 'customer';
      message: InboundMessage;
      agent: Agent;
      note: string;
      /** To whom else the customer had written. */
      others: Mailbox[];
    }
  /** It is the agent's own request, and somebody should look whose it is. */
  | { kind: 'doubt'; why: ForwardDoubt };

export type ForwardDoubt = NonNullable<ForwardedMail['doubt']> | 'from_the_desk' | 'from_an_agent';

/**
 * What a mail that opens a ticket is when an agent has forwarded it: the matter of whoever wrote to him. Only an agent
 * whose domain vouches for him may speak for others so; everybody else's forward is his own request.
 */
export function agentForward(message: InboundMessage, desk: Desk): AgentForward {
  const { forwarded } = message;
  const agent = provenAgent(message, desk);
  if (!forwarded || !agent) return { kind: 'none' };
  const doubt = doubtOf(forwarded, desk);
  if (doubt) return { kind: 'doubt', why: doubt };
  const { from, note, recipients = [] } = forwarded;
  return {
    kind: 'customer',
    message: customersMail(message, forwarded),
    agent,
    note,
    others: companionsOf({ ...message, from, to: recipients, cc: [] }, desk).slice(0, MOST_PEOPLE),
  };
}

/** The agent who wrote a mail that belongs to no ticket, where his own domain vouches for him. */
export function provenAgent(message: InboundMessage, desk: Desk): Agent | null {
  const { channel, verdicts, identity, from } = message;
  const isProven = channel === 'mail' && !identity && verdicts?.dmarc === 'PASS';
  return (isProven && agentByAddress(desk, normalAddress(from.address))) || null;
}

function doubtOf({ from, doubt }: ForwardedMail, desk: Desk): ForwardDoubt | null {
  if (doubt) return doubt;
  const address = normalAddress(from.address);
  if (isOwnAddress(desk, address)) return 'from_the_desk';
  return agentByAddress(desk, address) ? 'from_an_agent' : null;
}

/** What the agent's mail cited and whom he put on it is his; what nothing of the customer's is left of stays as it came. */
function customersMail(message: InboundMessage, forwarded: ForwardedMail): InboundMessage {
  const { from, subject, text, messageId, answerable } = forwarded;
  const words = text || message.reply;
  return {
    ...message,
    from,
    replyTo: null,
    subject: subject || message.subject,
    text: words,
    reply: words,
    messageId: messageId ?? message.messageId,
    answerable,
    forwarded: null,
    forwardedFrom: null,
  };
}

/** Whoever passed a matter on looks after it from then on; what he wrote above it stays with the desk. */
export function addForwarder(
  draft: TicketDraft,
  { agent, note, record }: { agent: Agent; note: string; record: Message },
): void {
  const { id } = agentParticipant(agent, draft);
  draft.ticket = { ...draft.ticket, assignee: id };
  draft.addEvent('forwarded_by_agent', `participant:${id}`, { participant: id });
  if (note === '') return;
  draft.addMessage({
    ...record,
    author: id,
    from: { address: agent.address, name: agent.name },
    visibility: 'internal',
    text: note,
    attachments: [],
    messageId: null,
  });
  draft.addEvent('note_added', `participant:${id}`, { message: record.id });
}
