import type { TextLink } from '../../core/text-links.ts';
import { oneLine } from '../one-line.ts';
import { decodeEntities } from './html-entities.ts';

const MAX_LINKS = 20;
const MAX_WORDS = 200;
const MAX_ADDRESS = 300;
const MAX_ATTRIBUTES = 4_000;
const HREF = /\bhref\s?=\s?(?:"([^"]{1,2000})|'([^']{1,2000})|([^\s"'>]{1,2000}))/i;
/** Where a click is counted before it leads anywhere: the address says nothing to a reader. */
const TRACKER =
  /^https?:\/\/(?:(?:click|clicks|clk|track|tracking|trk)\d{0,3}[.-][^/]*|[^/]*(?:awstrack\.me|list-manage\.com|sendgrid\.net|mandrillapp\.com|hubspotlinks\.com))\/|^https?:\/\/[^/]*\/(?:ls\/click|wf\/click|e3t\/|track\/click)/i;
/** Microsoft puts this around every address in a mail; the address is inside. */
const SAFE_LINKS = /(?:^|\.)safelinks\.protection\.outlook\.com$/;
const ADDRESS_WORDS =
  /^(?:https?:\/\/|www\.|mailto:)?(?:[^\s@/]{1,64}@)?((?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24})(?:[/:?#]\S*)?$/iu;

/** Collects the links of an HTML text while its tags open and close, the first 20 whose words do not say where they lead. */
export class LinkCollector {
  readonly links: TextLink[] = [];
  private open: { url: URL; words: string } | null = null;

  begin(attributes: string): void {
    this.end();
    if (this.links.length >= MAX_LINKS) return;
    const url = targetOf(attributes.slice(0, MAX_ATTRIBUTES));
    this.open = url && { url, words: '' };
  }

  add(text: string): void {
    if (this.open && this.open.words.length < MAX_WORDS) this.open.words += text;
  }

  /** The words of a link end with their line, in which they are looked for. */
  endLine(): void {
    if (this.open && this.open.words.trim() !== '') this.end();
  }

  end(): void {
    const link = this.open && linkOf(this.open.words.replaceAll(/\s+/g, ' ').trim(), this.open.url);
    this.open = null;
    if (link) this.links.push(link);
  }
}

/** Pages and mailboxes; nothing else is a place that a reader can go to. */
function targetOf(attributes: string): URL | null {
  const match = HREF.exec(attributes);
  const written = decodeEntities(match?.[1] ?? match?.[2] ?? match?.[3] ?? '').trim();
  const url = URL.parse(written);
  const inside = url && SAFE_LINKS.test(url.hostname) ? url.searchParams.get('url') : null;
  const target = inside === null ? url : URL.parse(inside);
  return target && /^(?:https?|mailto):$/.test(target.protocol) ? target : null;
}

function linkOf(words: string, url: URL): TextLink | null {
  if (words === '' || words.length > MAX_WORDS) return null;
  const address = addressOf(url);
  if (isSame(words, address)) return null;
  if (pretendsToBe(words, url)) return { words, address, pretends: true };
  return TRACKER.test(url.href) ? null : { words, address };
}

/** Without a name before the host, which is there to be taken for it. */
function addressOf({ protocol, pathname, host, search, hash }: URL): string {
  const address =
    protocol === 'mailto:' ? oneLine(decoded(pathname)) : `${protocol}//${host}${pathname}${search}${hash}`;
  return address.length > MAX_ADDRESS ? `${address.slice(0, MAX_ADDRESS)}…` : address;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function isSame(words: string, address: string): boolean {
  const [said, real] = [bare(words), bare(address)];
  const beginning = /^(.{8,}?)(?:…|\.\.\.)$/.exec(said)?.[1];
  return said === real || (beginning !== undefined && real.startsWith(beginning));
}

function bare(address: string): string {
  return address
    .toLowerCase()
    .replace(/^(?:https?:\/\/|mailto:)/, '')
    .replace(/^www\./, '')
    .replace(/\/$/, '');
}

/** `report.pdf` looks like a host, too: a link to a file of that name is honest. */
function pretendsToBe(words: string, url: URL): boolean {
  const said = ADDRESS_WORDS.exec(words)?.[1]?.toLowerCase();
  if (said === undefined || decoded(url.pathname).toLowerCase().includes(said)) return false;
  const real = url.hostname;
  const host = URL.parse(`https://${said}`)?.hostname.replace(/^www\./, '') ?? said;
  return real !== host && !real.endsWith(`.${host}`);
}
