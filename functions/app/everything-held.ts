import type { SuspendedItem } from '../core/suspended-item.ts';
import type { Store } from './ports.ts';

/** Everything that waits to be decided, newest first. */
export async function everythingHeld(store: Pick<Store, 'held'>): Promise<SuspendedItem[]> {
  const found: SuspendedItem[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['held']>> = await store.held({ limit: 100, after });
    found.push(...page.items);
    after = page.next;
  } while (after !== null);
  return found;
}
