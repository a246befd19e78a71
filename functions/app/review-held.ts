import type { Desk } from '../core/desk.ts';
import { inChargeOfHeld } from '../core/held-decider.ts';
import { reviewHeldItems } from '../core/held-review.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { SuspendedItem } from '../core/suspended-item.ts';
import { calendarOfDesk, workingHourAt } from '../core/working-hour.ts';
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
const MINUTE = 60_000;

/**
 * Looks through the held mail, the first time it is asked to in a working hour of the desk: tells whoever is in charge
 * what waits, if there is something new to tell, and lets go what was announced long enough and is for no open ticket.
 * While the desk is closed it reads nothing. An item is marked only once its digest is on its way, so that an hour that
 * fails is made good by the next.
 */
export async function reviewHeld(deps: ReviewDeps): Promise<{ announced: number; expired: number }> {
  const { store, desk, clock, log } = deps;
  const now = clock();
  const hour = workingHourAt(calendarOfDesk(desk), now);
  const expires = instantOf(millisOf(now) + KEPT_DAYS);
  if (!hour || !(await store.spendBudget({ scope: DIGEST, window: hour.name, limit: 1, expires })))
    return { announced: 0, expired: 0 };
  const held = await everythingHeld(store);
  const { digest, announced, expired } = reviewHeldItems(held, {
    now,
    dayBegan: hour.dayBegan,
    ...desk.retention,
  });
  const seq = Math.floor(millisOf(now) / MINUTE);
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
