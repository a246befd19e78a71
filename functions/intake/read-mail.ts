import type { InboundMessage, Mailbox } from '../core/inbound-message.ts';
import type { SuspensionCause } from '../core/suspended-item.ts';
import { describeAttachments } from './attachments.ts';
import { readDeliveryNews } from './automatic/bounce.ts';
import { classify } from './automatic/classify.ts';
import { calendarText } from './calendar-text.ts';
import type { MailReceipt, OwnMail } from './mail-receipt.ts';
import { readBodyText } from './mime/body-text.ts';
import type { BodySegment } from './mime/body-text.ts';
import { isEncrypted } from './mime/encryption.ts';
import { allHeaders, header, rawHeader, readHeaderSection } from './mime/header-fields.ts';
import type { HeaderFields } from './mime/header-fields.ts';
import { withLineFeeds } from './mime/line-ends.ts';
import { mailboxesOf } from './mime/mailboxes.ts';
import { readMailDate } from './mime/mail-date.ts';
import { readStructure } from './mime/mail-structure.ts';
import { readAttachments } from './mime/read-attachments.ts';
import { oneLine } from './one-line.ts';
import type { Cut } from './text/cuts.ts';
import { isForwardSubject, readForwarded } from './text/forwarded.ts';
import { htmlToMarkedText } from './text/html-to-text.ts';
import { extractNewText } from './text/new-text.ts';
import { withoutForgedMarks, withoutMarkLines } from './text/quote-marks.ts';
import { passageOf } from './passage.ts';
import { openTnef } from './tnef/tnef.ts';
import type { OpenedTnef } from './tnef/tnef.ts';

export interface ReadMail {
  message: InboundMessage;
  /** The new text with the sender's signature: quotes cut, nothing else. */
  replyWithSignature: string;
  /** What was left out of `message.reply`, and by which rule. */
  cuts: Cut[];
  /** Parallel to `message.attachments`. */
  files: { bytes: Uint8Array }[];
  html: string | null;
  suspended: Suspension | null;
}

/** Why a mail cannot, or must not, become a message; `message` then holds what could be read all the same. */
export interface Suspension {
  cause: SuspensionCause;
  explanation: string;
}

interface MailToRead {
  raw: Uint8Array;
  receipt: MailReceipt;
  own: OwnMail;
  /** Causes for which it is read all the same, for somebody has decided so. */
  waived?: ReadonlySet<SuspensionCause>;
}

/** What Amazon SES accepts at most. https://docs.aws.amazon.com/ses/latest/dg/quotas.html */
const MAX_BYTES = 40 * 1024 * 1024;
const BODY_HEADERS = [
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'x-envelope-to',
  'x-forwarded-to',
  'x-forwarded-for',
];

/**
 * Reads the bytes of a mail; never throws, whatever they are. What is beyond the limits is read as far as they go,
 * and `message.degraded` says what is missing. Bounded: 40 MiB, 900 parts, 60 levels,
 * 1 MiB of header, 2 MiB of each text.
 */
export async function readMail({ raw, receipt, own, waived }: MailToRead): Promise<ReadMail> {
  const bytes = withLineFeeds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
  const refusal = refusalOf(bytes, { receipt, waived: waived ?? new Set() });
  try {
    return await read({ bytes, receipt, own, refusal });
  } catch (error) {
    const explanation = error instanceof Error ? error.message : String(error);
    return unreadable({ bytes, receipt, suspended: refusal ?? { cause: 'unparseable', explanation } });
  }
}

function refusalOf(
  bytes: Buffer,
  { receipt, waived }: { receipt: MailReceipt; waived: ReadonlySet<SuspensionCause> },
): Suspension | null {
  if (receipt.verdicts.virus === 'FAIL' && !waived.has('virus'))
    return { cause: 'virus', explanation: 'the mail service found a virus' };
  if (bytes.length > MAX_BYTES && !waived.has('too_large'))
    return { cause: 'too_large', explanation: `${bytes.length} bytes, more than 40 MiB` };
  if (bytes.every(isBlank)) return { cause: 'unparseable', explanation: 'the mail is empty' };
  return null;
}

function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte === 0;
}

interface Reading {
  bytes: Buffer;
  receipt: MailReceipt;
  own: OwnMail;
  refusal: Suspension | null;
}

