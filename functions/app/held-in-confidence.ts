import { inboxOf } from '../core/desk.ts';
import type { Desk } from '../core/desk.ts';
import type { SuspendedItem } from '../core/suspended-item.ts';
import { goesOnAs } from './merged-tickets.ts';
import type { Store } from './ports.ts';

/** Whether a held mail would be on a confidential ticket: then its words are not for everybody who decides about mail. */
export async function isHeldInConfidence(
  { store, desk }: { store: Pick<Store, 'ticket'>; desk: Desk },
  { ref, inbox }: SuspendedItem,
): Promise<boolean> {
  const named = ref ? await store.ticket(ref) : null;
  if (named) return (await goesOnAs(store, named)).ticket.confidential === true;
  const process = inbox === null ? undefined : inboxOf(desk, inbox)?.process;
  return process !== undefined && desk.processes[process]?.confidential === true;
}
