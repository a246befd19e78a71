import { inboxOf } from './desk.ts';
import type { Desk, Inbox } from './desk.ts';
import { normalAddress } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';

/** Every inbox that a message was addressed or delivered to, by whatever alias: To before Cc before delivery, each once. */
export function inboxesNamed(message: Pick<InboundMessage, 'to' | 'cc' | 'evidence'>, desk: Desk): Inbox[] {
  const { to, cc, evidence } = message;
  const addresses = [...[...to, ...cc].map(({ address }) => address), ...evidence.recipients];
  return [...new Set(addresses.flatMap((address) => inboxOf(desk, normalAddress(address)) ?? []))];
}
