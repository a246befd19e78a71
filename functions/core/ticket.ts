import type { ClockMetric, Priority } from './desk.ts';
import type { TicketRef, Ulid } from './ids.ts';
import type { Attachment, Bounce, Channel, Mailbox, MessageClass } from './inbound-message.ts';
import type { Instant } from './instant.ts';
import type { HumanStep } from './process-template.ts';

/** Counts from 1 within one ticket: short enough for a reply address. */
export type ParticipantId = number;

export interface Participant {
  id: ParticipantId;
  role: 'requester' | 'cc' | 'agent' | 'external';
  /** Normal form (lower case); `''` for a chat visitor who left none. */
  address: string;
  name: string;
  /** Set for people of the desk: their id in desk.yaml. */
  agentId?: string;
  /** Message-ID of the last mail that came from here: what our next mail to them answers. */
  lastMessageId?: string;
  /** Mail to this address came back for good (`code`), since when. */
  undeliverable?: { since: Instant; code: string };
}

export type TicketStatus = 'open' | 'waiting_customer' | 'resolved' | 'closed';

/** An SLA measurement; elapsed business time is what was counted before `runningSince`. */
export interface Clock {
  metric: ClockMetric;
  /** Counts up each time the ticket is reopened. */
  cycle: number;
  calendar: string;
  targetMinutes: number;
  elapsedMinutes: number;
  state: { kind: 'running'; since: Instant } | { kind: 'paused' } | { kind: 'stopped'; at: Instant };
  breachedAt?: Instant;
  ladder: { at: string; to: string; do: 'remind' | 'escalate' }[];
}

/** One visit of a step of the process that waits for somebody. */
export interface Step {
  id: string;
  /** Counts from 1: a process may come back to a step. */
  visit: number;
  run: number;
  /** As the running machine was compiled with, whatever the template says today. */
  definition: HumanStep;
  /** The calendar that its durations are counted in. */
  calendar: string;
  owner: ParticipantId;
  openedAt: Instant;
  /** When the machine came to the step: the same for every try of one coming, another one when it comes again. */
  entered?: Instant;
  /** Redeemed by the relay; never leaves the store. */
  token: string;
  state:
    | { kind: 'open' }
    | { kind: 'done'; at: Instant; outcome: string; answers: Record<string, unknown>; by: string }
    | { kind: 'cancelled'; at: Instant };
}

export interface Ticket {
  ref: TicketRef;
  /** Raised by one in every transaction; a writer names the one it read. */
  version: number;
  status: TicketStatus;
  subject: string;
  channel: Channel;
  /** The inbox that owns it: whose address the customer sees. */
  inbox: string;
  team: string;
  priority: Priority;
  process: { id: string; run: number };
  requester: ParticipantId;
  assignee: ParticipantId | null;
  createdAt: Instant;
  updatedAt: Instant;
  participantCount: number;
  eventCount: number;
  outboxCount: number;
  clocks: Clock[];
  /** Ladder rungs that have fired, by rung name; each fires once. */
  fired: string[];
  /** The earliest moment at which a clock or ladder needs attention; null when nothing waits. */
  nextDeadline: Instant | null;
  /** Raised when the next deadline moves earlier; names the deadline run in force. */
  deadlineRevision: number;
  /** The newest message; the next one's id sorts after it. */
  lastMessage: Ulid | null;
  /** What the requester wrote last, for whoever works on it next. */
  lastCustomerMessage: Ulid | null;
  /** How the requester answered the question whether it is solved; becomes the code under which it closes. */
  verdict?: 'confirmed' | 'presumed';
  closed?: { at: Instant; code: string };
  /** Chat: the conversation this ticket continues, and since when its visitor has not been seen. */
  chat?: { widget: string; conversation: string; visitorSeenAt: Instant };
}

