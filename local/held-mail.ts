import { everythingHeld } from '../functions/app/everything-held.ts';
import { discardHeld, recoverHeld, showHeld } from '../functions/app/held-items.ts';
import type { RecoverOutcome, ShownItem, Unchanged } from '../functions/app/held-items.ts';
import { allowSender, blockSender, liftSender, senderRules } from '../functions/app/sender-rules.ts';
import type { KeptRule, LiftOutcome, SenderOrder, SenderOutcome } from '../functions/app/sender-rules.ts';
import { parseTicketRef } from '../functions/core/ids.ts';
import type { ReceiveDeps } from '../functions/app/receive-mail.ts';
import type { SuspendedItem } from '../functions/core/suspended-item.ts';

/** What came of an order, in a sentence for whoever gave it. */
export interface HeldAnswer {
  kind: 'done' | 'refused' | 'unknown';
  says: string;
}

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
    discard: async (order) => {
      const outcome = await discardHeld(deps, order);
      return outcome.kind === 'discarded'
        ? { kind: 'done', says: `${order.id} is off the list; what was received stays.` }
        : unchangedWords(order.id, outcome);
    },
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

function recoverWords(id: string, outcome: RecoverOutcome): HeldAnswer {
  switch (outcome.kind) {
    case 'recovered':
      return { kind: 'done', says: `${id} is ${outcome.opened ? 'the ticket' : 'now on'} ${outcome.ref}.` };
    case 'still_held':
      return {
        kind: 'refused',
        says: `${id} stays held, now as ${outcome.cause}: ${outcome.explanation} Recover it again if you want it all the same.`,
      };
    case 'no_such_ticket':
      return { kind: 'refused', says: `There is no ticket ${outcome.ref}; ${id} stays held.` };
    case 'confidential':
      return {
        kind: 'refused',
        says: `${outcome.ref} is confidential, and the sender of ${id} is not on it; ${id} stays held.`,
      };
    case 'original_gone':
      return { kind: 'refused', says: `What was received as ${id} is not kept any more.` };
    default:
      return unchangedWords(id, outcome);
  }
}

function unchangedWords(id: string, outcome: Unchanged): HeldAnswer {
  if (outcome.kind === 'unknown') return { kind: 'unknown', says: `Nothing is held as ${id}.` };
  const { state } = outcome;
  switch (state.kind) {
    case 'recovered':
      return { kind: 'refused', says: `${state.by} has recovered ${id}: it is on ${state.ref}.` };
    case 'discarded':
      return { kind: 'refused', says: `${state.by} has discarded ${id}: ${state.reason}` };
    default:
      return { kind: 'refused', says: `${id} could not be changed; please try again.` };
  }
}

const NO_SENDER = 'Write an address as name@domain, or a whole domain as @domain.';

function liftWords(sender: string, outcome: LiftOutcome): HeldAnswer {
  switch (outcome.kind) {
    case 'lifted':
      return {
        kind: 'done',
        says: `${outcome.rule.sender} is no longer ${outcome.rule.kind === 'allow' ? 'allowed' : 'blocked'}.`,
      };
    case 'unknown':
      return { kind: 'unknown', says: `Nothing was decided about ${sender}.` };
    case 'refused':
      return { kind: 'refused', says: NO_SENDER };
  }
}

function senderWords(outcome: SenderOutcome): HeldAnswer {
  if (outcome.kind === 'decided') {
    const { kind, sender, until } = outcome.rule;
    const end = until ? `until ${until.slice(0, 10)}` : 'for good';
    return { kind: 'done', says: `${sender} is ${kind === 'allow' ? 'allowed' : 'blocked'} ${end}.` };
  }
  const reasons = {
    no_sender: NO_SENDER,
    own_address: 'That is an address of the desk itself.',
    agent_address: 'People of the desk write from there.',
  };
  return { kind: 'refused', says: reasons[outcome.why] };
}
