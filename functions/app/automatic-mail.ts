import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { domainOf } from '../core/inbound-message.ts';
import { addressFamily, isPublicProvider } from '../core/organisation.ts';
import type { MailIntent } from '../core/ticket.ts';
import { spendAll } from './budgets.ts';
import type { BudgetDeps } from './budgets.ts';

const THREE_HOURS = 180;

/**
 * The one gate for everything that the desk sends by itself, whatever decided upon it: how much of it a ticket, an
 * address, its family (an address without its digits), its domain, an inbox and the whole desk may cause. Two machines
 * that answer each other stop here. What a person wrote always passes. One write for each budget that is counted.
 */
export async function mayBeSent(
  deps: BudgetDeps & { desk: Desk },
  mail: { ref: TicketRef; intent: MailIntent; to: string; toDesk: boolean; inbox: string },
): Promise<boolean> {
  const { ref, intent, toDesk, inbox } = mail;
  if (intent.class === 'reply') return true;
  const kind = intent.class === 'auto_reply' && !toDesk ? 'answers' : 'notices';
  const limits = deps.desk.limits[kind];
  const to = mail.to.toLowerCase();
  const family = addressFamily(to);
  const isOnItsOwn = toDesk || isPublicProvider(to);
  return spendAll(deps, THREE_HOURS, [
    [`${kind}:${ref}:${intent.to}`, limits.ticket],
    [`${kind}:${to}`, limits.address],
    ...(toDesk || family === to ? [] : [[`${kind}-family:${family}`, limits.family] as const]),
    ...(isOnItsOwn ? [] : [[`${kind}-domain:${domainOf(to)}`, limits.domain] as const]),
    [`${kind}-inbox:${inbox}`, limits.inbox],
    [kind, limits.desk],
  ]);
}
