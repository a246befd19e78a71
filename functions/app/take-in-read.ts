import type { InboundMessage } from '../core/inbound-message.ts';
import { isUndecided } from '../core/suspended-item.ts';
import type { SuspendedItem } from '../core/suspended-item.ts';
import { readHeaderSection } from '../intake/mime/header-fields.ts';
import { identityUnread } from './mail-identity.ts';
import { takeInHeld, takeInMessage } from './take-in-message.ts';
import type { TakeInDeps, TakeInOutcome } from './taking-in.ts';

/**
 * Takes in a mail that could be read. When it came before, could not be read in time and is held for that, it is
 * recovered: its sender waits since then, and nobody is left with a held mail that has been answered.
 */
export async function takeInRead(deps: TakeInDeps, message: InboundMessage): Promise<TakeInOutcome> {
  const item = await heldUnread(deps, message);
  if (item) {
    const recovery = { item, as: 'intended', by: 'its next delivery' } as const;
    const received = { ...message, receivedAt: item.receivedAt };
    const taken = await takeInHeld(deps, received, { unread: null, recovery });
    if (taken.kind !== 'settled') return taken;
  }
  return takeInMessage(deps, message);
}

async function heldUnread(
  { store, blobs }: TakeInDeps,
  message: InboundMessage,
): Promise<SuspendedItem | null> {
  const claim = await store.claimed(message.channel, message.door, identityUnread(message));
  const item = claim && !claim.ref ? await store.heldItem(claim.messageId) : null;
  if (!item || !isUndecided(item) || item.cause !== 'timed_out') return null;
  const [held, come] = await Promise.all([blobs.get(item.rawKey), blobs.get(message.rawKey)]);
  return held && come && bodyOf(held).equals(bodyOf(come)) ? item : null;
}

/** A mail’s way adds to its header; another body under the same header is another mail. */
function bodyOf(raw: Uint8Array): Buffer {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  return bytes.subarray(readHeaderSection(bytes, 0).end);
}
