import { createHash } from 'node:crypto';
import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { dmarcOf, domainOf, normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { inboxFor } from '../core/inbound-routing.ts';
import type { Refusal } from '../core/suspended-item.ts';
import { addressFamily, isPublicProvider } from '../core/organisation.ts';
import type { NoAcknowledgement } from '../core/ticket.ts';
import { sharedScopes, spendAll } from './budgets.ts';
import type { BudgetDeps } from './budgets.ts';

/** How much a correspondent may cause within a window; what is over is held, never dropped. */

const HOUR = 60;
const MESSAGES_OF_A_TICKET = 200;
const THREE_HOURS = 180;
const SAME_WORDS = 2;
/** From different addresses of one organisation. */
const SAME_WORDS_OF_HOUSE = 200;
/** Requests of one organisation that name a ticket on which their sender is not. */
const NAMING_A_TICKET = 1;
/** Letters. People ask "Please help" in the same words. */
const SHORT_TEXT = 40;
/** The same beginning is the same words. */
const MOST_CHARACTERS = 20_000;

export const tooMany: Refusal = {
  cause: 'rate_limited',
  explanation: 'More came from there than this desk takes at a time.',
};

/** Somebody without an address is bounded by the door through which he came. */
export async function mayOpenTicket(
  deps: BudgetDeps & { desk: Desk },
  message: InboundMessage,
): Promise<boolean> {
  const address = normalAddress(message.from.address);
  if (address === '') return true;
  const { requests } = deps.desk.limits;
  const family = addressFamily(address);
  return spendAll(deps, HOUR, [
    [`new:${address}`, requests.address],
    ...(family === address ? [] : [[`new-family:${family}`, requests.family] as const]),
    ...(isPublicProvider(address) ? [] : [[`new-domain:${domainOf(address)}`, requests.domain] as const]),
    ...sharedScopes(message.deliveryId, [
      [`new-inbox:${inboxFor(message, deps.desk)?.address}`, requests.inbox],
      ['new', requests.desk],
    ]),
  ]);
}

export async function mayAddToTicket(deps: BudgetDeps, ref: TicketRef): Promise<boolean> {
  return spendAll(deps, HOUR, [[`ticket:${ref}`, MESSAGES_OF_A_TICKET]]);
}

/**
 * Why a message gets no automatic answer; null when it may have one. Only people get them, and none whose sender is
 * probably forged. Different people may ask in the same words. What comes a third time in the same words from one address
 * was written by a machine; so was what differs in its numbers alone and comes from one organisation, under addresses that
 * have numbers too. How many answers there may be at all is counted where they are sent.
 */
export async function whyUnanswered(
  deps: BudgetDeps,
  message: InboundMessage,
  quoted: 'mail' | 'reference' | null = null,
): Promise<NoAcknowledgement | null> {
  if (!message.answerable) return 'asks_for_none';
  if (dmarcOf(message) === 'FAIL') return 'sender_not_proven';
  if (message.verdicts?.spam === 'FAIL') return 'called_spam';
  if (!message.from.address) return 'no_address';
  if (quoted === 'mail') return 'quotes_us';
  const address = normalAddress(message.from.address);
  const house = isPublicProvider(address) ? addressFamily(address) : domainOf(address);
  if (quoted && !(await spendAll(deps, THREE_HOURS, [[`names:${house}`, NAMING_A_TICKET]])))
    return 'names_a_ticket_again';
  const { words, hasNumbers } = wordsOf(message);
  if (words.length < SHORT_TEXT) return null;
  const isMadeUp = hasNumbers && /[\d+]/.test(address.split('@')[0] ?? '');
  const family = addressFamily(address);
  const digest = createHash('sha256').update(words).digest('base64');
  const isNew = await spendAll(deps, THREE_HOURS, [
    [`words:${family}:${digest}`, SAME_WORDS],
    ...(isMadeUp ? [[`counting:${house}:${digest}`, SAME_WORDS] as const] : []),
    ...(house === family
      ? []
      : sharedScopes(message.deliveryId, [[`words:${house}:${digest}`, SAME_WORDS_OF_HOUSE]])),
  ]);
  return isNew ? null : 'same_words';
}

/** The letters of a text, without the words that have a number or an address in them. */
function wordsOf({ reply }: InboundMessage): { words: string; hasNumbers: boolean } {
  const all = reply.slice(0, MOST_CHARACTERS).toLowerCase().split(/\s+/);
  const plain = all.filter((word) => !/[\d@]/.test(word));
  return { words: plain.join('').replaceAll(/\P{L}/gu, ''), hasNumbers: plain.length < all.length };
}
