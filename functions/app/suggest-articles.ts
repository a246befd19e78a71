import type { Article } from '../core/article.ts';
import { factsOfFiles } from '../core/files-not-taken.ts';
import type { StepDefinition } from '../core/process-template.ts';
import { templateName } from '../core/process-template.ts';
import type { Message } from '../core/ticket.ts';
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
  const first = await firstMessage(store, draft);
  const words = mayHelp ? `${ticket.subject}\n${(first?.text ?? '').slice(0, WORDS_READ)}` : '';
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
      ...factsOfFiles(first),
      ...(articles.length > 0 ? { articles: articles.map(({ id }) => id) } : {}),
    },
  });
}

function named({ id, title }: Article): Pick<Article, 'id' | 'title'> {
  return { id, title };
}

async function firstMessage(store: Store, { ticket }: TicketDraft): Promise<Message | undefined> {
  const { items } = await store.messages(ticket.ref, { limit: FIRST_MESSAGES });
  return items.find(({ author }) => author === ticket.requester);
}
