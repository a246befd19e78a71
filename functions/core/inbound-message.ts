import type { FileSign, FileState } from './file-state.ts';
import type { Instant } from './instant.ts';
import type { TextLink } from './text-links.ts';

/** `process`: the desk itself wrote it. */
export type Channel = 'mail' | 'chat' | 'webhook' | 'process';

/** What kind of sender wrote it, as told by the mail itself; each class has fixed effects. */
export type MessageClass =
  'human' | 'auto_reply' | 'auto_generated' | 'bulk' | 'bounce' | 'receipt' | 'complaint' | 'own_loop';

/** A mailbox as written in a header; `address` keeps the writer's spelling, `''` when none could be read. */
export interface Mailbox {
  address: string;
  name: string;
}

export type Verdict = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED';

/** What the receiving mail service found out itself (never what a header of the mail claims). */
export interface Verdicts {
  spam: Verdict;
  virus: Verdict;
  spf: Verdict;
  dkim: Verdict;
  dmarc: Verdict;
  /** The sender domain's wish for mail that fails DMARC; known only when it failed. */
  dmarcPolicy?: 'none' | 'quarantine' | 'reject';
}

export interface Attachment {
  name: string;
  contentType: string;
  /** Bytes after decoding. */
  size: number;
  /** Shown inside the text (referenced by a `cid:`) and not offered as a file. */
  inline: boolean;
  contentId?: string;
  /** What its first bytes say it is, where `contentType` says something else. */
  foundType?: string;
  /** What stands out in it; absent when nothing does. */
  signs?: FileSign[];
  /** Distinct endings (`exe`) of the files that an archive lists. */
  inside?: string[];
  /** Absent until it has been judged. */
  state?: FileState;
  /** A picture, such as a signature's, that keeps coming from the same domain: kept, but not passed on. */
  repeated?: true;
  /** A container all of whose files stand beside it: kept, but not passed on. */
  opened?: true;
  /** Where the decoded bytes lie in the blob store; absent until they have been stored. */
  blobKey?: string;
}

/** What its sender attached himself: neither what the text shows nor a container whose files are there. */
export function namesOfFiles(attachments: readonly Attachment[]): string[] {
  return attachments.filter(({ inline, opened }) => !inline && !opened).map(({ name }) => name);
}

export interface Bounce {
  recipients: string[];
  /** Enhanced status code, `5.1.1` (RFC 3463), `''` when the report gives none. */
  status: string;
  /** Permanent: another try to this address is pointless. */
  hard: boolean;
  reason: string;
  /** Message-ID of the mail that came back, where the report carries it. */
  originalMessageId: string | null;
}

/** What ties an inbound message to an existing ticket; collected by intake, judged by threading. */
export interface Evidence {
  /** Every address it was sent to: envelope recipients first, then To, Cc and delivery headers. */
  recipients: string[];
  /** Without angle brackets. */
  inReplyTo: string | null;
  /** Oldest first, without angle brackets. */
  references: string[];
  /** A chat conversation or a correlated webhook names its ticket outright; already authorised by its door. */
  ticketRef?: string;
}

/** How Outlook names a conversation: `Thread-Index` (base64) and `Thread-Topic` as they came. */
export interface OutlookThread {
  index: string;
  topic: string;
}

/** How a mail was handed over, in the receiving service's own words: with these it is read again. */
export interface Envelope {
  /** The receiving service's id of the delivery. */
  deliveryId: string;
  mailFrom: string;
  recipients: string[];
}

/** The way a mail came: facts to be held against the forwarders and lists of desk.yaml. */
export interface Passage {
  /** MAIL FROM of the envelope, as the receipt says. */
  mailFrom: string;
  /** Addresses that it was delivered to on its way to us, lower case. */
  through: string[];
  /**
   * The last hop that sealed it (RFC 8617): its domain, what it found of DMARC (`pass`, `none` …) and for which From domain.
   * `isProven`: its signature was checked; until then anybody may have written it.
   */
  seal: { by: string; dmarc: string; from: string; isProven?: true } | null;
  /** It came through a mailing list. */
  list: boolean;
  /** Who wrote it, where a list has put its own address into From. */
  originalFrom: Mailbox | null;
}

/** Somebody's mail inside a mail. */
export interface ForwardedMail {
  from: Mailbox;
  subject: string;
  /** Its text. */
  text: string;
  /** What whoever forwarded it wrote above it, `''` for nothing. */
  note: string;
  /** To whom else it went: its To and Cc, as far as they can be read. */
  recipients?: Mailbox[];
  /** Without angle brackets; only an attached mail has kept it. */
  messageId: string | null;
  /** May its writer be sent an automatic answer. */
  answerable: boolean;
  /** Why it is not certain who wrote it; null when it is. */
  doubt: 'several_mails' | 'several_senders' | 'no_address' | null;
}

