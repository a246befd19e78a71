import { everythingHeld } from '../functions/app/everything-held.ts';
import { discardHeld, recoverHeld, showHeld } from '../functions/app/held-items.ts';
import type { RecoverOutcome, ShownItem, Unchanged } from '../functions/app/held-items.ts';
import { allowSender, blockSender } from '../functions/app/sender-rules.ts';
import type { SenderOrder, SenderOutcome } from '../functions/app/sender-rules.ts';
import type { TakeInDeps } from '../functions/app/take-in-message.ts';
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
  recover(order: { id: string; as: 'intended' | 'new'; by: string }): Promise<HeldAnswer>;
  discard(order: { id: string; reason: string; by: string }): Promise<HeldAnswer>;
  decideSender(order: SenderOrder & { kind: 'allow' | 'block' }): Promise<HeldAnswer>;
}

export function heldMail(deps: TakeInDeps): HeldMail {
  return {
    list: () => everythingHeld(deps.store),
    show: (id) => showHeld(deps, id),
    recover: async (order) => recoverWords(order.id, await recoverHeld(deps, order)),
    discard: async (order) => {
      const outcome = await discardHeld(deps, order);
      return outcome.kind === 'discarded'
        ? { kind: 'done', says: `${order.id} is off the list; what was received stays.` }
        : unchangedWords(order.id, outcome);
    },
    decideSender: async ({ kind, ...order }) =>
      senderWords(await (kind === 'allow' ? allowSender : blockSender)(deps, order)),
  };
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

function senderWords(outcome: SenderOutcome): HeldAnswer {
  if (outcome.kind === 'decided') {
    const { kind, sender, until } = outcome.rule;
    const end = until ? `until ${until.slice(0, 10)}` : 'for good';
    return { kind: 'done', says: `${sender} is ${kind === 'allow' ? 'allowed' : 'blocked'} ${end}.` };
  }
  const reasons = {
    no_sender: 'Write an address as name@domain, or a whole domain as @domain.',
    own_address: 'That is an address of the desk itself.',
    agent_address: 'People of the desk write from there.',
  };
  return { kind: 'refused', says: reasons[outcome.why] };
}
