import { addBusinessMinutes, calendarNamed, durationMinutes } from './calendar.ts';
import { surveyDue } from './deadlines.ts';
import { agentByAddress } from './desk.ts';
import { instantOf, millisOf } from './instant.ts';
import type { Instant } from './instant.ts';
import { calendarOf } from './process-facts.ts';
import { leadOf } from './step-owner.ts';
import type { Ticket } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** The question how it went: once a closing, by mail, answered on a page. */

const NEVER_AFTER = new Set(['spam', 'unreachable', 'duplicate', 'withdrawn']);
const EDITABLE_MS = 14 * 86_400_000;
/** Scores up to this one bring the lead to the customer. */
const UNHAPPY = 2;

/** Plans the question for a ticket that has just been closed, if its process asks and its requester can be asked. */
export function scheduleSurvey(draft: TicketDraft): void {
  const { ticket, now, desk } = draft;
  const survey = desk.processes[ticket.process.id]?.survey;
  const cycle = ticket.process.run;
  if (!survey || !ticket.closed || NEVER_AFTER.has(ticket.closed.code) || ticket.confidential) return;
  if (ticket.survey?.cycle === cycle || !mayBeAsked(draft)) return;
  const calendar = calendarNamed(desk.calendars, calendarOf(ticket, desk));
  const dueAt = addBusinessMinutes(calendar, now, durationMinutes(calendar, survey.after));
  draft.ticket = { ...ticket, survey: { cycle, dueAt } };
}

function mayBeAsked(draft: TicketDraft): boolean {
  const { address, agentId, undeliverable } = draft.participant(draft.ticket.requester);
  return address !== '' && !agentId && !undeliverable && !agentByAddress(draft.desk, address);
}

/** Asks what was planned, unless the ticket was opened again or has its answer. */
export function askSurvey(draft: TicketDraft): void {
  const { ticket, now } = draft;
  const due = surveyDue(ticket);
  if (!ticket.survey || !due || due > now) return;
  draft.ticket = { ...ticket, survey: { ...ticket.survey, askedAt: now } };
  draft.addEvent('survey_asked', 'desk', { cycle: ticket.survey.cycle });
  draft.addEffect({
    kind: 'send_mail',
    mail: { to: ticket.requester, template: 'survey', class: 'notification', answerAs: 'reply' },
  });
}

/** Until when an answer may be given or changed; null when nobody was asked, or about an earlier closing. */
export function surveyOpenUntil({ survey, closed, process }: Ticket): Instant | null {
  if (!survey?.askedAt || !closed || survey.cycle !== process.run) return null;
  return instantOf(millisOf(survey.askedAt) + EDITABLE_MS);
}

/**
 * Writes an answer down; a bad one reaches the lead once a closing, who may answer the customer at once.
 * @param answer.score 1 (very bad) to 5. @returns false when the question is not open (any more).
 */
export function answerSurvey(
  draft: TicketDraft,
  { score, comment }: { score: number; comment: string },
): boolean {
  const { ticket, now } = draft;
  const until = surveyOpenUntil(ticket);
  if (!ticket.survey || !until || now > until) return false;
  const { cycle } = ticket.survey;
  draft.ticket = { ...ticket, survey: { ...ticket.survey, score, comment } };
  draft.addEvent('survey_answered', `participant:${ticket.requester}`, { cycle, score });
  if (score > UNHAPPY || !draft.fireOnce(`recovery:${cycle}`)) return true;
  const lead = leadOf(draft, draft.desk);
  draft.addEvent('recovery_asked', 'desk', { cycle, to: lead.id });
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: lead.id,
      template: 'survey-recovery',
      class: 'notification',
      answerAs: 'reply',
      facts: { score: String(score), comment },
    },
  });
  return true;
}
