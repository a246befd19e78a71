import type { Desk } from '../core/desk.ts';
import type { Ulid } from '../core/ids.ts';
import { headerText } from '../core/outgoing-mail.ts';
import { isHeldInConfidence } from './held-in-confidence.ts';
import type { Store } from './ports.ts';

/** How a held mail is called in a sentence: by its subject, its sender and its id; in confidence by its id alone. */
export async function nameOfHeld(
  deps: { store: Pick<Store, 'heldItem' | 'ticket'>; desk: Desk },
  id: Ulid,
): Promise<string> {
  const item = await deps.store.heldItem(id);
  if (!item || (await isHeldInConfidence(deps, item))) return id;
  const subject = headerText(item.subject, 80);
  const from = headerText(item.from, 100) || 'nobody that can be read';
  return `${subject ? `"${subject}"` : 'A mail without a subject'} from ${from} (${id})`;
}
