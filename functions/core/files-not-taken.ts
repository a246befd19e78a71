import { cutText } from './cut-text.ts';
import { whyKeptBack } from './file-state.ts';
import type { FileState } from './file-state.ts';
import type { Attachment } from './inbound-message.ts';
import type { MailIntent } from './outbox.ts';
import type { Message, Participant } from './ticket.ts';
import type { TicketDraft } from './ticket-draft.ts';

const MOST_NAMED = 20;
const LONGEST_NAME = 100;

/** For whoever sent them: the files that nobody will get, one a line and why; `''` where there are none. */
export function filesNotTaken(files: readonly Attachment[]): string {
  const lines = files.flatMap(({ name, state, opened }) =>
    state && !opened && isForGood(state) ? [`- ${cutText(name, LONGEST_NAME)}: ${whyKeptBack(state)}`] : [],
  );
  const left = lines.length - MOST_NAMED;
  return [...lines.slice(0, MOST_NAMED), ...(left > 0 ? [`- and ${left} more`] : [])].join('\n');
}

/** What an acknowledgement says of them. */
export function factsOfFiles(message: Pick<Message, 'attachments'> | undefined): Pick<MailIntent, 'facts'> {
  const files = filesNotTaken(message?.attachments ?? []);
  return files === '' ? {} : { facts: { files } };
}

/** Tells him who sent a message by mail which of its files nobody will get. */
export function tellOfFiles(
  draft: TicketDraft,
  told: { to: Participant; record: Message; answerAs: MailIntent['answerAs'] },
): void {
  const { to, record, answerAs } = told;
  const files = filesNotTaken(record.attachments);
  if (files === '' || to.address === '') return;
  draft.addEffect({
    kind: 'send_mail',
    mail: {
      to: to.id,
      template: to.agentId ? 'files-not-sent' : 'files-not-taken',
      class: 'auto_reply',
      answerAs,
      facts: { files },
    },
  });
}

/** What waits for its scan may still be passed on. */
function isForGood(state: FileState): boolean {
  return state.kind !== 'pending_scan' && whyKeptBack(state) !== '';
}
