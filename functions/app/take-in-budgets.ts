import { createHash } from 'node:crypto';
import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { dmarcOf, domainOf, normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { inboxFor } from '../core/inbound-routing.ts';
import type { Refusal } from '../core/suspended-item.ts';
import { addressFamily, isPublicProvider } from '../core/organisation.ts';
import { sharedScopes, spendAll } from './budgets.ts';
import type { BudgetDeps } from './budgets.ts';

/** How much a correspondent may cause within a window; what is over is held, never dropped. */

const HOUR = 60;
const MESSAGES_OF_A_TICKET = 200;
/** Two colleagues may write the same; a third is a machine. */
const SAME_WORDS = 2;
const SAME_WORDS_MINUTES = 180;
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
 * Only people get automatic answers, and none whose sender is probably forged. What comes a third time in the same
 * words from one organisation was written by a machine, whatever address it invents each time. How many answers there
 * may be at all is counted where they are sent.
 */
export async function mayBeAcknowledged(deps: BudgetDeps, message: InboundMessage): Promise<boolean> {
  const isTrusted = dmarcOf(message) !== 'FAIL' && message.verdicts?.spam !== 'FAIL';
  if (!message.answerable || !isTrusted || !message.from.address) return false;
  const words = message.reply
    .slice(0, MOST_CHARACTERS)
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => !/[\d@]/.test(word))
    .join('')
    .replaceAll(/\P{L}/gu, '');
  if (words.length < SHORT_TEXT) return true;
  const address = normalAddress(message.from.address);
  const from = isPublicProvider(address) ? addressFamily(address) : domainOf(address);
  const digest = createHash('sha256').update(words).digest('base64');
  return spendAll(deps, SAME_WORDS_MINUTES, [[`words:${from}:${digest}`, SAME_WORDS]]);
}
