import type { TicketRef } from './ids.ts';
import type { MailIntent } from './outbox.ts';

/**
 * What a mail of ours says about itself in its header: everything that came from outside is made harmless here,
 * and machines are told which of our mails a person wrote.
 */

/** C0, DEL and C1 controls, line and paragraph separators, and the marks that turn the direction of writing. */
const UNSEEN = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]+/g;

/** What mail clients of many languages put before the subject of an answer or a forwarded mail. */
const ANSWER_PREFIX =
  /^(?:re|r|aw|antw|sv|vs|odp|rif|res|ynt|fwd?|wg|tr|rv|enc|i|vb|vl|pd|doorst|回复|答复|转发|轉寄|回覆|返信|転送)(?:\[\d+\])?\s?[:：]\s*/i;

const NO_SUBJECT = '(no subject)';

/** One line of at most `length` characters without anything that could end the line or disguise it. */
export function headerText(text: string, length: number): string {
  const line = text.replaceAll(UNSEEN, ' ').replaceAll(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= length
    ? line
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

/** A name as it may stand before an address: without the signs that would end it. */
export function displayName(name: string): string {
  return headerText(name.replaceAll(/[<>"\\]/g, ' '), 80);
}

const OUR_TAG = /\s*\[T-[0-9A-Z]{4}-[0-9A-Z]{4}\]/gi;

/** Whether a subject is that of a mail of ours, or of an answer to one. */
export function hasOurTag(subject: string): boolean {
  return subject.search(OUR_TAG) >= 0;
}

const LONGEST_MENTION = 60;

/**
 * A subject as an automatic mail may repeat it to whoever wrote it: the beginning of its plain words, without addresses
 * and links. `''` when nothing is left.
 */
export function mentionOf(subject: string): string {
  const words = plainSubject(subject).split(' ');
  const harmless = words.filter((word) => !/@|:\/\/|www\.|\p{L}{2}[.。]\p{L}{2}/iu.test(word));
  const mention = headerText(harmless.join(' '), LONGEST_MENTION);
  return mention === NO_SUBJECT ? '' : mention;
}

/** The matter itself: without answer prefixes and our own tag. `(no subject)` when nothing is left. */
export function plainSubject(subject: string): string {
  let rest = headerText(subject, 500).replaceAll(OUR_TAG, '').trim();
  while (ANSWER_PREFIX.test(rest)) rest = rest.replace(ANSWER_PREFIX, '');
  return headerText(rest, 160) || NO_SUBJECT;
}

/**
 * The same for all mails of a ticket to its customer, so that every mail client keeps them together.
 * @param tags by which the reader's own help desk knows the matter: they stay in the subject.
 */
export function answerSubject(subject: string, ref: TicketRef, tags: readonly string[] = []): string {
  const plain = plainSubject(subject);
  const missing = tags.map((tag) => headerText(tag, 60)).filter((tag) => !plain.includes(tag));
  return ['Re:', plain, ...missing, `[${ref}]`].join(' ');
}

/** A word to greet somebody with; `''` when the name is not plainly a person's, for a name can say anything. */
export function firstNameOf(name: string): string {
  const [family = '', given] = headerText(name, 80).split(',');
  const [first = ''] = (given ?? family).trim().split(' ');
  return /^\p{Lu}[\p{L}\p{M}'’-]{1,24}$/u.test(first) ? first : '';
}

/** Body text without the controls that no mail may carry; line ends are `\n`. */
export function bodyText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '')
    .trim();
}

/** A header field's value must fit one line (RFC 5322 §2.1.1: 998 characters); SES takes 995 printable ASCII. */
const VALUE_LENGTH = 995;

/**
 * `References` in angle brackets, the oldest first. When they grow too long the first stays, for it names the
 * conversation, and the latest stay, for the reader's client knows them; ids that no header can carry are left out.
 * @param ids without angle brackets.
 */
export function referencesOf(ids: readonly string[]): string {
  const [root, ...later] = [...new Set(ids)].filter(isMessageId).map((id) => `<${id}>`);
  if (!root) return '';
  const kept: string[] = [];
  let length = root.length;
  for (const id of later.toReversed()) {
    length += id.length + 1;
    if (length > VALUE_LENGTH) break;
    kept.unshift(id);
  }
  return [root, ...kept].join(' ');
}

/** Printable ASCII with one `@` and no brackets: what RFC 5322 §3.6.4 allows and one line can hold. */
export function isMessageId(id: string): boolean {
  return id.length <= 400 && /^[!-;=?A-~]+@[!-;=?A-~]+$/.test(id);
}

/**
 * Threading and class of a mail. Only a person's words go without the marks that keep autoresponders quiet
 * (RFC 3834 §5; `X-Auto-Response-Suppress` is Exchange's).
 * @param mail.rootId of the ticket, @param mail.answers the reader's last mail to us, without angle brackets.
 * @param mail.delivery the same each time this mail is sent: tells a reader's software a copy from a new mail.
 */
export function mailHeaders(mail: {
  class: MailIntent['class'];
  rootId: string;
  answers: string | undefined;
  loopId: string;
  delivery: string;
}): Record<string, string> {
  const answered = mail.answers && isMessageId(mail.answers) ? mail.answers : null;
  return {
    ...(answered && { 'In-Reply-To': `<${answered}>` }),
    References: referencesOf(answered ? [mail.rootId, answered] : [mail.rootId]),
    'X-Stepdesk-Loop': mail.loopId,
    'X-Stepdesk-Delivery': mail.delivery,
    ...automaticHeaders(mail.class),
  };
}

function automaticHeaders(kind: MailIntent['class']): Record<string, string> {
  switch (kind) {
    case 'reply':
      return {};
    case 'auto_reply':
      return { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' };
    case 'notification':
      return { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };
  }
}
