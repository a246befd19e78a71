import { endableSteps, endingsOf, withoutAnswers } from './agent-endings.ts';
import type { Ending } from './agent-endings.ts';
import { stopClock } from './clocks.ts';
import { readAgentWords } from './commands.ts';
import type { AgentWords } from './commands.ts';
import { heardFrom } from './delivery-report.ts';
import { agentByAddress } from './desk.ts';
import type { Agent, Desk } from './desk.ts';
import type { InboundMessage } from './inbound-message.ts';
import { bringStep } from './step-mail.ts';
import { agentParticipant, colleaguesOf } from './step-owner.ts';
import type { MailIntent, Message, Participant } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

export interface AgentMail {
  message: InboundMessage;
  record: Message;
  author: Participant;
  /** What the reply address that he answered to was issued for. */
  answerAs: 'reply' | 'note';
  desk: Desk;
}

/**
 * Does what an agent's mail says: words for the customer or the desk, commands, answers to a form. All or nothing:
 * when any line cannot be done, nothing is, the mail is kept as a note and the agent is told which line it was.
 */
export function addAgentMessage(draft: TicketDraft, mail: AgentMail): void {
  const { author, message, desk } = mail;
  heardFrom(draft, author, message);
  const steps = endableSteps(draft, author, desk);
  const words = readAgentWords(
    message.reply,
    steps.flatMap((step) => Object.keys(step.definition.on)),
  );
  const found = endingsOf(words, { ...mail, steps });
  const refusal = refusalOf(words, mail) ?? (found.kind === 'refused' ? found.reason : null);
  if (refusal !== null || found.kind === 'refused') return refuse(draft, mail, refusal ?? '');
  for (const { step, outcome, answers } of found.endings)
    draft.completeStep(step, { outcome, answers, by: `participant:${author.id}` });
  const assignee = ordered(words, mail);
  if (assignee) assign(draft, mail, assignee);
  const text = withoutAnswers(words.text, found.endings);
  record(draft, mail, { words: { ...words, text }, endings: found.endings });
}

function refusalOf(words: AgentWords, mail: AgentMail): string | null {
  if (words.unknown.length > 0) return `These lines were not understood: ${words.unknown.join(' | ')}`;
  const order = words.commands.find((command) => command.kind === 'assign');
  if (order && !ordered(words, mail)) return `Nobody in desk.yaml is called ${order.to}.`;
  const isEmpty = words.text === '' && words.commands.length === 0 && mail.message.attachments.length === 0;
  return isEmpty ? 'The mail holds no new text and no command.' : null;
}

/** To whom the mail assigns the ticket, if it does. */
function ordered(words: AgentWords, { author, desk }: AgentMail): Agent | undefined {
  const order = words.commands.find((command) => command.kind === 'assign');
  if (!order) return undefined;
  const id = order.to === 'me' ? author.agentId : order.to;
  return desk.agents.find((agent) => agent.id === id) ?? agentByAddress(desk, order.to);
}

/** The assignee's open tasks go with the ticket, and whoever gets them is told what they are. */
function assign(draft: TicketDraft, { author }: AgentMail, agent: Agent): void {
  const assignee = agentParticipant(agent, draft);
  const before = draft.ticket.assignee;
  draft.ticket = { ...draft.ticket, assignee: assignee.id };
  draft.addEvent('ticket_assigned', `participant:${author.id}`, { assignee: assignee.id });
  for (const step of draft.openSteps) {
    if (step.definition.kind !== 'task' || step.owner !== before || before === assignee.id) continue;
    draft.putStep({ ...step, owner: assignee.id });
    if (assignee.id !== author.id) bringStep(draft, step, assignee.id);
  }
}

function record(draft: TicketDraft, mail: AgentMail, said: { words: AgentWords; endings: Ending[] }): void {
  const { author } = mail;
  const { words, endings } = said;
  const { attachments, id } = mail.record;
  if (!words.text && attachments.length === 0) return;
  const answersForm = endings.some(({ step }) => step.definition.kind !== 'task');
  const isPublic = mail.answerAs === 'reply' && !answersForm && !isForTheDesk(words, mail);
  draft.addMessage({
    ...mail.record,
    text: words.text,
    author: author.id,
    visibility: isPublic ? 'public' : 'internal',
  });
  draft.addEvent(isPublic ? 'reply_sent' : 'note_added', `participant:${author.id}`, { message: id });
  if (isPublic) return answerCustomer(draft, mail);
  if (answersForm || !words.text) return;
  for (const to of colleaguesOf(draft).filter((colleague) => colleague !== author.id))
    send(draft, { to, template: 'note-to-agent', class: 'notification', message: id, answerAs: 'note' });
}

/**
 * Words beside `#assign` are for the colleague who takes over. Commands with nothing but the picture of a signature
 * below them are no words to the customer.
 */
function isForTheDesk(words: AgentWords, { record: { attachments } }: AgentMail): boolean {
  const kinds = new Set(words.commands.map(({ kind }) => kind));
  if (kinds.has('note') || (kinds.has('assign') && !kinds.has('outcome'))) return true;
  return words.text === '' && words.commands.length > 0 && attachments.every(({ inline }) => inline);
}

function answerCustomer(draft: TicketDraft, mail: AgentMail): void {
  const clocks = stopClock(draft.ticket.clocks, 'first_reply', draft.now, draft.calendars);
  draft.ticket = { ...draft.ticket, clocks };
  const answer = { class: 'reply', message: mail.record.id, answerAs: 'reply' } as const;
  for (const participant of draft.participants) {
    const isRequester = participant.id === draft.ticket.requester;
    if (participant.role !== 'cc' && (!isRequester || participant.address === '')) continue;
    const reads = isRequester && draft.ticket.chat && !participant.lastMessageId;
    send(
      draft,
      reads
        ? { ...answer, to: participant.id, template: 'chat-transcript-reply', unlessSeen: true }
        : { ...answer, to: participant.id, template: 'agent-reply' },
    );
  }
}

function refuse(draft: TicketDraft, mail: AgentMail, reason: string): void {
  const { author, answerAs } = mail;
  draft.addMessage({
    ...mail.record,
    author: author.id,
    visibility: 'internal',
    flags: [...mail.record.flags, 'refused'],
  });
  draft.addEvent('commands_refused', `participant:${author.id}`, { message: mail.record.id });
  send(draft, {
    to: author.id,
    template: 'command-refused',
    class: 'auto_reply',
    message: mail.record.id,
    answerAs,
    facts: { reason },
  });
}

function send(draft: TicketDraft, mail: MailIntent): void {
  draft.addEffect({ kind: 'send_mail', mail });
}
