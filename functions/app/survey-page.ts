import { cutText } from '../core/cut-text.ts';
import { inboxOf } from '../core/desk.ts';
import type { TicketRef } from '../core/ids.ts';
import type { Instant } from '../core/instant.ts';
import { bodyText } from '../core/outgoing-mail.ts';
import { answerSurvey, surveyOpenUntil } from '../core/survey.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { withinBudget } from './customer-answer.ts';
import { pageTimeZone } from './customer-page.ts';
import type { PageDeps, PageVisitor } from './customer-page.ts';
import { changesOf, decideAndCommit } from './ticket-changes.ts';

/** Characters; what is longer is a matter to write about. */
export const LONGEST_COMMENT = 2_000;

export interface SurveyView {
  ref: TicketRef;
  subject: string;
  desk: string;
  timeZone: string;
  /** Null when this person is not asked, or not any more. */
  open: { cycle: number; until: Instant } | null;
  /** What was answered before. */
  score: number | null;
  comment: string;
}

export type SurveyOutcome =
  /** The question was about an earlier closing, or its time is over. */
  { kind: 'rated' } | { kind: 'moved_on' } | { kind: 'too_many' };

/** The question how it went, as far as it is this visitor's to answer; reads only. */
export function surveyView({ desk, clock }: PageDeps, visitor: PageVisitor): SurveyView {
  const { ticket } = visitor.state;
  const isHis = visitor.participant.id === ticket.requester;
  const until = isHis ? surveyOpenUntil(ticket) : null;
  const survey = isHis ? ticket.survey : undefined;
  return {
    ref: ticket.ref,
    subject: ticket.subject,
    desk: inboxOf(desk, ticket.inbox)?.name ?? desk.name,
    timeZone: pageTimeZone(desk, ticket),
    open: until && survey && clock() <= until ? { cycle: survey.cycle, until } : null,
    score: survey?.score ?? null,
    comment: survey?.comment ?? '',
  };
}

/** Saves an answer, over the one that was given before. */
export async function answerFromSurvey(
  deps: PageDeps,
  visitor: PageVisitor,
  answer: { score: number; comment: string; cycle: number },
): Promise<SurveyOutcome> {
  const { store, desk, clock } = deps;
  const { ticket } = visitor.state;
  if (visitor.participant.id !== ticket.requester) return { kind: 'moved_on' };
  if (!(await withinBudget(deps, visitor))) return { kind: 'too_many' };
  const comment = cutText(bodyText(answer.comment), LONGEST_COMMENT);
  const { result: isSaved } = await decideAndCommit<boolean>(store, async () => {
    const state = await store.ticket(ticket.ref);
    if (!state || state.ticket.survey?.cycle !== answer.cycle) return { changes: [], result: false };
    const draft = new TicketDraft(state, { now: clock(), desk });
    if (!answerSurvey(draft, { score: answer.score, comment })) return { changes: [], result: false };
    return { changes: changesOf(draft.finish(), 'update_ticket'), result: true };
  });
  return { kind: isSaved ? 'rated' : 'moved_on' };
}
