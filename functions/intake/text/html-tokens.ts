export type HtmlToken =
  | { kind: 'text'; text: string }
  | { kind: 'open'; name: string; attributes: string; selfClosing: boolean }
  | { kind: 'close'; name: string };

const TAG_NAME = /^\/?([A-Za-z][A-Za-z0-9:_-]{0,40})/;
/** The beginning of a tag at which the text was cut off. */
const CUT_TAG = /^<[/!]?[A-Za-z][A-Za-z0-9:]{0,40}(?:\s{1,9}[A-Za-z-]{1,40}=|\s{0,9}$)/;
/** How often, over a whole text, a `>` inside quotes is looked into; bounds what a hostile text can cost. */
const QUOTE_BUDGET = 2_000;

/** Cuts HTML into tags and text in one pass, forgiving whatever people's mail programs produce. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  let position = 0;
  let quoteBudget = QUOTE_BUDGET;
  let commentEnd = 0;
  while (position < html.length) {
    const open = html.indexOf('<', position);
    if (open === -1) break;
    if (open > position) yield { kind: 'text', text: html.slice(position, open) };
    if (html.startsWith('<!--', open)) {
      if (commentEnd !== -1 && commentEnd < open + 4) commentEnd = html.indexOf('-->', open + 4);
      position = commentEnd === -1 ? open + 4 : commentEnd + 3;
      continue;
    }
    const close = html.indexOf('>', open);
    if (close === -1) {
      const rest = html.slice(open);
      if (!CUT_TAG.test(rest)) yield { kind: 'text', text: rest };
      return;
    }
    const first = html[open + 1] ?? '';
    if (!/[A-Za-z/!?]/.test(first)) {
      yield { kind: 'text', text: '<' };
      position = open + 1;
      continue;
    }
    const quote = quoteBudget > 0 ? openQuote(html.slice(open, close)) : null;
    if (quote) quoteBudget--;
    const end = quote ? endOfTag(html, close, quote) : close;
    position = end + 1;
    const tag = readTag(html.slice(open + 1, end));
    if (tag) yield tag;
  }
  if (position < html.length) yield { kind: 'text', text: html.slice(position) };
}

/** A `>` inside a quoted attribute value does not end the tag; looks at most 4,000 characters further. */
function endOfTag(html: string, close: number, quote: string): number {
  const rest = html.slice(close, close + 4000);
  const quoteEnd = rest.indexOf(quote);
  const end = quoteEnd === -1 ? -1 : rest.indexOf('>', quoteEnd);
  const sound = end !== -1 && !rest.slice(1, quoteEnd).includes('<');
  return sound ? close + end : close;
}

function openQuote(tag: string): string | null {
  let quote: string | null = null;
  for (let index = tag.indexOf('='); index !== -1 && index < tag.length; index++) {
    const character = tag[index] ?? '';
    if (quote) quote = character === quote ? null : quote;
    else if (character === '"' || character === "'") quote = character;
  }
  return quote;
}

function readTag(source: string): HtmlToken | null {
  const name = TAG_NAME.exec(source)?.[1]?.toLowerCase();
  if (!name) return null;
  if (source.startsWith('/')) return { kind: 'close', name };
  return { kind: 'open', name, attributes: source.slice(name.length), selfClosing: source.endsWith('/') };
}
