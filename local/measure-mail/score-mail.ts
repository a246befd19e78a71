import { domainToASCII } from 'node:url';
import type { Explanation } from '../commands/explain.ts';
import type { Expectation } from './expectation.ts';

/** What is measured, in the order of the table; the goal is a percentage. */
export const MEASURED = {
  'no crash': 100,
  'in time': 100,
  subject: 99,
  from: 99,
  to: 99,
  cc: 99,
  'message id': 99,
  'in reply to': 99,
  references: 99,
  'text holds': 99,
  'text exact': 99,
  'file count': 98,
  'file names': 98,
  'file types': 98,
  'file sizes': 98,
  winmail: 98,
  'reply exact': 92,
  'reply holds': 99,
  'reply cuts': 99,
  'reply not empty': 100,
  bounce: 99,
  'no false bounce': 100,
  'bounce recipient': 97,
  'bounce count': 97,
  'bounce status': 90,
  'bounce hard': 90,
  complaint: 99,
  'auto reply': 100,
  'out of office': 100,
} as const;

export type MeasuredKey = keyof typeof MEASURED;

/** One thing that was said to be right, and whether it came out so. */
export interface Verdict {
  key: MeasuredKey;
  exact: boolean;
  expected: unknown;
  got: unknown;
}

interface Scored {
  expected: Expectation;
  got: Explanation;
}

const MAX_MS = 500;

/** Every assertion about a mail, judged; none for a mail whose expectation needs a product set up in another way. */
export function scoreMail(scored: Scored): Verdict[] {
  if (scored.expected.needs !== undefined) return [];
  return [
    ...scoreReading(scored),
    ...scoreHeader(scored),
    ...scoreText(scored),
    ...scoreFiles(scored),
    ...scoreReply(scored),
    ...scoreNews(scored),
  ];
}

function scoreReading({ expected, got }: Scored): Verdict[] {
  return [
    verdict('no crash', got.error === null, null, got.error),
    verdict(
      'in time',
      got.ms < (expected.must_finish_ms ?? MAX_MS),
      expected.must_finish_ms ?? MAX_MS,
      got.ms,
    ),
  ];
}

function scoreHeader({ expected, got }: Scored): Verdict[] {
  const { from } = expected;
  return [
    ...when(expected.subject, (subject) =>
      verdict('subject', isSubject(subject, got.subject), subject, got.subject),
    ),
    ...when(from, () => verdict('from', isMailbox(from ?? {}, got.from), from, got.from)),
    ...when(expected.to, (to) => equal('to', to.map(comparable), got.to.map(addressOf))),
    ...when(expected.cc, (cc) => equal('cc', cc.map(comparable), got.cc.map(addressOf))),
    ...when(expected.message_id, (id) => equal('message id', bareId(id), got.messageId)),
    ...when(expected.in_reply_to, (id) => equal('in reply to', bareId(id), got.inReplyTo)),
    ...when(expected.references, (ids) => equal('references', ids.map(bareId), got.references)),
  ];
}

