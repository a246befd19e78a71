import { tellColleagues } from './agent-message.ts';
import { waitForReturn } from './customer-away.ts';
import type { Desk } from './desk.ts';
import { firstLines } from './held-answer.ts';
import type { InboundMessage } from './inbound-message.ts';
import { isByMachine } from './inbound-routing.ts';
import { headerText } from './outgoing-mail.ts';
import { bringMessage } from './step-mail.ts';
import { agentParticipant, workersOf } from './step-owner.ts';
import type { Author } from './threading.ts';
import type { Message } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

/**
 * Keeps on the ticket, for the desk only, what may change nothing there: a machine's message, a stranger's, an
 * agent's that came without his reply address. A stranger may be the customer at his other address, and what repeats us
 * may be a person who quotes without a mark, so whoever works on the ticket is told; an agent who believes that he has
 * answered the customer is told that he has not, and who works on the ticket reads his words.
 */
export function addUnheededMessage(
  draft: TicketDraft,
  words: { message: InboundMessage; record: Message; author: Author; desk: Desk },
): void {
  const { message, desk } = words;
  const author: Author =
    words.author.kind === 'colleague' && !isByMachine(message)
      ? { kind: 'agent_without_token', participant: agentParticipant(words.author.agent, draft) }
      : words.author;
  const why = isByMachine(message) ? message.class : authorFlag(author);
  const record = { ...words.record, flags: [...words.record.flags, why] };
  const id = 'participant' in author ? author.participant.id : null;
  draft.addMessage({ ...record, author: id, visibility: 'internal' });
  draft.addEvent('message_noted', id === null ? 'desk' : `participant:${id}`, {
    message: record.id,
    flags: record.flags,
  });
  if ('participant' in author) waitForReturn(draft, { message, author: author.participant, desk });
  const isPerhapsCustomer = author.kind === 'stranger' && !isByMachine(message);
  if (isPerhapsCustomer || record.flags.includes('echo'))
    bringMessage(draft, record.id, workersOf(draft, desk));
  if (why === 'no_reply_address' && id !== null && message.class === 'human') {
    tellColleagues(draft, { author: draft.participant(id), message: record.id });
    draft.addEffect({
      kind: 'send_mail',
      mail: {
        to: id,
        template: 'command-refused',
        class: 'auto_reply',
        message: record.id,
        answerAs: 'reply',
        facts: {
          reason:
            'It did not come to the reply address of a mail that the desk sent you, so it was kept as a note. Answer this mail to write to the customer.',
        },
      },
    });
  }
}

function authorFlag(author: Author): string {
  if (author.kind === 'unproven_agent') return 'not_proven';
  if (author.kind !== 'stranger') return 'no_reply_address';
  return author.isColleague ? 'not_on_ticket' : 'stranger';
}

/**
 * A mail to an agent's reply address is held when it came from another address, or when his domain does not vouch for
 * it. If it was his, he must hear of it, so his own address is told, once on a ticket. Who has left the desk is not.
 */
export function tellUnprovenAgent(
  draft: TicketDraft,
  message: InboundMessage,
  { author, answerAs }: { author: Author; answerAs: 'reply' | 'note' },
): void {
  if (author.kind !== 'unproven_agent' || author.why === 'no_agent') return;
  const once = `unproven:${author.participant.id}`;
  if (draft.ticket.fired.includes(once)) return;
  draft.ticket = { ...draft.ticket, fired: [...draft.ticket.fired, once] };
  draft.addEvent('agent_mail_held', 'desk', { participant: author.participant.id });
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: author.participant.id,
      template: 'command-refused',
      class: 'notification',
      answerAs,
      facts: { reason: wordsToUnproven(author.why, message) },
    },
  });
}

/** What somebody is told to whose reply address, or in whose name, a mail came; with how that begins, behind marks. */
export function wordsToUnproven(
  why: 'not_authenticated' | 'other_address',
  { from, reply }: Pick<InboundMessage, 'from' | 'reply'>,
): string {
  const address = headerText(from.address, 320) || 'an address that cannot be read';
  const reason = {
    not_authenticated:
      'It came in your name, but its domain did not vouch for it (DMARC), so it was held for a person to look at. If you did not write it, tell your administrator.',
    other_address: `It answered a mail that the desk sent to you, but came from ${address}, which is not your address in desk.yaml, so it was held for a person to look at. Write from this address, or let the administrator add the other one.`,
  }[why];
  const begins = firstLines(reply);
  return begins === '' ? reason : `${reason}\n\nIt begins:\n\n${begins}`;
}
