import { readOrder } from './command-grammar.ts';
import type { Command, Order } from './command-grammar.ts';

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

/** `line` is as it was written. */
export type GivenCommand = Command & { line: string };

export interface RefusedLine {
  line: string;
  why: string;
}

/** Also with a full stop behind it: `#done.` */
const COMMAND_LINE = /^#([a-z][a-z_-]*)[.!,;:]*(?: (.*))?$/i;

/** @param outcomes the words that end a step which is open now: `done`, `need_info` … */
export function readAgentWords(text: string, outcomes: readonly string[]): AgentWords {
  const commands: GivenCommand[] = [];
  const refused: RefusedLine[] = [];
  const kept: string[] = [];
  const lines = text.split('\n').map((line) => ({ line, order: orderIn(line) }));
  const isProse = lines.map(({ line, order }) => !order && line.trim() !== '');
  const prose = { first: isProse.indexOf(true), last: isProse.lastIndexOf(true) };
  for (const [index, { line, order }] of lines.entries()) {
    const read = order && readOrder(order, outcomes);
    const standsAmongOrders = prose.first < 0 || index < prose.first || index > prose.last;
    if (read && typeof read !== 'string') commands.push({ ...read, line: line.trim() });
    else if (read) refused.push({ line: line.trim(), why: read });
    else if (order && standsAmongOrders) refused.push({ line: line.trim(), why: 'no such command' });
    else kept.push(line);
  }
  return { commands, text: kept.join('\n').trim(), refused };
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
