import type { Desk } from '../core/desk.ts';
import type { FileVerdict } from '../core/file-state.ts';
import type { TicketRef, Ulid, RandomBytes } from '../core/ids.ts';
import type { Channel } from '../core/inbound-message.ts';
import type { HeldDigest } from '../core/held-review.ts';
import type { Instant } from '../core/instant.ts';
import type { Delivery, Effect, OutboxItem } from '../core/outbox.ts';
import type { ProcessFacts } from '../core/process-facts.ts';
import type { SenderRule } from '../core/sender-rule.ts';
import type { HeldState, SuspendedItem } from '../core/suspended-item.ts';
import type { Reading } from '../intake/mail-thread.ts';
import type { MailToRead } from '../intake/read-mail.ts';
import type { Message, Participant, Step, Ticket, TicketEvent } from '../core/ticket.ts';

/** What the use cases need of the world. Each port has an AWS adapter and a local one that pass the same suite. */

/** A ticket as one decision needs it: consistent as of `ticket.version`. Participants by id; steps oldest first. */
export interface TicketState {
  ticket: Ticket;
  participants: Participant[];
  steps: Step[];
}

/** One write of a transaction. A ticket is written once in a transaction, and that write guards the rest. */
export type Change =
  /** Fails the transaction as `already_taken_in` when the delivery was claimed before. */
  | {
      kind: 'claim';
      channel: Channel;
      door: string;
      deliveryId: string;
      ref: TicketRef | null;
      messageId: Ulid;
    }
  /** Fails the transaction as `changed_meanwhile` when a ticket of this reference exists. */
  | { kind: 'create_ticket'; ticket: Ticket }
  /** `ticket.version` is the version read; what is stored has the next one. Fails as `changed_meanwhile`. */
  | { kind: 'update_ticket'; ticket: Ticket }
  | { kind: 'put_participant'; ref: TicketRef; participant: Participant }
  | { kind: 'put_step'; ref: TicketRef; step: Step }
  | { kind: 'add_message'; ref: TicketRef; message: Message }
  | { kind: 'add_event'; ref: TicketRef; event: TicketEvent }
  | { kind: 'add_outbox'; ref: TicketRef; item: OutboxItem }
  /** Message-ID without angle brackets → ticket. A second ticket never takes an id over: the first stays. */
  | { kind: 'index_message_id'; messageId: string; ref: TicketRef }
  /** The mail of that id became a ticket of its own: answers to it go there. Left out when it leads elsewhere than `from`. */
  | { kind: 'move_message_id'; messageId: string; from: TicketRef; to: TicketRef }
  /** An id that a ticket's first mail answers and nobody here has seen → ticket; kept some 400 days. The first stays. */
  | { kind: 'index_cited_id'; messageId: string; ref: TicketRef }
  /**
   * A chat conversation, named by its secret's digest, → ticket. Fails as `changed_meanwhile` when it leads to
   * another ticket than `before` (null: to none).
   */
  | { kind: 'index_conversation'; conversation: string; ref: TicketRef; before: TicketRef | null }
  /** Puts a closed ticket on a list that is searched by process and time. */
  | ({ kind: 'list_ticket'; list: TicketList; process: string } & ListedTicket)
  | { kind: 'hold'; item: SuspendedItem }
  /** The held item as it is now; fails as `changed_meanwhile` unless its state was `from`. */
  | { kind: 'change_held'; item: SuspendedItem; from: HeldState['kind'] }
  /** A delivery that was claimed when it was held belongs to a ticket after all, or (null) stays held. */
  | {
      kind: 'reclaim';
      channel: Channel;
      door: string;
      deliveryId: string;
      ref: TicketRef | null;
      messageId: Ulid;
    }
  /** Takes the place of what was decided about the same sender before. */
  | { kind: 'put_sender_rule'; rule: SenderRule }
  /** From now on nothing is decided about its sender. */
  | { kind: 'lift_sender_rule'; rule: SenderRule }
  /** Whoever comes from this address comes back to this agent, for some 400 days. */
  | { kind: 'remember_owner'; address: string; agent: string };

/** Why tickets were closed, and which of them no help article fitted. */
export type TicketList = 'cause' | 'gap';

export interface ListedTicket {
  at: Instant;
  ref: TicketRef;
  /** The cause in somebody's words; of a gap the ticket's subject. */
  text: string;
}

export type CommitOutcome =
  | { kind: 'committed' }
  | { kind: 'already_taken_in'; ref: TicketRef | null }
  /** Somebody else wrote the ticket first: read again and decide again. */
  | { kind: 'changed_meanwhile' };

export interface Page<Item> {
  items: Item[];
  /** Pass it to get the next page; null on the last one. */
  next: string | null;
}

export interface PageRequest {
  limit: number;
  after?: string | null;
}

