/**
 * What an agent orders in a mail: lines that begin with `#` and a known word, wherever they stand in the new text,
 * so that none of them ever reaches a customer. A line at the top that begins with `#` and an unknown word is a
 * slip of the pen and refuses the whole mail; further down it is text.
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
  /** Lines at the top that look like commands and are none. */
  unknown: string[];
}

const COMMAND_LINE = /^#([a-z_]+)(?:[ \t:]+(.*))?$/i;
const SYNONYMS: Record<string, string> = { approve: 'approved', decline: 'declined', reject: 'rejected' };

/** @param outcomes the words that end a step which is open now: `done`, `need_info` … */
export function readAgentWords(text: string, outcomes: readonly string[]): AgentWords {
  const commands: Command[] = [];
  const unknown: string[] = [];
  const kept: string[] = [];
  let atTop = true;
  for (const line of text.split('\n')) {
    const match = COMMAND_LINE.exec(plainHash(line));
    const command = match && commandOf(match[1] ?? '', (match[2] ?? '').trim(), outcomes);
    if (command) commands.push(command);
    else if (match && atTop) unknown.push(line.trim());
    else kept.push(line);
    if (!match && line.trim() !== '') atTop = false;
  }
  return { commands, text: kept.join('\n').trim(), unknown };
}

/** Phones and word processors turn `#` into its full-width form and put invisible characters around it. */
function plainHash(line: string): string {
  return line
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, '')
    .replace(/^\s*＃/, '#')
    .trim();
}

function commandOf(word: string, rest: string, outcomes: readonly string[]): Command | null {
  const name = word.toLowerCase();
  if (name === 'note') return { kind: 'note' };
  if (name === 'assign' && rest) return { kind: 'assign', to: rest.toLowerCase() };
  const outcome = outcomes.includes(name) ? name : (SYNONYMS[name] ?? name);
  return outcomes.includes(outcome) ? { kind: 'outcome', outcome, words: rest } : null;
}
