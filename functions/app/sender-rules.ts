import { cutText } from '../core/cut-text.ts';
import { isOwnAddress } from '../core/desk.ts';
import type { Desk } from '../core/desk.ts';
import { domainOf } from '../core/inbound-message.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import { readSender } from '../core/sender-rule.ts';
import type { SenderRule } from '../core/sender-rule.ts';
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
  | { kind: 'decided'; rule: SenderRule }
  | { kind: 'refused'; why: 'no_sender' | 'own_address' | 'agent_address' };

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

async function decide(deps: Deps, kind: SenderRule['kind'], order: SenderOrder): Promise<SenderOutcome> {
  const { store, desk, clock, log } = deps;
  const sender = readSender(order.sender);
  if (!sender) return { kind: 'refused', why: 'no_sender' };
  if (isOwnAddress(desk, sender)) return { kind: 'refused', why: 'own_address' };
  if (kind === 'block' && coversAgent(desk, sender)) return { kind: 'refused', why: 'agent_address' };
  const at = clock();
  const { by, days } = order;
  const until = days === null ? null : instantOf(millisOf(at) + days * DAY);
  const rule: SenderRule = { kind, sender, by, why: cutText(order.why, 500), at, until };
  await store.commit([{ kind: 'put_sender_rule', rule }]);
  log('sender_decided', { decision: kind, days });
  return { kind: 'decided', rule };
}

/** Who blocks his own people loses their answers. */
function coversAgent({ agents }: Desk, sender: string): boolean {
  return agents.some(({ address }) =>
    sender.startsWith('@') ? `@${domainOf(address)}` === sender : address.toLowerCase() === sender,
  );
}
