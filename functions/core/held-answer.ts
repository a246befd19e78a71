import type { Desk } from './desk.ts';
import { firedLately } from './fired.ts';
import type { Ulid } from './ids.ts';
import type { InboundMessage } from './inbound-message.ts';
import { isByMachine } from './inbound-routing.ts';
import { headerText } from './outgoing-mail.ts';
import { workersOf } from './step-owner.ts';
import type { Refusal, SuspensionCause } from './suspended-item.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** Held for who wrote it or what it carries; a person may have meant it for whoever works on the ticket. */
const MAY_BE_MEANT: ReadonlySet<SuspensionCause> = new Set([
  'unknown_sender_update',
  'confidential_unknown_sender',
  'auth_failed',
  'reply_to_conflict',
  'malware_attachment',
  'encrypted_unreadable',
  'policy',
]);

/**
 * Tells whoever works on an open ticket that an answer to it is held, who can have it let in: once a day and ticket, and
 * each time in its history. Of spam, viruses, loops and floods nobody is told; the digest counts them.
 * @param held.item under which it is held.
 */
export function tellOfHeld(
  draft: TicketDraft,
  held: { refusal: Refusal; message: InboundMessage; item: Ulid; desk: Desk },
): void {
  const { refusal, message, item, desk } = held;
  if (!MAY_BE_MEANT.has(refusal.cause) || isByMachine(message) || draft.ticket.status === 'closed') return;
  draft.addEvent('message_held', 'desk', { item, cause: refusal.cause });
  const fired = firedLately(draft.ticket.fired, draft.now);
  if (fired.some((name) => name.startsWith('held:'))) return;
  draft.ticket = { ...draft.ticket, fired: [...fired, `held:mail@${draft.now}`] };
  const { cause, explanation } = refusal;
  const facts = {
    code: item,
    address: headerText(message.from.address, 320),
    subject: headerText(message.subject, 160),
    text: firstLines(message.reply),
    reason: explanation,
    cause,
  };
  for (const to of workersOf(draft, desk))
    draft.addEffect({
      kind: 'send_mail',
      mail: { to, template: 'message-held', class: 'notification', answerAs: 'note', held: item, facts },
    });
}

const FIRST_LINES = 8;
const LINE_LENGTH = 160;

/** Behind marks, so that nobody's words pass for the desk's, nor for orders when the mail is quoted. */
export function firstLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const shown = lines.slice(0, FIRST_LINES).map((line) => `  | ${headerText(line, LINE_LENGTH)}`);
  return [...shown, ...(lines.length > FIRST_LINES ? ['  | […]'] : [])].join('\n');
}
