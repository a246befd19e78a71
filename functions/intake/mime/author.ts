import type { Mailbox } from '../../core/inbound-message.ts';
import { domainOf, normalAddress } from '../../core/inbound-message.ts';
import { allHeaders } from './header-fields.ts';
import type { HeaderFields, HeaderSection } from './header-fields.ts';
import { mailboxesOf } from './mailboxes.ts';

export interface Author {
  /** null when neither From nor Sender names anybody. */
  mailbox: Mailbox | null;
  /**
   * Whether everybody who reads the header finds this author. Where two readers may find two, what the receiving service
   * has proven may be about the other one (RFC 7489 §6.6.1).
   */
  isCertain: boolean;
}

/** In characters; no one author takes more. */
const LONGEST_FROM = 2_000;

/** Who wrote a mail: the first mailbox of From (RFC 5322 §3.6.2), else of Sender. */
export function authorOf({ fields, isClear }: HeaderSection): Author {
  const written = allHeaders(fields, 'from').filter((value) => value !== '');
  const [author] = mailboxesOf(fields, 'from');
  if (!author) return { mailbox: mailboxesOf(fields, 'sender')[0] ?? null, isCertain: false };
  const address = normalAddress(author.address);
  const isOnlyOne = isClear && written.length === 1 && namesOnly(written[0] ?? '', address);
  return { mailbox: author, isCertain: isOnlyOne && isWhomServiceFound(fields, address) };
}

/**
 * Whether a From is about one address in whatever way it is taken apart: nothing else with an @ stands in it but in
 * quoted names, which nobody mistakes for an address, nothing else in angle brackets, and the address stands there
 * letter for letter.
 */
function namesOnly(from: string, address: string): boolean {
  if (from.length > LONGEST_FROM) return false;
  const plain = from.replaceAll(/"(?:[^"\\]|\\.)*"/g, ' ');
  if (/["\p{Cc}]|<[^<>@]*>/u.test(plain.replaceAll('\t', ' '))) return false;
  const addresses = plain.split(/[\s<>,;:()]+/).filter((word) => word.includes('@'));
  return addresses.length > 0 && addresses.every((one) => normalAddress(one) === address);
}

/** The findings of the receiving service stand above all others (RFC 8601 §4); they name the domain that they are about. */
function isWhomServiceFound(fields: HeaderFields, address: string): boolean {
  const newest = allHeaders(fields, 'authentication-results')[0]?.slice(0, 4_000) ?? '';
  if (!/^\s*amazonses\.com\s*;/i.test(newest)) return true;
  const found = /\bdmarc\s*=\s*pass\b[^;]*\bheader\.from\s*=\s*"?([^\s;"]+)/i.exec(newest)?.[1];
  if (found === undefined) return true;
  const [service, ours] = [domainOf(found), domainOf(address)];
  return service === ours || ours.endsWith(`.${service}`) || service.endsWith(`.${ours}`);
}