export interface Message {
  id: Ulid;
  at: Instant;
  channel: Channel;
  /** Null when nobody on the ticket wrote it; `from` says who says so. */
  author: ParticipantId | null;
  from: Mailbox;
  /** Internal notes and everything from machines stay with the desk. */
  visibility: 'public' | 'internal';
  class: MessageClass;
  subject: string;
  /** The new text. Longer than 32 KB: the beginning here, the whole under `textKey`. */
  text: string;
  textKey?: string;
  attachments: Attachment[];
  messageId: string | null;
  rawKey: string;
  bounce: Bounce | null;
  /** How it found its ticket: evidence kind and what was rejected on the way. */
  receipt: { by: string; rejected: string[] };
  /** Worth an agent's attention: `stranger`, `unverified`, `degraded: …`. */
  flags: string[];
}

/** One line of the ticket's history. `actor` is `participant:<id>`, `process`, `deadlines` or `desk`. */
export interface TicketEvent {
  seq: number;
  at: Instant;
  type: string;
  actor: string;
  data: Record<string, unknown>;
}

/** An effect decided in a transaction and performed after it. */
export type Effect =
  | { kind: 'start_process'; process: string; run: number; entry: string | null }
  | { kind: 'stop_process'; process: string; run: number }
  | { kind: 'complete_step'; step: string; visit: number }
  | { kind: 'start_deadlines'; revision: number; at: Instant }
  | { kind: 'stop_deadlines'; revision: number }
  | { kind: 'send_mail'; mail: MailIntent };

/** What shall be sent to whom; the text is made when it is sent. */
export interface MailIntent {
  to: ParticipantId;
  /** A text of desk/replies, without folder and ending. */
  template: string;
  /** `reply`: a person's words. `auto_reply`: answers a mail by itself. `notification`: to the desk's own people or a reminder. */
  class: 'reply' | 'auto_reply' | 'notification';
  /** The message whose words are passed on. */
  message?: Ulid;
  /** The step it is about. */
  step?: { id: string; visit: number };
  /** What a reply to it counts as: words to the customer, or a note for the desk. */
  answerAs: 'reply' | 'note';
  /** For a visitor of the chat: not sent when he has been seen there since, for then he has read it. */
  unlessSeen?: true;
  /** The text's own facts: which rung, what was refused. */
  facts?: Record<string, string>;
}

/** All effects of one transaction. */
export interface OutboxItem {
  seq: number;
  at: Instant;
  effects: Effect[];
  state: 'pending' | 'done';
}

/** One mail of the outbox on its way: claimed before it is sent, recorded after. */
export interface Delivery {
  /** `<outbox seq>.<effect index>` */
  id: string;
  state:
    | { kind: 'claimed'; at: Instant; attempt: number }
    | { kind: 'sent'; at: Instant; messageId: string }
    | { kind: 'refused'; at: Instant; reason: string }
    /** The sender died between sending and recording; not sent again (only a person's words are). */
    | { kind: 'unknown'; at: Instant };
}

/** Names a rung once and for all, so that it fires once: `step:investigate#2:0`, `clock:first_reply#1:1`. */
export function stepRungName(step: Pick<Step, 'id' | 'visit'>, index: number | 'expires'): string {
  return `step:${step.id}#${step.visit}:${index}`;
}

export function clockRungName(clock: Pick<Clock, 'metric' | 'cycle'>, index: number | 'breach'): string {
  return `clock:${clock.metric}#${clock.cycle}:${index}`;
}

/** An inbound message that was held back for a named cause; nothing is ever dropped (BEHAVIOUR §2.1.14). */
export interface SuspendedItem {
  id: Ulid;
  at: Instant;
  cause: SuspensionCause;
  explanation: string;
  channel: Channel;
  door: string;
  from: string;
  subject: string;
  rawKey: string;
  /** The ticket it would have gone to. */
  ref: TicketRef | null;
}

export type SuspensionCause =
  | 'spam'
  | 'virus'
  | 'auth_failed'
  | 'agent_auth_failed'
  | 'automated_mail'
  | 'bulk_mail'
  | 'loop'
  | 'rate_limited'
  | 'from_own_address'
  | 'blank'
  | 'too_many_recipients'
  | 'too_large'
  | 'unparseable'
  | 'timed_out'
  | 'unroutable_recipient'
  | 'mapping_failed'
  | 'confidential_unknown_sender'
  | 'unknown_bounce';
