import type { Delivery, MailIntent, OutboxItem } from '../functions/core/outbox.ts';
import type { Message, NoAcknowledgement } from '../functions/core/ticket.ts';

/** What became of the mail that tells a customer that his request has arrived. */
export type Acknowledgement =
  /** Only what begins a ticket is acknowledged. */
  | { kind: 'not_due' }
  | { kind: 'withheld'; why: NoAcknowledgement }
  /** `waiting` also for one that goes out with help articles, when the process comes to them. */
  | { kind: 'sent' | 'waiting' | 'unknown' }
  | { kind: 'refused'; why: string };

/** A message as the terminal explains it. */
export type ExplainedMessage = Message & {
  acknowledgement: Acknowledgement;
  /** Why nothing of it was carried out, as its writer was told; `''` when it was. */
  refusal: string;
};

const BEGINNINGS: ReadonlySet<string> = new Set(['new', 'follows_closed', 'split']);

/** @param sent everything that was put into the outbox of the message's ticket, and how it went. */
export function explained(
  message: Message,
  sent: { outbox: Pick<OutboxItem, 'seq' | 'effects'>[]; deliveries: Delivery[] },
): ExplainedMessage {
  return {
    ...message,
    acknowledgement: acknowledgementOf(message, sent),
    refusal: refusalOf(message, sent),
  };
}

function refusalOf({ id }: Message, { outbox }: Parameters<typeof explained>[1]): string {
  const mails = outbox.flatMap(({ effects }) =>
    effects.flatMap((effect) => (effect.kind === 'send_mail' ? [effect.mail] : [])),
  );
  const told = mails.find(({ message, template }) => message === id && template === 'command-refused');
  return told?.facts?.['reason'] ?? '';
}

function acknowledgementOf(
  { receipt, visibility, author }: Message,
  { outbox, deliveries }: Parameters<typeof explained>[1],
): Acknowledgement {
  if (!BEGINNINGS.has(receipt.by) || visibility !== 'public') return { kind: 'not_due' };
  if (receipt.unacknowledged) return { kind: 'withheld', why: receipt.unacknowledged };
  const [first] = outbox.flatMap(({ seq, effects }) =>
    effects.flatMap((effect, index) =>
      effect.kind === 'send_mail' && isAnswerTo(author, effect.mail) ? [`${seq}.${index}`] : [],
    ),
  );
  const state = deliveries.find(({ id }) => id === first)?.state;
  if (state?.kind === 'refused') return { kind: 'refused', why: state.reason };
  return { kind: state?.kind === 'sent' || state?.kind === 'unknown' ? state.kind : 'waiting' };
}

/** An agent who asks for himself may be told in another one what could not be carried out. */
function isAnswerTo(author: Message['author'], { to, template, class: kind }: MailIntent): boolean {
  return to === author && kind === 'auto_reply' && template !== 'command-refused';
}

const WITHHELD: Record<NoAcknowledgement, string> = {
  asks_for_none: 'it asks for no automatic answer, or nobody reads what is sent there',
  sender_not_proven: 'the sender’s domain disowns it (DMARC), so an answer might reach somebody else',
  called_spam: 'the mail service calls it spam',
  no_address: 'it names no address',
  quotes_us: 'somebody who is not on the ticket sends our own mail back, perhaps a machine',
  names_a_ticket_again:
    'it names a ticket on which its sender is not, as did another mail from there within three hours',
  same_words: 'the same words came from there again and again within three hours',
};

export function acknowledgementInWords(acknowledgement: Acknowledgement): string {
  switch (acknowledgement.kind) {
    case 'not_due':
      return 'Not acknowledged: only what begins a ticket is.';
    case 'withheld':
      return `Not acknowledged: ${WITHHELD[acknowledgement.why]}.`;
    case 'sent':
      return 'Acknowledged.';
    case 'waiting':
      return 'Its acknowledgement has not gone out yet.';
    case 'unknown':
      return 'Its acknowledgement may have gone out; nobody can say.';
    case 'refused':
      return `Not acknowledged: ${REFUSED[acknowledgement.why] ?? acknowledgement.why}.`;
  }
}

const REFUSED: Record<string, string> = {
  too_much_automatic_mail: 'there had been more automatic mail than limits in desk.yaml allows',
  undeliverable: 'mail to the sender had come back',
  own_address: 'the address is the desk’s own',
  bad_address: 'nobody can be written to there',
};
