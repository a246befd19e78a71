import type { TicketRef, Ulid } from '../core/ids.ts';
import { textWithLinks } from '../core/text-links.ts';
import type { Message } from '../core/ticket.ts';
import type { Page, Store } from './ports.ts';

const READ_AT_ONCE = 100;

/**
 * What customers may see of a ticket's messages, oldest first, from `after` (a message id) on. Cursors are ids of
 * public messages only: an id in between would tell that there are internal notes, and when they were written.
 */
export async function publicMessages(
  store: Pick<Store, 'messages'>,
  ref: TicketRef,
  { limit, after }: { limit: number; after: Ulid | null },
): Promise<{ messages: Message[]; more: boolean }> {
  const found: Message[] = [];
  let next: string | null = after;
  do {
    const page: Page<Message> = await store.messages(ref, { limit: READ_AT_ONCE, after: next });
    found.push(...page.items.filter(({ visibility }) => visibility === 'public'));
    next = page.next;
  } while (next !== null && found.length <= limit);
  return { messages: found.slice(0, limit), more: found.length > limit };
}

/** Of a very long text only the beginning is at hand, and says so. */
export function shownText(message: Message): string {
  const text = textWithLinks(message);
  return message.textKey ? `${text} […]` : text;
}
