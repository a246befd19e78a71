import type { Bounce } from '../../core/inbound-message.ts';
import { normalAddress } from '../../core/inbound-message.ts';
import { allHeaders, header, readHeaderSection } from '../mime/header-fields.ts';
import type { HeaderFields } from '../mime/header-fields.ts';
import type { MimePart } from '../mime/mail-structure.ts';
import { decodeTransfer } from '../mime/transfer-encoding.ts';
import { readDeliveryReport } from './delivery-report.ts';
import type { RecipientReport } from './delivery-report.ts';
import { failureCause, isPermanent } from './failure-causes.ts';
import { readFailureText } from './failure-text.ts';

export type DeliveryNews = { kind: 'bounce'; bounce: Bounce } | { kind: 'delayed' } | { kind: 'delivered' };

export interface MailToJudge {
  raw: Buffer;
  root: MimePart;
  subject: string;
  from: string;
  /** MAIL FROM, `''` for the null path. */
  mailFrom: string;
  text: string;
}

const DAEMON = /^(?:mailer-?_?daemon|post_?master|mail-?daemon|mdaemon|mailerdaemon|mail\.?system|bounce|no-?reply-?mailer|microsoftexchange[0-9a-f]*|mailadm|mailer|daemon)\b/i;
const SUBJECT =
  /undeliver|delivery (?:status|failure|failed|problem|has failed|error|report)|returned? (?:mail|to sender|message)|mail (?:delivery|failure|system error|status|could not)|failure (?:notice|delivery)|could ?n.?t? ?(?:not )?be delivered|not delivered|nondeliver|non-?deliver|undelivered|delivery.{0,20}fail|rejected|bounced?\b|unzustellbar|nicht zugestellt|non remis|échec|no entregado|non consegnat|fehlgeschlagen|delayed|warning: (?:could not|message)|DELIVERY FAILURE|error sending|mail not|message (?:delivery|status|not|could not)|unable to deliver|send(?:ing)? fail/i;

/** Tells a report about mail that somebody sent from mail that somebody wrote; null for the latter. */
export function readDeliveryNews(mail: MailToJudge): DeliveryNews | null {
  const { fields } = mail.root;
  const reports = partsOf(mail.root, (part) => /^message\/(?:global-)?delivery-status$/.test(part.contentType));
  const recipients = reports.flatMap((part) => readDeliveryReport(bodyOf(mail.raw, part)));
  const failedHeader = allHeaders(fields, 'x-failed-recipients').flatMap((value) => value.split(',')).map((value) => value.trim());
  if (recipients.length > 0) return newsOfReport(mail, recipients);
  if (reports.length > 0 || failedHeader.length > 0) return bounceFromText(mail, failedHeader);
  return looksReturned(mail) ? bounceFromText(mail, []) : null;
}

function newsOfReport(mail: MailToJudge, recipients: RecipientReport[]): DeliveryNews {
  const failed = recipients.filter(({ action, status }) => action === 'failed' || (action === '' && !/^[24]/.test(status)));
  const delayed = recipients.filter(({ action, status }) => action === 'delayed' || (action === '' && status.startsWith('4')));
  if (failed.length === 0 && delayed.length > 0) return { kind: 'delayed' };
  if (failed.length === 0) return { kind: 'delivered' };
  const said = readFailureText(mail.text, exclusionsOf(mail));
  const [first] = failed;
  const status = bestStatus(failed, said.status);
  const reason = first?.diagnostic || said.reason;
  const cause = failureCause(`${failed.map(({ diagnostic }) => diagnostic).join(' ')} ${first?.diagnostic ? '' : said.words}`, status);
  const addresses = failed.map(({ address }) => address).filter((address) => address !== '');
  return {
    kind: 'bounce',
    bounce: {
      recipients: unique(addresses.length > 0 ? addresses : said.recipients),
      status,
      hard: isPermanent(cause, status),
      reason: shorten(reason),
      originalMessageId: originalMessageId(mail),
    },
  };
}

/** The diagnostic text often knows better than a Status of all zeros. */
function bestStatus(failed: RecipientReport[], textStatus: string): string {
  const [first] = failed;
  const status = first?.status ?? '';
  const inDiagnostic = /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(first?.diagnostic ?? '')?.[0];
  const vague = status === '' || /^[45]\.0\.0$/.test(status);
  return vague ? (inDiagnostic ?? (status || textStatus)) : status;
}

function bounceFromText(mail: MailToJudge, failedHeader: string[]): DeliveryNews {
  const said = readFailureText(mail.text, exclusionsOf(mail));
  if (/delay|warning|will (?:be )?(?:keep|retr|continue)|not yet been delivered/i.test(mail.subject) && said.status.startsWith('4')) return { kind: 'delayed' };
  const cause = failureCause(said.words, said.status);
  return {
    kind: 'bounce',
    bounce: {
      recipients: unique(failedHeader.length > 0 ? failedHeader : said.recipients),
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
  const localPart = mail.from.split('@')[0] ?? '';
  const daemon = DAEMON.test(localPart) || allHeaders(fields, 'return-path').some((path) => /^<?mailer-daemon/i.test(path));
  const subject = SUBJECT.test(mail.subject);
  if (/report-type=["']?delivery-status/i.test(header(fields, 'content-type'))) return true;
  const nullPath = mail.mailFrom === '' || allHeaders(fields, 'return-path').some((path) => path === '<>');
  return (daemon && subject) || ((daemon || (nullPath && subject)) && hasFailureWords(mail.text));
}

function hasFailureWords(text: string): boolean {
  const beginning = text.slice(0, 6_000);
  return /\b[45]\d\d[ -][^\n]{3}|\b[45]\.\d{1,3}\.\d{1,3}\b|undeliver|could not be delivered|did not reach|delivery.{0,40}fail|unknown user|user unknown|returned|permanent/i.test(beginning);
}

function exclusionsOf(mail: MailToJudge): Set<string> {
  const named = ['from', 'to', 'reply-to', 'return-path', 'sender'].flatMap((name) => allHeaders(mail.root.fields, name));
  const addresses = named.flatMap((value) => value.match(/[^\s<>,;:"()]+@[^\s<>,;:"()]+/g) ?? []);
  return new Set(addresses.map(normalAddress));
}

function originalMessageId(mail: MailToJudge): string | null {
  const returned = partsOf(mail.root, (part) => /^(?:message\/rfc822|message\/global|text\/rfc822-headers|message\/partial)$/.test(part.contentType));
  const inPart = returned.map((part) => messageIdOf(readHeaderSection(part.encoding === 'base64' ? Buffer.from(bodyOf(mail.raw, part)) : mail.raw.subarray(part.bodyStart, part.bodyEnd), 0).fields));
  const found = inPart.find((id) => id !== null);
  return found ?? /^[\s>|]*Message-I[dD]:\s{0,4}<([^<>\s]{3,250})>/m.exec(mail.text)?.[1] ?? null;
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
  return [...new Map(addresses.filter(Boolean).map((address) => [normalAddress(address), address])).values()];
}

function shorten(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 300);
}