/** Controls are no part of a subject; where the expectation holds the sign of undecodable bytes, anything is better. */
function isSubject(expected: string, got: string): boolean {
  const shape = folded(expected.replaceAll(/\p{Cc}+/gu, ' '))
    .split(/\uFFFD+/)
    .map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${shape.join('.{1,4}')}$`, 'su').test(folded(got));
}

function isMailbox(
  { address, name }: { address?: string | undefined; name?: string | undefined },
  got: Explanation['from'],
): boolean {
  const sameAddress = address === undefined || comparable(address) === addressOf(got);
  return sameAddress && (!name || folded(name) === folded(got.name));
}

function addressOf({ address }: { address: string }): string {
  return comparable(address);
}

/** One spelling of an address: lower case, its domain in ASCII (RFC 5890). */
function comparable(address: string): string {
  const [, local, domain] = /^(.*)@([^@]*)$/s.exec(address.toLowerCase()) ?? [];
  return local === undefined || domain === undefined
    ? address.toLowerCase()
    : `${local}@${domainToASCII(domain) || domain}`;
}

function bareId(id: string): string {
  return id.replaceAll(/^<|>$/g, '');
}

function scoreText({ expected, got }: Scored): Verdict[] {
  const text = unspaced(got.text);
  return [
    ...when(expected.text_body_contains, (pieces) =>
      verdict(
        'text holds',
        pieces.every((piece) => text.includes(unspaced(piece))),
        pieces,
        got.text,
      ),
    ),
    ...when(expected.text_body_exact, (whole) => equal('text exact', folded(whole), folded(got.text))),
  ];
}

function scoreFiles({ expected, got }: Scored): Verdict[] {
  const files = got.attachments;
  const wanted = expected.attachments ?? [];
  const names = wanted.flatMap(({ name }) => (name ? [lastSegment(name)] : []));
  const types = wanted.flatMap(({ contentType }) => (contentType ? [contentType.toLowerCase()] : []));
  const sizes = wanted.flatMap(({ size }) => (size === undefined ? [] : [size]));
  return [
    ...when(expected.attachments_count, (count) => equal('file count', count, files.length)),
    ...when(expected.attachments_min, (count) =>
      verdict('file count', files.length >= count, count, files.length),
    ),
    ...contained(
      'file names',
      names,
      files.map(({ name }) => name),
    ),
    ...contained(
      'file types',
      types,
      files.map(({ contentType }) => contentType),
    ),
    ...contained(
      'file sizes',
      sizes,
      files.map(({ size }) => size),
    ),
    ...contained(
      'winmail',
      expected.tnef_contents ?? [],
      files.map(({ name }) => name),
    ),
  ];
}

/** A path in a file name is no part of the name that a file is offered under. */
function lastSegment(name: string): string {
  return name.split(/[/\\]/).at(-1) ?? name;
}

function scoreReply({ expected, got }: Scored): Verdict[] {
  const same = expected.reply_format === 'plain' ? folded : unspaced;
  const reply = expected.reply_scope === 'quote' ? got.replyWithSignature : got.reply;
  const shown = folded(got.reply);
  const { reply_contains: held, reply_excludes: cut } = expected;
  return [
    ...when(expected.reply_text, (text) => verdict('reply exact', same(text) === same(reply), text, reply)),
    ...when(held, (pieces) =>
      verdict(
        'reply holds',
        pieces.every((piece) => shown.includes(folded(piece))),
        pieces,
        got.reply,
      ),
    ),
    ...when(cut, (pieces) =>
      verdict('reply cuts', !pieces.some((piece) => shown.includes(folded(piece))), pieces, got.reply),
    ),
    ...(got.text.trim() === ''
      ? []
      : [verdict('reply not empty', got.reply.trim() !== '', 'some text', got.reply)]),
  ];
}

function scoreNews({ expected, got }: Scored): Verdict[] {
  const isBounce = got.class === 'bounce';
  const automatic = [
    ...when(expected.is_auto_reply, (is) => equal('auto reply', is, got.class === 'auto_reply')),
    ...when(expected.is_out_of_office, (is) => equal('out of office', is, got.outOfOffice)),
  ];
  const byPeople =
    expected.reply_text !== undefined || expected.is_bounce === false || expected.is_delivery_report;
  const news = byPeople ? [verdict('no false bounce', !isBounce, false, got.subject)] : [];
  if (expected.is_feedback_report) return [...automatic, equal('complaint', 'complaint', got.class)];
  if (!expected.is_bounce || expected.is_delivery_report) return [...automatic, ...news];
  return [...automatic, verdict('bounce', isBounce, true, got.class), ...scoreBounce({ expected, got })];
}

function scoreBounce({ expected, got }: Scored): Verdict[] {
  const recipients = got.bounce?.recipients ?? [];
  const { bounce_recipient: recipient, bounce_status: status } = expected;
  return [
    recipient === undefined
      ? verdict('bounce recipient', recipients.length > 0, 'at least one', recipients)
      : verdict('bounce recipient', recipients.includes(recipient), recipient, recipients),
    ...when(expected.bounce_count, (count) => equal('bounce count', count, recipients.length)),
    ...(status && !isMadeUp(status) ? [equal('bounce status', status, got.bounce?.status)] : []),
    ...when(expected.bounce_hard ?? undefined, (hard) => equal('bounce hard', hard, got.bounce?.hard)),
  ];
}

/** `5.0.9xx` stands in no report: other software writes it where the report says nothing more exact. */
function isMadeUp(status: string): boolean {
  return /^[45]\.0\.9/.test(status);
}

function when<T>(expected: T | undefined, judge: (expected: T) => Verdict): Verdict[] {
  return expected === undefined ? [] : [judge(expected)];
}

function contained<T>(key: MeasuredKey, expected: T[], got: T[]): Verdict[] {
  return expected.length === 0
    ? []
    : [
        verdict(
          key,
          expected.every((one) => got.includes(one)),
          expected,
          got,
        ),
      ];
}

function equal(key: MeasuredKey, expected: unknown, got: unknown): Verdict {
  return verdict(key, JSON.stringify(expected) === JSON.stringify(got), expected, got);
}

function verdict(key: MeasuredKey, exact: boolean, expected: unknown, got: unknown): Verdict {
  return { key, exact, expected, got };
}

function folded(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function unspaced(text: string): string {
  return text.replaceAll(/\s+/g, '');
}