export interface Store {
  /** All changes or none; at most 100. */
  commit(changes: Change[]): Promise<CommitOutcome>;
  ticket(ref: TicketRef): Promise<TicketState | null>;
  /** Oldest first. `after` may be a message id: messages later than it. */
  messages(ref: TicketRef, page: PageRequest): Promise<Page<Message>>;
  message(ref: TicketRef, id: Ulid): Promise<Message | null>;
  events(ref: TicketRef, page: PageRequest): Promise<Page<TicketEvent>>;
  outbox(ref: TicketRef, page: PageRequest): Promise<Page<OutboxItem>>;
  outboxItem(ref: TicketRef, seq: number): Promise<OutboxItem | null>;
  deliveries(ref: TicketRef): Promise<Delivery[]>;
  /**
   * What was taken in under this delivery: the ticket (null: it was held) and the id of the message or held item; null
   * when it was never claimed.
   */
  claimed(
    channel: Channel,
    door: string,
    deliveryId: string,
  ): Promise<{ ref: TicketRef | null; messageId: Ulid } | null>;
  /** The ticket of the first id (in the order given) that is known. At most 100 ids. */
  ticketOfMessageIds(messageIds: string[]): Promise<{ messageId: string; ref: TicketRef } | null>;
  /** The ticket whose first mail cites the first of these ids (in the order given) that any cites. At most 100 ids. */
  ticketOfCitedIds(messageIds: string[]): Promise<{ messageId: string; ref: TicketRef } | null>;
  ticketOfConversation(conversation: string): Promise<TicketRef | null>;
  /** Of one process since then, newest first; listed twice, a ticket is there twice. */
  listed(
    list: TicketList,
    range: { process: string; since: Instant; limit: number },
  ): Promise<ListedTicket[]>;
  /** What waits for somebody to decide, newest first. */
  held(page: PageRequest): Promise<Page<SuspendedItem>>;
  /** In whatever state; known for 400 days after it was settled. */
  heldItem(id: Ulid): Promise<SuspendedItem | null>;
  /** What was decided about an address, else about its domain. One read of two rows. */
  senderRule(address: string): Promise<SenderRule | null>;
  /** Every decision about a sender that still holds, the newest first. */
  senderRules(page: PageRequest): Promise<Page<SenderRule>>;
  /** Outbox items still pending that were written before `before`, oldest first within a shard. */
  pendingOutbox(before: Instant, limit: number): Promise<{ ref: TicketRef; seq: number }[]>;
  /** Open tickets whose next deadline lies before `before`. */
  overdueTickets(before: Instant, limit: number): Promise<{ ref: TicketRef; nextDeadline: Instant }[]>;
  outboxDone(ref: TicketRef, seq: number): Promise<void>;
  /** Takes a mail for sending; `taken` when it was sent, refused or is claimed by somebody alive (claimed after `staleBefore`). `again`: it was claimed before. */
  claimDelivery(
    ref: TicketRef,
    id: string,
    at: Instant,
    staleBefore: Instant,
  ): Promise<
    { kind: 'claimed'; attempt: number; again?: true } | { kind: 'taken'; state: Delivery['state'] }
  >;
  /** Writes how a delivery went, and the ids under which answers to it will come. */
  recordDelivery(ref: TicketRef, delivery: Delivery, messageIds: string[]): Promise<void>;
  /** Counts one more within the scope's window (kept until `expires`); false, and not counted, when `limit` is reached. */
  spendBudget(budget: { scope: string; window: string; limit: number; expires: Instant }): Promise<boolean>;
  /** What a scanner said of the files with these bytes (SHA-256, hex), in their order; null where it has said nothing. */
  fileVerdicts(digests: string[]): Promise<(FileVerdict | null)[]>;
  /** In the place of `before`, null for nothing; false, and nothing written, when something else was said meanwhile. */
  recordFileVerdict(digest: string, verdict: FileVerdict, before: FileVerdict | null): Promise<boolean>;
  /**
   * Whether a picture (named by whose it is and what) was shown by so many other messages before this one, `by`; if not,
   * this one is noted until `expires`. A message counts once, however often it comes.
   */
  wasShown(picture: { picture: string; by: string; times: number; expires: Instant }): Promise<boolean>;
  /** How often the team has been asked for, this time included: everybody who asks gets another number. */
  nextTurn(team: string): Promise<number>;
  /** What the open steps of each agent weigh together; may lag behind the writes by a moment. */
  openWork(agents: string[]): Promise<Record<string, number>>;
  /** The ticket that somebody opened last, within two days or so; it need not have come about. */
  lastRequest(address: string): Promise<TicketRef | null>;
  /** Outside of the ticket's transaction, which would double its cost. */
  rememberRequest(address: string, ref: TicketRef): Promise<void>;
  /** The agent (his id) who helped somebody last. */
  lastOwner(address: string): Promise<string | null>;
}

