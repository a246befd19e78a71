import { attributionEndingAt } from './attribution.ts';
import { headerBlockAt, isForwardMarker, isOriginalMarker } from './header-block.ts';
import { QUOTE_CLOSES, QUOTE_OPENS, REST_IS_QUOTE, withoutMarkLines } from './quote-marks.ts';
import { isOnlySignature, withoutSignature } from './signature.ts';

export interface NewText {
  /** Quotes and signature cut. */
  reply: string;
  /** Quotes cut. */
  replyWithSignature: string;
}

interface Line {
  /** `attribution` introduces what is quoted below it; from `older_mail` on everything is an older mail. */
  kind: 'text' | 'quote' | 'blank' | 'mark' | 'attribution' | 'older_mail' | 'forward';
  /** What stays of the line if it is kept: of an attribution what the sender wrote in front of it. */
  text: string;
  source: string;
}

const MAX_CHARACTERS = 256 * 1024;
const MAX_LINES = 5_000;
const QUOTED = /^\s{0,3}(?:[A-Z]{1,4})?>/;
const SEPARATOR = /^[\s>]*[-_=*—]{5,}\s*$/;

/**
 * What the sender wrote now, without what he answers. Takes a text with the marks of quote-marks.ts.
 * Answers between quotes and forwarded mails stay whole; the result is empty only when the text is.
 * Looks at the first 256,000 characters and 5,000 lines; beyond them everything counts as quoted.
 */
export function extractNewText(marked: string, options: { forwarded: boolean }): NewText {
  const source = marked.slice(0, MAX_CHARACTERS).split('\n').slice(0, MAX_LINES);
  const whole = withoutMarkLines(marked).trim();
  const lines = classify(source.map((line) => (line === '-- ' ? line : line.trimEnd())));
  const kept = trimBlank(withoutQuotes(lines, options.forwarded));
  const replyWithSignature = hasWords(kept) ? kept : whole.split('\n');
  const reply = withoutSignature(replyWithSignature);
  return {
    reply: present(hasWords(reply) ? reply : replyWithSignature),
    replyWithSignature: present(replyWithSignature),
  };
}

function present(lines: readonly string[]): string {
  return withoutMarkLines(lines.join('\n')).trim();
}

function classify(source: readonly string[]): Line[] {
  const lines = source.map(plainLine);
  for (let index = 0; index < source.length; index++) {
    const text = source[index] ?? '';
    if (lines[index]?.kind === 'blank' || lines[index]?.kind === 'mark') continue;
    if (isForwardMarker(text)) lines[index] = { kind: 'forward', text, source: text };
    else if (isOriginalMarker(text)) lines[index] = { kind: 'older_mail', text: '', source: text };
    else if (headerBlockAt(source, index)) index = markHeaderBlock(lines, source, index);
    else markAttribution(lines, source, index);
  }
  return lines;
}

function plainLine(text: string): Line {
  if (text === REST_IS_QUOTE) return { kind: 'older_mail', text: '', source: text };
  if (/^[\uE000-\uE004]$/.test(text)) return { kind: 'mark', text, source: text };
  if (text.trim() === '') return { kind: 'blank', text: '', source: '' };
  return { kind: QUOTED.test(text) ? 'quote' : 'text', text, source: text };
}

/** A rule above the block belongs to it. Returns the block's last line. */
function markHeaderBlock(lines: Line[], source: readonly string[], index: number): number {
  const block = headerBlockAt(source, index);
  let first = index;
  for (let above = index - 1; above >= Math.max(0, index - 3); above--) {
    const text = source[above] ?? '';
    if (SEPARATOR.test(text)) first = above;
    else if (text.trim() !== '') break;
  }
  if (lines[index]?.kind !== 'quote')
    lines[first] = { kind: 'older_mail', text: '', source: source[first] ?? '' };
  return block?.last ?? index;
}

function markAttribution(lines: Line[], source: readonly string[], index: number): void {
  const next = nextLine(lines, index + 1);
  const quoteFollows = next?.kind === 'quote' || (next?.kind === 'mark' && next.text === QUOTE_OPENS);
  const found = attributionEndingAt(source, index, quoteFollows);
  if (!found) return;
  for (let line = found.first; line <= found.last; line++)
    lines[line] = {
      kind: line === found.first ? 'attribution' : 'blank',
      text: '',
      source: source[line] ?? '',
    };
  lines[found.first] = { kind: 'attribution', text: found.before, source: source[found.first] ?? '' };
}

function nextLine(lines: readonly Line[], from: number): Line | undefined {
  for (let index = from; index < lines.length && index < from + 12; index++)
    if (lines[index]?.kind !== 'blank') return lines[index];
  return undefined;
}

