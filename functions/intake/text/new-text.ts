import { codeLines } from './code-lines.ts';
import { cutsOf } from './cuts.ts';
import type { Cut } from './cuts.ts';
import { isMarkLine, QUOTE_CLOSES, QUOTE_OPENS, withoutMarkLines } from './quote-marks.ts';
import { isClosing, isOnlySignature, signatureIn } from './signature.ts';
import { isQuoted, readTextLines } from './text-lines.ts';
import type { CutRule, TextLine } from './text-lines.ts';

export interface NewText {
  /** Quotes and signature cut. */
  reply: string;
  /** Quotes cut. */
  replyWithSignature: string;
  /** What was taken out for `reply`, in the order of the text; empty when all of it stayed. */
  cuts: Cut[];
  /** There is none: the reply is all that the text holds, a quote or a signature. */
  isMissing: boolean;
}

const MAX_CHARACTERS = 256 * 1024;
const MAX_LINES = 5_000;
/** A signature or a greeting at the end is not longer, blank lines and all. */
const MAX_TAIL = 100;

/**
 * What the sender wrote now, without what he answers. Takes a text with the marks of quote-marks.ts.
 * Answers between quotes and forwarded mails stay whole; the result is empty only when the text is.
 * Looks at the first 256,000 characters and 5,000 lines; beyond them everything counts as what their end is: the writer's
 * own words, or quoted.
 * @param options.forwarded the mail is a forward: an older mail in it is what its sender wants to show.
 */
export function extractNewText(marked: string, options: { forwarded: boolean }): NewText {
  const source = marked.slice(0, MAX_CHARACTERS).split('\n').slice(0, MAX_LINES);
  const lines = readTextLines(source.map((line) => (line === '-- ' ? line : line.trimEnd())));
  const because = new Map<number, CutRule>();
  const current = trimBlank(withoutQuotes(lines, options.forwarded));
  const body = withoutSignatures(current, because);
  if (!hasWords(current)) return uncut(marked);
  const replyWithSignature = present(current);
  const isMissing =
    !hasWords(body) ||
    isOnlySignature(body.map(({ text }) => text)) ||
    (!options.forwarded && isOnlyQuote(lines, body));
  const reply = hasWords(body) ? present(body) : replyWithSignature;
  const cuts = cutsOf(lines, hasWords(body) ? body : current, because);
  const rest = goesOn(lines, body) ? withoutMarkLines(marked.slice(source.join('\n').length)).trimEnd() : '';
  return {
    reply: reply + rest,
    replyWithSignature: replyWithSignature + rest,
    cuts: [...cuts, ...(rest === '' ? tooLong(marked, lines) : [])],
    isMissing,
  };
}

/** Whether the last of what was looked at are the writer's own words: then all that comes after it is kept. */
function goesOn(lines: readonly TextLine[], body: readonly TextLine[]): boolean {
  const last = lines.findLast(({ kind }) => kind !== 'blank');
  return last !== undefined && body.some(({ at }) => at === last.at);
}

function uncut(marked: string): NewText {
  const text = withoutMarkLines(marked).trim();
  return { reply: text, replyWithSignature: text, cuts: [], isMissing: true };
}

/** Nothing is there but what was answered, which then stays whole; what was forwarded is meant to be read. */
function isOnlyQuote(lines: readonly TextLine[], body: readonly TextLine[]): boolean {
  if (lines.some(({ kind }) => kind === 'forward')) return false;
  const stays = new Set(body.map(({ at }) => at));
  const first = lines.find(
    ({ at, kind, text }) =>
      stays.has(at) && (kind === 'older_mail' || kind === 'text' || (kind === 'attribution' && text !== '')),
  );
  return first === undefined || first.kind === 'older_mail';
}

function present(lines: readonly TextLine[]): string {
  return withoutMarkLines(lines.map(({ text }) => text).join('\n')).trim();
}

