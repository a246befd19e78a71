import type { Desk } from '../core/desk.ts';
import { newTicketRef, newUlid } from '../core/ids.ts';
import type { RandomBytes, TicketRef } from '../core/ids.ts';
import { millisOf } from '../core/instant.ts';
import { orderedTicket } from '../core/ordered-ticket.ts';
import type { TicketOrder } from '../core/outbox.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import type { Change, Clock, Log, Store } from './ports.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

export interface OpenTicketDeps {
  store: Store;
  desk: Desk;
  clock: Clock;
  randomBytes: RandomBytes;
  log: Log;
}

/**
 * Carries out a ticket's order for another ticket, once, however often it is asked to: the claim, both tickets and the
 * links between them are one transaction. A step that waits for nothing any more orders nothing.
 * @throws Error for a ticket that does not exist, and an order that this desk cannot carry out.
 */
export async function openTicket(deps: OpenTicketDeps, from: TicketRef, order: TicketOrder): Promise<void> {
  const { store, desk, clock, randomBytes, log } = deps;
  if (await store.claimed('process', from, order.once)) return;
  const { result: opened } = await decideAndCommit<TicketRef | null>(store, async () => {
    const state = await store.ticket(from);
    if (!state) throw new Error(`no ticket ${from}`);
    const parent = new TicketDraft(state, { now: clock(), desk });
    const { step } = order.link;
    if (step && !parent.openSteps.some(({ id, visit }) => id === step.id && visit === step.visit))
      return { changes: [], result: null };
    const { lastCustomerMessage } = state.ticket;
    const asked = lastCustomerMessage ? await store.message(from, lastCustomerMessage) : null;
    const { changes, ref } = ordered(parent, { order, words: asked?.text ?? '', desk, randomBytes });
    return { changes: [claimOf({ from, once: order.once, ref }), ...changes], result: ref };
  });
  if (opened) log('ticket_opened', { ref: opened, from, process: order.process });
}

/** The writes of an order: the new ticket and the ordering one. */
export function ordered(
  parent: TicketDraft,
  given: { order: TicketOrder; words: string; desk: Desk; randomBytes: RandomBytes },
): { changes: Change[]; ref: TicketRef } {
  const { order, words, desk, randomBytes } = given;
  const ref = newTicketRef(randomBytes);
  const message = newUlid(millisOf(parent.now), randomBytes);
  const draft = orderedTicket(parent, { order, ref, message, words, desk });
  const changes = [
    ...changesOf(draft.finish(), 'create_ticket'),
    ...changesOf(parent.finish(), 'update_ticket'),
  ];
  return { changes, ref };
}

/** What a ticket orders once and for all. */
export function claimOf(claim: { from: string; once: string; ref: TicketRef }): Change {
  const { from, once, ref } = claim;
  return { kind: 'claim', channel: 'process', door: from, deliveryId: once, ref, messageId: '' };
}
