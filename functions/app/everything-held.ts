import type { SuspendedItem } from '../core/suspended-item.ts';
import { everyPage } from './every-page.ts';
import type { Store } from './ports.ts';

/** Everything that waits to be decided, newest first. */
export function everythingHeld(store: Pick<Store, 'held'>): Promise<SuspendedItem[]> {
  return everyPage((page) => store.held(page));
}
