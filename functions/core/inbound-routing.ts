import { inboxOf, isOwnAddress } from './desk.ts';
import type { Desk, Inbox } from './desk.ts';
import { normalAddress } from './inbound-message.ts';
import type { InboundMessage, Mailbox } from './inbound-message.ts';
import { looksLikeReplyAddress } from './reply-address.ts';

/** More people than this on one mail is a mailing, not a conversation. */
export const MOST_PEOPLE = 25;
/** RFC 5321 §4.5.3.1: 64 octets, an @ and 255 octets. */
const LONGEST_ADDRESS = 320;

/** The inbox that owns a new ticket: the first of ours in To, then Cc, then wherever it was delivered. */
export function inboxFor(message: InboundMessage, desk: Desk): Inbox | null {
  const named = [...message.to, ...message.cc].map((mailbox) => mailbox.address);
  const addresses = [...named, message.door, ...message.evidence.recipients].map(normalAddress);
  const found = addresses.flatMap((address) => inboxOf(desk, address) ?? [])[0];
  if (found) return found;
  const answersNothingWeKnow = addresses.some((address) => looksLikeReplyAddress(address, desk.mailDomain));
  return answersNothingWeKnow ? (desk.inboxes[0] ?? null) : null;
}

/** Others whom the sender put on the mail: never our own addresses, never an agent, never himself. */
export function companionsOf(message: InboundMessage, desk: Desk): Mailbox[] {
  const sender = normalAddress(message.from.address);
  const seen = new Set([sender]);
  return [...message.to, ...message.cc].filter((mailbox) => {
    const address = normalAddress(mailbox.address);
    const isAgent = desk.agents.some((agent) => agent.address.toLowerCase() === address);
    if (message.passage?.through.includes(address)) return false;
    if (!isAddress(address) || seen.has(address) || isAgent || isOwnAddress(desk, address)) return false;
    seen.add(address);
    return true;
  });
}

/**
 * What somebody recovers may have been held for whom it came from or to: what no ticket can hold is left out, a
 * sender whom nobody could answer and people more than take part in a conversation.
 */
export function fitForTicket(message: InboundMessage, desk: Desk): InboundMessage {
  const { from } = message;
  const isCrowd = companionsOf(message, desk).length > MOST_PEOPLE;
  return {
    ...message,
    from:
      message.channel !== 'mail' || isAddress(normalAddress(from.address)) ? from : { ...from, address: '' },
    ...(isCrowd
      ? { to: [], cc: [], degraded: [...message.degraded, 'who else it went to was left out'] }
      : {}),
  };
}

/** Nobody has read what it answers, and nobody would read an answer to it. */
export function isByMachine({ class: kind }: InboundMessage): boolean {
  return kind !== 'human' && kind !== 'bulk';
}

/** Whether somebody could be written to there. */
export function isAddress(address: string): boolean {
  return address.includes('@') && address.length <= LONGEST_ADDRESS;
}
