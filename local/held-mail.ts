import { everythingHeld } from '../functions/app/everything-held.ts';
import { isHeldInConfidence } from '../functions/app/held-in-confidence.ts';
import { discardHeld, recoverHeld, showHeld } from '../functions/app/held-items.ts';
import type { ShownItem } from '../functions/app/held-items.ts';
import { nameOfHeld } from '../functions/app/held-names.ts';
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
  list(): Promise<ListedHeld[]>;
  show(id: string): Promise<ShownHeld | null>;
  recover(order: RecoverOrder): Promise<HeldAnswer>;
  discard(order: { id: string; reason: string; by: string }): Promise<HeldAnswer>;
  decideSender(order: SenderOrder & { kind: 'allow' | 'block' }): Promise<HeldAnswer>;
  /** What was decided about senders, the newest first. */
  senders(): Promise<KeptRule[]>;
  liftSender(order: { sender: string; by: string }): Promise<HeldAnswer>;
}

/** Whoever runs the desk is shown also what is for a confidential request, and that it is. */
export type ListedHeld = SuspendedItem & { confidential: boolean };
export type ShownHeld = ShownItem & { confidential: boolean };

export interface RecoverOrder {
  id: string;
  /** `into`: a ticket's reference, as somebody writes it. */
  as: 'intended' | 'new' | { into: string };
  /** Also out of the confidence in which it is held. */
  anyway?: boolean;
  by: string;
}

export function heldMail(deps: ReceiveDeps): HeldMail {
  return {
    list: async () => Promise.all((await everythingHeld(deps.store)).map((item) => marked(deps, item))),
    show: async (id) => {
      const shown = await showHeld(deps, id);
      return shown && { ...shown, confidential: await isHeldInConfidence(deps, shown.item) };
    },
    recover: (order) => recover(deps, order),
    discard: async (order) => discardWords(await nameOfHeld(deps, order.id), await discardHeld(deps, order)),
    decideSender: async ({ kind, ...order }) =>
      senderWords(await (kind === 'allow' ? allowSender : blockSender)(deps, order)),
    senders: () => senderRules(deps.store),
    liftSender: async (order) => liftWords(order.sender, await liftSender(deps, order)),
  };
}

async function marked(deps: ReceiveDeps, item: SuspendedItem): Promise<ListedHeld> {
  return { ...item, confidential: await isHeldInConfidence(deps, item) };
}

async function recover(deps: ReceiveDeps, { as, ...order }: RecoverOrder): Promise<HeldAnswer> {
  const into = typeof as === 'object' ? parseTicketRef(as.into) : null;
  if (typeof as === 'object' && !into)
    return { kind: 'refused', says: `${as.into} is no reference of a ticket: write it as T-7K3M-9QXA.` };
  const place = into ? { into } : as === 'new' ? as : 'intended';
  const outcome = await recoverHeld(deps, { ...order, as: place });
  return recoverWords(await nameOfHeld(deps, order.id), outcome);
}
