import { readOrder } from './command-grammar.ts';
import type { Command, Order } from './command-grammar.ts';
import { cutText } from './cut-text.ts';
import { isQuotedLine } from './quoted-lines.ts';

/**
 * What an agent orders in a mail: lines that begin with `#` and a known word, wherever they stand in the new text,
 * so that none of them ever reaches a customer. A known word that fits nothing now, or an unknown one where orders
 * stand (at the top or the end), is a slip of the pen and refuses the whole mail; elsewhere it is text.
 */
export interface AgentWords {
  commands: GivenCommand[];
  /** The mail without its command lines. */
  text: string;
  /** The same, in the pieces between which command lines stood. */
  parts: string[];
  /** Lines that look like commands and cannot be carried out, and what would work. */
  refused: RefusedLine[];
}

/** `line` is as it was written, or its beginning. */
export type GivenCommand = Command & { line: string };

export interface RefusedLine {
  line: string;
  why: string;
}

/** Also with a full stop behind it: `#done.` */
const COMMAND_LINE = /^#([a-z][a-z_-]*)[.!,;:]*(?: (.*))?$/i;

/** `# done`: a slip, or the heading of a text. */
const SPACED = /^\s*(?:[-•*–]\s)?#\s/;
const DECORATED = /^\s*(?:[-•*–]\s+)?#\s|^\s*[-•*–]\s+#/;

/** More of them, or longer ones, were pasted: a file in which `#` begins a word. */
const MOST_ORDERS = 50;
const LONGEST_ORDER = 2_000;
/** What he wrote is shown again so that he knows what an answer is about. */
const LINE_LENGTH = 200;

/** @param outcomes the words that end a step which is open now: `done`, `need_info` … */
export function readAgentWords(text: string, outcomes: readonly string[]): AgentWords {
  const commands: GivenCommand[] = [];
  const refused: RefusedLine[] = [];
  const parts: string[][] = [[]];
  const lines = text.split('\n').map((line) => ({ line, order: orderIn(line) }));
  const isProse = lines.map(({ line, order }) => !order && line.trim() !== '');
  const prose = { first: isProse.indexOf(true), last: isProse.lastIndexOf(true) };
  for (const [index, { line: written, order }] of lines.entries()) {
    const line = shownLine(written);
    const isAmongOrders = prose.first < 0 || index < prose.first || index > prose.last;
    const read = order ? commandOf(written, { order, outcomes, isAmongOrders }) : slipIn(line, outcomes);
    if (read === null) {
      parts.at(-1)?.push(written);
      continue;
    }
    if (typeof read === 'string') refused.push({ line, why: read });
    else commands.push({ ...read, line });
    parts.push([]);
  }
  return unlessTooMany({
    commands,
    text: parts.flat().join('\n').trim(),
    parts: parts.map((part) => part.join('\n')).filter((part) => part.trim() !== ''),
    refused,
  });
}

function unlessTooMany(words: AgentWords): AgentWords {
  const count = words.commands.length + words.refused.length;
  if (count <= MOST_ORDERS) return words;
  const line = `${count} lines that begin with #`;
  return { ...words, commands: [], refused: [{ line, why: `more than ${MOST_ORDERS} in one mail` }] };
}

/** An order as it is shown to whoever gave it: the beginning of what is too long to be one. */
export function shownLine(written: string): string {
  return cutText(written.trim(), LINE_LENGTH);
}

/** The command, why it is none, or null for a line of text. */
function commandOf(
  written: string,
  given: { order: Order; outcomes: readonly string[]; isAmongOrders: boolean },
): Command | string | null {
  const { order, outcomes, isAmongOrders } = given;
  const read = readOrder(order, outcomes);
  if (read === null) return isAmongOrders && !DECORATED.test(written) ? 'no such command' : null;
  if (written.length > LONGEST_ORDER) return 'no order is so long';
  return SPACED.test(written) && !saysWhatBecomes(order.verb, outcomes)
    ? `write #${order.verb} without a space, or a heading of other words`
    : read;
}

/** `Please restart it. #done`: behind a sentence it is meant as an order all the same. */
function slipIn(line: string, outcomes: readonly string[]): string | null {
  const [, verb = ''] = (isQuotedLine(line) ? null : /\s#([a-z][a-z_-]*)[.!]?$/i.exec(plainLine(line))) ?? [];
  const word = verb.toLowerCase().replaceAll('-', '_');
  return saysWhatBecomes(word, outcomes) ? `#${word} counts on a line of its own only` : null;
}

/** Words with which an agent says what becomes of his mail or his step. */
function saysWhatBecomes(verb: string, outcomes: readonly string[]): boolean {
  return [...outcomes, 'done', 'need_info', 'approve', 'decline', 'note', 'public', 'take'].includes(verb);
}

/** The order that a line gives, by its form alone; null for a line of text. */
export function orderIn(line: string): Order | null {
  const match = COMMAND_LINE.exec(plainLine(line));
  if (!match) return null;
  const verb = (match[1] ?? '').toLowerCase().replaceAll('-', '_');
  return { verb, rest: (match[2] ?? '').trim() };
}

/**
 * Phones and word processors write `#` and letters at full width, make a picture of `#`, put stars and invisible
 * characters around it and wide spaces behind it.
 */
function plainLine(line: string): string {
  return line
    .normalize('NFKC')
    .replaceAll(/[\u00AD\u200B-\u200F\u2060\uFE0E\uFE0F\u20E3\uFEFF]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/^[*_`]+(?=#)|[*_`]+$/g, '')
    .replace(/^(?:[-•*–] )?# ?(?=[a-z][a-z_-]*[.!]?$)/i, '#')
    .replace(/^[-•*–] (?=#[a-z])/i, '');
}
