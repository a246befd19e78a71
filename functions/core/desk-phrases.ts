import { compactRef } from './ids.ts';
import { textsToAgents } from './mail-facts.ts';
import { unprovenPageTokens } from './page-link.ts';
import type { Ticket } from './ticket.ts';

/**
 * By what the desk knows its own mails to agents again, in whatever words desk/replies has them: what stands in those
 * texts between the variables. Nobody writes six such words in a row by himself.
 */

const WORDS_OF_A_PHRASE = 6;
const LETTERS_OF_A_PIECE = 5;
const TAG = /\{%[\s\S]*?%\}|\{\{[\s\S]*?\}\}/;

interface Wording {
  /** So long that they prove it. */
  phrases: string[];
  /** Shorter ones too: where a mail of ours stands, a line with one of them is ours. */
  pieces: string[];
}

const wordings = new WeakMap<Record<string, string>, Wording>();

/** White space, quote signs and what mail programs put behind an address do not count. */
export function foldedWords(text: string): string {
  return text
    .replaceAll(/<(?:mailto:|https?:)[^<>\s]*>/gi, '')
    .replaceAll(/^[\s>|]+/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** How many phrases of our own mails stand in a text. */
export function deskPhrasesIn(text: string, replies: Record<string, string>): number {
  const folded = foldedWords(text);
  return wordingOf(replies).phrases.filter((phrase) => folded.includes(phrase)).length;
}

/** The first line at which one of them begins or which is a part of one; -1 for none. */
export function firstDeskLine(lines: readonly string[], replies: Record<string, string>): number {
  const { phrases } = wordingOf(replies);
  return lines.findIndex((line) => {
    const folded = foldedWords(line);
    return phrases.some((phrase) => folded.includes(phrase));
  });
}

/** Whether a line that stands in a mail of ours may be ours. */
export function isDeskLine(line: string, replies: Record<string, string>): boolean {
  const folded = foldedWords(line);
  const { phrases, pieces } = wordingOf(replies);
  return (
    !/\p{L}/u.test(folded) ||
    /^(?:[#-]|https?:\/\/)/.test(folded) ||
    pieces.some((piece) => folded.includes(piece)) ||
    phrases.some((phrase) => phrase.includes(folded))
  );
}

/** What of a text may not reach a customer, in words for whoever wrote it; null for nothing. */
export function leakIn(
  text: string,
  { ticket, replies }: { ticket: Pick<Ticket, 'ref' | 'requester'>; replies: Record<string, string> },
): string | null {
  if (deskPhrasesIn(text, replies) > 0)
    return 'It still holds words of the desk’s own mail to you, which the customer must not get. Write your answer above what you quote.';
  const isHis = ({ ref, participant }: { ref: string; participant: number }) =>
    ref === compactRef(ticket.ref) && participant === ticket.requester;
  return unprovenPageTokens(text).every(isHis)
    ? null
    : 'It holds the link to a page that is not the customer’s own: whoever has it can read and answer there. Take it out.';
}

function wordingOf(replies: Record<string, string>): Wording {
  const known = wordings.get(replies);
  if (known) return known;
  const pieces = textsToAgents.flatMap((name) => piecesOf(replies[name] ?? ''));
  const phrases = pieces.filter(
    (piece) => (piece.match(/[\p{L}\p{N}]+/gu) ?? []).length >= WORDS_OF_A_PHRASE,
  );
  const wording = { phrases: [...new Set(phrases)], pieces: [...new Set(pieces)] };
  wordings.set(replies, wording);
  return wording;
}

/** Without the line of the subject. */
function piecesOf(source: string): string[] {
  return source
    .replace(/^.*\n/, '')
    .split(TAG)
    .flatMap((literal) => literal.split('\n'))
    .map(foldedWords)
    .filter((piece) => (piece.match(/\p{L}/gu) ?? []).length >= LETTERS_OF_A_PIECE);
}
