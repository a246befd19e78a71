import { priorities } from './desk.ts';
import type { Level, Priority } from './desk.ts';
import { parseTicketRef } from './ids.ts';
import type { TicketRef } from './ids.ts';
import { readMoment } from './wanted-moment.ts';
import type { WantedMoment } from './wanted-moment.ts';

/** What may stand behind each word that an agent orders something with. */

export type Command =
  /** Ends a step, or votes on an approval. `words` stay with the desk. */
  | { kind: 'outcome'; outcome: string; words: string }
  | { kind: 'waive'; reason: string }
  | { kind: 'reopen'; step: string; reason: string }
  | { kind: 'close'; code: EarlyCloseCode; reason: string }
  | { kind: 'delegate'; to: string }
  | { kind: 'take' }
  | { kind: 'snooze'; until: WantedMoment | null }
  /** Null: it is solved. */
  | { kind: 'problem'; text: string | null }
  /** `to` is an agent's id or address, or `me`. */
  | { kind: 'assign'; to: string }
  | { kind: 'priority'; priority: Priority; reason: string }
  | { kind: 'impact' | 'urgency'; level: Level }
  | { kind: 'due'; at: WantedMoment }
  | { kind: 'tag'; add: string[]; remove: string[] }
  | { kind: 'cc'; add: string[]; remove: string[] }
  | { kind: 'field'; name: string; value: string }
  /** `isSure`: both customers may read everything. */
  | { kind: 'merge'; into: TicketRef; isSure: boolean }
  /** Null: the only ticket that was merged into this one. */
  | { kind: 'unmerge'; ref: TicketRef | null }
  /** Of what customers wrote, counted from the latest; null: the latest, which is about something else. */
  | { kind: 'split'; nth: number | null }
  | { kind: 'note' | 'public' };

/** A ticket that ends so had no work done on it that anything could be learned from. */
const earlyCloseCodes = ['withdrawn', 'duplicate', 'spam', 'unreachable'] as const;
type EarlyCloseCode = (typeof earlyCloseCodes)[number];

const levels: Level[] = ['high', 'medium', 'low'];

/** The command that the words behind a verb make, or what to write instead. */
type Reading = Command | string;