function tooLong(marked: string, lines: readonly TextLine[]): Cut[] {
  if (marked.length <= MAX_CHARACTERS && lines.length < MAX_LINES) return [];
  const all = withoutMarkLines(marked).trim().split('\n').length;
  const read = withoutMarkLines(lines.map(({ source }) => source).join('\n'))
    .trimStart()
    .split('\n').length;
  return all > read ? [{ rule: 'too-long', at: read + 1, lines: all - read }] : [];
}

/** The lines that stay once every quote that nobody wrote into is gone. */
function withoutQuotes(lines: readonly TextLine[], forwarded: boolean): TextLine[] {
  const kept: TextLine[] = [];
  const lastWritten = lines.findLastIndex(({ kind }) => kind !== 'blank');
  const lastQuote = lines.findLastIndex(({ kind }) => kind === 'quote');
  let index = 0;
  while (index < lines.length) {
    const line = lines[index];
    if (!line) break;
    if (line.kind === 'forward' || (forwarded && line.kind === 'older_mail'))
      return [...kept, ...asWritten(lines, index)];
    if (line.kind === 'older_mail') return hasOwnWords(kept) ? trimQuotes(kept) : asWritten(lines, 0);
    if (line.kind === 'attribution' && line.text !== '') kept.push(line);
    const quote = line.kind === 'attribution' ? readQuote(lines, index + 1) : readContainer(lines, index);
    if (!quote) {
      if (line.kind === 'attribution' && hasOwnWords(kept)) return trimQuotes(kept);
      const end = line.kind === 'attribution' ? endOfAttribution(lines, index) : index + 1;
      if (line.kind !== 'attribution') kept.push(line);
      else if (!line.isCertain) kept.push(...asWritten(lines.slice(0, end), index));
      index = end;
      continue;
    }
    const below = lastWritten - quote.end < MAX_TAIL ? lines.slice(quote.end, lastWritten + 1) : null;
    const tail = below?.map(({ text }) => text);
    if (below && tail && hasOwnWords(kept) && isClosing(tail))
      return [...trimBlank(trimQuotes(kept)), ...withOneBlank(below)];
    const answeredBelow = hasOwnText(lines, quote.end) && !(tail && isOnlySignature(tail));
    if (!answeredBelow) return hasOwnWords(kept) ? trimQuotes(kept) : asWritten(lines, 0);
    const interleaved = lastQuote >= quote.end || hasOwnWords(kept);
    const introduced =
      line.kind === 'attribution' && !hasOwnWords(kept) ? asWritten(lines.slice(0, quote.start), index) : [];
    if (interleaved) kept.push(...introduced, ...quote.lines);
    index = quote.end;
  }
  return trimQuotes(kept);
}

/** An attribution runs over several lines; all but its first count as blank. */
function endOfAttribution(lines: readonly TextLine[], index: number): number {
  let end = index + 1;
  while (lines[end]?.kind === 'blank' && lines[end]?.source !== '') end++;
  return end;
}

interface Quote {
  lines: TextLine[];
  start: number;
  /** First line after it. */
  end: number;
}

/** The quoted lines below an attribution; a single line between two of them is a wrapped piece of theirs. */
function readQuote(lines: readonly TextLine[], from: number): Quote | null {
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
  return seen ? { lines: lines.slice(from, end), start: from, end } : null;
}

function isWrappedPiece(lines: readonly TextLine[], index: number): boolean {
  return (
    lines[index]?.kind === 'text' && lines[index - 1]?.kind === 'quote' && lines[index + 1]?.kind === 'quote'
  );
}

/** What an HTML mail's program marked as quoted, when something in it shows that it is. */
function readContainer(lines: readonly TextLine[], from: number): Quote | null {
  if (lines[from]?.kind !== 'mark' || lines[from].text !== QUOTE_OPENS) return null;
  let depth = 0;
  for (let index = from; index < lines.length; index++) {
    const line = lines[index];
    if (line?.kind !== 'mark') continue;
    if (line.text === QUOTE_OPENS) depth++;
    if (line.text === QUOTE_CLOSES) depth--;
    if (depth === 0)
      return isEvidentQuote(lines.slice(from, index))
        ? { lines: lines.slice(from, index), start: from, end: index + 1 }
        : null;
  }
  return null;
}

