import type { Bounce, Mailbox } from '../../core/inbound-message.ts';
import { normalAddress } from '../../core/inbound-message.ts';
import { allHeaders, header, readHeaderSection } from '../mime/header-fields.ts';
import type { HeaderFields } from '../mime/header-fields.ts';
import { readStructure } from '../mime/mail-structure.ts';
import type { MimePart } from '../mime/mail-structure.ts';
import { mailboxesOf, readMailboxes } from '../mime/mailboxes.ts';
import { decodeTransfer } from '../mime/transfer-encoding.ts';
import { readDeliveryReport } from './delivery-report.ts';
import type { RecipientReport } from './delivery-report.ts';
import { failureCause, isPermanent } from './failure-causes.ts';
import { readFailureText } from './failure-text.ts';
import { hasFailureWords, isReturnedSubject } from './returned-mail-words.ts';

/** A delay is a soft bounce: the mail has not arrived, and may still. */
export type DeliveryNews = { kind: 'bounce'; bounce: Bounce } | { kind: 'delivered' };

export interface MailToJudge {
  raw: Buffer;
  root: MimePart;
  subject: string;
  from: Mailbox;
  /** MAIL FROM, `''` for the null path. */
  mailFrom: string;
  text: string;
}

const MAX_ENCLOSED = 3;
const MOST_RECIPIENTS = 200;
/** In characters (RFC 5321 §4.5.3.1). */
const LONGEST_ADDRESS = 320;
const MAX_FLATTENED = 64 * 1024;
const LONGEST_REPORT = 64_000;
const MAX_TRANSCRIPT = 32 * 1024;
const DAEMON =
  /^(?:mailer-?_?daemon|post_?master|mail-?daemon|mdaemon|mailerdaemon|mail\.?system|bounce|no-?reply-?mailer|microsoftexchange[0-9a-f]*|mailadm|mailer|daemon)\b/i;
/** Newsletters use the other names as well. */
const ONLY_DAEMON = /^(?:mailer-?_?daemon|mail-?daemon|post_?master|microsoftexchange[0-9a-f]*)\b/i;

/** Tells a report about mail that somebody sent from mail that somebody wrote; null for the latter. */
export function readDeliveryNews(mail: MailToJudge): DeliveryNews | null {
  const { fields } = mail.root;
  const reports = reportsIn(mail.root).filter((part) => part.disposition !== 'attachment' || mayReport(mail));
  const recipients = reports.flatMap((part) => readDeliveryReport(bodyOf(mail.raw, part)));
  const failedHeader = allHeaders(fields, 'x-failed-recipients')
    .flatMap((value) => value.split(','))
    .map((value) => value.trim());
  if (recipients.length > 0) return newsOfReport(mail, recipients);
  if (reports.length > 0 || failedHeader.length > 0) return bounceFromText(mail, failedHeader);
  if (!looksReturned(mail)) return null;
  const enclosed = [...enclosedReports(mail), ...flattenedReport(mail.text)];
  return enclosed.length > 0 ? newsOfReport(mail, enclosed) : bounceFromText(mail, []);
}

/** A person who asks what it means attaches somebody else's report. */
function mayReport(mail: MailToJudge): boolean {
  return mail.root.contentType === 'multipart/report' || looksReturned(mail);
}

function reportsIn(root: MimePart): MimePart[] {
  return partsOf(root, (part) => /^message\/(?:global-)?delivery-status$/.test(part.contentType));
}

/**
 * What a report says for machines (RFC 3464), for people to read below what it says for them: the refusing server's own
 * words often stand nowhere else. `''` when there is none; at most 64,000 characters.
 */
export function reportText(raw: Buffer, root: MimePart): string {
  const reports = reportsIn(root).filter(({ disposition }) => disposition !== 'attachment');
  const texts = reports.slice(0, MAX_ENCLOSED).map((part) => bodyOf(raw, part).trim());
  return texts.join('\n\n').slice(0, LONGEST_REPORT);
}

/** Gateways return a report inside a message of their own. */
function enclosedReports(mail: MailToJudge): RecipientReport[] {
  return returnedMails(mail.root)
    .slice(0, MAX_ENCLOSED)
    .flatMap((part) => {
      const raw = Buffer.from(bodyOf(mail.raw, part));
      return reportsIn(readStructure(raw).root).flatMap((report) => readDeliveryReport(bodyOf(raw, report)));
    });
}

/** Some servers return a report as one plain text, its fields and all. */
function flattenedReport(text: string): RecipientReport[] {
  const at = text.slice(0, MAX_FLATTENED).search(/^(?:Reporting-MTA|Final-Recipient): ?\S/im);
  return at === -1
    ? []
    : readDeliveryReport(text.slice(at)).filter(({ action, status }) => action !== '' && status !== '');
}

function newsOfReport(mail: MailToJudge, recipients: RecipientReport[]): DeliveryNews {
  const failed = recipients.filter(
    ({ action, status }) =>
      action === 'failed' || action === 'delayed' || (action === '' && !status.startsWith('2')),
  );
  if (failed.length === 0) return { kind: 'delivered' };
  const said = readFailureText(mail.text, exclusionsOf(mail));
  const [first] = failed;
  const status = bestStatus(failed, said.status);
  const reason = first?.diagnostic || said.reason;
  const cause = failureCause(
    first?.diagnostic ? [first.diagnostic] : [said.reason, mail.subject, said.words],
    status,
    `${first?.diagnostic ?? ''}\n${mail.text.slice(0, MAX_TRANSCRIPT)}`,
  );
  const addresses = failed.map(({ address }) => address).filter((address) => address !== '');
  return {
    kind: 'bounce',
    bounce: {
      recipients: unique(
        [addresses, said.recipients, returnedRecipients(mail)].find((found) => found.length > 0) ?? [],
      ),
      status,
      hard: isPermanent(cause, status),
      reason: shorten(reason),
      originalMessageId: originalMessageId(mail),
    },
  };
}

