import { readArticle, shownArticle } from './article.ts';
import { calendarNamed } from './calendar.ts';
import { clockDue } from './clocks.ts';
import { deadlinePoints, stepDue } from './deadlines.ts';
import { inboxOf } from './desk.ts';
import type { Desk } from './desk.ts';
import { tagsFor } from './external-reference.ts';
import { flagInWords } from './flag-words.ts';
import type { Instant } from './instant.ts';
import { momentText } from './moment-text.ts';
import type { MailIntent } from './outbox.ts';
import {
  answerSubject,
  bodyText,
  displayName,
  firstNameOf,
  headerText,
  plainSubject,
} from './outgoing-mail.ts';
import { isOffer, offeredOrders } from './offered-orders.ts';
import { formOf, isStaffed } from './process-template.ts';
import type { StepDefinition } from './process-template.ts';
import type { Message, Participant, Step, Ticket } from './ticket.ts';

/**
 * What a text in `desk/replies` may speak of. Every name exists in every mail; what a mail is not about is `''`,
 * `false` or an empty list, so that a text never fails at the moment of sending.
 */
export interface MailFacts {
  desk: { name: string };
  inbox: { name: string; address: string };
  /** `subject` is the customer's own words: not for automatic answers, which may reach a stranger. */
  ticket: {
    ref: string;
    subject: string;
    /** What an automatic answer may call it, `''` when nothing is known but what anybody could have written. */
    about: string;
    priority: string;
    channel: string;
    /** Other inboxes to which its first mail was sent as well; nobody there was told. */
    alsoTo: string[];
  };
  /** The closed ticket that this one goes on from: which, what it was about, how it ended; `''` without one. */
  follows: { ref: string; subject: string; closed: string };
  /** The subject of everything that goes to the customer: keeps his mails together. */
  answerSubject: string;
  requester: { name: string; address: string };
  /** Whom this mail goes to. */
  participant: { name: string; address: string };
  /** `''` unless the name is plainly a person's. */
  firstName: string;
  statusUrl: string;
  /** When the customer was promised a first answer, `''` when nothing runs. */
  replyBy: string;
  /** The words that are passed on. */
  message: {
    /** Where a message has files and no words, the desk's own people read how many files: nothing is lost. */
    text: string;
    author: string;
    fromCustomer: boolean;
    /** Files that are not with the mail: why, as half a sentence, and where to fetch them, `''` where nobody may. */
    left: { name: string; why: string; url: string }[];
    /** The key under which the message is kept as it came, with all its files; `''` for what was typed to us. */
    original: string;
    /** What an agent should be wary of, in words. */
    flags: string[];
  };
  /** Lines that he may want to put into his answer, and why. */
  offers: { line: string; why: string }[];
  step: {
    id: string;
    title: string;
    kind: string;
    /** The name of whoever has it. */
    owner: string;
    /** When its owner is to be done, or when the desk stops waiting for the customer. */
    due: string;
    /** The words that end it, and what each leads to. */
    outcomes: { word: string; next: string }[];
    fields: { name: string; label: string; required: boolean; options: string[]; type: string }[];
    /** Its owner may say that it is not needed. */
    waivable: boolean;
  };
  /** Help articles that may answer it; `text` is Markdown, shortened. */
  articles: { title: string; text: string }[];
  /** The answer to this mail goes to the customer. */
  answerGoesToCustomer: boolean;
  facts: Record<FactName, string>;
  /** Of the digest of held mail. */
  held: {
    count: number;
    /** `words`: as people say it; the code is for commands. */
    causes: { cause: string; words: string; count: number }[];
    /** When the oldest was held, and when the first of those expires that soon will; `''` when none does. */
    oldest: string;
    expiring: number;
    expiresFirst: string;
    /** The first of them; `subject` may be `''`; when it is let in, it `goes onto T-7K3M-9QXA`. */
    items: {
      id: string;
      from: string;
      subject: string;
      cause: string;
      why: string;
      received: string;
      goes: string;
    }[];
    /** How many are not listed. */
    more: number;
  };
}