/** Raw mail, attachments and long texts. Keys look like paths; writing the same key again replaces it. */
export interface Blobs {
  /** `unless_there`: under this key can lie nothing but these bytes, and where they do nothing need be written. */
  put(key: string, bytes: Uint8Array, contentType: string, when?: 'unless_there'): Promise<void>;
  get(key: string): Promise<Uint8Array | null>;
}

/** A file as somebody is given it; `type` and `disposition` are header values. */
export interface OfferedFile {
  key: string;
  type: string;
  disposition: string;
}

/** How a file gets to whoever may have it: at an address that opens it for a few minutes, or by the desk itself. */
export interface Downloads {
  /** Null when nothing lies there. */
  offer(
    file: OfferedFile,
  ): Promise<{ kind: 'elsewhere'; url: string } | { kind: 'here'; bytes: Uint8Array } | null>;
}

/**
 * Reads a mail within a time that does not depend on what it is: one whose reading takes too long, or more memory than
 * there is, comes back as `suspended` for `timed_out`, with what its header says.
 */
export type MailReader = (mail: MailToRead) => Promise<Reading>;

/** The texts under a name in the DNS; none when there is no such name. Throws when it cannot be told. */
export type TextRecords = (name: string) => Promise<string[]>;

/** How a step ended, as its run needs it to choose what comes next. */
export interface StepResult {
  outcome: string;
  /** How often the step has ended so in this run, this time included: what the bound of a loop is held against. */
  times: number;
  facts: ProcessFacts;
}

/** The workflow service. Every call may be repeated: a run that was started, a token that was redeemed stay so. */
export interface Engine {
  /** The run is named `<ref>-r<run>`. */
  startProcess(
    process: string,
    ref: TicketRef,
    input: { run: number; entry: string | null; facts: ProcessFacts },
  ): Promise<void>;
  stopProcess(process: string, ref: TicketRef, run: number): Promise<void>;
  /** The run is named `<ref>-d<revision>` and first waits until `at`. */
  startDeadlines(ref: TicketRef, input: { revision: number; at: Instant }): Promise<void>;
  stopDeadlines(ref: TicketRef, revision: number): Promise<void>;
  /** `gone`: the run that waited has ended or the token was redeemed before. */
  completeStep(token: string, result: StepResult): Promise<'completed' | 'gone'>;
}

export interface OutgoingMail {
  from: { name: string; address: string };
  to: { name: string; address: string };
  replyTo: string;
  subject: string;
  text: string;
  html?: string;
  /** `In-Reply-To`, `References`, `Auto-Submitted` … : names as on the wire, one value each. */
  headers: Record<string, string>;
  attachments: { name: string; contentType: string; bytes: Uint8Array; contentId?: string }[];
  /** For the bounce that may come back. */
  tags: { ref: TicketRef; delivery: string; participant: string };
}

export interface Mailer {
  /**
   * `sent`: every form of the Message-ID under which the mail may be answered, without angle brackets, the service's own id first.
   * `later`: it was certainly not sent (the service is too busy); a throw leaves open whether it was.
   */
  send(
    mail: OutgoingMail,
  ): Promise<
    | { kind: 'sent'; messageIds: string[] }
    | { kind: 'refused'; reason: string }
    | { kind: 'later'; reason: string }
  >;
}

/** Which effect of which outbox item. */
export interface EffectName {
  ref: TicketRef;
  seq: number;
  index: number;
}

/** The digest of held mail for one agent (his id), named as if it stood in the outbox of a ticket. */
export interface QueuedDigest extends EffectName {
  digest: HeldDigest;
  reader: string;
}

/** Where mails wait for their sender: those of outboxes, and digests. */
export interface MailQueue {
  enqueue(mail: EffectName | QueuedDigest): Promise<void>;
}

/** Where calls to other systems wait to be made. */
export interface CallQueue {
  enqueue(call: EffectName): Promise<void>;
}

/** Reaches other systems over HTTP. */
export interface Caller {
  /**
   * Posts once and follows no redirect. `body` is null when the answer was longer than anybody reads.
   * @throws Error when no whole answer came in time.
   */
  post(request: {
    url: string;
    headers: Record<string, string>;
    body: Uint8Array<ArrayBuffer>;
  }): Promise<{ status: number; body: Uint8Array | null }>;
}

/** HMAC-SHA256 with a key of the desk. `keyVersion` is one lower-case letter; new tokens use `current`. */
export interface Signer {
  current: string;
  /** 32 bytes; null when there is no such key. */
  mac(keyVersion: string, text: string): Uint8Array | null;
}

export type Clock = () => Instant;

/** An event of the service's life, by name, with ids only: never a subject, a body or an address. */
export type Log = (event: string, ids: Record<string, string | number | boolean | null>) => void;

/** What everything needs that performs what a transaction decided. */
export interface EffectPorts {
  store: Store;
  engine: Engine;
  mailQueue: MailQueue;
  callQueue: CallQueue;
  desk: Desk;
  clock: Clock;
  randomBytes: RandomBytes;
  log: Log;
}

export type { Effect, RandomBytes };
