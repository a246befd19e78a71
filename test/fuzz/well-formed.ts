import * as z from 'zod';
import type { ReadMail } from '../../functions/intake/read-mail.ts';

const mailbox = z.strictObject({ address: z.string(), name: z.string() });
const verdict = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED']);
const instant = z.iso.datetime();

const message = z.object({
  channel: z.literal('mail'),
  door: z.string(),
  deliveryId: z.string().min(1),
  receivedAt: instant,
  sentAt: instant.nullable(),
  from: mailbox,
  replyTo: mailbox.nullable(),
  to: z.array(mailbox),
  cc: z.array(mailbox),
  subject: z.string().refine((subject) => !/[\r\n\0]/.test(subject), 'a subject of several lines'),
  text: z.string().refine((text) => !/[\0\uE000-\uE004]/.test(text), 'a text with marks or NULs in it'),
  reply: z.string(),
  attachments: z.array(
    z.object({
      name: z.string().min(1),
      contentType: z.string().regex(/^[^\s/]+\/\S+$/),
      size: z.int().min(0),
    }),
  ),
  messageId: z.string().min(1).nullable(),
  evidence: z.object({
    recipients: z.array(z.string()),
    inReplyTo: z.string().nullable(),
    references: z.array(z.string()).max(100),
  }),
  class: z.enum([
    'human',
    'auto_reply',
    'auto_generated',
    'bulk',
    'bounce',
    'receipt',
    'complaint',
    'own_loop',
  ]),
  outOfOffice: z.boolean(),
  returnsOn: z.iso.date().nullish(),
  answerable: z.boolean(),
  bounce: z
    .strictObject({
      recipients: z.array(z.string()),
      status: z.string().regex(/^(?:\d\.\d{1,3}\.\d{1,3})?$/),
      hard: z.boolean(),
      reason: z.string(),
      originalMessageId: z.string().nullable(),
    })
    .nullable(),
  forwardedFrom: mailbox.nullable(),
  verdicts: z.strictObject({ spam: verdict, virus: verdict, spf: verdict, dkim: verdict, dmarc: verdict }),
  degraded: z.array(z.string().min(1)),
  rawKey: z.string().min(1),
});

/** What is wrong with a mail that was read; null when it is a message, or held back for a named cause. */
export function unsoundnessOf({
  message: read,
  replyWithSignature,
  cuts,
  files,
  suspended,
}: ReadMail): string | null {
  const checked = message.safeParse(read);
  if (!checked.success) return z.prettifyError(checked.error);
  if (suspended) return suspended.explanation === '' ? 'held back without a reason' : null;
  if (files.length !== read.attachments.length) return `${files.length} files of ${read.attachments.length}`;
  if ((read.reply === '') !== (read.text === '')) return 'the new text is lost';
  if ((replyWithSignature === '') !== (read.text === '')) return 'the new text with signature is lost';
  if ((read.class === 'bounce') !== (read.bounce !== null))
    return `a ${read.class} with another kind of facts`;
  if (read.answerable && read.class !== 'human') return `a ${read.class} that would be answered`;
  const lines = read.text.split('\n').length;
  const wild = cuts.find((cut) => cut.at < 1 || cut.lines < 1 || cut.at + cut.lines - 1 > lines);
  return wild ? `a cut outside of the text: ${JSON.stringify(wild)} of ${lines} lines` : null;
}
