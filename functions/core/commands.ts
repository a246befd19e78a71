/**
 * What an agent orders in a mail: lines that begin with `#` and a known word, wherever they stand in the new text,
 * so that none of them ever reaches a customer. A known word that fits nothing now, or an unknown one where orders
 * stand (at the top or the end), is a slip of the pen and refuses the whole mail; elsewhere it is text.
 */
export type Command =
  | { kind: 'outcome'; outcome: string; words: string }
  | { kind: 'note' }
  /** `to` is an agent's id or `me`. */
  | { kind: 'assign'; to: string };

export interface AgentWords {
  commands: Command[];
  /** The mail without its command lines. */
  text: string;
  /** Lines that look like commands and are none that can be carried out now. */
  unknown: string[];
}

/** Also with a full stop behind it: `#done.` */
const COMMAND_LINE = /^#([a-z][a-z_-]*)[.!,;:]*(?:[ \t]+(.*))?$/i;
const SYNONYMS: Record<string, string> = { approve: 'approved', decline: 'declined', reject: 'rejected' };
/** Words of the desk, whether or not a step which is open knows them. */
const VERBS = new Set(
  'done need_info note assign approve approved decline declined reject rejected duplicate spam close'.split(
    ' ',
  ),
);

/** @param outcomes the words that end a step which is open now: `done`, `need_info` … */
export function readAgentWords(text: string, outcomes: readonly string[]): AgentWords {
  const commands: Command[] = [];
  const unknown: string[] = [];
  const kept: string[] = [];
  const lines = text.split('\n').map((line) => ({ line, order: orderIn(line) }));
  const isProse = lines.map(({ line, order }) => !order && line.trim() !== '');
  const prose = { first: isProse.indexOf(true), last: isProse.lastIndexOf(true) };
  for (const [index, { line, order }] of lines.entries()) {
    const command = order && commandOf(order, outcomes);
    const standsAmongOrders = prose.first < 0 || index < prose.first || index > prose.last;
    if (command) commands.push(command);
    else if (order && (standsAmongOrders || VERBS.has(order.name))) unknown.push(line.trim());
    else kept.push(line);
  }
  return { commands, text: kept.join('\n').trim(), unknown };
}

interface Order {
  name: string;
  rest: string;
}

function orderIn(line: string): Order | null {
  const match = COMMAND_LINE.exec(plainLine(line));
  return (
    match && { name: (match[1] ?? '').toLowerCase().replaceAll('-', '_'), rest: (match[2] ?? '').trim() }
  );
}

/** Phones and word processors turn `#` into its full-width form and put stars and invisible characters around it. */
function plainLine(line: string): string {
  return line
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, '')
    .trim()
    .replaceAll(/^[*_`]+(?=[#＃])|[*_`]+$/g, '')
    .replace(/^＃/, '#');
}

function commandOf({ name, rest }: Order, outcomes: readonly string[]): Command | null {
  if (name === 'note') return { kind: 'note' };
  if (name === 'assign' && rest) return { kind: 'assign', to: rest.toLowerCase() };
  const outcome = outcomes.includes(name) ? name : (SYNONYMS[name] ?? name);
  return outcomes.includes(outcome) ? { kind: 'outcome', outcome, words: rest } : null;
}
