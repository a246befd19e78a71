import type { Desk } from '../core/desk.ts';
import { readArticle } from '../core/article.ts';
import { normalAddress } from '../core/inbound-message.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { mailFacts } from '../core/mail-facts.ts';
import { templateName } from '../core/process-template.ts';
import type { StepDefinition } from '../core/process-template.ts';
import type { Participant, Step, Ticket } from '../core/ticket.ts';
import { mailTextNamed, renderMailText } from './mail-texts.ts';

/** What the desk writes to whoever asked, whatever the process. */
const TO_CUSTOMERS = [
  'acknowledgement',
  'customer-reminder',
  'files-not-taken',
  'form-incomplete',
  'request-merged',
  'request-unmerged',
  'survey',
] as const;

const STATUS_URL = /https?:\/\/[^\s<>"]{1,200}\/t\/[0-9a-z]{37}/;
/** As `momentText` writes it. */
const MOMENT = /\p{Lu}\p{L}+ \d{1,2} \p{Lu}\p{L}+ \d{4}, \d{2}:\d{2} \([\w/+-]+\)/u;

interface Automatic {
  ticket: Ticket;
  participants: Participant[];
  steps: Step[];
  desk: Desk;
}

/**
 * The texts that the desk may have sent by itself to whoever wrote a mail, made anew: they are kept nowhere. What changes
 * from mail to mail (link, moment, help articles) is taken from what he quotes. None for a mail that names neither the
 * ticket nor its page, for every one of those texts does. Reads nothing.
 */
export function automaticTexts(on: Automatic, { from, reply }: InboundMessage): string[] {
  const { ticket, participants, desk } = on;
  const statusUrl = STATUS_URL.exec(reply)?.[0] ?? '';
  const reader = participants.find(({ address }) => address === normalAddress(from.address));
  if (!reader || !(reply.includes(ticket.ref) || statusUrl)) return [];
  const moment = MOMENT.exec(reply)?.[0] ?? '';
  const articles = Object.entries(desk.articles).flatMap(([id, source]) =>
    reply.includes(readArticle(id, source).title) ? [id] : [],
  );
  const matter = { desk, ticket, participants, participant: reader, message: null, statusUrl };
  return textsOf(on).flatMap(({ template, step }) => {
    if (desk.replies[template] === undefined) return [];
    const intent = { to: reader.id, template, class: 'auto_reply', answerAs: 'reply', articles } as const;
    const facts = mailFacts({ ...matter, intent, step });
    const asQuoted = { ...facts, replyBy: moment, step: { ...facts.step, due: moment } };
    return [renderMailText(mailTextNamed(desk.replies, template), asQuoted).body];
  });
}

function textsOf({ ticket, steps, desk }: Automatic): { template: string; step: Step | null }[] {
  const own = Object.entries(desk.processes[ticket.process.id]?.steps ?? {}).flatMap(([id, definition]) => {
    const template = textOf(definition);
    return template ? [{ template, step: steps.findLast((step) => step.id === id) ?? null }] : [];
  });
  return [...TO_CUSTOMERS.map((template) => ({ template, step: null })), ...own];
}

function textOf(definition: StepDefinition): string | null {
  const isForOthers =
    definition.kind === 'external' || (definition.kind === 'message' && definition.to !== 'requester');
  return 'message' in definition && definition.message && !isForOthers
    ? templateName(definition.message)
    : null;
}
