import { provenAgent } from './agent-forward.ts';
import type { AgentForward } from './agent-forward.ts';
import { refusalText } from './agent-message.ts';
import { by, noOthers } from './agent-ordering.ts';
import { planOrders } from './agent-orders.ts';
import type { Command } from './command-grammar.ts';
import { readAgentWords } from './commands.ts';
import type { AgentWords } from './commands.ts';
import type { Desk } from './desk.ts';
import type { InboundMessage } from './inbound-message.ts';
import type { Participant } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** Orders in the mail with which an agent opens a ticket: above a customer's mail that he passes on, or in a request of his own. */

/** The others are about work that has begun. */
const ON_A_NEW_TICKET: ReadonlySet<Command['kind']> = new Set([
  'assign',
  'cc',
  'field',
  'impact',
  'note',
  'priority',
  'tag',
  'urgency',
]);

/**
 * Null for the words of anybody but an agent whose domain vouches for him. In what he passes on nothing is an order, also
 * where it is not plain whose words those are.
 */
export function openingWords(message: InboundMessage, forward: AgentForward, desk: Desk): AgentWords | null {
  if (forward.kind === 'customer') return readAgentWords(forward.note, []);
  if (!provenAgent(message, desk)) return null;
  const { reply, forwarded } = message;
  const own = forwarded && reply.startsWith(forwarded.note) ? forwarded.note : reply;
  const words = readAgentWords(own, []);
  return { ...words, text: `${words.text}${reply.slice(own.length)}`.trim() };
}

/** All or nothing, as in every mail of an agent; the ticket is there in any case. */
export function obeyOpening(
  draft: TicketDraft,
  { words, author, desk }: { words: AgentWords; author: Participant; desk: Desk },
): void {
  const { commands, refused, text } = words;
  if (commands.length + refused.length === 0) return;
  const tooEarly = commands.filter(({ kind }) => !ON_A_NEW_TICKET.has(kind));
  const orders = planOrders(
    commands.filter(({ kind }) => ON_A_NEW_TICKET.has(kind)),
    { draft, author, desk, about: null, text, others: noOthers() },
  );
  const lines = [
    ...refused,
    ...tooEarly.map(({ line }) => ({ line, why: 'it means something on a ticket that is there already' })),
    ...orders.refused,
  ];
  if (lines.length === 0) return orders.carryOut();
  draft.addEvent('commands_refused', by(author), { message: draft.ticket.lastMessage });
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: author.id,
      template: 'command-refused',
      class: 'auto_reply',
      answerAs: 'note',
      facts: { reason: refusalText(lines, commands), code: 'ticket_opened' },
    },
  });
}
