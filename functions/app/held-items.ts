import { cutText } from '../core/cut-text.ts';
import type { Ulid, TicketRef } from '../core/ids.ts';
import type { Instant } from '../core/instant.ts';
import { normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { isUndecided } from '../core/suspended-item.ts';
import type { HeldState, Refusal, SuspendedItem, SuspensionCause } from '../core/suspended-item.ts';
import { isHeldInConfidence } from './held-in-confidence.ts';
import { goesOnAs } from './merged-tickets.ts';
import { readStoredMail } from './read-stored-mail.ts';
import type { ReceiveDeps } from './read-stored-mail.ts';
import { readStoredDelivery } from './take-in-webhook.ts';
import { takeInHeld } from './take-in-message.ts';
import { waivedBy } from './taking-in.ts';
import type { RecoverAs, Recovery, TakeInDeps } from './taking-in.ts';
import { decideAndCommit } from './ticket-changes.ts';

/** What people do about mail that was held back. */

export type RecoverOutcome =
  | { kind: 'recovered'; ref: TicketRef; opened: boolean }
  /** With its cause set aside, another one speaks against it; recovering it again sets that one aside too. */
  | { kind: 'still_held'; cause: SuspensionCause; explanation: string }
  | Unchanged
  /** What was received is not in the blob store any more. */
  | { kind: 'original_gone' }
  /** The ticket that it was to be put on. */
  | { kind: 'no_such_ticket'; ref: TicketRef }
  /** It is to be put on a confidential ticket, and its sender is not on that. */
  | { kind: 'confidential'; ref: TicketRef }
  /** It was for a confidential request, and the ticket that it is to be put on is none. */
  | { kind: 'in_confidence'; ref: TicketRef };

/** Nothing was done: there is no such item, or somebody has decided about it before. */
export type Unchanged = { kind: 'unknown' } | { kind: 'settled'; state: HeldState };

/**
 * Takes a held message in as it came, from the time at which it was received, with the cause set aside for which it
 * was held, and no other. However often it is asked for, one ticket or one message comes of it.
 * @param order.as `new`: a ticket of its own, whatever the message answers; `into`: onto that ticket.
 * @param order.anyway also out of the confidence in which it is held.
 * @param order.asked when it was asked for, if that was before now: a cause that was met since then is not meant.
 */
export async function recoverHeld(
  deps: ReceiveDeps,
  order: { id: Ulid; as: RecoverAs; by: string; anyway?: boolean; asked?: Instant },
): Promise<RecoverOutcome> {
  const { id, as, by, asked, anyway = false } = order;
  const item = await deps.store.heldItem(id);
  if (!item || !isUndecided(item)) return unchanged(item);
  if (asked && item.since && item.since > asked) return stillHeld(item);
  const recovery: Recovery = { item, as, by };
  const read = await readAgain(deps, recovery);
  if (!read) return { kind: 'original_gone' };
  const refused =
    typeof as === 'object'
      ? await placeRefusal(deps, { item, message: read.message, into: as.into, anyway })
      : null;
  if (refused) return refused;
  const taken = await takeInHeld(deps, read.message, { unread: read.unread, recovery });
  const now = await deps.store.heldItem(id);
  deps.log('held_recovered', { item: id, cause: item.cause, outcome: taken.kind });
  if (taken.kind === 'new_ticket' || taken.kind === 'appended')
    return { kind: 'recovered', ref: taken.ref, opened: taken.kind === 'new_ticket' };
  return taken.kind === 'suspended' && now ? stillHeld(now) : unchanged(now);
}

function stillHeld({ cause, explanation }: SuspendedItem): RecoverOutcome {
  return { kind: 'still_held', cause, explanation };
}

/** Why a message may not be put where somebody wants it; null when it may. */
async function placeRefusal(
  deps: Pick<TakeInDeps, 'store' | 'desk'>,
  put: { item: SuspendedItem; message: InboundMessage; into: TicketRef; anyway: boolean },
): Promise<RecoverOutcome | null> {
  const named = await deps.store.ticket(put.into);
  if (!named) return { kind: 'no_such_ticket', ref: put.into };
  const { ticket, participants } = await goesOnAs(deps.store, named);
  if (!ticket.confidential) {
    const isLetOut = !put.anyway && (await isHeldInConfidence(deps, put.item));
    return isLetOut ? { kind: 'in_confidence', ref: ticket.ref } : null;
  }
  const address = normalAddress(put.message.from.address);
  const isOnIt = participants.some((one) => one.address !== '' && one.address === address && !one.left);
  return isOnIt ? null : { kind: 'confidential', ref: ticket.ref };
}

/** Nobody will recover it: it leaves the list, and is remembered with the reason. What was received stays. */
export async function discardHeld(
  { store, clock, log }: Pick<TakeInDeps, 'store' | 'clock' | 'log'>,
  order: { id: Ulid; by: string; reason: string },
): Promise<{ kind: 'discarded' } | Unchanged> {
  const { id, by, reason } = order;
  const { result } = await decideAndCommit<{ kind: 'discarded' } | Unchanged>(store, async () => {
    const item = await store.heldItem(id);
    if (!item || !isUndecided(item)) return { changes: [], result: unchanged(item) };
    const state: HeldState = { kind: 'discarded', at: clock(), by, reason: cutText(reason, 500) };
    return {
      changes: [{ kind: 'change_held', item: { ...item, state }, from: item.state.kind }],
      result: { kind: 'discarded' },
    };
  });
  log('held_discarded', { item: id, outcome: result.kind });
  return result;
}

/** An item with the beginning of what it says. */
export interface ShownItem {
  item: SuspendedItem;
  /** Bytes as received; null when they are not there any more. */
  size: number | null;
  firstLines: string[];
  attachments: { name: string; contentType: string; size: number }[];
}

const FIRST_LINES = 12;
const LINE_LENGTH = 160;

/** Reads an item and what was received, and writes nothing; null when there is no such item. */
export async function showHeld(
  deps: Pick<ReceiveDeps, 'store' | 'blobs' | 'desk' | 'clock' | 'readMail' | 'textRecords'>,
  id: Ulid,
): Promise<ShownItem | null> {
  const item = await deps.store.heldItem(id);
  if (!item) return null;
  const raw = await deps.blobs.get(item.rawKey);
  const reading = { get: deps.blobs.get.bind(deps.blobs), put: async () => undefined };
  const read = await readAgain({ ...deps, blobs: reading }, { item, as: 'intended', by: '' });
  const lines = (read?.message.text ?? '').split('\n').filter((line) => line.trim() !== '');
  return {
    item,
    size: raw?.byteLength ?? null,
    firstLines: lines.slice(0, FIRST_LINES).map((line) => cutText(line.trimEnd(), LINE_LENGTH)),
    attachments: (read?.message.attachments ?? []).map(({ name, contentType, size }) => ({
      name,
      contentType,
      size,
    })),
  };
}

function unchanged(item: SuspendedItem | null): Unchanged {
  return item ? { kind: 'settled', state: item.state } : { kind: 'unknown' };
}

/** The message as it would be taken in today; null when its original is not there any more. */
async function readAgain(
  deps: Pick<ReceiveDeps, 'store' | 'blobs' | 'desk' | 'clock' | 'readMail' | 'textRecords'>,
  recovery: Recovery,
): Promise<{ message: InboundMessage; unread: Refusal | null } | null> {
  const { item } = recovery;
  const waived = new Set(waivedBy(recovery));
  const { rawKey, receivedAt, envelope, verdicts } = item;
  if (envelope && verdicts)
    return readStoredMail(deps, { ...envelope, receivedAt, verdicts, rawKey }, waived);
  if (item.channel === 'webhook') return readStoredDelivery(deps, item, waived);
  return item.typed ? { message: item.typed, unread: null } : null;
}
