import { calendarNamed, openingOn } from './calendar.ts';
import { questionsTo } from './contact-step.ts';
import type { Desk } from './desk.ts';
import type { InboundMessage } from './inbound-message.ts';
import { instantOf, millisOf } from './instant.ts';
import type { Participant } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** An absence that is longer is no reason to wait. */
const LONGEST_ABSENCE_MS = 30 * 24 * 60 * 60_000;

/**
 * The requester's mailbox says until when he is away: the time of his questions stands still until the desk opens on
 * the day on which he is back, at most thirty days and once a question.
 */
export function waitForReturn(
  draft: TicketDraft,
  away: { message: InboundMessage; author: Participant; desk: Desk },
): void {
  const { message, author, desk } = away;
  const { returnsOn } = message;
  if (!message.outOfOffice || !returnsOn || author.id !== draft.ticket.requester) return;
  const longest = instantOf(millisOf(draft.now) + LONGEST_ABSENCE_MS);
  for (const question of questionsTo(draft, author.id)) {
    const { id, visit, holds = [] } = question;
    const opening = openingOn(calendarNamed(desk.calendars, question.calendar), returnsOn);
    const until = opening < longest ? opening : longest;
    if (until <= draft.now || !draft.fireOnce(`away:${id}#${visit}`)) continue;
    draft.putStep({ ...question, holds: [...holds, { from: draft.now, to: until, why: 'away' }] });
    draft.addEvent('customer_away', `participant:${author.id}`, { step: id, visit, until });
  }
}
