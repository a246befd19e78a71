import type { Article } from '../core/article.ts';
import type { StepDefinition } from '../core/process-template.ts';
import { templateName } from '../core/process-template.ts';
import type { TicketDraft } from '../core/ticket-draft.ts';
import { fittingArticles } from './fitting-articles.ts';
import type { OpenStepDeps, StepEntry } from './step-entry.ts';
import type { Store } from './ports.ts';

/** Characters of the first message that are looked at: what comes later is detail. */
const WORDS_READ = 2_000;
/** Among so many first messages the requester's own is. */
const FIRST_MESSAGES = 10;

/**
 * Answers the requester's first mail with the help articles that fit it, if he may be answered by a machine. Who is
 * in a hurry and who writes in confidence gets the acknowledgement alone.
 */
export async function suggestArticles(
  { store, desk }: OpenStepDeps,
  draft: TicketDraft,
  { entry, definition }: { entry: StepEntry; definition: Extract<StepDefinition, { kind: 'suggest' }> },
): Promise<void> {
  const { acknowledge, ...ticket } = draft.ticket;
  const mayHelp = !ticket.confidential && ticket.priority !== 'P1' && ticket.priority !== 'P2';
  const words = mayHelp ? `${ticket.subject}\n${await firstWords(store, draft)}` : '';
  const articles = fittingArticles(desk.articles, { words, most: definition.most });
  draft.addEvent('articles_suggested', 'process', { step: entry.step, articles: articles.map(named) });
  if (!acknowledge) return;
  draft.ticket = ticket;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: ticket.requester,
      template: templateName(definition.message),
      class: 'auto_reply',
      answerAs: 'reply',
      ...(articles.length > 0 ? { articles: articles.map(({ id }) => id) } : {}),
    },
  });
}

function named({ id, title }: Article): Pick<Article, 'id' | 'title'> {
  return { id, title };
}

async function firstWords(store: Store, { ticket }: TicketDraft): Promise<string> {
  const { items } = await store.messages(ticket.ref, { limit: FIRST_MESSAGES });
  const first = items.find(({ author }) => author === ticket.requester);
  return (first?.text ?? '').slice(0, WORDS_READ);
}
