import { normalAddress } from '../../functions/core/inbound-message.ts';
import type { MailFate } from '../../local/mail-fate.ts';

/** It is the delivery that was taken in, not another one of the same mail. */
export function isFirst(fate: MailFate): boolean {
  return 'again' in fate && !fate.again;
}

/** The key of the mail that was kept, held or on a ticket. */
export function placeOf(fate: MailFate): string {
  if (fate.kind === 'held') return fate.item.rawKey;
  return fate.kind === 'on_ticket' ? fate.message.rawKey : '';
}

export function classOf(fate: MailFate): string | null {
  if (fate.kind === 'held') return fate.class;
  return fate.kind === 'on_ticket' ? fate.message.class : null;
}

export function senderOf(fate: MailFate): string {
  if (fate.kind === 'held') return normalAddress(fate.item.from);
  return fate.kind === 'on_ticket' ? normalAddress(fate.message.from.address) : '';
}
