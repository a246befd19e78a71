import { deskPhrasesIn, firstDeskLine, foldedWords, isDeskLine } from './desk-phrases.ts';
import { fieldLine, mentionsFields } from './form-answers.ts';
import { orderIn } from './commands.ts';
import type { InboundMessage } from './inbound-message.ts';
import type { Form } from './process-template.ts';
import { isQuotedLine } from './quoted-lines.ts';

/**
 * An agent answers our own mails, which say things that no customer may read. So of what he quotes only that stays which
 * the customer has read or written himself; a form that he filled in where it stood is taken for his words.
 */

export interface AnsweredTicket {
  /** What whoever gets his words may read of the ticket. */
  readable: readonly string[];
  /** Everything that was written on it, but for mails that were refused. */
  written: readonly string[];
  replies: Record<string, string>;
  /** Of the steps that are open. */
  forms: readonly Form[];
}

export interface AgentsReply {
  /** `''` where he has said nothing. */
  reply: string;
  /** Why nobody can tell his words from ours. */
  unclear: string | null;
  /** `''` where what was taken for a signature is ours. */
  signature: string;
}

const TYPED_INTO =
  'Your mail holds words that were typed into the mail that it answers, and nobody can tell them from what stood there. Write them above it, or between lines that begin with > with an empty line before and after.';

/** Of what is quoted no more lines are looked at. */
const MOST_QUOTED = 500;
/** Characters: below a longer quoted line stands what a mail program has broken off it. */
const SHORTEST_WRAPPED = 50;

/** Where people say that the answer stands in what they quote. */
const POINTS_BELOW =
  /\b(?:below|inline|in[- ]line|in (?:red|blue|green|colou?r)|in between|further down|unten|unterhalb|im text|in rot|in blau|farbig|dazwischen|ci-dessous|plus bas|en rouge|abajo|en rojo|abaixo|em vermelho|hieronder|in het rood|sotto|in rosso)\b/i;

export function agentsReply(
  message: Pick<InboundMessage, 'text' | 'reply' | 'signature' | 'saysNothing'>,
  on: AnsweredTicket,
): AgentsReply {
  const { text, reply, signature = '', saysNothing } = message;
  const lines = saysNothing ? [] : withoutInternalQuotes(reply.split('\n'), on);
  const { own, isCut } = withoutCopy(lines, { text, on });
  const words = own.join('\n').trim();
  const isTypedInto = hasWordsTypedInto(text, { words, on, isUnmarked: isCut || POINTS_BELOW.test(words) });
  const filledIn = filledInQuote(text, { words, on });
  const ordered = orderedInQuote(text, words);
  return {
    reply: [words, ...filledIn, ...ordered].join('\n').trim(),
    unclear: isTypedInto ? TYPED_INTO : null,
    signature: isCut ? '' : signature,
  };
}

function withoutInternalQuotes(lines: readonly string[], { readable }: AnsweredTicket): string[] {
  const allowed = readable.map(foldedWords);
  const kept: string[] = [];
  let isKeeping = false;
  let looked = 0;
  for (const [index, line] of lines.entries()) {
    if (!isQuotedLine(line)) {
      const isTheirs = isBrokenOff(lines, index);
      if (!isTheirs) kept.push(line);
      else if (isKeeping) kept.push(`> ${line}`);
      isKeeping &&= isTheirs;
      continue;
    }
    const said = foldedWords(line);
    looked += 1;
    isKeeping =
      said === '' ? isKeeping : looked <= MOST_QUOTED && allowed.some((text) => text.includes(said));
    if (isKeeping) kept.push(line);
    else if (said !== '') dropIntroduction(kept);
  }
  return kept;
}

/** What a mail program has broken off a long quoted line, and not marked again. */
function isBrokenOff(lines: readonly string[], index: number): boolean {
  const [above = '', line = '', below = ''] = lines.slice(Math.max(0, index - 1), index + 2);
  const isBetween = index > 0 && isQuotedLine(above) && isQuotedLine(below) && line.trim() !== '';
  return isBetween && above.length >= SHORTEST_WRAPPED;
}