/** Facts that the desk gives to a text: which rung, what was refused, whose mail came back, the other of two tickets, which of his files were not taken (one a line). */
const factNames = [
  'rung',
  'metric',
  'step',
  'error',
  'reason',
  'address',
  'code',
  'score',
  'comment',
  'other',
  'cause',
  'subject',
  'text',
  'files',
] as const;
export type FactName = (typeof factNames)[number];

const textsToCustomers = [
  'acknowledgement',
  'agent-reply',
  'chat-transcript-reply',
  'customer-reminder',
  'files-not-taken',
  'form-incomplete',
  'request-merged',
  'request-unmerged',
  'survey',
] as const;

/** The texts that the desk's own people get; a customer never sees what stands in them. */
export const textsToAgents = [
  'attention-needed',
  'clock-warning',
  'command-refused',
  'contact-unreachable',
  'files-not-sent',
  'held-digest',
  'held-orders',
  'mail-returned',
  'message-held',
  'message-to-agent',
  'note-to-agent',
  'request-joined',
  'step-assigned',
  'step-escalation',
  'step-offered',
  'step-problem',
  'step-reminder',
  'survey-recovery',
] as const;

/** The texts that the desk sends on its own account; a process may name more. */
export const builtInTexts = [...textsToCustomers, ...textsToAgents] as const;

/** What a mail is made from. */
export interface MailMatter {
  desk: Desk;
  ticket: Ticket;
  participants: Participant[];
  participant: Participant;
  intent: MailIntent;
  message: { content: Message; text: string; left: MailFacts['message']['left'] } | null;
  step: Step | null;
  /** The participant's own. */
  statusUrl: string;
}

export function mailFacts(mail: MailMatter): MailFacts {
  const { desk, ticket, participant, intent, step } = mail;
  const requester = mail.participants.find(({ id }) => id === ticket.requester) ?? participant;
  const given: Record<string, string> = intent.facts ?? {};
  return {
    desk: { name: desk.name },
    inbox: { name: inboxOf(desk, ticket.inbox)?.name ?? desk.name, address: ticket.inbox },
    ticket: {
      ref: ticket.ref,
      subject: ticket.confidential ? 'Confidential request' : plainSubject(ticket.subject),
      about: ticket.confidential ? '' : (ticket.about ?? ''),
      priority: ticket.priority,
      channel: ticket.channel,
      alsoTo: ticket.referrals ?? [],
    },
    follows: followed(ticket),
    answerSubject: answerSubject(
      ticket.lastSubject ?? ticket.subject,
      ticket.ref,
      tagsFor(participant.address, ticket),
    ),
    requester: { name: calledName(requester), address: requester.address },
    participant: { name: displayName(participant.name), address: participant.address },
    firstName: firstNameOf(participant.name),
    statusUrl: mail.statusUrl,
    replyBy: replyBy(ticket, desk),
    message: messageFacts(mail),
    offers: participant.agentId ? offeredOrders(mail) : [],
    step: step ? stepFacts(step, mail) : noStep,
    articles: (intent.articles ?? []).flatMap((id) => articleFacts(id, desk)),
    answerGoesToCustomer: intent.answerAs === 'reply' && participant.id !== ticket.requester,
    facts: namedFacts(given),
    held: noHeld,
  };
}

function followed({ links = [], confidential }: Ticket): MailFacts['follows'] {
  const link = links.find(({ kind }) => kind === 'follows');
  if (!link) return noFollows;
  const { ref, about = '', closed = '' } = link;
  return { ref, subject: confidential ? '' : headerText(about, 160), closed: closed.replaceAll('_', ' ') };
}

export const noFollows: MailFacts['follows'] = { ref: '', subject: '', closed: '' };

export const noHeld: MailFacts['held'] = {
  count: 0,
  causes: [],
  oldest: '',
  expiring: 0,
  expiresFirst: '',
  items: [],
  more: 0,
};