const grammar: Record<string, (rest: string) => Reading> = {
  note: () => ({ kind: 'note' }),
  public: () => ({ kind: 'public' }),
  take: () => ({ kind: 'take' }),
  assign: (rest) =>
    named(rest, 'write #assign me, or #assign and the id or address of a colleague', (to) => ({
      kind: 'assign',
      to,
    })),
  delegate: (rest) =>
    named(rest, 'write #delegate and the id or address of a colleague', (to) => ({ kind: 'delegate', to })),
  waive: (reason) => ({ kind: 'waive', reason }),
  reopen: (rest) => {
    const [step = '', ...reason] = rest.split(' ');
    return step
      ? { kind: 'reopen', step: step.toLowerCase().replaceAll('-', '_'), reason: reason.join(' ') }
      : 'write #reopen and the step to go back to, as #reopen investigate';
  },
  close: (rest) => {
    const [word = '', ...reason] = rest.split(' ');
    const other = bare(word) === 'duplicate' ? duplicateOf(reason.join(' ')) : null;
    if (other) return other;
    const code = earlyCloseCodes.find((one) => one === bare(word));
    return code
      ? { kind: 'close', code, reason: reason.join(' ') }
      : `write #close and one of ${earlyCloseCodes.join(', ')}; every other end is reached through the steps`;
  },
  snooze: (rest) => {
    if (bare(rest) === 'off') return { kind: 'snooze', until: null };
    const until = readMoment(plainDashes(rest));
    return until ? { kind: 'snooze', until } : 'write #snooze 2d, #snooze 2026-12-01 or #snooze off';
  },
  problem: (text) => ({ kind: 'problem', text: bare(text) === 'solved' ? null : text }),
  priority: (rest) => {
    const [word = '', ...reason] = rest.split(' ');
    const priority = priorities.find((one) => one.toLowerCase() === bare(word));
    return priority
      ? { kind: 'priority', priority, reason: reason.join(' ') }
      : `write #priority and one of ${priorities.join(', ')}`;
  },
  impact: (rest) => level('impact', rest),
  urgency: (rest) => level('urgency', rest),
  due: (rest) => {
    const at = readMoment(plainDashes(rest));
    return at ? { kind: 'due', at } : 'write #due 3d, #due 2026-12-01 or #due 2026-12-01 17:00';
  },
  tag: (rest) => {
    const { add, remove } = signed(rest, (word) => word.replace(/^#/, '').toLowerCase());
    const isTag = (word: string) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_./:-]{0,49}$/u.test(word);
    return someAll([...add, ...remove], isTag) ? { kind: 'tag', add, remove } : 'write #tag +new -old';
  },
  cc: (rest) => {
    const { add, remove } = signed(rest, (word) =>
      word.replaceAll(/<?mailto:[^>]*>?|[<>]/g, '').toLowerCase(),
    );
    const isAddress = (word: string) =>
      word.length <= 320 && /^[^\s<>()[\]\\,;:@"]+@[^\s<>()[\]\\,;:@"]+$/.test(word);
    return someAll([...add, ...remove], isAddress)
      ? { kind: 'cc', add, remove }
      : 'write #cc +name@shop.example -other@shop.example';
  },
  field: (rest) => {
    const [, name, value = ''] = /^(\p{L}[\p{L}\p{N}_]{0,49})\s*[=:]\s*(.*)$/u.exec(rest) ?? [];
    return name
      ? { kind: 'field', name, value: value.replace(/^["“”„'](.*)["“”']$/, '$1').slice(0, 500) }
      : 'write #field name=value';
  },
  merge: (rest) =>
    merging(rest) ?? 'write #merge and the ticket as which this one goes on: #merge T-7K3M-9QXA',
  unmerge: (rest) => {
    const ref = refIn(rest);
    return ref || rest === '' ? { kind: 'unmerge', ref } : 'write #unmerge T-7K3M-9QXA';
  },
  split: (rest) => {
    const nth = bare(rest) === 'last' ? 1 : Number(bare(rest));
    if (rest === '') return { kind: 'split', nth: null };
    return Number.isInteger(nth) && nth > 0
      ? { kind: 'split', nth }
      : 'write #split last for what the customer wrote last, #split 2 for what he wrote before that';
  },
};

/** Words that end a step of some process, whether or not one is open that knows them. */
const outcomeVerbs = [
  'done',
  'need_info',
  'approve',
  'approved',
  'decline',
  'declined',
  'reject',
  'rejected',
  'duplicate',
  'spam',
];

/** What people write for the words of an approval. */
const synonyms: Record<string, string[]> = {
  approve: ['approved'],
  decline: ['declined', 'rejected'],
  declined: ['rejected'],
  reject: ['rejected', 'declined'],
  rejected: ['declined'],
};

/** A line of the form `#verb rest`. */
export interface Order {
  verb: string;
  rest: string;
}

/**
 * The command of a line, what to write instead, or null for a word that the desk does not know. The words of steps that
 * are open now go before those of the same name.
 *
 * @param outcomes the words that end a step which is open now: `done`, `need_info` …
 */
export function readOrder({ verb, rest }: Order, outcomes: readonly string[]): Reading | null {
  const other = verb === 'duplicate' ? duplicateOf(rest) : null;
  if (other) return other;
  const outcome = [verb, ...(synonyms[verb] ?? [])].find((word) => outcomes.includes(word));
  if (outcome) return { kind: 'outcome', outcome, words: rest };
  const read = Object.hasOwn(grammar, verb) ? grammar[verb] : undefined;
  if (read) return read(rest);
  return outcomeVerbs.includes(verb) ? `no step that is open for you ends so; ${whatEnds(outcomes)}` : null;
}

/** What would end a step now. */
export function whatEnds(outcomes: readonly string[]): string {
  return outcomes.length > 0
    ? `what would: ${[...new Set(outcomes)].map((word) => `#${word}`).join(', ')}`
    : 'you have no step open';
}

/** Whoever names the ticket of which this is a duplicate merges it; a word of eight letters may be a reason. */
function duplicateOf(rest: string): Command | null {
  return /^\[?t-/i.test(rest) ? merging(rest) : null;
}

function merging(rest: string): Command | null {
  const [, word = '', sure] = /^(\S+?)[.,;:!]?(?: (anyway))?[.!]?$/i.exec(rest) ?? [];
  const into = refIn(word);
  return into ? { kind: 'merge', into, isSure: sure !== undefined } : null;
}

function refIn(word: string): TicketRef | null {
  return parseTicketRef(word.replaceAll(/[[\]]|[.,;:!]+$/g, ''));
}

function named(rest: string, remedy: string, command: (to: string) => Command): Reading {
  const to = rest
    .replaceAll(/<?mailto:[^>]*>?|[<>]/g, '')
    .trim()
    .toLowerCase();
  return to === '' ? remedy : command(to);
}

function level(kind: 'impact' | 'urgency', rest: string): Reading {
  const found = levels.find((one) => one === bare(rest));
  return found ? { kind, level: found } : `write #${kind} and one of ${levels.join(', ')}`;
}

/** `+a -b c`: what is to be added, and what removed. */
function signed(rest: string, read: (word: string) => string): { add: string[]; remove: string[] } {
  const entries = [...plainDashes(rest).matchAll(/(?:^|[\s,;]+)([+-]?)\s*([^\s,;]+)/g)].map(
    ([, sign, word = '']) => ({
      isRemoved: sign === '-',
      word: read(word),
    }),
  );
  const words = (isRemoved: boolean) => [
    ...new Set(
      entries.filter((entry) => entry.isRemoved === isRemoved && entry.word !== '').map(({ word }) => word),
    ),
  ];
  return { add: words(false), remove: words(true) };
}

function someAll(words: string[], isSound: (word: string) => boolean): boolean {
  return words.length > 0 && words.every(isSound);
}

/** A word without the full stop that a phone puts behind it. */
function bare(word: string): string {
  return word
    .trim()
    .replace(/[.,;:!]+$/, '')
    .toLowerCase();
}

/** Word processors make dashes of hyphens. */
function plainDashes(text: string): string {
  return text.replaceAll(/[‐‑‒–—−]/g, '-').replaceAll(/(?<=^|\s)--(?=\S)/g, '-');
}
