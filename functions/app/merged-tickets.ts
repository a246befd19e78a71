import type { TicketRef } from '../core/ids.ts';
import type { Store, TicketState } from './ports.ts';

/**
 * The ticket as which one goes on today, which may be itself: each points to the next one, and none of them is read
 * twice. A merger writes both tickets in one transaction, so the pointers lead to an end.
 */
export async function goesOnAs(store: Pick<Store, 'ticket'>, state: TicketState): Promise<TicketState> {
  const seen = new Set<TicketRef>();
  let current = state;
  for (;;) {
    const { ref, merged } = current.ticket;
    seen.add(ref);
    const next = merged && !seen.has(merged.into) ? await store.ticket(merged.into) : null;
    if (!next) return current;
    current = next;
  }
}

/** Every ticket that goes on as this one, also by way of others. None for most tickets, which costs nothing. */
export async function mergedInto(
  store: Pick<Store, 'ticket'>,
  { ticket }: TicketState,
): Promise<TicketState[]> {
  const refs = (ticket.links ?? []).flatMap(({ kind, ref }) => (kind === 'merged' ? [ref] : []));
  const found = await Promise.all(refs.map((ref) => store.ticket(ref)));
  const tickets = found.filter((state) => state !== null);
  const others = await Promise.all(tickets.map((state) => mergedInto(store, state)));
  return [...tickets, ...others.flat()];
}
