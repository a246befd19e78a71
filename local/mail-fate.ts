import type { TicketRef } from '../functions/core/ids.ts';
import type { MessageClass } from '../functions/core/inbound-message.ts';
import type { HeldOrdersAnswer } from '../functions/core/outbox.ts';
import type { SuspendedItem } from '../functions/core/suspended-item.ts';
import type { ExplainedMessage } from './acknowledgement.ts';

/** What became of a mail that was sent to the desk. */
export type MailFate =
  /** `again`: it was delivered more than once, and this delivery was not the first. */
  | { kind: 'on_ticket'; ref: TicketRef; message: ExplainedMessage; again: boolean }
  /** `class` is null when it could not be read. */
  | { kind: 'held'; item: SuspendedItem; class: MessageClass | null; again: boolean }
  /** An agent's orders about held mail, and what came of each; nothing when none could be read and he knew. */
  | { kind: 'ordered'; said: HeldOrdersAnswer['said'] }
  /** The desk wrote it itself. */
  | { kind: 'sent'; ref: TicketRef }
  /** Accepted, and not taken in yet. */
  | { kind: 'waiting' }
  /** `unnamed`: what it says does not tell it from others, and its bytes were not found. */
  | { kind: 'unknown'; unnamed?: true };
