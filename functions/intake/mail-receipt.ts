import type { Verdicts } from '../core/inbound-message.ts';
import type { Instant } from '../core/instant.ts';

/** What the receiving mail service knows of a delivery: the only trusted word on sender, recipients and verdicts. */
export interface MailReceipt {
  /** Unique per delivery; the receiving service's own id, never the mail's Message-ID. */
  deliveryId: string;
  receivedAt: Instant;
  /** MAIL FROM of the envelope, `''` for the null path `<>` (RFC 5321 §4.5.5). */
  mailFrom: string;
  /** RCPT TO of the envelope that were meant for us, in order. */
  recipients: string[];
  verdicts: Verdicts;
  /** Where the bytes as received lie in the blob store. */
  rawKey: string;
}

/** What a mail is compared with to tell whether we wrote it ourselves. */
export interface OwnMail {
  mailDomain: string;
  /** Every address at which the desk receives or from which it sends. */
  addresses: string[];
  /** The value of the loop header on everything the desk sends. */
  loopId: string;
}

/** Carried by every mail that the desk sends; seen on the way in, it means that a mail of ours came back. */
export const LOOP_HEADER = 'X-Stepdesk-Loop';
