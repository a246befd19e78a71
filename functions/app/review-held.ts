import type { Desk } from '../core/desk.ts';
import { inChargeOfHeld } from '../core/held-decider.ts';
import { reviewHeldItems } from '../core/held-review.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { SuspendedItem } from '../core/suspended-item.ts';
import { everythingHeld } from './everything-held.ts';
import type { Clock, Log, MailQueue, Store } from './ports.ts';

interface ReviewDeps {
  store: Pick<Store, 'held' | 'commit' | 'spendBudget' | 'ticket'>;
  mailQueue: MailQueue;
  desk: Desk;
  clock: Clock;
  log: Log;
}

/** Under this name digests are claimed and recorded, as the mails of a ticket are under its reference. */
const DIGEST = 'held-digest';
const KEPT_DAYS = 2 * 86_400_000;

/**
 * Looks through the held mail, the first time it is asked to on a day (UTC): tells whoever is in charge what waits,
 * if there is something new to tell, and lets go what was announced long enough and is for no open ticket. An item is
 * marked only once its digest is on its way, so that a day that fails is made good by the next.
 */
export async function reviewHeld(deps: ReviewDeps): Promise<{ announced: number; expired: number }> {
  const { store, desk, clock, log } = deps;
  const now = clock();
  const day = now.slice(0, 10);
  const expires = instantOf(millisOf(now) + KEPT_DAYS);
  if (!(await store.spendBudget({ scope: DIGEST, window: day, limit: 1, expires })))
    return { announced: 0, expired: 0 };
  const held = await everythingHeld(store);
  const { digest, announced, expired } = reviewHeldItems(held, { now, ...desk.retention });
  const seq = Number(day.replaceAll('-', ''));
  for (const [index, { id }] of (digest ? inChargeOfHeld(desk) : []).entries())
    if (digest) await deps.mailQueue.enqueue({ ref: DIGEST, seq, index, digest, reader: id });
  const gone: SuspendedItem[] = [];
  for (const item of expired) if (!(await isForOpenTicket(store, item))) gone.push(item);
  for (const item of [...announced, ...gone])
    await store.commit([{ kind: 'change_held', item, from: 'held' }]);
  log('held_reviewed', { held: held.length, announced: announced.length, expired: gone.length });
  return { announced: announced.length, expired: gone.length };
}

/** Whoever works on the ticket may still want it. */
async function isForOpenTicket(store: ReviewDeps['store'], { ref }: SuspendedItem): Promise<boolean> {
  const state = ref ? await store.ticket(ref) : null;
  return state !== null && state.ticket.status !== 'closed';
}
