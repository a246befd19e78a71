import { stopClock } from './clocks.ts';
import { readAgentWords } from './commands.ts';
import type { AgentWords, Command } from './commands.ts';
import type { Desk } from './desk.ts';
import { mentionsFields, readAnswers } from './form-answers.ts';
import type { InboundMessage } from './inbound-message.ts';
import type { Instant } from './instant.ts';
import { isStaffed } from './process-template.ts';
import type { StaffedStep } from './process-template.ts';
import { agentParticipant } from './step-owner.ts';
import type { Message, Participant, Step } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

export interface AgentMail {
  message: InboundMessage;
  record: Message;
  author: Participant;
  /** What the reply address that he answered to was issued for. */
  answerAs: 'reply' | 'note';
  desk: Desk;
}

type StaffedOpenStep = Step & { definition: StaffedStep };

/** A step that the mail ends, and how. */
interface Ending {
  step: StaffedOpenStep;
  outcome: string;
  answers: Record<string, unknown>;
}

/** Visitors of a chat who have not looked for this long are answered by mail as well. */
const VISITOR_GONE_AFTER = 2 * 60_000;

/**
 * Does what an agent's mail says: words for the customer or the desk, commands, answers to a form. All or nothing:
 * when any line cannot be done, nothing is, the mail is kept as a note and the agent is told which line it was.
 */
export function addAgentMessage(draft: TicketDraft, mail: AgentMail): void {
  const { author, message } = mail;
  if (message.messageId) draft.putParticipant({ ...author, lastMessageId: message.messageId });
  const steps = staffedSteps(draft, author);
  const words = readAgentWords(
    message.reply,
    steps.flatMap((step) => Object.keys(step.definition.on)),
  );
  const endings = endingsOf(words, steps, mail.answerAs);
  const refusal = refusalOf(words, endings, mail) ?? assignmentRefusal(words.commands, mail.desk);
  if (refusal !== null) return refuse(draft, mail, refusal);
  if (!draft.ticket.closed) draft.ticket = assign(draft, mail, words.commands);
  const isAnswer = endings.kind === 'found' && endings.ending.step.definition.kind !== 'task';
  const isPublic =
    mail.answerAs === 'reply' && !isAnswer && !words.commands.some((command) => command.kind === 'note');
  record(draft, mail, { text: words.text, isPublic });
  if (endings.kind === 'found') {
    const { step, outcome, answers } = endings.ending;
    draft.completeStep(step, { outcome, answers, by: `participant:${author.id}` });
  }
}

/** His own steps first, so that `#done` means his; an agent may end a colleague's step as well. */
function staffedSteps(draft: TicketDraft, author: Participant): StaffedOpenStep[] {
  const staffed = draft.openSteps.flatMap((step) =>
    isStaffed(step.definition) ? [{ ...step, definition: step.definition }] : [],
  );
  const own = staffed.filter((step) => step.owner === author.id);
  return own.length > 0 ? own : staffed;
}

type Endings =
  | { kind: 'none' }
  | { kind: 'found'; ending: Ending }
  | { kind: 'incomplete'; missing: string[]; invalid: string[] };

function endingsOf(words: AgentWords, steps: StaffedOpenStep[], answerAs: 'reply' | 'note'): Endings {
  const ordered = words.commands.find((command) => command.kind === 'outcome');
  if (ordered) return endingFor(steps, ordered, words.text);
  if (answerAs === 'reply') return { kind: 'none' };
  const form = steps.find(
    (step) => step.definition.kind === 'form' && mentionsFields(step.definition.form, words.text),
  );
  const only = steps.length === 1 && steps[0]?.definition.kind === 'form' ? steps[0] : undefined;
  const answered = form ?? (words.text ? only : undefined);
  return answered
    ? endingFor([answered], { outcome: soleOutcome(answered), words: '' }, words.text)
    : { kind: 'none' };
}

function endingFor(
  steps: StaffedOpenStep[],
  ordered: { outcome: string; words: string },
  text: string,
): Endings {
  const possible = steps.filter((step) => ordered.outcome in step.definition.on);
  const read = possible.map((step) => ({ step, answers: readAnswers(step.definition.form, text) }));
  const complete = read.find(({ answers }) => answers.kind === 'complete');
  if (complete) {
    const reason = ordered.words ? { reason: ordered.words } : {};
    return {
      kind: 'found',
      ending: {
        step: complete.step,
        outcome: ordered.outcome,
        answers: { ...complete.answers.answers, ...reason },
      },
    };
  }
  const first = read[0]?.answers;
  return first?.kind === 'incomplete'
    ? { kind: 'incomplete', missing: first.missing, invalid: first.invalid }
    : { kind: 'none' };
}

