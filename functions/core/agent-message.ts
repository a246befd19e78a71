import { carryOutEnding, endableSteps, endingsOf, withoutAnswers } from './agent-endings.ts';
import type { Ending } from './agent-endings.ts';
import { by, noOthers } from './agent-ordering.ts';
import type { OtherTickets } from './agent-ordering.ts';
import { planOrders } from './agent-orders.ts';
import { readAgentWords } from './commands.ts';
import type { AgentWords, GivenCommand, RefusedLine } from './commands.ts';
import { cutText } from './cut-text.ts';
import { heardFrom } from './delivery-report.ts';
import type { Desk } from './desk.ts';
import type { TicketRef } from './ids.ts';
import type { InboundMessage } from './inbound-message.ts';
import { strayOrders } from './merge-orders.ts';
import { isOfferedTo, takeStep } from './offer.ts';
import type { MailIntent } from './outbox.ts';
import { stepCode } from './reply-address.ts';
import { colleaguesOf } from './step-owner.ts';
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
  const words = readAgentWords(
    message.reply,
    steps.flatMap(({ definition }) => Object.keys(definition.on)),
  );
  const files = message.attachments.filter(({ inline }) => !inline).map(({ name }) => name);
  const ordering = { draft, author, desk, about, text: words.text, others };
  const found = endingsOf(words, { ...ordering, steps, answerAs, files });
  const orders = planOrders(words.commands, ordering);
  const stray = mail.mergedAway ? strayOrders(ordering, { of: mail.mergedAway, words, steps, found }) : null;
  if (stray) return refuse(draft, mail, stray);
  const refusal = refusalOf(mail, { words, lines: [...words.refused, ...orders.refused] });
  if (refusal !== null) return refuse(draft, mail, { reason: refusal, step: about });
  if (found.kind === 'refused') return refuse(draft, mail, { ...found, step: found.step ?? about });
  if (about && isOfferedTo(about, author.id)) takeStep(draft, about, author);
  for (const ending of found.endings) carryOutEnding(ordering, ending);
  orders.carryOut();
  const text = withoutAnswers(words.text, found.endings);
  record(draft, mail, { words: { ...words, text }, endings: found.endings });
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
  const isEmpty = words.text === '' && words.commands.length === 0 && mail.message.attachments.length === 0;
  return isEmpty ? 'The mail holds no new text and no command.' : null;
}

function refusalText(refused: RefusedLine[], commands: GivenCommand[]): string {
  const accepted = commands
    .map(({ line }) => line)
    .filter((line) => !refused.some((one) => one.line === line));
  const wrong = refused.map(({ line, why }) => `${line}\n  ${why}`).join('\n');
  const right = accepted.length > 0 ? `\n\nThese could be:\n\n${accepted.join('\n')}` : '';
  return `These lines cannot be carried out:\n\n${wrong}${right}`;
}

function record(draft: TicketDraft, mail: AgentMail, said: { words: AgentWords; endings: Ending[] }): void {
  const { author } = mail;
  const { words, endings } = said;
  const { attachments, id } = mail.record;
  if (!words.text && attachments.length === 0) return;
  const answersForm = endings.some(({ step }) => step.definition.kind !== 'task');
  const isPublic = !answersForm && isForCustomer(words, mail);
  draft.addMessage({
    ...mail.record,
    text: words.text,
    author: author.id,
    visibility: isPublic ? 'public' : 'internal',
  });
  draft.addEvent(isPublic ? 'reply_sent' : 'note_added', by(author), { message: id });
  if (isPublic) return answerCustomer(draft, mail);
  if (answersForm || !words.text) return;
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
