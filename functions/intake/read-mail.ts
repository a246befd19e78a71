import { ENCRYPTED } from '../core/inbound-message.ts';
import type { InboundMessage, Mailbox, Verdicts } from '../core/inbound-message.ts';
import type { SuspensionCause } from '../core/suspended-item.ts';
import type { TextLink } from '../core/text-links.ts';
import { describeAttachments } from './attachments.ts';
import { readDeliveryNews, reportText } from './automatic/bounce.ts';
import { classify } from './automatic/classify.ts';
import { readContent } from './mail-content.ts';
import type { MailReceipt, OwnMail } from './mail-receipt.ts';
import { authorOf } from './mime/author.ts';
import type { BodySegment } from './mime/body-text.ts';
import { decodeEncodedWords } from './mime/encoded-words.ts';
import { isEncrypted } from './mime/encryption.ts';
import { allHeaders, header, rawHeader, readHeaderSection } from './mime/header-fields.ts';
import type { HeaderFields, HeaderSection } from './mime/header-fields.ts';
import { withLineFeeds } from './mime/line-ends.ts';
import { mailboxesOf } from './mime/mailboxes.ts';
import { readMailDate } from './mime/mail-date.ts';
import { readStructure } from './mime/mail-structure.ts';
import { oneLine } from './one-line.ts';
import type { Cut } from './text/cuts.ts';
import { isForwardSubject, readForwarded } from './text/forwarded.ts';
import { readHtml } from './text/html-to-text.ts';
import type { HtmlText } from './text/html-to-text.ts';
import { extractNewText } from './text/new-text.ts';
import type { NewText } from './text/new-text.ts';
import { withoutForgedMarks, withoutMarkLines } from './text/quote-marks.ts';
import { passageOf } from './passage.ts';

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