function isEvidentQuote(inside: readonly TextLine[]): boolean {
  const evidence = inside.findIndex(
    (line) => line.kind === 'attribution' || line.kind === 'older_mail' || line.kind === 'quote',
  );
  const forward = inside.findIndex(({ kind }) => kind === 'forward');
  if (evidence === -1 || (forward !== -1 && forward < evidence)) return false;
  const firstQuote = inside.findIndex((line) => line.kind === 'quote');
  return firstQuote === -1 || !inside.some((line, index) => index > firstQuote && line.kind === 'text');
}

function asWritten(lines: readonly TextLine[], from: number): TextLine[] {
  return lines.slice(from).map((line) => ({ ...line, text: line.source }));
}

/** Whether something follows that is neither quoted nor an older mail. */
function hasOwnText(lines: readonly TextLine[], from: number): boolean {
  for (let index = from; index < lines.length; index++) {
    const line = lines[index];
    if (line?.kind === 'older_mail') return false;
    if (line?.kind === 'text' && hasWords([line])) return true;
  }
  return false;
}

/** Quotes at the end, under the sender's own words, are only what he answers; a greeting below them stays. */
function trimQuotes(kept: readonly TextLine[]): TextLine[] {
  const texts = kept.map(({ text }) => text);
  const belowQuotes = texts.findLastIndex(isQuoted) + 1;
  const signature = signatureIn(texts)?.start ?? texts.length;
  const closing = isClosing(texts.slice(belowQuotes, signature)) ? belowQuotes : signature;
  const bodyEnd = endOf(kept, closing);
  let end = bodyEnd;
  while (end > 0 && (isBlankOrMark(texts[end - 1]) || isQuoted(texts[end - 1] ?? ''))) end--;
  if (end === bodyEnd || !hasOwnWords(kept.slice(0, end))) return [...kept];
  return [...kept.slice(0, end), ...kept.slice(bodyEnd)];
}

/**
 * A telephone's line often stands below a signature: each is taken off the end, the lowest first. A mail that is shown
 * whole keeps its writer's signature.
 */
function withoutSignatures(lines: readonly TextLine[], because: Map<number, CutRule>): readonly TextLine[] {
  if (lines.some(({ kind, text }) => text !== '' && (kind === 'forward' || kind === 'older_mail')))
    return lines;
  const texts = lines.map(({ text }) => text);
  const code = codeLines(texts);
  let end = endOf(lines, lines.length);
  for (;;) {
    const signature = signatureIn(texts, { end, code });
    if (!signature) return lines.slice(0, end);
    because.set(lines[signature.start]?.at ?? -1, signature.rule);
    end = endOf(lines, signature.start);
  }
}

function isBlankOrMark(line: string | undefined): boolean {
  return (line ?? '').trim() === '' || isMarkLine(line ?? '');
}

function endOf(lines: readonly TextLine[], end: number): number {
  let last = end;
  while (last > 0 && (lines[last - 1]?.text ?? '').trim() === '') last--;
  return last;
}

function trimBlank(lines: readonly TextLine[]): TextLine[] {
  const start = lines.findIndex(({ text }) => text.trim() !== '');
  return start === -1 ? [] : lines.slice(start, endOf(lines, lines.length));
}

function withOneBlank(lines: readonly TextLine[]): TextLine[] {
  return lines.slice(Math.max(0, lines.findIndex(({ text }) => text.trim() !== '') - 1));
}

function hasOwnWords(lines: readonly TextLine[]): boolean {
  return lines.some((line) => !isQuoted(line.text) && hasWords([line]));
}

function hasWords(lines: readonly TextLine[]): boolean {
  return lines.some(({ text }) => !isMarkLine(text) && /[^\s>|_=*-]/.test(text));
}
