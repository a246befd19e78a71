import type { Desk } from '../core/desk.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { wouldBeVouchedFor } from '../core/known-sender.ts';
import { hasValidSeal } from '../intake/arc/verify-seal.ts';
import type { TextRecords } from './ports.ts';

/**
 * The message with its forwarder's seal checked, where that would change something: a key is looked up for mail of the
 * forwarders that desk.yaml names and of nobody else. A key that cannot be looked up proves nothing, and is said so.
 */
export async function withProvenSeal(
  { desk, textRecords }: { desk: Desk; textRecords: TextRecords },
  raw: Uint8Array,
  message: InboundMessage,
): Promise<InboundMessage> {
  const { passage } = message;
  if (!passage?.seal || !wouldBeVouchedFor(message, desk)) return message;
  const { seal } = passage;
  try {
    const isProven = await hasValidSeal(raw, textRecords);
    return isProven ? { ...message, passage: { ...passage, seal: { ...seal, isProven } } } : message;
  } catch {
    const unknown = 'the key of its forwarder could not be looked up';
    return { ...message, degraded: [...message.degraded, unknown] };
  }
}
