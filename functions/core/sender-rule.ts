import { domainOf, normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { isAddress } from './inbound-routing.ts';
import type { Instant } from './instant.ts';
import type { SuspensionCause } from './suspended-item.ts';

/** What somebody of the desk has decided about a sender. */
export interface SenderRule {
  kind: 'allow' | 'block';
  /** An address, or a whole domain as `@shop.example`; in lower case. */
  sender: string;
  by: string;
  why: string;
  at: Instant;
  /** null: for good. */
  until: Instant | null;
}

/** What the mail service and the mail itself say about a sender, and a person may know better. */
const SET_ASIDE_BY_ALLOWING: SuspensionCause[] = ['spam', 'bulk_mail', 'automated_mail'];

/** The senders whose rules hold for an address, the closest first. */
export function sendersOf(address: string): string[] {
  const sender = normalAddress(address);
  return sender.includes('@') ? [...new Set([sender, `@${domainOf(sender)}`])] : [];
}

/** An address or `@domain` as people write it; null for anything else. */
export function readSender(text: string): string | null {
  const sender = normalAddress(text);
  const isOne = isAddress(sender) && /^[^@\s,<>]{0,64}@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(sender);
  return isOne ? sender : null;
}

/**
 * The causes that do not count for a message whose sender is allowed. The rule is for whom it names: it does nothing
 * for a sender that DMARC says is forged (RFC 7489), and nothing for bounces, which anybody can bring about.
 */
export function setAsideBy(rule: SenderRule | null, message: InboundMessage): SuspensionCause[] {
  const isHis = message.verdicts?.dmarc !== 'FAIL' && message.class !== 'bounce';
  return rule?.kind === 'allow' && isHis ? SET_ASIDE_BY_ALLOWING : [];
}
