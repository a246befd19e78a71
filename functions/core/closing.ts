import { answersOf } from './process-facts.ts';
import { scheduleSurvey } from './survey.ts';
import type { TicketDraft } from './ticket-draft.ts';

/** Closed without anybody having found out what was the matter. */
const UNWORKED = new Set(['spam', 'unreachable', 'duplicate', 'withdrawn']);

/** What a form is answered with when no help article would have helped. */
const NO_ARTICLE = 'no_article_fitted';

/**
 * Closes a ticket, with what the desk draws from it: how it went is asked later, the same cause is looked for in
 * other tickets, and a missing help article is listed. Of a confidential ticket nothing is drawn.
 */
export function closeTicket(draft: TicketDraft, { code, by }: { code: string; by: string }): void {
  draft.close(code, by);
  scheduleSurvey(draft);
  if (draft.ticket.confidential || UNWORKED.has(code)) return;
  const { recurring } = draft.desk.processes[draft.ticket.process.id] ?? {};
  const answers = answersInForce(draft);
  const answer = recurring && answers[recurring.field];
  if (typeof answer === 'string' && answer.trim()) draft.addEffect({ kind: 'look_for_recurrence', answer });
  if (Object.values(answers).some(saysNoArticle)) draft.addEffect({ kind: 'list_gap' });
}

/** Those of the run that comes to its end: what an earlier one was answered may have been wrong. */
function answersInForce({ steps, ticket }: TicketDraft): Record<string, unknown> {
  return answersOf(steps.filter(({ run }) => run === ticket.process.run));
}

function saysNoArticle(answer: unknown): boolean {
  return answer === NO_ARTICLE || (Array.isArray(answer) && answer.includes(NO_ARTICLE));
}
