import type { InboundMessage } from '../core/inbound-message.ts';
import { textWithLinks } from '../core/text-links.ts';
import type { TicketDraft } from '../core/ticket-draft.ts';
import { withoutSentText } from '../intake/text/own-words.ts';
import { automaticTexts } from './automatic-texts.ts';
import type { Store } from './ports.ts';
import { publicMessages } from './public-messages.ts';

const MESSAGES_LOOKED_AT = 200;

/**
 * The new text of a customer's mail without what we wrote to him: some mail programs quote and do not say so. Texts of
 * agents over 32 KB are compared by their beginning.
 */
export async function customersOwnWords(
  store: Pick<Store, 'messages'>,
  on: Pick<TicketDraft, 'ticket' | 'participants' | 'steps' | 'desk'>,
  message: InboundMessage,
): Promise<string> {
  if (message.channel !== 'mail') return message.reply;
  const automatic = automaticTexts(on, message);
  const sent = await textsOfAgents(store, on);
  return automatic.length + sent.length > 0
    ? withoutSentText(message.reply, [...sent, ...automatic])
    : message.reply;
}

async function textsOfAgents(
  store: Pick<Store, 'messages'>,
  { ticket, participants }: Pick<TicketDraft, 'ticket' | 'participants'>,
): Promise<string[]> {
  const agents = new Set(participants.flatMap(({ id, role }) => (role === 'agent' ? [id] : [])));
  if (agents.size === 0) return [];
  const { messages } = await publicMessages(store, ticket.ref, { limit: MESSAGES_LOOKED_AT, after: null });
  return messages.flatMap((message) =>
    message.author && agents.has(message.author) ? [textWithLinks(message)] : [],
  );
}
