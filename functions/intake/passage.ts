import type { Passage } from '../core/inbound-message.ts';
import type { MailReceipt } from './mail-receipt.ts';
import { allHeaders, header } from './mime/header-fields.ts';
import type { HeaderFields } from './mime/header-fields.ts';
import { mailboxesOf } from './mime/mailboxes.ts';

/** What a mail says, or had added, about the way it came before it reached us; believed by nobody until desk.yaml names who wrote it. */
export function passageOf(fields: HeaderFields, receipt: MailReceipt): Passage {
  const originals = ['x-original-from', 'x-original-sender'].flatMap((name) => mailboxesOf(fields, name));
  return {
    mailFrom: receipt.mailFrom,
    through: ['delivered-to', 'x-forwarded-for', 'x-original-to', 'envelope-to'].flatMap((name) =>
      addressesIn(allHeaders(fields, name).join(' ')),
    ),
    seal: newestSeal(fields),
    list: header(fields, 'list-id') !== '' || header(fields, 'list-post') !== '',
    originalFrom: originals.find(({ address }) => address.includes('@')) ?? null,
  };
}

/** Forwarders list several addresses with nothing but space between them. */
function addressesIn(text: string): string[] {
  return (text.slice(0, 4_000).match(/[^\s<>,;"()]+@[^\s<>,;"()]+/g) ?? []).map((one) => one.toLowerCase());
}

/**
 * The set of the highest instance (RFC 8617 §4.2.1), else the first findings of another server than the receiving
 * service's own (RFC 8601 §2.2): what the last hop found out. No signature is checked here, so it counts only where the
 * receipt itself proves that this hop handed the mail to us.
 */
function newestSeal(fields: HeaderFields): Passage['seal'] {
  const seals = instancesOf(fields, 'arc-seal');
  const newest = Math.max(0, ...seals.keys());
  const seal = seals.get(newest);
  if (seal && tagOf(seal, 'cv') === 'fail') return null;
  const found = seal
    ? instancesOf(fields, 'arc-authentication-results').get(newest)
    : allHeaders(fields, 'authentication-results').find(
        (value) => !serverOf(value).endsWith('amazonses.com'),
      );
  if (!found) return null;
  const dmarc = /\bdmarc\s*=\s*([a-z]+)/i.exec(found)?.[1] ?? 'none';
  const from = /\bheader\.from\s*=\s*"?([^\s;"]+)/i.exec(found)?.[1] ?? '';
  const by = seal ? (tagOf(seal, 'd') ?? '') : serverOf(found);
  return { by, dmarc: dmarc.toLowerCase(), from: from.toLowerCase().split('@').at(-1) ?? '' };
}

function instancesOf(fields: HeaderFields, name: string): Map<number, string> {
  const numbered = allHeaders(fields, name).slice(0, 50);
  return new Map(numbered.map((value) => [Number(tagOf(value, 'i') ?? 0), value]));
}

function tagOf(value: string, tag: string): string | undefined {
  const found = new RegExp(`(?:^|;)\\s*${tag}\\s*=\\s*([^\\s;]+)`, 'i').exec(value);
  return found?.[1]?.toLowerCase();
}

function serverOf(results: string): string {
  return /^\s*([^\s;]+)/.exec(results)?.[1]?.toLowerCase() ?? '';
}
