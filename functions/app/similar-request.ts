import { normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { isByMachine } from '../core/inbound-routing.ts';
import { millisOf } from '../core/instant.ts';
import type { TicketRef } from '../core/ids.ts';
import { similarity } from '../core/similarity.ts';
import { goesOnAs } from './merged-tickets.ts';
import type { Clock, Store } from './ports.ts';

const A_DAY_MS = 86_400_000;
const SIMILAR = 0.6;

/**
 * The open ticket that the same person opened last, when that was within a day and in much the same words: perhaps he
 * asks again because nobody has answered. One read of a small row, and two more where he has asked anything lately.
 */
export async function similarRequest(
  { store, clock }: { store: Store; clock: Clock },
  message: InboundMessage,
): Promise<TicketRef | null> {
  const address = requesterOf(message);
  const ref = address === null ? null : await store.lastRequest(address);
  const last = ref ? await store.ticket(ref) : null;
  if (!ref || !last) return null;
  const { createdAt, lastCustomerMessage } = last.ticket;
  if (millisOf(clock()) - millisOf(createdAt) > A_DAY_MS || !lastCustomerMessage) return null;
  const { ticket } = await goesOnAs(store, last);
  if (ticket.closed || ticket.confidential) return null;
  const asked = await store.message(ref, lastCustomerMessage);
  if (!asked) return null;
  const shared = similarity(`${asked.subject} ${asked.text}`, `${message.subject} ${message.reply}`);
  return shared >= SIMILAR ? ticket.ref : null;
}

export async function rememberRequest(store: Store, message: InboundMessage, ref: TicketRef): Promise<void> {
  const address = requesterOf(message);
  if (address !== null) await store.rememberRequest(address, ref);
}

/** Machines say the same again and again, and mean something new each time. */
function requesterOf(message: InboundMessage): string | null {
  const isPerson = message.channel !== 'webhook' && !isByMachine(message);
  return (isPerson && normalAddress(message.from.address)) || null;
}
