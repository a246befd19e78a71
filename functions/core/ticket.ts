import type { ClockMetric, Level, Priority, SlaPolicy } from './desk.ts';
import type { TicketRef, Ulid } from './ids.ts';
import type {
  Attachment,
  Bounce,
  Channel,
  Identity,
  Mailbox,
  MessageClass,
  OutlookThread,
} from './inbound-message.ts';
import type { Instant } from './instant.ts';
import type { AwaitedStep, Rung } from './process-template.ts';
import type { TextLink } from './text-links.ts';

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
  /** The conversation in his Outlook to which that mail belongs. */
  outlookThread?: OutlookThread;
  /** Taken off the ticket by the desk: reads and says nothing there any more. */
  left?: Instant;
  /** Mail to this address came back for good (`code`), since when. */
  undeliverable?: { since: Instant; code: string };
}

/** Derived from the open steps: whom they wait for. `scheduled` is work that was put off to a later moment. */
export type TicketStatus =
  'open' | 'waiting_customer' | 'waiting_third_party' | 'scheduled' | 'resolved' | 'closed';

/** An SLA measurement; elapsed business time is what was counted before `runningSince`. */
export interface Clock {
  metric: ClockMetric;
  /** Counts up each time the metric starts again: with the ticket, or with the next message that waits for an answer. */
  cycle: number;
  calendar: string;
  targetMinutes: number;
  elapsedMinutes: number;
  /** `stopped`: what it measures has come; `cancelled`: nobody waits for it any more. */
  state:
    | { kind: 'running'; since: Instant }
    | { kind: 'paused' }
    | { kind: 'stopped'; at: Instant }
    | { kind: 'cancelled'; at: Instant };
  /** The step that it measures, and the stretches in which that step's time does not run. */
  step?: { id: string; visit: number };
  holds?: StepHold[];
  breachedAt?: Instant;
  /** It was late the moment its target was cut, and by nobody's delay. */
  breachedBy?: 'reprioritisation';
  /** Set by hand; no later change of the target moves it. */
  pinnedDue?: Instant;
}

export type ClockRung = Pick<Rung, 'at' | 'to' | 'do' | 'by' | 'urgent'>;

/** One visit of a step of the process that waits for somebody. */
export interface Step {
  id: string;
  /** Counts from 1: a process may come back to a step. */
  visit: number;
  run: number;
  /** As the running machine was compiled with, whatever the template says today. */
  definition: AwaitedStep;
  /** The calendar that its durations are counted in. */
  calendar: string;
  owner: ParticipantId;
  openedAt: Instant;
  /** When the machine came to the step: the same for every try of one coming, another one when it comes again. */
  entered?: Instant;
  /** Redeemed by the relay; never leaves the store. Null for work that the desk opened beside the process. */
  token: string | null;
  /** Stretches in which its time does not run: somebody is away, it was put off, its question came back. */
  holds?: StepHold[];
  /** An approval: who is asked, in this order, and what they have said. */
  approval?: { approvers: ParticipantId[]; votes: Vote[] };
  /** Whoever takes it first has it; until then it is the owner's to see that somebody does. */
  offered?: { to: ParticipantId[]; until: Instant };
  /** Whose work it is (by his id in desk.yaml) and how heavy, where a team goes by who has least to do. */
  work?: { agent: string; weight: number };
  /** An external step: whose answer it waits for. */
  external?: ParticipantId;
  /** A process step: the ticket it waits for. */
  child?: TicketRef;
  /** What somebody reported to be in the way. */
  problem?: { by: ParticipantId; at: Instant; text: string };
  /** Ended before its run was migrated: the new run takes its end over and does not ask again. */
  carried?: true;
  state:
    | { kind: 'open' }
    | { kind: 'done'; at: Instant; outcome: string; answers: Record<string, unknown>; by: string }
    | { kind: 'cancelled'; at: Instant };
}

export interface StepHold {
  from: Instant;
  /** Null until it is lifted. */
  to: Instant | null;
  why: 'away' | 'snoozed' | 'unreachable';
}

export interface Vote {
  by: ParticipantId;
  vote: 'approved' | 'declined';
  reason: string;
  at: Instant;
  /** To the approval's form. */
  answers?: Record<string, unknown>;
}

/** Another ticket and what it is to this one. */
export interface TicketLink {
  kind:
    | 'parent'
    | 'child'
    | 'follows'
    | 'recurrence'
    | 'related'
    /** That one was merged into this. */
    | 'merged'
    /** One of its messages became this ticket, and the other way round. */
    | 'split_from'
    | 'split_into';
  ref: TicketRef;
  /** Of what a ticket follows: what that was about, and the code under which it was closed. */
  about?: string;
  closed?: string;
  /** Of a parent: the step that waits for this ticket to be closed. */
  step?: { id: string; visit: number };
}

