import { domainOf } from '../core/inbound-message.ts';
import type { Passage } from '../core/inbound-message.ts';
import type { MailReceipt } from './mail-receipt.ts';
import { allHeaders, header } from './mime/header-fields.ts';
import type { HeaderFields } from './mime/header-fields.ts';
import { mailboxesOf } from './mime/mailboxes.ts';

/**
 * What a mail says, or had added, about the way it came before it reached us; believed by nobody until desk.yaml names
 * who wrote it.
 */
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
 * What the sealer of the newest set found out about the author (RFC 8617 §4.2.1). Anybody can write this: it counts once
 * the seal is checked (app/proven-seal.ts).
 */
function newestSeal(fields: HeaderFields): Passage['seal'] {
  const seals = instancesOf(fields, 'arc-seal');
  const newest = Math.max(0, ...seals.keys());
  const seal = seals.get(newest);
  const found = instancesOf(fields, 'arc-authentication-results').get(newest);
  if (!seal || !found || tagOf(seal, 'cv') === 'fail') return null;
  const { dmarc, from } = dmarcIn(found);
  return { by: tagOf(seal, 'd') ?? '', dmarc, from };
}

/** The one result of DMARC; what stands in comments and quotes may be the author's own words (RFC 8601 §2.2). */
function dmarcIn(found: string): { dmarc: string; from: string } {
  const results = withoutCommentsAndQuotes(found).split(';');
  const [result = '', ...more] = results.map((one) => one.trim()).filter((one) => /^dmarc\s*=/i.test(one));
  if (more.length > 0) return { dmarc: 'none', from: '' };
  const from = /\sheader\.from=(\S+)/i.exec(result)?.[1] ?? '';
  const dmarc = /^dmarc\s*=\s*([a-z]+)/i.exec(result)?.[1] ?? 'none';
  return { dmarc: dmarc.toLowerCase(), from: domainOf(from) };
}

/** Comments hold comments, and quotes that are none; where one of either is never closed, nothing is certain. */
function withoutCommentsAndQuotes(text: string): string {
  let depth = 0;
  let isQuoted = false;
  let plain = '';
  for (const [character] of text.matchAll(/\\?./gs)) {
    if (character === '"' && depth === 0) isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) plain += character;
  }
  return isQuoted || depth > 0 ? '' : plain;
}

function instancesOf(fields: HeaderFields, name: string): Map<number, string> {
  const numbered = allHeaders(fields, name).slice(0, 50);
  return new Map(numbered.map((value) => [Number(tagOf(value, 'i') ?? 0), value]));
}

function tagOf(value: string, tag: string): string | undefined {
  const found = new RegExp(`(?:^|;)\\s*${tag}\\s*=\\s*([^\\s;]+)`, 'i').exec(value);
  return found?.[1]?.toLowerCase();
}
