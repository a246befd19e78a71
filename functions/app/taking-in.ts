import type { Desk } from '../core/desk.ts';
import type { RandomBytes, TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import type { Refusal, SuspendedItem, SuspensionCause } from '../core/suspended-item.ts';
import type { Message } from '../core/ticket.ts';
import type { Blobs, Change, Clock, Log, Signer, Store } from './ports.ts';

/** What taking a message in needs, knows on the way and comes to. */

export interface TakeInDeps {
  store: Store;
  blobs: Blobs;
  desk: Desk;
  signer: Signer;
  clock: Clock;
  randomBytes: RandomBytes;
  log: Log;
}

/** A message on its way in, for the first time or out of the held ones. */
export interface TakingIn {
  message: InboundMessage;
  record: Message;
  /** Why it could not, or must not, be read. */
  unread: Refusal | null;
  recovery: Recovery | null;
}

/** Somebody's decision that a message which was held is to be taken in after all; or another delivery of it. */
export interface Recovery {
  item: SuspendedItem;
  as: RecoverAs;
  by: string;
  /** Nobody has decided: every cause counts that counts for this delivery. */
  isJudgedAnew?: true;
}

/** `new`: as a ticket of its own, whatever it answers; `into`: onto this ticket, whatever it answers. */
export type RecoverAs = 'intended' | 'new' | { into: TicketRef };

/**
 * The causes that no longer count for a message which is recovered: one for each time that somebody decided. Whoever
 * names its ticket has decided that its sender may write there.
 */
export function waivedBy(recovery: Recovery | null): SuspensionCause[] {
  if (!recovery) return [];
  if (recovery.isJudgedAnew) return recovery.item.waived;
  const decided = [...recovery.item.waived, recovery.item.cause];
  return typeof recovery.as === 'object' ? [...decided, 'unknown_sender_update'] : decided;
}

export type TakeInOutcome =
  | { kind: 'new_ticket'; ref: TicketRef }
  | { kind: 'appended'; ref: TicketRef }
  /** This delivery was taken in before, into that ticket (null: it was suspended). */
  | { kind: 'duplicate'; ref: TicketRef | null }
  | { kind: 'suspended'; cause: SuspensionCause };

/** An outcome with the writes that bring it about. */
export interface Decided {
  changes: Change[];
  result: TakeInOutcome;
}
