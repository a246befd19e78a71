import type { InboundMessage, MessageClass, Verdicts } from '../../functions/core/inbound-message.ts';
import { allPass } from '../core/inbound-builders.ts';
import { postWorld, replyTo, withoutHeaders } from './post-world.ts';
import type { Posted, PostWorld } from './post-world.ts';
import { close, CUSTOMER, DAY, external, HOUR, ONE, question, VENDOR, work } from './ticket-world.ts';

/** A ticket with everybody on it who may be on one, and a mail that comes to it: what the desk makes of that. */

/** What of ours a mail carries: signed reply address, id, signed link, subject, a mail cited by both, nothing. */
export type EvidenceGiven = 'E1' | 'E2' | 'E3' | 'E4' | 'E5' | 'none';

export const senders = [
  'requester',
  'cc',
  'agent, proven',
  'agent, not proven',
  'external',
  'colleague',
  'stranger',
] as const;
type Sender = (typeof senders)[number];

export interface Seen {
  /** `on it`, `on it, kept from others`, `new ticket`, `new ticket, linked` or `held: <cause>`. */
  where: string;
  /** Of the ticket, before and after; null when it stayed. */
  status: string | null;
  hasMovedClocks: boolean;
  /** Automatic mails to whoever wrote. */
  answers: number;
}

const ADDRESSES: Record<Sender, string> = {
  requester: CUSTOMER,
  cc: 'boss@other.example',
  'agent, proven': ONE,
  'agent, not proven': ONE,
  external: VENDOR,
  colleague: 'colleague@shop.example',
  stranger: 'somebody@elsewhere.example',
};
const unproven: Verdicts = { ...allPass, spf: 'FAIL', dkim: 'FAIL', dmarc: 'FAIL' };
const ORIGIN = 'origin@shop.example';
const box = (address: string) => ({ address, name: '' });

/** The ticket waits for its customer, or was closed yesterday. */
type TicketIs = 'waiting' | 'closed';

/** What comes of one mail. */
export async function seenOf(
  kind: MessageClass,
  given: { evidence: EvidenceGiven; sender: Sender; ticketIs: TicketIs },
): Promise<Seen> {
  const { evidence, sender, ticketIs } = given;
  const { world, ref } = await ticketThat(ticketIs);
  const before = (await world.stateOf(ref)).ticket;
  await world.post();
  world.wait(HOUR);
  const outcome = await world.takeIn({
    ...carrying(evidence, mailOf(world, given), ref),
    from: box(ADDRESSES[sender]),
    verdicts: sender === 'agent, not proven' ? unproven : allPass,
    class: kind,
    answerable: kind === 'human',
    ...(kind === 'bounce' ? { bounce: bounceOf(evidence, mailOf(world, given)) } : {}),
  });
  const after = (await world.stateOf(ref)).ticket;
  const answers = (await world.post()).filter(
    ({ to, headers }) => to.address === ADDRESSES[sender] && headers['Auto-Submitted'] === 'auto-replied',
  );
  return {
    where: await whereTo(world, outcome),
    status: after.status === before.status ? null : after.status,
    hasMovedClocks: JSON.stringify(after.clocks) !== JSON.stringify(before.clocks),
    answers: answers.length,
  };
}

async function ticketThat(is: TicketIs): Promise<{ world: PostWorld; ref: string }> {
  const world = postWorld();
  const ref = await world.ask({
    cc: [box(ADDRESSES.cc)],
    evidence: { recipients: ['support@help.example.com'], inReplyTo: ORIGIN, references: [ORIGIN] },
  });
  await world.enter(ref, 'work', { definition: work });
  const one = await world.agent(ref, 'one');
  await world.answer(ref, { issuedTo: one.id, sender: ONE, text: 'We are looking at it.' });
  await world.enter(ref, 'order', { definition: external });
  await world.post();
  if (is === 'waiting') {
    await world.enter(ref, 'ask', { definition: { ...question, message: 'replies/hr-question.liquid' } });
    return { world, ref };
  }
  await world.complete(ref, 'work', 'done');
  await world.complete(ref, 'order', 'answered');
  await world.enter(ref, 'closed', { definition: close() });
  world.wait(DAY);
  return { world, ref };
}

/**
 * The mail that he answers: his own latest, or the customer's, which was passed on to him. Who is asked from outside
 * gets no link to the customer's page.
 */
function mailOf({ posted }: PostWorld, given: { sender: Sender; evidence: EvidenceGiven }): Posted {
  const { sender, evidence } = given;
  const mails = (address: string) =>
    posted.filter(({ to, text }) => to.address === address && (evidence !== 'E3' || text.includes('/t/')));
  const mail = mails(ADDRESSES[sender]).at(-1) ?? mails(CUSTOMER).at(-1);
  if (!mail) throw new Error('the desk has sent no mail');
  return mail;
}

function carrying(evidence: EvidenceGiven, mail: Posted, ref: string): Partial<InboundMessage> {
  const bare = {
    ...withoutHeaders(replyTo(mail, 'It is grey.')),
    subject: 'Something else',
    text: 'It is grey.',
  };
  const { recipients = [] } = bare.evidence ?? {};
  switch (evidence) {
    case 'E1':
      return { ...bare, evidence: { recipients: [mail.replyTo], inReplyTo: null, references: [] } };
    case 'E2':
      return { ...bare, evidence: { recipients, inReplyTo: mail.messageId, references: [] } };
    case 'E3':
      return { ...bare, text: replyTo(mail, 'It is grey.').text ?? '' };
    case 'E4':
      return { ...bare, subject: `Printer [${ref}]` };
    case 'E5':
      return { ...bare, evidence: { recipients, inReplyTo: null, references: [ORIGIN, 'unseen@x.example'] } };
    case 'none':
      return bare;
  }
}

function bounceOf(evidence: EvidenceGiven, { messageId, to }: Posted): InboundMessage['bounce'] {
  const originalMessageId = evidence === 'E2' ? messageId : null;
  return { recipients: [to.address], status: '5.1.1', hard: true, reason: 'user unknown', originalMessageId };
}

async function whereTo(world: PostWorld, outcome: Awaited<ReturnType<PostWorld['takeIn']>>): Promise<string> {
  switch (outcome.kind) {
    case 'suspended':
      return `held: ${outcome.cause}`;
    case 'duplicate':
      return 'duplicate';
    case 'new_ticket': {
      const { links = [] } = (await world.stateOf(outcome.ref)).ticket;
      return links.some(({ kind }) => kind === 'related') ? 'new ticket, linked' : 'new ticket';
    }
    case 'appended': {
      const message = (await world.messages(outcome.ref)).at(-1);
      const flag = message?.flags.find((one) => one === 'stranger' || one === 'not_on_ticket');
      return `on it, ${message?.visibility ?? ''}${flag ? `, ${flag}` : ''}`;
    }
  }
}
