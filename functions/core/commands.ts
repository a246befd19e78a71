import { readOrder } from './command-grammar.ts';
import type { Command, Order } from './command-grammar.ts';
import { cutText } from './cut-text.ts';

/**
 * What an agent orders in a mail: lines that begin with `#` and a known word, wherever they stand in the new text,
 * so that none of them ever reaches a customer. A known word that fits nothing now, or an unknown one where orders
 * stand (at the top or the end), is a slip of the pen and refuses the whole mail; elsewhere it is text.
 */
export interface AgentWords {
  commands: GivenCommand[];
  /** The mail without its command lines. */
  text: string;
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

/** More of them, or longer ones, were pasted: a file in which `#` begins a word. */
const MOST_ORDERS = 50;
const LONGEST_ORDER = 2_000;
/** What he wrote is shown again so that he knows what an answer is about. */
const LINE_LENGTH = 200;

/** @param outcomes the words that end a step which is open now: `done`, `need_info` … */
export function readAgentWords(text: string, outcomes: readonly string[]): AgentWords {
  const commands: GivenCommand[] = [];
  const refused: RefusedLine[] = [];
  const kept: string[] = [];
  const lines = text.split('\n').map((line) => ({ line, order: orderIn(line) }));
  const isProse = lines.map(({ line, order }) => !order && line.trim() !== '');
  const prose = { first: isProse.indexOf(true), last: isProse.lastIndexOf(true) };
  for (const [index, { line: written, order }] of lines.entries()) {
    const line = shownLine(written);
    const known = order && readOrder(order, outcomes);
    const read = known && written.length > LONGEST_ORDER ? 'no order is so long' : known;
    const standsAmongOrders = prose.first < 0 || index < prose.first || index > prose.last;
    if (read && typeof read !== 'string') commands.push({ ...read, line });
    else if (read) refused.push({ line, why: read });
    else if (order && standsAmongOrders) refused.push({ line, why: 'no such command' });
    else kept.push(written);
  }
  return unlessTooMany({ commands, text: kept.join('\n').trim(), refused });
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
    .replaceAll(/^[*_`]+(?=#)|[*_`]+$/g, '');
}
