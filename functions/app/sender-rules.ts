import { cutText } from '../core/cut-text.ts';
import { isOwnAddress } from '../core/desk.ts';
import type { Desk } from '../core/desk.ts';
import type { Ulid } from '../core/ids.ts';
import { domainOf } from '../core/inbound-message.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import { readSender, sendersOf } from '../core/sender-rule.ts';
import type { SenderRule } from '../core/sender-rule.ts';
import { everyPage } from './every-page.ts';
import { everythingHeld } from './everything-held.ts';
import type { Clock, Log, Store } from './ports.ts';

interface Deps {
  store: Store;
  desk: Desk;
  clock: Clock;
  log: Log;
}

/** What somebody decides about a sender. */
export interface SenderOrder {
  /** An address, or a whole domain as `@shop.example`. */
  sender: string;
  by: string;
  why: string;
  /** null: for good. */
  days: number | null;
}

export type SenderOutcome =
  /** `waiting`: what of his is held all the same, newest first. */
  | { kind: 'decided'; rule: SenderRule; waiting: Ulid[] }
  | { kind: 'refused'; why: 'no_sender' | 'own_address' | 'own_people' };

const DAY = 86_400_000;

/**
 * From now on the sender's mail is not held as spam, list mail or a machine's. It is never let off a virus, a forged
 * sender, the desk's own address, or what an agent has to prove. Takes the place of an earlier decision.
 */
export function allowSender(deps: Deps, order: SenderOrder): Promise<SenderOutcome> {
  return decide(deps, 'allow', order);
}

/** From now on everything of the sender is held. Takes the place of an earlier decision. */
export function blockSender(deps: Deps, order: SenderOrder): Promise<SenderOutcome> {
  return decide(deps, 'block', order);
}

export type LiftOutcome =
  { kind: 'lifted'; rule: SenderRule } | { kind: 'unknown' } | { kind: 'refused'; why: 'no_sender' };

/** Takes back what was decided about a sender, exactly as he was named: an address, or a whole domain. */
export async function liftSender(
  { store, clock, log }: Pick<Deps, 'store' | 'clock' | 'log'>,
  order: { sender: string; by: string },
): Promise<LiftOutcome> {
  const sender = readSender(order.sender);
  if (!sender) return { kind: 'refused', why: 'no_sender' };
  const rule = await store.senderRule(sender);
  if (rule?.sender !== sender) return { kind: 'unknown' };
  const lifted = { ...rule, by: order.by, until: clock() };
  await store.commit([{ kind: 'lift_sender_rule', rule: lifted }]);
  log('sender_decided', { decision: 'lift', days: null });
  return { kind: 'lifted', rule };
}

/** A decision with how much of what waits is held for it. */
export interface KeptRule {
  rule: SenderRule;
  holds: number;
}

/** What was decided about senders and still holds, the newest first. Reads everything that is held. */
export async function senderRules(store: Pick<Store, 'senderRules' | 'held'>): Promise<KeptRule[]> {
  const [rules, held] = await Promise.all([
    everyPage((page) => store.senderRules(page)),
    everythingHeld(store),
  ]);
  const blocked = held.filter(({ cause }) => cause === 'blocklisted').map(({ from }) => sendersOf(from));
  return rules.map((rule) => ({
    rule,
    holds: rule.kind === 'block' ? blocked.filter((senders) => senders.includes(rule.sender)).length : 0,
  }));
}

async function decide(deps: Deps, kind: SenderRule['kind'], order: SenderOrder): Promise<SenderOutcome> {
  const { store, desk, clock, log } = deps;
  const sender = readSender(order.sender);
  if (!sender) return { kind: 'refused', why: 'no_sender' };
  if (isOwnAddress(desk, sender)) return { kind: 'refused', why: 'own_address' };
  if (kind === 'block' && coversOwnPeople(desk, sender)) return { kind: 'refused', why: 'own_people' };
  const at = clock();
  const { by, days } = order;
  const until = days === null ? null : instantOf(millisOf(at) + days * DAY);
  const rule: SenderRule = { kind, sender, by, why: cutText(order.why, 500), at, until };
  await store.commit([{ kind: 'put_sender_rule', rule }]);
  log('sender_decided', { decision: kind, days });
  const held = await everythingHeld(store);
  const waiting = held.filter(({ from }) => sendersOf(from).includes(sender)).map(({ id }) => id);
  return { kind: 'decided', rule, waiting };
}

/** Who blocks his own people loses their answers: his agents, and the house that its inboxes are of. */
function coversOwnPeople({ agents, inboxes }: Desk, sender: string): boolean {
  if (!sender.startsWith('@')) return agents.some(({ address }) => address.toLowerCase() === sender);
  return [...agents, ...inboxes].some(({ address }) => `@${domainOf(address)}` === sender);
}
