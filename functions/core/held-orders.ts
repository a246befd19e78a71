import { orderIn, shownLine } from './commands.ts';
import type { RefusedLine } from './commands.ts';
import type { Order } from './command-grammar.ts';
import type { HeldDecider } from './held-decider.ts';
import { MOST_LISTED } from './held-review.ts';
import type { Ulid } from './ids.ts';
import { readSender } from './sender-rule.ts';

/** What an agent orders about held mail; `line` is as it was written, or its beginning. */
export type HeldOrder = { line: string } & (
  | { kind: 'show'; id: Ulid }
  | { kind: 'recover'; id: Ulid; as: 'intended' | 'new' }
  | { kind: 'discard'; id: Ulid; reason: string }
  | { kind: 'allow' | 'block'; sender: string; why: string }
);

type HeldWords =
  | { kind: 'orders'; orders: HeldOrder[] }
  /** Lines that cannot be carried out (`''` for the mail as a whole), and why: then none of the others is. */
  | { kind: 'refused'; lines: RefusedLine[] };

const ULID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
/** Each mail is read again, and what came of all of them is one row of the outbox. */
export const MOST_ORDERS = MOST_LISTED;
const NO_REASON = 'no reason given';

/**
 * The orders that stand at the top of a mail, one on a line. They end at the first line of text: what stands below it
 * may be somebody else's words that a mail client has quoted without a mark.
 */
export function readHeldOrders(text: string, decider: Decider): HeldWords {
  const orders: HeldOrder[] = [];
  const refused: RefusedLine[] = [];
  for (const written of text.split('\n')) {
    if (written.trim() === '') continue;
    const order = orderIn(written);
    if (!order) break;
    const line = shownLine(written);
    const read = readHeldOrder(order, decider);
    if (typeof read === 'string') refused.push({ line, why: read });
    else for (const one of read) orders.push({ ...one, line });
    if (orders.length + refused.length > MOST_ORDERS)
      return nothingDone(`More than ${MOST_ORDERS} orders; nothing was done. Please send fewer at a time.`);
  }
  if (refused.length > 0)
    return { kind: 'refused', lines: [...refused, { line: '', why: 'So nothing of your mail was done.' }] };
  return orders.length > 0
    ? { kind: 'orders', orders }
    : nothingDone('No order stands at the top of your mail, so nothing was done.');
}

function nothingDone(why: string): HeldWords {
  return { kind: 'refused', lines: [{ line: '', why }] };
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
    return `Write #${verb.replaceAll('_', '-')} and the id of a held mail, of 26 letters and digits${verb === 'discard' ? '' : ', and nothing behind it'}.`;
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
