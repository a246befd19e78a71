import type { InboundMessage } from '../core/inbound-message.ts';
import type { Participant, Ticket } from '../core/ticket.ts';
import { withoutSentText } from '../intake/text/own-words.ts';
import type { Store } from './ports.ts';
import { publicMessages } from './public-messages.ts';

const MESSAGES_LOOKED_AT = 200;

/**
 * The new text of a customer's mail without what our agents wrote to him: some mail programs quote and do not say so.
 * Texts over 32 KB are compared by their beginning; mail that the desk writes by itself is kept nowhere as a text.
 */
export async function customersOwnWords(
  store: Pick<Store, 'messages'>,
  { ticket, participants }: { ticket: Ticket; participants: Participant[] },
  message: InboundMessage,
): Promise<string> {
  const agents = new Set(participants.flatMap(({ id, role }) => (role === 'agent' ? [id] : [])));
  if (message.channel !== 'mail' || agents.size === 0) return message.reply;
  const { messages } = await publicMessages(store, ticket.ref, { limit: MESSAGES_LOOKED_AT, after: null });
  const sent = messages.flatMap(({ author, text }) => (author && agents.has(author) ? [text] : []));
  return withoutSentText(message.reply, sent);
}
