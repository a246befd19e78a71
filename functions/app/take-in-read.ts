import type { InboundMessage } from '../core/inbound-message.ts';
import { isUndecided } from '../core/suspended-item.ts';
import type { SuspendedItem } from '../core/suspended-item.ts';
import { takeInHeld, takeInMessage } from './take-in-message.ts';
import type { Recovery, TakeInDeps, TakeInOutcome } from './taking-in.ts';

const BY = 'its next delivery';

/**
 * Takes in a mail that could be read. When it came before and is held for nothing but how it came, it is recovered, so
 * that nobody is left with a held mail that has been answered.
 * @param idUnread the delivery that it would have been if it could not have been read.
 */
export async function takeInRead(
  deps: TakeInDeps,
  message: InboundMessage,
  idUnread: string,
): Promise<TakeInOutcome> {
  const unread = await ofUnread(deps, message, idUnread);
  const recovered = unread && (await recover(deps, message, unread));
  if (recovered) return recovered;
  const taken = await takeInMessage(deps, message);
  if (taken.kind !== 'duplicate' || taken.ref) return taken;
  const unproven = await ofUnproven(deps, message);
  return (unproven && (await recover(deps, message, unproven))) ?? taken;
}

/** Its sender waits since it came first. Null when somebody has decided about it meanwhile. */
async function recover(
  deps: TakeInDeps,
  message: InboundMessage,
  recovery: Recovery,
): Promise<TakeInOutcome | null> {
  const { receivedAt } = recovery.item;
  const taken = await takeInHeld(deps, { ...message, receivedAt }, { unread: null, recovery });
  return taken.kind === 'settled' ? null : taken;
}

/** It could not be read in time before. */
async function ofUnread(
  deps: TakeInDeps,
  message: InboundMessage,
  idUnread: string,
): Promise<Recovery | null> {
  const item = await heldAs(deps, message, idUnread);
  return item?.cause === 'timed_out' ? { item, as: 'intended', by: BY } : null;
}

/**
 * Nothing proved its sender before (DMARC, RFC 7489), and now it is proven: it came by a list first, or somebody who had
 * a copy has sent that in his name. For what is his, nothing counts that was found out about the other one.
 */
async function ofUnproven(deps: TakeInDeps, message: InboundMessage): Promise<Recovery | null> {
  if (message.verdicts?.dmarc !== 'PASS') return null;
  const item = await heldAs(deps, message, message.deliveryId);
  return item && item.verdicts?.dmarc !== 'PASS'
    ? { item, as: 'intended', by: BY, isJudgedAnew: true }
    : null;
}

async function heldAs(
  { store }: TakeInDeps,
  { channel, door }: InboundMessage,
  deliveryId: string,
): Promise<SuspendedItem | null> {
  const claim = await store.claimed(channel, door, deliveryId);
  const item = claim && !claim.ref ? await store.heldItem(claim.messageId) : null;
  return item && isUndecided(item) ? item : null;
}
