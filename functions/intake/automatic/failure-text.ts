import { normalAddress } from '../../core/inbound-message.ts';

/** What a report written for people, without machine-readable parts, says. */
export interface FailureText {
  recipients: string[];
  /** Enhanced status code, or made from the SMTP code (`550` → `5.0.0`); `''` when there is neither. */
  status: string;
  reason: string;
  /** The part of the text that is about the failure, to be searched for its cause. */
  words: string;
}

const ADDRESS = /[^\s<>,;:"'()[\]{}|=]+@[^\s<>,;:"'()[\]{}|=]+\.[^\s<>,;:"'()[\]{}|=.]+/g;
/** Bounded, so that a line of nothing but dashes is read in no time. */
const RETURNED_MAIL =
  /^[\s>|-]{0,80}(?:-{2,80}.{0,40}(?:below this line|copy of|returned|unsent message|original message|message header|message (?:text|follows)|undelivered message|body of)|received: |the (?:first|original) .{0,40}message(?! was received)|included (?:below|is)|(?:original|returned) message (?:headers?|follows|text)|this is a copy of|headers of the|return-path: )/im;
const STATUS = /(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])/;
const SMTP_CODE = /(?<![\d.@-])([45]\d\d)[ -](?=[^\d\s])/;
const FAILURE_LINE =
  /(?<![\d.])[45]\d\d[ -]|[45]\.\d{1,3}\.\d{1,3}|unknown|not found|exist|full|quota|fail|reject|denied|refus|undeliver|invalid|unable|cannot|could not|timed? ?out|disabled|error/i;
/** Where reports name the address: alone on its line, before a colon, or after "to". */
const NAMED_RECIPIENT =
  /^\s{0,12}(?:to:|recipient:|address:|rcpt to:|user:|<|failed recipient:|\d{1,3}[.)]|\*|-)?\s{0,6}["'<([]{0,2}(?:mailto:|smtp:|rfc822;\s?)?([^\s<>,;:"'()[\]]+@[^\s<>,;:"'()[\]]+)/i;
/** `<a@b.example>:` is the failed one even when it is the sender, who wrote to himself. */
const BRACKETED_RECIPIENT = /^\s{0,4}<([^\s<>]+@[^\s<>]+)>(?::| \(expanded from)/;
const MAX_CHARACTERS = 32 * 1024;

/** @param known addresses that cannot be the failed one: sender and recipient of the report itself. */
export function readFailureText(text: string, known: ReadonlySet<string>): FailureText {
  const bounded = text.slice(0, MAX_CHARACTERS);
  const returned = RETURNED_MAIL.exec(bounded);
  const said = returned && returned.index > 40 ? bounded.slice(0, returned.index) : bounded;
  const lines = said.split('\n').map((line) => line.slice(0, 1_000));
  const evidence = lines.filter((line) => FAILURE_LINE.test(line));
  const status = STATUS.exec(said)?.[0] ?? fromSmtpCode(said);
  return {
    recipients: failedRecipients(lines, known, bounded),
    status,
    reason: (evidence.find((line) => STATUS.test(line) || SMTP_CODE.test(line)) ?? evidence[0] ?? '').trim(),
    words: said.slice(0, 8_000),
  };
}

function fromSmtpCode(text: string): string {
  const code = SMTP_CODE.exec(text)?.[1];
  return code ? `${code[0]}.0.0` : '';
}

function failedRecipients(lines: readonly string[], known: ReadonlySet<string>, whole: string): string[] {
  const isOther = (address: string): boolean =>
    !known.has(normalAddress(address)) &&
    !/^(?:postmaster|mailer-daemon|abuse|support|help|admin)@/i.test(address);
  const named = lines.flatMap((line) => NAMED_RECIPIENT.exec(line)?.[1] ?? []).filter(isOther);
  if (named.length > 0) return named.slice(0, 100).map(clean);
  const bounced = whole.split('\n').flatMap((line) => BRACKETED_RECIPIENT.exec(line)?.[1] ?? []);
  if (bounced.length > 0) return bounced.slice(0, 100).map(clean);
  const mentioned = lines.flatMap((line) => line.match(ADDRESS) ?? []).filter(isOther);
  return mentioned.slice(0, 1).map(clean);
}

function clean(address: string): string {
  return address.replaceAll(/^[<"'.]+|[>"'.,:;]+$/g, '');
}