/** What the remote server said itself, in the diagnostic text, is more exact than the Status that was made of it. */
function bestStatus([first]: RecipientReport[], textStatus: string): string {
  const codes = first?.diagnostic.match(/(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/g) ?? [];
  const telling = codes.findLast((code) => !code.endsWith('.0.0'));
  const status = first?.status ?? '';
  if (telling) return telling;
  const isTelling = textStatus !== '' && !textStatus.endsWith('.0.0');
  const vague = status === '' || (status.endsWith('.0.0') && isTelling);
  return vague ? textStatus || status : status;
}

function bounceFromText(mail: MailToJudge, failedHeader: string[]): DeliveryNews {
  const said = readFailureText(mail.text, exclusionsOf(mail));
  const cause = failureCause([said.reason, mail.subject, said.words], said.status);
  return {
    kind: 'bounce',
    bounce: {
      recipients: unique(
        [failedHeader, said.recipients, returnedRecipients(mail)].find((found) => found.length > 0) ?? [],
      ),
      status: said.status,
      hard: isPermanent(cause, said.status),
      reason: shorten(said.reason),
      originalMessageId: originalMessageId(mail),
    },
  };
}

/** Two signs of a returned mail, or one that cannot be mistaken. */
function looksReturned(mail: MailToJudge): boolean {
  const { fields } = mail.root;
  const localPart = (mail.from.address || mail.from.name).split('@')[0] ?? '';
  const byDaemon =
    ONLY_DAEMON.test(localPart) ||
    allHeaders(fields, 'return-path').some((path) => /^<?mailer-daemon/i.test(path));
  const daemon = byDaemon || DAEMON.test(localPart);
  const subject = isReturnedSubject(mail.subject);
  if (/report-type=["']?delivery-status/i.test(header(fields, 'content-type'))) return true;
  const nullPath = mail.mailFrom === '' || allHeaders(fields, 'return-path').some((path) => path === '<>');
  const returned = returnedMails(mail.root).length > 0;
  return (
    (daemon && subject) ||
    ((byDaemon || (nullPath && (daemon || subject)) || (returned && !isReply(fields))) &&
      hasFailureWords(mail.text))
  );
}

function exclusionsOf(mail: MailToJudge): Set<string> {
  const named = ['from', 'to', 'reply-to', 'return-path', 'sender'].flatMap((name) =>
    allHeaders(mail.root.fields, name),
  );
  const addresses = named.flatMap((value) => value.match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g) ?? []);
  return new Set(addresses.map(normalAddress));
}

function originalMessageId(mail: MailToJudge): string | null {
  const found = returnedHeaders(mail)
    .map(messageIdOf)
    .find((id) => id !== null);
  return found ?? /^[\s>|]*Message-I[dD]:\s{0,4}<([^<>\s]{3,250})>/m.exec(mail.text)?.[1] ?? null;
}

/** A person who passes on a mail answers somebody, or writes a subject of his own. */
function isReply(fields: HeaderFields): boolean {
  return (
    header(fields, 'in-reply-to') !== '' || /^\s*(?:re|aw|fwd?|wg|tr|rv)\s?:/i.test(header(fields, 'subject'))
  );
}

function returnedMails(root: MimePart): MimePart[] {
  return partsOf(root, (part) =>
    /^(?:message\/(?:rfc822|global|partial)|text\/rfc822-headers)$/.test(part.contentType),
  );
}

function returnedHeaders(mail: MailToJudge): HeaderFields[] {
  return returnedMails(mail.root).map(
    (part) => readHeaderSection(Buffer.from(bodyOf(mail.raw, part)), 0).fields,
  );
}

/** Whom the returned mail was for, when the report names nobody. */
function returnedRecipients(mail: MailToJudge): string[] {
  const inParts = returnedHeaders(mail).flatMap((fields) => mailboxesOf(fields, 'to'));
  const inText = /\n\n?[\s>|]*To: ?([^\n]{3,300})/.exec(mail.text.slice(0, 64 * 1024))?.[1];
  const found = inParts.length > 0 ? inParts : readMailboxes(inText ?? '');
  return found
    .map(({ address }) => address)
    .filter((address) => address.includes('@'))
    .slice(0, 1);
}

function messageIdOf(fields: HeaderFields): string | null {
  return /<([^<>\s]+)>/.exec(header(fields, 'message-id'))?.[1] ?? null;
}

export function partsOf(part: MimePart, wanted: (part: MimePart) => boolean): MimePart[] {
  return [...(wanted(part) ? [part] : []), ...part.children.flatMap((child) => partsOf(child, wanted))];
}

function bodyOf(raw: Buffer, part: MimePart): string {
  const bytes = raw.subarray(part.bodyStart, Math.min(part.bodyEnd, part.bodyStart + 256 * 1024));
  return decodeTransfer(bytes, part.encoding).toString('utf8').replaceAll(/\r\n?/g, '\n');
}

function unique(addresses: string[]): string[] {
  const sound = addresses.filter(({ length }) => length > 0 && length <= LONGEST_ADDRESS);
  const once = new Map(sound.map((address) => [normalAddress(address), address]));
  return [...once.values()].slice(0, MOST_RECIPIENTS);
}

function shorten(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}