/** The lines that stay once every quote that nobody wrote into is gone. */
function withoutQuotes(lines: readonly Line[], forwarded: boolean): string[] {
  const kept: string[] = [];
  let index = 0;
  while (index < lines.length) {
    const line = lines[index];
    if (!line) break;
    if (line.kind === 'forward' || (forwarded && line.kind === 'older_mail'))
      return [...kept, ...sources(lines, index)];
    if (line.kind === 'older_mail') return hasOwnWords(kept) ? trimQuotes(kept) : sources(lines, 0);
    if (line.kind === 'attribution' && line.text !== '') kept.push(line.text);
    const quote = line.kind === 'attribution' ? readQuote(lines, index + 1) : readContainer(lines, index);
    if (!quote) {
      if (line.kind !== 'attribution') kept.push(line.text);
      else if (hasOwnWords(kept)) return trimQuotes(kept);
      index++;
      continue;
    }
    const below = texts(lines, quote.end);
    const answeredBelow = hasWords(ownLines(lines, quote.end)) && !isOnlySignature(below);
    if (!answeredBelow) return hasOwnWords(kept) ? trimQuotes(kept) : sources(lines, 0);
    const interleaved = hasQuote(lines, quote.end) || hasOwnWords(kept);
    const introduced =
      line.kind === 'attribution' && !hasOwnWords(kept) ? sources(lines.slice(0, quote.start), index) : [];
    if (interleaved) kept.push(...introduced, ...quote.lines);
    index = quote.end;
  }
  return trimQuotes(kept);
}

interface Quote {
  lines: string[];
  start: number;
  /** First line after it. */
  end: number;
}

/** The quoted lines below an attribution; a single line between two of them is a wrapped piece of theirs. */
function readQuote(lines: readonly Line[], from: number): Quote | null {
  let end = from;
  let seen = false;
  for (let index = from; index < lines.length; index++) {
    const line = lines[index];
    if (line?.kind === 'quote' || line?.kind === 'attribution') {
      seen ||= line.kind === 'quote';
      end = index + 1;
      continue;
    }
    if (line?.kind === 'blank' || line?.kind === 'mark') continue;
    if (!isWrappedPiece(lines, index)) break;
  }
  return seen ? { lines: texts(lines.slice(0, end), from), start: from, end } : null;
}

function isWrappedPiece(lines: readonly Line[], index: number): boolean {
  return (
    lines[index]?.kind === 'text' && lines[index - 1]?.kind === 'quote' && lines[index + 1]?.kind === 'quote'
  );
}

/** What an HTML mail's program marked as quoted, when something in it shows that it is. */
function readContainer(lines: readonly Line[], from: number): Quote | null {
  if (lines[from]?.kind !== 'mark' || lines[from].text !== QUOTE_OPENS) return null;
  let depth = 0;
  for (let index = from; index < lines.length; index++) {
    const line = lines[index];
    if (line?.kind !== 'mark') continue;
    if (line.text === QUOTE_OPENS) depth++;
    if (line.text === QUOTE_CLOSES) depth--;
    if (depth === 0)
      return isEvidentQuote(lines.slice(from, index))
        ? { lines: texts(lines.slice(0, index), from), start: from, end: index + 1 }
        : null;
  }
  return null;
}

function isEvidentQuote(inside: readonly Line[]): boolean {
  const evidence = inside.findIndex(
    (line) => line.kind === 'attribution' || line.kind === 'older_mail' || line.kind === 'quote',
  );
  if (evidence === -1) return false;
  const firstQuote = inside.findIndex((line) => line.kind === 'quote');
  return firstQuote === -1 || !inside.some((line, index) => index > firstQuote && line.kind === 'text');
}

function texts(lines: readonly Line[], from: number): string[] {
  return lines.slice(from).map((line) => line.text);
}

function sources(lines: readonly Line[], from: number): string[] {
  return lines.slice(from).map((line) => line.source);
}

function ownLines(lines: readonly Line[], from: number): string[] {
  const older = lines.findIndex((line, index) => index >= from && line.kind === 'older_mail');
  return lines
    .slice(from, older === -1 ? lines.length : older)
    .flatMap((line) => (line.kind === 'text' ? [line.text] : []));
}

function hasQuote(lines: readonly Line[], from: number): boolean {
  return lines.some((line, index) => index >= from && line.kind === 'quote');
}

/** Quotes at the end, under the sender's own words, are only what he answers. */
function trimQuotes(kept: readonly string[]): string[] {
  const body = withoutSignature(kept);
  const signature = kept.slice(body.length);
  let end = body.length;
  while (end > 0 && (isBlankOrMark(body[end - 1]) || QUOTED.test(body[end - 1] ?? ''))) end--;
  if (!hasOwnWords(body.slice(0, end))) return [...kept];
  return end === trimBlank(body).length ? [...kept] : [...body.slice(0, end), ...signature];
}

function isBlankOrMark(line: string | undefined): boolean {
  return (line ?? '').trim() === '' || /^[\uE000-\uE004]$/.test(line ?? '');
}

function trimBlank(lines: readonly string[]): string[] {
  let start = 0;
  let end = lines.length;
  while (start < end && (lines[start] ?? '').trim() === '') start++;
  while (end > start && (lines[end - 1] ?? '').trim() === '') end--;
  return lines.slice(start, end);
}

function hasOwnWords(lines: readonly string[]): boolean {
  return hasWords(lines.filter((line) => !QUOTED.test(line)));
}

function hasWords(lines: readonly string[]): boolean {
  return lines.some((line) => !/^[\uE000-\uE004]$/.test(line) && /[^\s>|_=*-]/.test(line));
}
