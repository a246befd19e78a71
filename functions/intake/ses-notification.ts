import * as z from 'zod';
import { instantOf } from '../core/instant.ts';
import type { MailReceipt } from './mail-receipt.ts';

/** SES sends one of these when the receipt rule is set up. */
const SETUP_ID = 'AMAZON_SES_SETUP_NOTIFICATION';

/** What it says in plain words when a topic is connected. */
const SETUP_WORDS = 'Successfully validated SNS topic';

const status = z.object({ status: z.string() });
const notification = z.object({
  mail: z.object({
    messageId: z.string().min(1),
    source: z.string().default(''),
    timestamp: z.string().optional(),
  }),
  receipt: z.object({
    timestamp: z.string(),
    recipients: z.array(z.string()).min(1),
    spamVerdict: status.optional(),
    virusVerdict: status.optional(),
    spfVerdict: status.optional(),
    dkimVerdict: status.optional(),
    dmarcVerdict: status.optional(),
    dmarcPolicy: z.string().optional(),
    action: z.object({ type: z.string(), bucketName: z.string().optional(), objectKey: z.string() }),
  }),
});
type Notification = z.infer<typeof notification>;

export type SesNotification =
  { kind: 'receipt'; receipt: MailReceipt } | { kind: 'setup' } | { kind: 'unreadable'; reason: string };

/**
 * Reads the JSON that Amazon SES publishes for a received mail (S3 action with a topic, raw message delivery).
 * https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
export function readSesNotification(body: string): SesNotification {
  const json = parseJson(body);
  if (json === undefined)
    return body.startsWith(SETUP_WORDS) ? { kind: 'setup' } : { kind: 'unreadable', reason: 'not JSON' };
  const parsed = notification.safeParse(json);
  if (!parsed.success) return setupOr(json, z.prettifyError(parsed.error));
  if (parsed.data.mail.messageId === SETUP_ID) return { kind: 'setup' };
  return { kind: 'receipt', receipt: receiptOf(parsed.data) };
}

/** Judged by fields of its own: a mail may say anything in its headers, which are part of the notification. */
function setupOr(json: unknown, reason: string): SesNotification {
  const setup = z.union([
    z.object({ notificationType: z.string().regex(/setup/i) }),
    z.object({ mail: z.object({ messageId: z.literal(SETUP_ID) }) }),
  ]);
  return setup.safeParse(json).success ? { kind: 'setup' } : { kind: 'unreadable', reason };
}

function receiptOf({ mail, receipt }: Notification): MailReceipt {
  const policy = z.enum(['none', 'quarantine', 'reject']).safeParse(receipt.dmarcPolicy?.toLowerCase());
  return {
    deliveryId: mail.messageId,
    receivedAt: momentOf(receipt.timestamp),
    mailFrom: mail.source === '<>' ? '' : mail.source,
    recipients: receipt.recipients,
    verdicts: {
      spam: verdictOf(receipt.spamVerdict),
      virus: verdictOf(receipt.virusVerdict),
      spf: verdictOf(receipt.spfVerdict),
      dkim: verdictOf(receipt.dkimVerdict),
      dmarc: verdictOf(receipt.dmarcVerdict),
      ...(policy.success ? { dmarcPolicy: policy.data } : {}),
    },
    rawKey: receipt.action.objectKey,
  };
}

/** What was not scanned counts as neither passed nor failed. */
function verdictOf(verdict: { status: string } | undefined): MailReceipt['verdicts']['spam'] {
  const known = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED']).safeParse(verdict?.status);
  return known.success ? known.data : 'PROCESSING_FAILED';
}

function momentOf(timestamp: string): string {
  const millis = Date.parse(timestamp);
  return instantOf(Number.isNaN(millis) ? 0 : millis);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
