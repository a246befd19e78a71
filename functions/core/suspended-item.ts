import type { TicketRef, Ulid } from './ids.ts';
import type { Channel, Envelope, InboundMessage, Verdicts } from './inbound-message.ts';
import type { Instant } from './instant.ts';
import type { Message } from './ticket.ts';

/** Why a message may be held back. The names are stable: commands and other systems know them. */
export const suspensionCauses = [
  'spam',
  'virus',
  'auth_failed',
  'agent_auth_failed',
  'reply_to_conflict',
  'blocklisted',
  'not_allowlisted',
  'unknown_sender_update',
  'confidential_unknown_sender',
  'automated_mail',
  'bulk_mail',
  'loop',
  'rate_limited',
  'to_noreply',
  'from_own_address',
  'blank',
  'too_many_recipients',
  'too_large',
  'unparseable',
  'timed_out',
  'encrypted_unreadable',
  'malware_attachment',
  'unroutable_recipient',
  'inbox_disabled',
  'policy',
] as const;
export type SuspensionCause = (typeof suspensionCauses)[number];

/** Why a message goes no further. */
export interface Refusal {
  cause: SuspensionCause;
  /** A sentence for whoever looks at what was held. */
  explanation: string;
}

export type HeldState =
  /** `announcedAt`: when a digest last spoke of it at a point at which it had to. */
  | { kind: 'held'; announcedAt?: Instant }
  | { kind: 'recovered'; ref: TicketRef; at: Instant; by: string }
  | { kind: 'discarded'; at: Instant; by: string; reason: string }
  /** Nobody decided in time; it can still be recovered. */
  | { kind: 'expired'; at: Instant };

/** An inbound message that was held back for a named cause; nothing is ever dropped. */
export interface SuspendedItem {
  id: Ulid;
  /** When it was held. */
  at: Instant;
  /** When it reached us: since then its sender waits. */
  receivedAt: Instant;
  state: HeldState;
  cause: SuspensionCause;
  explanation: string;
  /** When this cause was met, where another one had been set aside before. */
  since?: Instant;
  /** Causes that somebody has set aside already, who then met this one. */
  waived: SuspensionCause[];
  channel: Channel;
  door: string;
  deliveryId: string;
  from: string;
  subject: string;
  /** Where the message lies as it came, in the blob store. */
  rawKey: string;
  /** What was typed to us lies nowhere else. */
  typed?: InboundMessage;
  envelope: Envelope | null;
  verdicts: Verdicts | null;
  /** The ticket it would have gone to; null when it would have opened one. */
  ref: TicketRef | null;
  /** The inbox that a new ticket would have been in; null when none takes it. */
  inbox: string | null;
  /** What led to that ticket, and what looked like evidence and was none. */
  receipt: Message['receipt'];
}

/** Whether somebody may still decide about it. */
export function isUndecided({ state }: SuspendedItem): boolean {
  return state.kind === 'held' || state.kind === 'expired';
}
