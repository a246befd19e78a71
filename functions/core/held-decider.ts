import { inboxOf } from './desk.ts';
import type { Agent, Desk } from './desk.ts';
import { readHeldAddress } from './held-address.ts';
import type { Ulid } from './ids.ts';
import { normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { isByMachine } from './inbound-routing.ts';
import { withKnownSender } from './known-sender.ts';
import { looksLikeReplyAddress } from './reply-address.ts';
import type { Mac } from './reply-address.ts';

/** Who answers a mail about held mail. `item`: the only one that he was told of. */
export type HeldDecider =
  | { kind: 'agent'; agent: Agent; item: Ulid | null; isInCharge: boolean }
  /** The mail came to this agent's address, and he may not have written it. */
  | { kind: 'unproven'; agent: Agent; item: Ulid | null; why: 'other_address' | 'not_authenticated' };

/**
 * Whose word about held mail a message is: it counts only with all three, an address that was issued to an agent, the
 * agent's own address as desk.yaml gives it today, and a DMARC pass of the receipt (RFC 7489) for himself: not for a list
 * that passes somebody's words on. Null for what was delivered to no such address, for what a machine wrote, and for
 * words that went to a ticket or an inbox as well.
 */
export function heldDeciderOf(message: InboundMessage, desk: Desk, mac: Mac): HeldDecider | null {
  if (message.channel !== 'mail' || isByMachine(message)) return null;
  const issued = issuedTo(message, desk, mac);
  if (!issued) return null;
  const { agent, item } = issued;
  const { from, verdicts, identity } = withKnownSender(message, desk);
  if (agent.address.toLowerCase() !== normalAddress(from.address))
    return { kind: 'unproven', agent, item, why: 'other_address' };
  if (verdicts?.dmarc !== 'PASS' || identity)
    return { kind: 'unproven', agent, item, why: 'not_authenticated' };
  return { kind: 'agent', agent, item, isInCharge: inChargeOfHeld(desk).includes(agent) };
}

/** The managers; else the leads of the teams that have an inbox; else those teams. */
export function inChargeOfHeld(desk: Desk): Agent[] {
  const teams = desk.inboxes.flatMap(({ team }) => desk.teams[team] ?? []);
  const groups = [
    desk.roles['manager'] ?? [],
    teams.flatMap(({ lead }) => lead ?? []),
    teams.flatMap(({ members }) => members),
  ];
  const ids = groups.find((group) => group.length > 0) ?? [];
  return desk.agents.filter(({ id }) => ids.includes(id));
}

function issuedTo(
  { evidence, envelope }: InboundMessage,
  desk: Desk,
  mac: Mac,
): { agent: Agent; item: Ulid | null } | null {
  const domain = desk.mailDomain;
  const isForHeld = (address: string) => /^\s*held\+/i.test(address);
  const others = evidence.recipients.filter((address) => !isForHeld(address));
  if (
    others.some((address) => looksLikeReplyAddress(address, domain) || inboxOf(desk, normalAddress(address)))
  )
    return null;
  for (const address of envelope?.recipients.filter(isForHeld) ?? [])
    for (const agent of desk.agents) {
      const token = readHeldAddress(address, { agent: agent.id, domain, mac });
      if (token) return { agent, item: token.item };
    }
  return null;
}