/** The other ticket as which a ticket goes on, and what is undone when it goes on by itself again. */
export interface Merger {
  into: TicketRef;
  at: Instant;
  /** Whom it brought onto the other one: their numbers there. */
  joined: ParticipantId[];
  /** How much longer its customer had waited: added to the clocks of the other one, in business minutes. */
  waited: Partial<Record<ClockMetric, number>>;
}

/** A number under which the help desk of somebody's house knows a matter. */
export interface ExternalReference {
  system: string;
  /** Lower case. */
  number: string;
  /** As it stood in a subject. */
  tag: string;
  /** Whose number it is: a domain, or one address of a public provider. */
  house: string;
}

export interface Ticket {
  ref: TicketRef;
  /** Raised by one in every transaction; a writer names the one it read. */
  version: number;
  status: TicketStatus;
  subject: string;
  /** What automatic mails may call it: harmless words of a subject whose writer was proven; else they reflect what anybody wants said to others. */
  about?: string;
  channel: Channel;
  /** The inbox that owns it: whose address the customer sees. */
  inbox: string;
  /** Other inboxes to which its first mail was sent as well. */
  referrals?: string[];
  /** What the customer calls the matter by now, where that is not its subject. */
  lastSubject?: string;
  team: string;
  priority: Priority;
  /** `version` is the template's, as the run in force was started with. */
  process: { id: string; run: number; version?: string };
  /** What was promised when the ticket came, whatever desk.yaml promises today. */
  sla?: SlaPolicy;
  impact?: Level;
  urgency?: Level;
  tags?: string[];
  fields?: Record<string, string | number | boolean>;
  links?: TicketLink[];
  externalRefs?: ExternalReference[];
  /** Merged away: everything that comes to it belongs to the other one. It is closed, as `merged` if it was open. */
  merged?: Merger;
  confidential?: true;
  /** Somebody of the desk has written to the requester since the ticket came, or came back. */
  answered?: true;
  /** An acknowledgement may still be sent: the sender is a person and has not had too many. */
  acknowledge?: true;
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
  /** How the requester answered the question whether it is solved, if he could be reached at all; becomes the code under which it closes. */
  verdict?: 'confirmed' | 'presumed' | 'unreachable';
  closed?: { at: Instant; code: string };
  /** When customers' words opened it again, as far as that was lately. */
  reopenings?: Instant[];
  /** The question how it went, once a closing. */
  survey?: { cycle: number; dueAt: Instant; askedAt?: Instant; score?: number; comment?: string };
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
  /** The new text. Longer than 32 KB: the beginning here, the whole under `textKey`, both with where links lead. */
  text: string;
  textKey?: string;
  /** Of words in the text that do not say where they lead. */
  links?: TextLink[];
  attachments: Attachment[];
  messageId: string | null;
  rawKey: string;
  bounce: Bounce | null;
  receipt: DecisionReceipt;
  /** Worth an agent's attention: `stranger`, `unverified`, `degraded: …`. */
  flags: string[];
}

/** Why a message is where it is. */
export interface DecisionReceipt {
  /** What led to its ticket: a kind of evidence, `new`, `follows_closed`, `recovery` or `process`. */
  by: string;
  /** What looked like evidence and was none, or led to a ticket where it could not go: `<what>` or `<what>: <why>`. */
  rejected: string[];
  /** Every ticket that the message named, strongest evidence first; `rejected` says why not there. */
  evidence?: { kind: EvidenceKind; ref: TicketRef; mergedInto?: TicketRef; rejected?: string }[];
  /** Of whom it was taken to be, where From is not the one, and who vouches for him. */
  identity?: Identity;
  /** Why the ticket that it began was not acknowledged; absent when nothing spoke against that. */
  unacknowledged?: NoAcknowledgement;
}

/** That somebody has had too many already is found out where mail is sent. */
export type NoAcknowledgement =
  | 'asks_for_none'
  | 'sender_not_proven'
  | 'called_spam'
  | 'no_address'
  | 'quotes_us'
  | 'names_a_ticket_again'
  | 'same_words';

/** What can name a ticket, strongest first; core/evidence.ts says what each is worth in whose hands. */
export type EvidenceKind =
  | 'door'
  | 'reply_address'
  | 'root_id'
  | 'message_id'
  | 'external_reference'
  | 'body_marker'
  | 'subject_reference'
  | 'shared_ancestry';

/** One line of the ticket's history. `actor` is `participant:<id>`, `process`, `deadlines` or `desk`. */
export interface TicketEvent {
  seq: number;
  at: Instant;
  type: string;
  actor: string;
  data: Record<string, unknown>;
}