export interface MailToRead {
  raw: Uint8Array;
  receipt: MailReceipt;
  own: OwnMail;
  /** Causes for which it is read all the same, for somebody has decided so. */
  waived?: ReadonlySet<SuspensionCause>;
  /** Why it must not be read, where that is known already: then only its header is looked at. */
  givenUp?: Suspension;
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
 * 1 MiB of header, 2 MiB of each text, 4 MiB of all.
 */
export function readMail({ raw, receipt, own, waived, givenUp }: MailToRead): ReadMail {
  const bytes = withLineFeeds(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
  const refusal = givenUp ?? refusalOf(bytes, { receipt, waived: waived ?? new Set() });
  try {
    return read({ bytes, receipt, own, refusal });
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

function read({ bytes, receipt, own, refusal }: Reading): ReadMail {
  if (refusal) return unreadable({ bytes, receipt, suspended: refusal });
  const structure = readStructure(bytes);
  const { root } = structure;
  const content = readContent(bytes, root);
  const { segments } = content;
  const { marked, links } = readTexts(segments);
  const text = withoutMarkLines(marked).trim();
  const report = withoutForgedMarks(reportText(bytes, root)).trim();
  const html = htmlOf(segments);
  const { attachments, files, degraded: filesLeft } = describeAttachments(content.attachments, html);
  const message = headerMessage(structure.header, receipt);
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
      text: `${text}\n\n${report}`.trim(),
      reply: newText.reply || report,
      ...unsaid(newText),
      ...linksIn(newText.reply, links),
      attachments,
      ...kind,
      bounce: news?.kind === 'bounce' && kind.class === 'bounce' ? news.bounce : null,
      forwarded,
      forwardedFrom: forwarded?.from ?? null,
      degraded: [
        ...new Set([
          ...message.degraded,
          ...(structure.tooMuch ? [structure.tooMuch] : []),
          ...((content.sealed ?? isEncrypted(root, text)) ? [ENCRYPTED] : []),
          ...structure.degraded,
          ...content.degraded,
          ...filesLeft,
        ]),
      ],
    },
    replyWithSignature: newText.replyWithSignature || report,
    cuts: newText.cuts,
    files,
    html,
    suspended:
      root.fields.length === 0
        ? { cause: 'unparseable', explanation: 'no header field could be found' }
        : null,
  };
}

/** The text of every segment, from the plain form where there is one, else from the HTML with its quotes marked. */
function readTexts(segments: readonly BodySegment[]): HtmlText {
  const texts = segments.map(({ plain, html }) =>
    plain?.trim() ? { marked: withoutForgedMarks(plain), links: [] } : readHtml(html ?? ''),
  );
  return {
    marked: texts.map(({ marked }) => marked).join('\n\n'),
    links: texts.flatMap(({ links }) => links),
  };
}

function unsaid({ reply, replyWithSignature, isMissing }: NewText): Partial<InboundMessage> {
  if (isMissing) return { saysNothing: true };
  const signature = replyWithSignature.startsWith(reply) ? replyWithSignature.slice(reply.length).trim() : '';
  return signature === '' ? {} : { signature };
}

function linksIn(text: string, links: readonly TextLink[]): Pick<InboundMessage, 'links'> {
  const found = links.filter(({ words }) => text.includes(words));
  return found.length > 0 ? { links: found } : {};
}

function htmlOf(segments: readonly BodySegment[]): string | null {
  const htmls = segments.flatMap(({ html }) => (html?.trim() ? [html] : []));
  return htmls.length > 0 ? htmls.join('\n') : null;
}

function headerMessage(section: HeaderSection, receipt: MailReceipt): InboundMessage {
  const { fields } = section;
  const author = authorOf(section);
  const isDoubtful = !author.isCertain && author.mailbox?.address.includes('@') === true;
  const passage = passageOf(fields, receipt);
  const to = mailboxesOf(fields, 'to');
  const cc = mailboxesOf(fields, 'cc');
  return {
    channel: 'mail',
    door: receipt.recipients[0] ?? '',
    deliveryId: receipt.deliveryId,
    receivedAt: receipt.receivedAt,
    sentAt: readMailDate(rawHeader(fields, 'date')),
    from: author.mailbox ?? { address: receipt.mailFrom, name: '' },
    replyTo: mailboxesOf(fields, 'reply-to')[0] ?? null,
    to,
    cc,
    subject: oneLine(header(fields, 'subject')),
    text: '',
    reply: '',
    attachments: [],
    messageId: messageIds(header(fields, 'message-id'))[0] ?? null,
    evidence: {
      recipients: recipientsOf(fields, receipt, [...to, ...cc]),
      inReplyTo: messageIds(header(fields, 'in-reply-to'))[0] ?? null,
      references: messageIds(allHeaders(fields, 'references').map(decodeEncodedWords).join(' ')).slice(-100),
    },
    ...outlookThread(fields),
    class: 'human',
    outOfOffice: false,
    answerable: false,
    bounce: null,
    forwardedFrom: null,
    passage: isDoubtful ? { ...passage, seal: null } : passage,
    verdicts: isDoubtful ? withoutProof(receipt.verdicts) : receipt.verdicts,
    degraded: isDoubtful ? ['it is not certain who wrote it'] : [],
    rawKey: receipt.rawKey,
  };
}

/** What was found out about a mail that has two authors, by whomever, may be about the other one: of neither is it a proof. */
function withoutProof(verdicts: Verdicts): Verdicts {
  return { ...verdicts, dmarc: 'FAIL' };
}

function recipientsOf(fields: HeaderFields, receipt: MailReceipt, named: Mailbox[]): string[] {
  const delivered = BODY_HEADERS.flatMap((name) => mailboxesOf(fields, name));
  const all = [...receipt.recipients, ...[...named, ...delivered].map(({ address }) => address)];
  return [...new Set(all.filter((address) => address.includes('@')))];
}

function outlookThread(fields: HeaderFields): Pick<InboundMessage, 'outlookThread'> {
  const index = (rawHeader(fields, 'thread-index') ?? '').replaceAll(/\s+/g, '');
  const topic = oneLine(header(fields, 'thread-topic'));
  return index === '' ? {} : { outlookThread: { index: index.slice(0, 1_000), topic: topic.slice(0, 250) } };
}

/** `<a@b>` one after the other, with commas or without; some programs leave brackets out, some encode a long one. */
function messageIds(text: string): string[] {
  const bracketed = [...text.matchAll(/<([^<>]{1,500})>/g)].map((match) =>
    (match[1] ?? '').replaceAll(/[\s\p{Cc}]+/gu, ''),
  );
  const bare =
    bracketed.length > 0
      ? bracketed
      : text.split(/[\s\p{Cc},<>]+/u).filter((word) => /^\S{3,500}$/.test(word));
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
  const message = headerMessage(readHeaderSection(bytes, 0), receipt);
  return {
    message: { ...message, degraded: [...message.degraded, suspended.explanation] },
    replyWithSignature: '',
    cuts: [],
    files: [],
    html: null,
    suspended,
  };
}
