import { carryOutEnding, endableSteps, endingsOf, filledButOpen, withoutAnswers } from './agent-endings.ts';
import type { Ending } from './agent-endings.ts';
import { by, called, noOthers } from './agent-ordering.ts';
import type { OtherTickets } from './agent-ordering.ts';
import { planOrders } from './agent-orders.ts';
import { readAgentWords } from './commands.ts';
import type { AgentWords, GivenCommand, RefusedLine } from './commands.ts';
import { cutText } from './cut-text.ts';
import { heardFrom } from './delivery-report.ts';
import type { Desk } from './desk.ts';
import { leakIn } from './desk-phrases.ts';
import type { TicketRef } from './ids.ts';
import { namesOfFiles } from './inbound-message.ts';
import type { InboundMessage } from './inbound-message.ts';
import { strayOrders } from './merge-orders.ts';
import { isOfferedTo, takeStep } from './offer.ts';
import type { MailIntent } from './outbox.ts';
import { withoutBareQuotes, withoutQuotedLines } from './quoted-lines.ts';
import { stepCode } from './reply-address.ts';
import { colleaguesOf } from './step-owner.ts';
import { textWithLinks } from './text-links.ts';
import type { Message, Participant, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

interface AgentMail {
  message: InboundMessage;
  record: Message;
  author: Participant;
  /** What the reply address that he answered to was issued for. */
  answerAs: 'reply' | 'note';
  /** The code of the step that the mail was about which he answers. */
  about: string | null;
  /** The ticket that the mail was about, where that goes on as this one. */
  mergedAway?: TicketRef | null;
  desk: Desk;
  /** Why nobody can tell what he has written; null where it is plain. */
  unclear?: string | null;
  /** Other tickets that his orders reach; absent for a mail whose orders name none. */
  others?: OtherTickets;
}

/**
 * Does what an agent's mail says: words for the customer or the desk, commands, answers to a form. All or nothing:
 * when any line cannot be done, nothing is, the mail is kept as a note and the agent is told which line it was.
 */
export function addAgentMessage(draft: TicketDraft, mail: AgentMail): void {
  const { author, message, desk, answerAs, others = noOthers() } = mail;
  heardFrom(draft, author, message);
  const about = stepOfCode(draft, mail.about);
  const steps = endableSteps({ draft, author, about });
  const outcomes = steps.flatMap(({ definition }) => Object.keys(definition.on));
  const read = readAgentWords(message.reply, outcomes);
  const words = { ...read, text: withoutBareQuotes(read.text) };
  const files = namesOfFiles(message.attachments);
  const own = { ...words, text: withoutQuotedLines(words.text), parts: words.parts.map(withoutQuotedLines) };
  const ordering = { draft, author, desk, about, text: own.text, others };
  const found = endingsOf(own, { ...ordering, steps, answerAs, files, parts: own.parts });
  const orders = planOrders(words.commands, ordering);
  const stray = mail.mergedAway ? strayOrders(ordering, { of: mail.mergedAway, words, steps, found }) : null;
  if (stray) return refuse(draft, mail, stray);
  const lines = [...words.refused, ...lostOrders(message, outcomes), ...orders.refused];
  const refusal = refusalOf(mail, { words, lines });
  if (refusal !== null) return refuse(draft, mail, { reason: refusal, step: about });
  if (found.kind === 'refused') return refuse(draft, mail, { ...found, step: found.step ?? about });
  const said = {
    words: { ...words, text: withoutBareQuotes(withoutAnswers(words, found.endings)) },
    endings: found.endings,
  };
  const isMeantSo = words.commands.some(({ kind }) => kind === 'public');
  const open = isMeantSo ? [] : steps.filter((step) => !found.endings.some((ended) => ended.step === step));
  const leak = isPublic(said, mail) ? leakOf(draft, mail, { text: said.words.text, steps: open }) : null;
  if (leak !== null) return refuse(draft, mail, { reason: leak, step: about });
  if (about && isOfferedTo(about, author.id)) takeStep(draft, about, author);
  for (const ending of found.endings) carryOutEnding(ordering, ending);
  orders.carryOut();
  record(draft, mail, said);
}

/** Why these words must not reach the customer. */
function leakOf(
  draft: TicketDraft,
  { desk, record: { links = [] } }: AgentMail,
  { text, steps }: { text: string; steps: Step[] },
): string | null {
  const filled = steps.length > 0 ? filledButOpen(steps, withoutQuotedLines(text)) : null;
  if (filled)
    return `These words fill in the form of ${called(filled)} and do not end it. Send them again with a line such as #done; if they are for the customer, with the line #public.`;
  return leakIn(textWithLinks({ text, links }), { ticket: draft.ticket, replies: desk.replies });
}

/** Two visits may share a code; the one that is open is meant. */
function stepOfCode({ steps }: TicketDraft, code: string | null): Step | null {
  const named = steps.filter((step) => stepCode(step) === code);
  return named.findLast(({ state }) => state.kind === 'open') ?? named.at(-1) ?? null;
}

function refusalOf(
  mail: AgentMail,
  { words, lines }: { words: AgentWords; lines: RefusedLine[] },
): string | null {
  if (lines.length > 0) return refusalText(lines, words.commands);
  if (mail.unclear) return mail.unclear;
  const { attachments, saysNothing } = mail.message;
  const hasFiles = attachments.some(({ inline }) => !inline || !saysNothing);
  const isEmpty = words.text === '' && words.commands.length === 0 && !hasFiles;
  if (!isEmpty) return null;
  return saysNothing
    ? 'The mail holds nothing but what it answers, or a signature.'
    : 'The mail holds no new text and no command.';
}

/** Of a signature nothing is read; a line such as `#hiring` in it is no order that got lost. */
function lostOrders({ signature = '' }: InboundMessage, outcomes: string[]): RefusedLine[] {
  return readAgentWords(`.\n${signature}\n.`, outcomes).commands.map(({ line }) => ({
    line,
    why: 'it stands in your signature, where nothing is read',
  }));
}

export function refusalText(refused: RefusedLine[], commands: GivenCommand[]): string {
  const accepted = commands
    .map(({ line }) => line)
    .filter((line) => !refused.some((one) => one.line === line));
  const wrong = refused.map(({ line, why }) => `${line}\n  ${why}`).join('\n');
  const right = accepted.length > 0 ? `\n\nThese could be:\n\n${accepted.join('\n')}` : '';
  return `These lines cannot be carried out:\n\n${wrong}${right}`;
}

interface Said {
  words: AgentWords;
  endings: Ending[];
}

function isPublic({ words, endings }: Said, mail: AgentMail): boolean {
  return !answersForm(endings) && isForCustomer(words, mail);
}

function answersForm(endings: Ending[]): boolean {
  return endings.some(({ step }) => step.definition.kind !== 'task');
}

function record(draft: TicketDraft, mail: AgentMail, said: Said): void {
  const { author } = mail;
  const { words, endings } = said;
  const { attachments, id } = mail.record;
  if (!words.text && attachments.length === 0) return;
  const toCustomer = isPublic(said, mail);
  draft.addMessage({
    ...mail.record,
    text: words.text,
    author: author.id,
    visibility: toCustomer ? 'public' : 'internal',
  });
  draft.addEvent(toCustomer ? 'reply_sent' : 'note_added', by(author), { message: id });
  if (toCustomer) return answerCustomer(draft, mail);
  if (answersForm(endings) || !words.text) return;
  tellColleagues(draft, { author, message: id });
}

/** Others at work on the ticket read a note. */
export function tellColleagues(draft: TicketDraft, note: { author: Participant; message: string }): void {
  for (const to of colleaguesOf(draft).filter((colleague) => colleague !== note.author.id))
    send(draft, {
      to,
      template: 'note-to-agent',
      class: 'notification',
      message: note.message,
      answerAs: 'note',
    });
}

/** Words beside these orders are for the colleague who takes over, or say why. */
const ordersWithReasons: ReadonlySet<GivenCommand['kind']> = new Set([
  'assign',
  'delegate',
  'problem',
  'waive',
  'reopen',
  'merge',
  'unmerge',
]);

/**
 * What an agent writes in answer to a mail from the customer's side is for the customer, unless he says otherwise.
 * Commands with nothing but the picture of a signature below them are no words to the customer.
 */
function isForCustomer(words: AgentWords, { answerAs, record: { attachments } }: AgentMail): boolean {
  const kinds = new Set(words.commands.map(({ kind }) => kind));
  if (kinds.has('note')) return false;
  if (words.text === '' && words.commands.length > 0 && attachments.every(({ inline }) => inline))
    return false;
  if (kinds.has('public')) return true;
  if (words.commands.some((command) => command.kind === 'close' && command.code === 'spam')) return false;
  return (
    answerAs === 'reply' && (kinds.has('outcome') || ![...kinds].some((kind) => ordersWithReasons.has(kind)))
  );
}

function answerCustomer(draft: TicketDraft, mail: AgentMail): void {
  const answer = { class: 'reply', message: mail.record.id, answerAs: 'reply' } as const;
  for (const participant of draft.participants) {
    const isRequester = participant.id === draft.ticket.requester;
    const isReader = isRequester
      ? participant.address !== ''
      : participant.role === 'cc' && !participant.left;
    if (!isReader) continue;
    const reads = isRequester && draft.ticket.chat && !participant.lastMessageId;
    send(
      draft,
      reads
        ? { ...answer, to: participant.id, template: 'chat-transcript-reply', unlessSeen: true }
        : { ...answer, to: participant.id, template: 'agent-reply' },
    );
  }
}

/** Characters: what he wrote may stand in it. */
const LONGEST_REASON = 20_000;

/** His answer to the refusal is about the same step, or about the form that was not complete. */
function refuse(draft: TicketDraft, mail: AgentMail, refusal: { reason: string; step: Step | null }): void {
  const { author, answerAs } = mail;
  const { reason, step } = refusal;
  draft.addMessage({
    ...mail.record,
    author: author.id,
    visibility: 'internal',
    flags: [...mail.record.flags, 'refused'],
  });
  draft.addEvent('commands_refused', by(author), { message: mail.record.id });
  const isOpen = step?.state.kind === 'open';
  send(draft, {
    to: author.id,
    template: 'command-refused',
    class: 'auto_reply',
    message: mail.record.id,
    ...(step && isOpen ? { step: { id: step.id, visit: step.visit } } : {}),
    answerAs,
    facts: { reason: cutText(reason, LONGEST_REASON) },
  });
}

function send(draft: TicketDraft, mail: MailIntent): void {
  draft.addEffect({ kind: 'send_mail', mail });
}
