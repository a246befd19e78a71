import { agentsReply } from '../core/agents-words.ts';
import type { AgentsReply } from '../core/agents-words.ts';
import { orderIn } from '../core/commands.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { formOf } from '../core/process-template.ts';
import { textWithLinks } from '../core/text-links.ts';
import type { TicketDraft } from '../core/ticket-draft.ts';
import type { Store } from './ports.ts';

const MESSAGES_LOOKED_AT = 200;

/**
 * The new text of an agent's mail without what its reader may not read. Of very long texts the beginning
 * counts. On a ticket of more messages than are looked at, no form is filled in where it is quoted: a customer may have
 * written what looks like it.
 */
export async function agentsOwnWords(
  store: Pick<Store, 'messages'>,
  { ticket, openSteps, desk }: Pick<TicketDraft, 'ticket' | 'openSteps' | 'desk'>,
  message: InboundMessage,
  answerAs: 'reply' | 'note',
): Promise<AgentsReply> {
  if (message.channel !== 'mail') return { reply: message.reply, unclear: null, signature: '' };
  const staysHere = isForDesk(message.reply, answerAs);
  const { items, next } = await store.messages(ticket.ref, { limit: MESSAGES_LOOKED_AT });
  return agentsReply(message, {
    readable: items.filter(({ visibility }) => staysHere || visibility === 'public').map(textWithLinks),
    written: items.filter(({ flags }) => !flags.includes('refused')).map(textWithLinks),
    replies: desk.replies,
    forms: next === null ? openSteps.map(({ definition }) => formOf(definition)) : [],
  });
}

/** As the mail is judged later on: what is not certain to stay with the desk may go to the customer. */
function isForDesk(reply: string, answerAs: 'reply' | 'note'): boolean {
  const verbs = reply.split('\n').map((line) => orderIn(line)?.verb);
  return verbs.includes('note') || (answerAs === 'note' && !verbs.includes('public'));
}
