import { orderIn } from './commands.ts';
import type { RefusedLine } from './commands.ts';
import type { Order } from './command-grammar.ts';
import type { HeldDecider } from './held-decider.ts';
import type { Ulid } from './ids.ts';
import { readSender } from './sender-rule.ts';

/** What an agent orders about held mail; `line` is as it was written. */
export type HeldOrder = { line: string } & (
  | { kind: 'show'; id: Ulid }
  | { kind: 'recover'; id: Ulid; as: 'intended' | 'new' }
  | { kind: 'discard'; id: Ulid; reason: string }
  | { kind: 'allow' | 'block'; sender: string; why: string }
);

interface HeldWords {
  orders: HeldOrder[];
  /** Lines that cannot be carried out, and why; then none of the others is. */
  refused: RefusedLine[];
}

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** Each mail that is let in is read again. */
const MOST_ORDERS = 50;
const NO_REASON = 'no reason given';

/**
 * The orders that stand at the top of a mail, one on a line. They end at the first line of text: what stands below it
 * may be somebody else's words that a mail client has quoted without a mark.
 */
export function readHeldOrders(text: string, decider: Decider): HeldWords {
  const words: HeldWords = { orders: [], refused: [] };
  for (const written of text.split('\n')) {
    const line = written.trim();
    if (line === '') continue;
    const order = orderIn(line);
    if (!order) break;
    const read = readHeldOrder(order, decider);
    if (typeof read === 'string') words.refused.push({ line, why: read });
    else words.orders.push(...read.map((one) => ({ ...one, line })));
  }
  if (words.orders.length > MOST_ORDERS)
    words.refused.push({
      line: '',
      why: `More than ${MOST_ORDERS} orders; nothing was done. Please send fewer at a time.`,
    });
  if (words.orders.length + words.refused.length === 0)
    words.refused.push({ line: '', why: 'No order stands at the top of your mail, so nothing was done.' });
  return words;
}

type Decider = Extract<HeldDecider, { kind: 'agent' }>;
type Unwritten<Kind> = Kind extends unknown ? Omit<Kind, 'line'> : never;

/** The orders of a line, one for each id that it names; or why there are none. */
function readHeldOrder({ verb, rest }: Order, decider: Decider): Unwritten<HeldOrder>[] | string {
  switch (verb) {
    case 'show':
      return aboutItems({ verb, rest }, decider, (id) => ({ kind: 'show', id }));
    case 'recover':
      return aboutItems({ verb, rest }, decider, (id) => ({ kind: 'recover', id, as: 'intended' }));
    case 'recover_as_new':
      return aboutItems({ verb, rest }, decider, (id) => ({ kind: 'recover', id, as: 'new' }));
    case 'discard':
      return aboutItems({ verb, rest }, decider, (id, words) => ({
        kind: 'discard',
        id,
        reason: words || NO_REASON,
      }));
    case 'allow':
    case 'block':
      return aboutSender(verb, rest, decider);
    default:
      return 'There is no such order about held mail.';
  }
}

function aboutItems(
  { verb, rest }: Order,
  { item, isInCharge }: Decider,
  order: (id: Ulid, words: string) => Unwritten<HeldOrder>,
): Unwritten<HeldOrder>[] | string {
  const { ids, words } = itemsNamed(rest, item);
  if (ids.length === 0 || (verb !== 'discard' && words !== ''))
    return `Write #${verb.replaceAll('_', '-')} and the id of a held mail, of 26 letters and digits.`;
  if (!isInCharge && ids.some((id) => id !== item))
    return 'Only whoever gets the list of all held mail decides about another one than he was told of.';
  return ids.map((id) => order(id, words));
}

function aboutSender(
  kind: 'allow' | 'block',
  rest: string,
  { isInCharge }: Decider,
): Unwritten<HeldOrder>[] | string {
  const [named = '', ...words] = withoutLinks(rest).split(' ');
  const sender = readSender(named);
  if (!sender) return `Write #${kind} and an address, or a whole domain as @shop.example.`;
  if (!isInCharge) return 'Only whoever gets the list of all held mail decides about senders.';
  return [{ kind, sender, why: words.join(' ') || NO_REASON }];
}

/** @param told the item that the mail was about which is answered: meant when none is named. */
function itemsNamed(rest: string, told: Ulid | null): { ids: Ulid[]; words: string } {
  const words = rest.split(/[\s,;]+/).filter((word) => word !== '');
  const ids = words.map((word) => word.replace(/[.:!]+$/, '').toUpperCase());
  const end = ids.findIndex((id) => !ULID.test(id));
  const named = end < 0 ? ids : ids.slice(0, end);
  return {
    ids: named.length === 0 && told ? [told] : [...new Set(named)],
    words: words.slice(named.length).join(' '),
  };
}

/** Mail clients make links of addresses. */
function withoutLinks(text: string): string {
  return text
    .replaceAll(/<?mailto:[^>\s]*>?|[<>[\]]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