function soleOutcome(step: StaffedOpenStep): string {
  return 'done' in step.definition.on ? 'done' : (Object.keys(step.definition.on)[0] ?? 'done');
}

function refusalOf(words: AgentWords, endings: Endings, mail: AgentMail): string | null {
  if (words.unknown.length > 0) return `These lines were not understood: ${words.unknown.join(' | ')}`;
  const outcomes = words.commands.filter((command) => command.kind === 'outcome');
  if (outcomes.length > 1) return 'More than one outcome was given; a step ends in one way.';
  if (endings.kind === 'incomplete') {
    const missing = endings.missing.length > 0 ? [`missing: ${endings.missing.join(', ')}`] : [];
    const invalid = endings.invalid.length > 0 ? [`not readable: ${endings.invalid.join(', ')}`] : [];
    return `The form is not complete (${[...missing, ...invalid].join('; ')}).`;
  }
  const isEmpty = words.text === '' && words.commands.length === 0 && mail.message.attachments.length === 0;
  return isEmpty ? 'The mail holds no new text and no command.' : null;
}

function assignmentRefusal(commands: Command[], desk: Desk): string | null {
  const order = commands.find((command) => command.kind === 'assign');
  if (
    !order ||
    order.to === 'me' ||
    desk.agents.some((agent) => agent.id === order.to || agent.address === order.to)
  )
    return null;
  return `Nobody in desk.yaml is called ${order.to}.`;
}

function assign(draft: TicketDraft, mail: AgentMail, commands: Command[]): typeof draft.ticket {
  const order = commands.find((command) => command.kind === 'assign');
  if (!order) return draft.ticket;
  const agent = mail.desk.agents.find((one) => one.id === order.to || one.address === order.to);
  const assignee = agent ? agentParticipant(agent, draft) : mail.author;
  draft.addEvent('ticket_assigned', `participant:${mail.author.id}`, { assignee: assignee.id });
  for (const step of draft.openSteps)
    if (step.definition.kind === 'task' && step.owner === draft.ticket.assignee)
      draft.putStep({ ...step, owner: assignee.id });
  return { ...draft.ticket, assignee: assignee.id };
}

function record(draft: TicketDraft, mail: AgentMail, words: { text: string; isPublic: boolean }): void {
  if (!words.text && mail.record.attachments.length === 0) return;
  const visibility = words.isPublic ? 'public' : 'internal';
  draft.addMessage({ ...mail.record, text: words.text, author: mail.author.id, visibility });
  draft.addEvent(words.isPublic ? 'reply_sent' : 'note_added', `participant:${mail.author.id}`, {
    message: mail.record.id,
  });
  if (!words.isPublic) return;
  draft.ticket = {
    ...draft.ticket,
    clocks: stopClock(draft.ticket.clocks, 'first_reply', draft.now, draft.calendars),
  };
  for (const participant of draft.participants.filter((one) => isTold(one, draft)))
    draft.addEffect({
      kind: 'send_mail',
      mail: {
        to: participant.id,
        template: 'agent-reply',
        class: 'reply',
        message: mail.record.id,
        answerAs: 'reply',
      },
    });
}

function isTold(participant: Participant, draft: TicketDraft): boolean {
  if (participant.role === 'cc') return true;
  if (participant.id !== draft.ticket.requester || participant.address === '') return false;
  return !draft.ticket.chat || isGone(draft.ticket.chat.visitorSeenAt, draft.now);
}

function isGone(seenAt: Instant, now: Instant): boolean {
  return Date.parse(now) - Date.parse(seenAt) > VISITOR_GONE_AFTER;
}

function refuse(draft: TicketDraft, mail: AgentMail, reason: string): void {
  draft.addMessage({
    ...mail.record,
    author: mail.author.id,
    visibility: 'internal',
    flags: [...mail.record.flags, 'refused'],
  });
  draft.addEvent('commands_refused', `participant:${mail.author.id}`, { message: mail.record.id });
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: mail.author.id,
      template: 'command-refused',
      class: 'auto_reply',
      message: mail.record.id,
      answerAs: mail.answerAs,
      facts: { reason },
    },
  });
}
