import { agentByAddress } from '../core/desk.ts';
import type { Desk } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import { domainOf } from '../core/inbound-message.ts';
import { addressFamily, isPublicProvider } from '../core/organisation.ts';
import type { MailIntent } from '../core/outbox.ts';
import { sharedScopes, spendAll } from './budgets.ts';
import type { BudgetDeps } from './budgets.ts';
import type { OutgoingMail } from './ports.ts';

const THREE_HOURS = 180;

/**
 * The one gate for everything that the desk sends by itself, whatever decided upon it: how much of it a ticket, an
 * address, its family (an address without its digits), its domain, an inbox and the whole desk may cause. Two machines
 * that answer each other stop here. What a person wrote always passes. One write for each budget that is counted.
 */
export async function mayBeSent(
  deps: BudgetDeps & { desk: Desk },
  order: { ref: TicketRef; intent: MailIntent; mail: Pick<OutgoingMail, 'to' | 'from' | 'headers'> },
): Promise<boolean> {
  const { ref, intent, mail } = order;
  if (intent.class === 'reply') return true;
  const to = mail.to.address.toLowerCase();
  const toDesk = agentByAddress(deps.desk, to) !== undefined;
  const kind = intent.class === 'auto_reply' && !toDesk ? 'answers' : 'notices';
  const limits = deps.desk.limits[kind];
  const family = addressFamily(to);
  const isOnItsOwn = toDesk || isPublicProvider(to);
  return spendAll(deps, THREE_HOURS, [
    [`${kind}:${ref}:${intent.to}`, limits.ticket],
    [`${kind}:${to}`, limits.address],
    ...(toDesk || family === to ? [] : [[`${kind}-family:${family}`, limits.family] as const]),
    ...(isOnItsOwn ? [] : [[`${kind}-domain:${domainOf(to)}`, limits.domain] as const]),
    ...sharedScopes(mail.headers['X-Stepdesk-Delivery'] ?? '', [
      [`${kind}-inbox:${mail.from.address}`, limits.inbox],
      [kind, limits.desk],
    ]),
  ]);
}
