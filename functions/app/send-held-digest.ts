import type { Agent, Desk } from '../core/desk.ts';
import { digestFacts } from '../core/digest-facts.ts';
import { displayName, headerText, mailHeaders } from '../core/outgoing-mail.ts';
import { mailTextNamed, renderMailText } from './mail-texts.ts';
import type { OutgoingMail, QueuedDigest } from './ports.ts';
import { sendOnce } from './send-mail.ts';
import type { SendDeps, SendOutcome } from './send-mail.ts';

/**
 * Sends the digest of held mail to one of the desk's people, once, however often it is asked to.
 * @throws Error when its text cannot be made and when the mail service fails.
 */
export async function sendHeldDigest(deps: SendDeps, queued: QueuedDigest): Promise<SendOutcome> {
  const { ref, seq, index } = queued;
  const id = `${seq}.${index}`;
  const reader = deps.desk.agents.find((agent) => agent.id === queued.reader);
  const outcome: SendOutcome = reader
    ? await sendOnce(deps, {
        ref,
        id,
        intent: { to: 0, template: 'held-digest', class: 'notification', answerAs: 'note' },
        written: { kind: 'written', mail: digestMail(deps.desk, { queued, id, reader }) },
      })
    : { kind: 'settled' };
  deps.log('mail', { ref, delivery: id, template: 'held-digest', outcome: outcome.kind });
  return outcome;
}

/** An answer to it would reach nobody. */
function digestMail(
  desk: Desk,
  { queued, id, reader }: { queued: QueuedDigest; id: string; reader: Agent },
): OutgoingMail {
  const facts = digestFacts(queued.digest, reader, desk);
  const { subject, body } = renderMailText(mailTextNamed(desk.replies, 'held-digest'), facts);
  const nobody = `noreply@${desk.mailDomain}`;
  return {
    from: { name: displayName(desk.name), address: nobody },
    to: { name: displayName(reader.name), address: reader.address },
    replyTo: nobody,
    subject: headerText(subject, 250),
    text: body,
    headers: mailHeaders({
      class: 'notification',
      rootId: `${queued.ref}@${desk.mailDomain}`,
      answers: undefined,
      loopId: desk.mailDomain,
      delivery: `${queued.ref}.${id}`,
    }),
    attachments: [],
    tags: { ref: queued.ref, delivery: id, participant: '0' },
  };
}