export function namedFacts(given: Record<string, string>): MailFacts['facts'] {
  return Object.fromEntries(factNames.map((name) => [name, given[name] ?? ''])) as MailFacts['facts'];
}

export const noMessage: MailFacts['message'] = {
  text: '',
  author: '',
  fromCustomer: false,
  left: [],
  original: '',
  flags: [],
};

export const noStep: MailFacts['step'] = {
  id: '',
  title: '',
  kind: '',
  owner: '',
  due: '',
  outcomes: [],
  fields: [],
  waivable: false,
};

/** Only a visitor of the chat may have left neither a name nor an address. */
function calledName({ name, address }: Pick<Participant, 'name' | 'address'>): string {
  return displayName(name) || address || 'a visitor of the chat';
}

function messageFacts(mail: MailMatter): MailFacts['message'] {
  const { message, participants, participant, ticket } = mail;
  if (!message) return noMessage;
  const { author: authorId, from, attachments, rawKey, flags } = message.content;
  const author = participants.find(({ id }) => id === authorId);
  return {
    text:
      bodyText(message.text) ||
      (participant.agentId ? filesAlone(attachments.filter(({ opened }) => !opened).length) : ''),
    author: calledName(author ?? from),
    fromCustomer: author?.id === ticket.requester,
    left: message.left,
    original: headerText(rawKey, 200),
    flags: flags.filter((flag) => !isOffer(flag)).map((flag) => headerText(flagInWords(flag), 200)),
  };
}

function filesAlone(count: number): string {
  return count === 0 ? '' : `(no text, ${count} ${count === 1 ? 'file' : 'files'})`;
}

function stepFacts(step: Step, { desk, ticket, participants }: MailMatter): MailFacts['step'] {
  const { definition } = step;
  const steps = desk.processes[ticket.process.id]?.steps ?? {};
  const end = stepEnd(step, desk);
  const owner = participants.find(({ id }) => id === step.owner);
  return {
    id: step.id,
    title: titleOf(step.id, definition),
    kind: definition.kind,
    owner: owner ? calledName(owner) : '',
    due: end ? momentText(end, calendarNamed(desk.calendars, step.calendar).timeZone) : '',
    outcomes: Object.entries(definition.on).map(([word, target]) => ({
      word,
      next: nextText(target, steps[target]),
    })),
    fields: Object.entries(formOf(definition)).map(([name, field]) => ({
      name,
      label: field.label ?? '',
      required: field.required,
      options: field.options ?? [],
      type: field.type,
    })),
    waivable: isStaffed(definition) && definition.waivable && !definition.mandatory,
  };
}

/** None for an article that was taken away meanwhile. */
function articleFacts(id: string, desk: Desk): MailFacts['articles'] {
  const source = desk.articles[id];
  if (source === undefined) return [];
  const article = readArticle(id, source);
  return [{ title: headerText(article.title, 160), text: bodyText(shownArticle(article)) }];
}

function stepEnd(step: Step, desk: Desk): Instant | null {
  const due = stepDue(step, desk.calendars);
  if (due) return due;
  const points = deadlinePoints({
    ticket: { clocks: [], fired: [] },
    steps: [step],
    calendars: desk.calendars,
  });
  return points.find((point) => point.kind === 'step_expires')?.at ?? null;
}

function nextText(target: string, definition: StepDefinition | undefined): string {
  if (!definition) return '';
  return definition.kind === 'close'
    ? `close as ${target.replaceAll('_', ' ')}`
    : titleOf(target, definition);
}

/** A step's own title, else its id made readable: `root_cause` is "Root cause". */
export function titleOf(id: string, definition: StepDefinition): string {
  const words = id.replaceAll('_', ' ');
  return definition.title ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function replyBy(ticket: Ticket, desk: Desk): string {
  const clock = ticket.clocks.find(
    ({ metric, state }) => metric === 'first_reply' && state.kind === 'running',
  );
  if (!clock) return '';
  const calendar = calendarNamed(desk.calendars, clock.calendar);
  const due = clockDue(clock, calendar);
  return due ? momentText(due, calendar.timeZone) : '';
}
