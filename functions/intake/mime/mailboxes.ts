import addressparser from 'nodemailer/lib/addressparser';
import type { Mailbox } from '../../core/inbound-message.ts';
import { oneLine } from '../one-line.ts';
import { allHeaders } from './header-fields.ts';
import type { HeaderFields } from './header-fields.ts';
import { decodeEncodedWords } from './encoded-words.ts';

const MAX_MAILBOXES = 1_000;
const MAX_LENGTH = 32 * 1024;
/** `<a@b.example> <c@d.example>`, the comma between them forgotten. */
const SIDE_BY_SIDE = />(?<=@[^\s<>"@]{1,255}>)\s{1,8}<(?=[^\s<>"@]{1,255}@)/g;

/** Every mailbox of every field of that name, groups taken apart; at most 1,000. Never throws. */
export function mailboxesOf(fields: HeaderFields, name: string): Mailbox[] {
  return allHeaders(fields, name).flatMap(readMailboxes).slice(0, MAX_MAILBOXES);
}

/**
 * Reads an address list (RFC 5322 §3.4). Encoded words are decoded after the structure is read, so that an encoded name
 * cannot smuggle in an address (RFC 2047 §5); only a text that is one encoded word as a whole is decoded first.
 */
export function readMailboxes(text: string): Mailbox[] {
  const source = text.slice(0, MAX_LENGTH);
  const whole = !source.includes('@') && source.includes('=?') ? decodeEncodedWords(source) : source;
  return parse(withClosedQuotes(whole).replaceAll(SIDE_BY_SIDE, '>, <'))
    .map(({ name, address }) => toMailbox(name, address))
    .filter(({ name, address }) => name !== '' || address !== '');
}

/** A quotation mark without its second would make one name of all that follows; names have no angle brackets. */
function withClosedQuotes(text: string): string {
  const marks = text.replaceAll(/\\./gs, '').split('"').length - 1;
  if (marks % 2 === 0) return text;
  return text.replaceAll(/("[^"<>\\]*")|"/g, (_, quoted?: string) => quoted ?? ' ');
}

function parse(text: string): { name: string; address: string }[] {
  try {
    return addressparser(text, { flatten: true });
  } catch {
    return [{ name: '', address: /[^\s<>,;"]+@[^\s<>,;"]+/.exec(text)?.[0] ?? '' }];
  }
}

/** Of several texts in angle brackets the one with an @ is the address: `Shop <Hamburg> Support <a@b.example>`. */
function toMailbox(name: string, address: string): Mailbox {
  const last = address.includes('@') ? null : /^(.*[\s<]|)([^\s<>@"]+@[^\s<>@"]+)$/s.exec(name);
  if (last?.[2]) return toMailbox(last[1] ?? '', last[2]);
  const plain = address
    .replaceAll(/^"[^"]*"@|[\s<>]/g, (found) => (found.length > 1 ? found : ''))
    .replace(/^mailto:/i, '');
  return {
    address: decodeEncodedWords(plain),
    name: oneLine(decodeEncodedWords(name))
      .replace(/^["']+(.*?)["']+$/, '$1')
      .replace(/^[<>\s]+|(?<![<>\s])[<>\s]+$/g, '')
      .trim(),
  };
}
