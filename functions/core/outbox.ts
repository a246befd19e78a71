import type { TicketRef, Ulid } from './ids.ts';
import type { Instant } from './instant.ts';
import type { ParticipantId } from './ticket.ts';

/** An effect decided in a transaction and performed after it. */
export type Effect =
  | { kind: 'start_process'; process: string; run: number; entry: string | null }
  | { kind: 'stop_process'; process: string; run: number }
  | { kind: 'complete_step'; step: string; visit: number }
  | { kind: 'start_deadlines'; revision: number; at: Instant }
  | { kind: 'stop_deadlines'; revision: number }
  | { kind: 'send_mail'; mail: MailIntent }
  /** What came of an agent's orders about held mail; of no ticket. */
  | { kind: 'answer_held_orders'; answer: HeldOrdersAnswer }
  | { kind: 'call'; call: OutgoingCall }
  | { kind: 'open_ticket'; order: TicketOrder }
  /** The ticket that a step of another one waits for is closed. */
  | { kind: 'complete_parent'; ref: TicketRef; step: string; visit: number; code: string }
  /** This ticket was closed with this answer to its process's recurring question. */
  | { kind: 'look_for_recurrence'; answer: string }
  /** Whoever closed this ticket found no article that fitted it. */
  | { kind: 'list_gap' };

/** For the agent (his id) who has ordered something about held mail. */
export interface HeldOrdersAnswer {
  reader: string;
  /** The only item that he was told of; null for whoever is in charge of all of them. */
  item: Ulid | null;
  /** What he wrote on a line, `''` for his mail as a whole, and what came of it. */
  said: { line: string; says: string }[];
}

/** A signed request to a system of desk.yaml's `hooks`: what a call step sends, or word of a rung. */
export type OutgoingCall =
  | { kind: 'step'; hook: string; step: string; visit: number; send: Record<string, unknown> }
  | { kind: 'rung'; hook: string; rung: string; event: string };

/** A ticket that the desk opens by itself. */
export interface TicketOrder {
  process: string;
  subject: string;
  text: string;
  /** Of this ticket; his ticket it is. */
  requester: ParticipantId;
  link: { kind: 'parent' | 'recurrence'; step?: { id: string; visit: number } };
  /** The same order is carried out once. */
  once: string;
}

/** What shall be sent to whom; the text is made when it is sent. */
export interface MailIntent {
  to: ParticipantId;
  /** A text of desk/replies, without folder and ending. */
  template: string;
  /** `reply`: a person's words. `auto_reply`: answers a mail by itself. `notification`: to the desk's own people or a reminder. */
  class: 'reply' | 'auto_reply' | 'notification';
  /** The held item about which an answer to it decides. */
  held?: Ulid;
  /** The message whose words are passed on. */
  message?: Ulid;
  /** The step it is about. */
  step?: { id: string; visit: number };
  /** What a reply to it counts as: words to the customer, or a note for the desk. */
  answerAs: 'reply' | 'note';
  /** Help articles that go with it, by id. */
  articles?: string[];
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

/** One mail or call of the outbox on its way: claimed before it is sent, recorded after. */
export interface Delivery {
  /** `<outbox seq>.<effect index>` */
  id: string;
  state:
    | { kind: 'claimed'; at: Instant; attempt: number }
    | { kind: 'sent'; at: Instant; messageId: string }
    /** The system that was called has taken it. */
    | { kind: 'called'; at: Instant }
    | { kind: 'refused'; at: Instant; reason: string }
    /** The sender died between sending and recording; not sent again (only a person's words are). */
    | { kind: 'unknown'; at: Instant };
}