/** `On Monday … wrote:` above what is left out. */
function dropIntroduction(kept: string[]): void {
  const last = kept.findLastIndex((line) => line.trim() !== '');
  const first = kept.slice(0, last + 1).findLastIndex((line) => line.trim() === '') + 1;
  const words = kept.slice(first, last + 1);
  const isIntroduction =
    words.length <= 3 &&
    /[:：]\s*$/.test(words.at(-1) ?? '') &&
    words.some((line) => /@|\d{4}|\d[./-]\d/.test(line));
  if (isIntroduction) kept.length = first;
}

/** A copy of a mail of ours that nothing marks as quoted goes, from its first known line down. */
function withoutCopy(
  lines: readonly string[],
  { text, on: { replies } }: { text: string; on: AnsweredTicket },
): { own: readonly string[]; isCut: boolean } {
  const first = firstDeskLine(lines, replies);
  const isCopy = first >= 0 && deskPhrasesIn(text, replies) > 1;
  if (!isCopy) return { own: lines, isCut: false };
  const own = lines.slice(0, first);
  dropIntroduction(own);
  return { own, isCut: true };
}

/** Of the mail that he answers, from the first line on that is known to be ours. */
function answeredLines(text: string, replies: Record<string, string>): string[] {
  const lines = text.split('\n');
  const first = firstDeskLine(lines, replies);
  return first < 0 ? [] : lines.slice(first, first + MOST_QUOTED);
}

/**
 * Whether something stands in our mail that was neither in it nor anywhere on the ticket, and is lost.
 * @param typed.isUnmarked also where no quoted lines around it show that he has typed it.
 */
function hasWordsTypedInto(
  text: string,
  { words, on, isUnmarked }: { words: string; on: AnsweredTicket; isUnmarked: boolean },
): boolean {
  const known = [...on.written.map(foldedWords), foldedWords(words)];
  return answeredLines(text, on.replies).some((line, index, lines) => {
    if (!isUnmarked && !isTypedBetween(lines, index)) return false;
    const said = foldedWords(line);
    const above = lines[index - 1] ?? '';
    const isExplained = foldedWords(above).startsWith('#');
    const isTheEnd = above.length >= SHORTEST_WRAPPED && isDeskLine(above, on.replies);
    const isField = on.forms.some((form) => mentionsFields(form, said));
    return !(
      isExplained ||
      isTheEnd ||
      isField ||
      isDeskLine(line, on.replies) ||
      known.some((one) => one.includes(said))
    );
  });
}

/** Right below a short quoted line and above another. */
function isTypedBetween(lines: readonly string[], index: number): boolean {
  const [above = '', line = '', below = ''] = lines.slice(Math.max(0, index - 1), index + 2);
  return (
    index > 0 &&
    !isQuotedLine(line) &&
    isQuotedLine(above) &&
    isQuotedLine(below) &&
    above.length < SHORTEST_WRAPPED
  );
}

/** Orders that he has typed between quoted lines and that went with them. */
function orderedInQuote(text: string, words: string): string[] {
  const lines = text.split('\n');
  const given = new Set(words.split('\n').map((line) => line.trim()));
  return lines.filter(
    (line, index) => orderIn(line) && isTypedBetween(lines, index) && !given.has(line.trim()),
  );
}

/** Lines `field: value` for the empty ones of our mail that he has written behind, unless he answers the field above it. */
function filledInQuote(text: string, { words, on }: { words: string; on: AnsweredTicket }): string[] {
  const written = on.written.map(foldedWords);
  const isTheirs = (line: string) => written.some((one) => one.includes(foldedWords(line)));
  const lines = answeredLines(text, on.replies).map((line) => line.replace(/^[\s>|]+/, ''));
  return on.forms.flatMap((form) =>
    Object.entries(form).flatMap(([name, field]) => {
      if (mentionsFields({ [name]: field }, words)) return [];
      const at = lines.findIndex((line) => fieldLine({ [name]: field }, line) && !isTheirs(line));
      const value = at < 0 ? '' : (fieldLine(form, lines[at] ?? '')?.value ?? '');
      if (value === '') return [];
      const below = lines.slice(at + 1);
      const end = below.findIndex(
        (line) => line.trim() === '' || line.startsWith('#') || mentionsFields(form, line),
      );
      return [`${name}: ${value}`, ...below.slice(0, end < 0 ? below.length : end)];
    }),
  );
}