async function read({ bytes, receipt, own, refusal }: Reading): Promise<ReadMail> {
  if (refusal) return unreadable({ bytes, receipt, suspended: refusal });
  const structure = readStructure(bytes);
  const { root } = structure;
  const body = readBodyText(bytes, root);
  const opened = openTnef(readAttachments(bytes, root));
  const segments = body.segments.length > 0 ? body.segments : hiddenTexts(opened);
  const marked = markedText(segments);
  const text = withoutMarkLines(marked).trim();
  const html = htmlOf(segments);
  const { attachments, files } = describeAttachments([...opened.attachments, ...body.files], html);
  const message = headerMessage(root.fields, receipt);
  const news = readDeliveryNews({
    raw: bytes,
    root,
    subject: message.subject,
    from: message.from,
    mailFrom: receipt.mailFrom,
    text,
  });
  const subject = message.subject;
  const newText = extractNewText(marked, { forwarded: isForwardSubject(subject) });
  const kind = classify({
    root,
    news,
    subject,
    text,
    from: message.from,
    mailFrom: receipt.mailFrom,
    messageId: message.messageId,
    at: message.sentAt ?? message.receivedAt,
    own,
  });
  const forwarded = kind.class === 'human' ? readForwarded({ raw: bytes, root, subject, text }) : null;
  return {
    message: {
      ...message,
      text,
      reply: newText.reply,
      attachments,
      ...kind,
      bounce: news?.kind === 'bounce' && kind.class === 'bounce' ? news.bounce : null,
      forwarded,
      forwardedFrom: forwarded?.from ?? null,
      degraded: [
        ...new Set([
          ...(structure.tooMuch ? [structure.tooMuch] : []),
          ...(isEncrypted(root, text) ? ['the mail is encrypted'] : []),
          ...structure.degraded,
          ...body.degraded,
        ]),
      ],
    },
    replyWithSignature: newText.replyWithSignature,
    cuts: newText.cuts,
    files,
    html,
    suspended:
      root.fields.length === 0
        ? { cause: 'unparseable', explanation: 'no header field could be found' }
        : null,
  };
}

/** Where a mail has no text of its own: what Outlook packed away, else what an invitation says. */
function hiddenTexts({ texts, attachments }: OpenedTnef): BodySegment[] {
  if (texts.some(({ plain, html }) => plain?.trim() || html?.trim())) return texts;
  const invitation = attachments.find(({ contentType }) => contentType === 'text/calendar');
  return invitation ? [{ plain: calendarText(invitation.bytes), html: null }] : [];
}

/** The text of every segment, from the plain form where there is one, else from the HTML with its quotes marked. */
function markedText(segments: readonly BodySegment[]): string {
  return segments
    .map(({ plain, html }) => (plain?.trim() ? withoutForgedMarks(plain) : htmlToMarkedText(html ?? '')))
    .join('\n\n');
}

function htmlOf(segments: readonly BodySegment[]): string | null {
  const htmls = segments.flatMap(({ html }) => (html?.trim() ? [html] : []));
  return htmls.length > 0 ? htmls.join('\n') : null;
}

function headerMessage(fields: HeaderFields, receipt: MailReceipt): InboundMessage {
  const from = mailboxesOf(fields, 'from')[0] ?? mailboxesOf(fields, 'sender')[0];
  const to = mailboxesOf(fields, 'to');
  const cc = mailboxesOf(fields, 'cc');
  return {
    channel: 'mail',
    door: receipt.recipients[0] ?? '',
    deliveryId: receipt.deliveryId,
    receivedAt: receipt.receivedAt,
    sentAt: readMailDate(rawHeader(fields, 'date')),
    from: from ?? { address: receipt.mailFrom, name: '' },
    replyTo: mailboxesOf(fields, 'reply-to')[0] ?? null,
    to,
    cc,
    subject: oneLine(header(fields, 'subject')),
    text: '',
    reply: '',
    attachments: [],
    messageId: messageIds(rawHeader(fields, 'message-id') ?? '')[0] ?? null,
    evidence: {
      recipients: recipientsOf(fields, receipt, [...to, ...cc]),
      inReplyTo: messageIds(rawHeader(fields, 'in-reply-to') ?? '')[0] ?? null,
      references: messageIds(allHeaders(fields, 'references').join(' ')).slice(-100),
    },
    class: 'human',
    outOfOffice: false,
    answerable: false,
    bounce: null,
    forwardedFrom: null,
    passage: passageOf(fields, receipt),
    verdicts: receipt.verdicts,
    degraded: [],
    rawKey: receipt.rawKey,
  };
}

function recipientsOf(fields: HeaderFields, receipt: MailReceipt, named: Mailbox[]): string[] {
  const delivered = BODY_HEADERS.flatMap((name) => mailboxesOf(fields, name));
  const all = [...receipt.recipients, ...[...named, ...delivered].map(({ address }) => address)];
  return [...new Set(all.filter((address) => address.includes('@')))];
}

/** `<a@b>` one after the other, with commas or without; some programs leave the brackets out. */
function messageIds(text: string): string[] {
  const bracketed = [...text.matchAll(/<([^<>]{1,500})>/g)].map((match) =>
    (match[1] ?? '').replaceAll(/\s+/g, ''),
  );
  const bare =
    bracketed.length > 0 ? bracketed : text.split(/[\s,]+/).filter((word) => /^[^\s<>]{3,500}$/.test(word));
  return bare.filter((id) => id !== '');
}

/** Only the header is looked at; the raw mail stays where it is. */
function unreadable({
  bytes,
  receipt,
  suspended,
}: {
  bytes: Buffer;
  receipt: MailReceipt;
  suspended: Suspension;
}): ReadMail {
  const { fields } = readHeaderSection(bytes, 0);
  const message = headerMessage(fields, receipt);
  return {
    message: { ...message, degraded: [suspended.explanation] },
    replyWithSignature: '',
    cuts: [],
    files: [],
    html: null,
    suspended,
  };
}
