import { everythingHeld } from '../functions/app/everything-held.ts';
import { discardHeld, recoverHeld, showHeld } from '../functions/app/held-items.ts';
import type { ShownItem } from '../functions/app/held-items.ts';
import { discardWords, liftWords, recoverWords, senderWords } from '../functions/app/held-words.ts';
import type { HeldAnswer } from '../functions/app/held-words.ts';
import { allowSender, blockSender, liftSender, senderRules } from '../functions/app/sender-rules.ts';
import type { KeptRule, SenderOrder } from '../functions/app/sender-rules.ts';
import { parseTicketRef } from '../functions/core/ids.ts';
import type { ReceiveDeps } from '../functions/app/read-stored-mail.ts';
import type { SuspendedItem } from '../functions/core/suspended-item.ts';

/** What people can do about held mail, wherever the desk is. */
export interface HeldMail {
  /** What waits to be decided, newest first. */
  list(): Promise<SuspendedItem[]>;
  show(id: string): Promise<ShownItem | null>;
  recover(order: RecoverOrder): Promise<HeldAnswer>;
  discard(order: { id: string; reason: string; by: string }): Promise<HeldAnswer>;
  decideSender(order: SenderOrder & { kind: 'allow' | 'block' }): Promise<HeldAnswer>;
  /** What was decided about senders, the newest first. */
  senders(): Promise<KeptRule[]>;
  liftSender(order: { sender: string; by: string }): Promise<HeldAnswer>;
}

export interface RecoverOrder {
  id: string;
  /** `into`: a ticket's reference, as somebody writes it. */
  as: 'intended' | 'new' | { into: string };
  by: string;
}

export function heldMail(deps: ReceiveDeps): HeldMail {
  return {
    list: () => everythingHeld(deps.store),
    show: (id) => showHeld(deps, id),
    recover: (order) => recover(deps, order),
    discard: async (order) => discardWords(order.id, await discardHeld(deps, order)),
    decideSender: async ({ kind, ...order }) =>
      senderWords(await (kind === 'allow' ? allowSender : blockSender)(deps, order)),
    senders: () => senderRules(deps.store),
    liftSender: async (order) => liftWords(order.sender, await liftSender(deps, order)),
  };
}

async function recover(deps: ReceiveDeps, { id, as, by }: RecoverOrder): Promise<HeldAnswer> {
  if (typeof as === 'string') return recoverWords(id, await recoverHeld(deps, { id, as, by }));
  const into = parseTicketRef(as.into);
  return into
    ? recoverWords(id, await recoverHeld(deps, { id, as: { into }, by }))
    : { kind: 'refused', says: `${as.into} is no reference of a ticket: write it as T-7K3M-9QXA.` };
}
