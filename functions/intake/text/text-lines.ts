import { attributionEndingAt } from './attribution.ts';
import { codeLines } from './code-lines.ts';
import { headerBlockAt, isForwardMarker, isOriginalMarker, isReplyAboveMarker } from './header-block.ts';
import { isMarkLine, QUOTE_OPENS, REST_IS_QUOTE, SIGNATURE_OPENS } from './quote-marks.ts';

/** By what a piece of a text was recognised as somebody else's words, or as a signature. */
export type CutRule =
  /** `On Monday … wrote:` */
  | 'attribution-line'
  /** `From: … Sent: … Subject: …` */
  | 'header-block'
  /** `-----Original Message-----` */
  | 'original-message-line'
  /** `## Please type your reply above this line ##` */
  | 'reply-above-line'
  /** The mail program said itself, in its HTML, what is quoted. */
  | 'marked-quote'
  /** Lines that begin with `>`. */
  | 'quoted-lines'
  | 'marked-signature'
  /** `-- ` or a rule. */
  | 'signature-line'
  /** `Sent from my phone` */
  | 'device-line'
  /** An address, a telephone number, a website under a name. */
  | 'contact-lines'
  /** Beyond the lines that are looked at. */
  | 'too-long';

/** A line of a mail's text and what it is in the mail. */
export interface TextLine {
  /** `attribution` introduces what is quoted below it; from `older_mail` on everything is an older mail. */
  kind: 'text' | 'quote' | 'blank' | 'mark' | 'attribution' | 'older_mail' | 'forward';
  /** What stays of the line if it is kept: of an attribution what the sender wrote in front of it. */
  text: string;
  source: string;
  /** Its place among the lines that were read, from 0. */
  at: number;
  /** What this line would be cut for. */
  rule: CutRule | null;
  /** An attribution that goes even when nothing below it is marked as quoted. */
  isCertain?: boolean;
}

const QUOTED = /^\s{0,3}(?:[A-Z]{1,4})?>/;
/** A rule, with or without words in it: above a header block they say "original message" in a language of their own. */
const SEPARATOR = /^[\s>]*(?:[-_=*—]{5,}|[-_=—]{3,40}[^-_=—]{1,60}[-_=—]{3,40})\s*$/;

export function readTextLines(source: readonly string[]): TextLine[] {
  const code = codeLines(source);
  const lines = source.map((text, at): TextLine =>
    code.has(at) ? { kind: 'text', text, source: text, at, rule: null } : plainLine(text, at),
  );
  for (let index = 0; index < source.length; index++) {
    const text = source[index] ?? '';
    const kind = lines[index]?.kind;
    if (kind === 'blank' || kind === 'mark' || code.has(index)) continue;
    if (kind !== 'quote' && isForwardMarker(text)) mark(lines, index, { kind: 'forward', text });
    else if (isOriginalMarker(text))
      mark(lines, index, { kind: 'older_mail', rule: 'original-message-line' });
    else if (kind !== 'quote' && isReplyAboveMarker(text))
      mark(lines, index, { kind: 'older_mail', rule: 'reply-above-line' });
    else if (headerBlockAt(source, index)) index = markHeaderBlock(lines, source, index);
    else markAttribution(lines, source, index);
  }
  return lines;
}

export function isQuoted(line: string): boolean {
  return QUOTED.test(line);
}

const RULE_OF_MARK = new Map<string, CutRule>([
  [QUOTE_OPENS, 'marked-quote'],
  [SIGNATURE_OPENS, 'marked-signature'],
]);

function plainLine(text: string, at: number): TextLine {
  if (text === REST_IS_QUOTE) return { kind: 'older_mail', text: '', source: text, at, rule: 'marked-quote' };
  if (isMarkLine(text)) return { kind: 'mark', text, source: text, at, rule: RULE_OF_MARK.get(text) ?? null };
  if (text.trim() === '') return { kind: 'blank', text: '', source: '', at, rule: null };
  return { kind: QUOTED.test(text) ? 'quote' : 'text', text, source: text, at, rule: null };
}

function mark(lines: TextLine[], index: number, as: Partial<TextLine> & Pick<TextLine, 'kind'>): void {
  const line = lines[index];
  if (line) lines[index] = { ...line, text: '', ...as };
}

/** A rule above the block belongs to it. Returns the block's last line. */
function markHeaderBlock(lines: TextLine[], source: readonly string[], index: number): number {
  const block = headerBlockAt(source, index);
  let first = index;
  for (let above = index - 1; above >= Math.max(0, index - 3); above--) {
    const text = source[above] ?? '';
    if (lines[above]?.kind !== 'forward' && SEPARATOR.test(text)) first = above;
    else if (text.trim() !== '') break;
  }
  if (lines[index]?.kind !== 'quote') mark(lines, first, { kind: 'older_mail', rule: 'header-block' });
  return block?.last ?? index;
}

function markAttribution(lines: TextLine[], source: readonly string[], index: number): void {
  const next = nextLine(lines, index + 1);
  const quoteFollows = next?.kind === 'quote' || (next?.kind === 'mark' && next.text === QUOTE_OPENS);
  const found = attributionEndingAt(source, index, quoteFollows);
  if (!found) return;
  for (let line = found.first + 1; line <= found.last; line++) mark(lines, line, { kind: 'blank' });
  mark(lines, found.first, {
    kind: 'attribution',
    text: found.before,
    rule: 'attribution-line',
    isCertain: found.isCertain,
  });
}

function nextLine(lines: readonly TextLine[], from: number): TextLine | undefined {
  return lines.slice(from, from + 12).find(({ kind }) => kind !== 'blank');
}
