import type { TicketRef } from '../core/ids.ts';
import { normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { Clock, Store } from './ports.ts';

/** How much a correspondent may cause within a window; what is over is held, never dropped. */

interface BudgetDeps {
  store: Store;
  clock: Clock;
}

interface Budget {
  limit: number;
  minutes: number;
}

const NEW_TICKETS: Budget = { limit: 600, minutes: 60 };
const MESSAGES_OF_A_TICKET: Budget = { limit: 200, minutes: 60 };
const ACKNOWLEDGEMENTS: Budget = { limit: 10, minutes: 180 };

/** Somebody without an address is bounded by the door through which he came. */
export async function mayOpenTicket(deps: BudgetDeps, message: InboundMessage): Promise<boolean> {
  const from = normalAddress(message.from.address);
  return from === '' || spend(deps, `new:${from}`, NEW_TICKETS);
}

export async function mayAddToTicket(deps: BudgetDeps, ref: TicketRef): Promise<boolean> {
  return spend(deps, `ticket:${ref}`, MESSAGES_OF_A_TICKET);
}

/** Only people get automatic answers, never more than a few an hour, and none whose sender is probably forged. */
export async function mayBeAcknowledged(deps: BudgetDeps, message: InboundMessage): Promise<boolean> {
  const isTrusted = message.verdicts?.dmarc !== 'FAIL' && message.verdicts?.spam !== 'FAIL';
  if (!message.answerable || !isTrusted || !message.from.address) return false;
  return spend(deps, `ack:${normalAddress(message.from.address)}`, ACKNOWLEDGEMENTS);
}

async function spend({ store, clock }: BudgetDeps, scope: string, budget: Budget): Promise<boolean> {
  const span = budget.minutes * 60_000;
  const window = Math.floor(millisOf(clock()) / span);
  return store.spendBudget({
    scope,
    window: `${budget.minutes}:${window}`,
    limit: budget.limit,
    expires: instantOf((window + 2) * span),
  });
}