/** Whom a message was taken to be from, where it does not come from there itself; desk.yaml says who may say so. */
export interface Identity {
  /** `forwarder`: From is as it came, and whoever handed it on vouches for it. */
  by: 'reply_to' | 'list' | 'forwarder';
  /** Who said so: From as it came, or the forwarder's domain. */
  says: string;
  /** How far his own domain vouches for him, in place of the receipt's verdict, which is about somebody else. */
  dmarc: Verdict;
}

/** One mail, chat message or webhook delivery after parsing: the same shape for every channel. */
export interface InboundMessage {
  channel: Channel;
  /** The door it came through: inbox address, widget id or webhook source id. */
  door: string;
  /** Unique per door and delivery: SES message id, chat client id, webhook-id. Claimed once, ever. */
  deliveryId: string;
  receivedAt: Instant;
  sentAt: Instant | null;
  from: Mailbox;
  replyTo: Mailbox | null;
  to: Mailbox[];
  cc: Mailbox[];
  subject: string;
  /** The whole text, quotes and all. */
  text: string;
  /** The new text: quotes and signature cut; never empty while `text` is not. */
  reply: string;
  /** There is no new text: `reply` is what the mail quotes, or a signature. */
  saysNothing?: true;
  /** What `reply` is without. */
  signature?: string;
  /** In the order of `text`: where links lead whose words do not say so. */
  links?: TextLink[];
  attachments: Attachment[];
  /** Message-ID without angle brackets, null when there is none. */
  messageId: string | null;
  evidence: Evidence;
  outlookThread?: OutlookThread;
  class: MessageClass;
  outOfOffice: boolean;
  /** Of an out-of-office notice: the day of the return, `2026-12-01`; null when it does not say. */
  returnsOn?: string | null;
  /** May an automatic answer be sent to it. */
  answerable: boolean;
  bounce: Bounce | null;
  /** An agent's mail client forwarded somebody's mail: that somebody. */
  forwardedFrom: Mailbox | null;
  /** The mail that was forwarded, with what could be read of it. */
  forwarded?: ForwardedMail | null;
  passage?: Passage;
  identity?: Identity;
  /** Mail carries the receipt's verdicts; a chat or webhook door has authenticated its sender itself. */
  verdicts: Verdicts | null;
  /** What could not be read, and why; empty for a sound message. */
  degraded: string[];
  /** Where the bytes as received lie in the blob store. */
  rawKey: string;
  /** Of a mail. */
  envelope?: Envelope;
  /** A chat's first message: by what the conversation will be found again (SHA-256 of its secret, hex). */
  conversation?: { widget: string; digest: string };
  /** Wanted by the sender's system (webhook mapping); the desk's routing decides otherwise. */
  wanted?: { process?: string; priority?: string };
}

/** Whether the domain of whoever it is from vouches for it; null where the door has authenticated its sender itself. */
export function dmarcOf({
  identity,
  verdicts,
}: Pick<InboundMessage, 'identity' | 'verdicts'>): Verdict | null {
  return identity?.dmarc ?? verdicts?.dmarc ?? null;
}

/** Among what is degraded: only the holder of a key can read the mail. */
export const ENCRYPTED = 'the mail is encrypted';

export function isUnreadable({ degraded }: Pick<InboundMessage, 'degraded'>): boolean {
  return degraded.includes(ENCRYPTED);
}

/**
 * Lower case and without surrounding space, quotes and dots, an international domain in its ASCII form (RFC 5890): the
 * form in which addresses are compared. Letters that only look alike stay different.
 */
export function normalAddress(address: string): string {
  const plain = address
    .trim()
    .replaceAll(/^["'<\s]+|(?<!["'>\s.])["'>\s.]+$/g, '')
    .toLowerCase();
  const at = plain.lastIndexOf('@') + 1;
  const domain = plain.slice(at);
  return /^[\x20-\x7e]*$/.test(domain) ? plain : plain.slice(0, at) + asciiDomain(domain);
}

/** Unchanged when it is no domain, or one that only a mapping of letters would make the same as another. */
function asciiDomain(domain: string): string {
  const url = domain === domain.normalize('NFKC') ? URL.parse(`http://${domain}`) : null;
  return url?.host ? url.host : domain;
}

export function domainOf(address: string): string {
  return normalAddress(address).split('@').at(-1) ?? '';
}
