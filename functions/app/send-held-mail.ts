import type { Agent, Desk } from '../core/desk.ts';
import { heldAddress } from '../core/held-address.ts';
import { digestFacts, factsAboutHeld } from '../core/held-facts.ts';
import type { ListedItem } from '../core/held-facts.ts';
import type { TicketRef, Ulid } from '../core/ids.ts';
import type { HeldOrdersAnswer } from '../core/outbox.ts';
import { displayName, headerText, mailHeaders } from '../core/outgoing-mail.ts';
import { isUndecided } from '../core/suspended-item.ts';
import { isHeldInConfidence } from './held-in-confidence.ts';
import { mailTextNamed, renderMailText } from './mail-texts.ts';
import type { EffectName, OutgoingMail, QueuedDigest } from './ports.ts';
import { sendOnce } from './send-mail.ts';
import type { SendDeps, SendOutcome } from './send-mail.ts';

/** Mails about held mail, which are about no ticket: agents answer them with orders. */

const ORDERS = 'held-';

/** Under this name the answer to orders about held mail stands in the outbox, as the mails of a ticket do. */
export function heldOrdersRef(id: Ulid): TicketRef {
  return `${ORDERS}${id}`;
}

export function isHeldOrdersRef(ref: TicketRef): boolean {
  return ref.startsWith(ORDERS);
}

/**
 * Sends the digest of held mail to one of the desk's people, once, however often it is asked to. It lists what still
 * waits when it is sent.
 * @throws Error when its text cannot be made and when the mail service fails.
 */
export async function sendHeldDigest(deps: SendDeps, queued: QueuedDigest): Promise<SendOutcome> {
  const listed = await listedItems(deps, queued.digest.items);
  return sendTo(deps, queued, {
    reader: queued.reader,
    item: null,
    template: 'held-digest',
    given: { held: digestFacts(queued.digest, listed, deps.desk) },
  });
}

/**
 * Tells an agent what came of his orders, once, however often it is asked to.
 * @throws Error when the outbox has no such answer, when its text cannot be made and when the mail service fails.
 */
export async function sendHeldOrdersAnswer(deps: SendDeps, queued: EffectName): Promise<SendOutcome> {
  const { ref, seq, index } = queued;
  const effect = (await deps.store.outboxItem(ref, seq))?.effects[index];
  if (effect?.kind !== 'answer_held_orders')
    throw new Error(`the outbox of ${ref} has no answer ${seq}.${index}`);
  const { reader, item, said } = effect.answer;
  return sendTo(deps, queued, {
    reader,
    item,
    template: 'held-orders',
    given: { facts: { reason: wordsOf(said), code: item ?? '' } },
  });
}

/** Behind marks: nothing of it is an order when the mail is quoted. */
function wordsOf(said: HeldOrdersAnswer['said']): string {
  return said
    .map(({ line, says }) => (line === '' ? says : `> ${headerText(line, 200)}\n  ${says}`))
    .join('\n\n');
}

async function listedItems(deps: SendDeps, ids: readonly Ulid[]): Promise<ListedItem[]> {
  const items = await Promise.all(ids.map((id) => deps.store.heldItem(id)));
  const waiting = items.flatMap((item) => (item && isUndecided(item) ? [item] : []));
  return Promise.all(waiting.map(async (item) => ({ item, isSecret: await isHeldInConfidence(deps, item) })));
}

interface HeldLetter {
  /** His id. */
  reader: string;
  /** The only item about which he is told; null for all. */
  item: Ulid | null;
  template: 'held-digest' | 'held-orders';
  given: Parameters<typeof factsAboutHeld>[2];
}

async function sendTo(
  deps: SendDeps,
  { ref, seq, index }: EffectName,
  letter: HeldLetter,
): Promise<SendOutcome> {
  const id = `${seq}.${index}`;
  const { template } = letter;
  const reader = deps.desk.agents.find((agent) => agent.id === letter.reader);
  const outcome: SendOutcome = reader
    ? await sendOnce(deps, {
        ref,
        id,
        intent: { to: 0, template, class: 'notification', answerAs: 'note' },
        written: { kind: 'written', mail: written(deps, { letter, ref, id, reader }) },
      })
    : { kind: 'settled' };
  deps.log('mail', { ref, delivery: id, template, outcome: outcome.kind });
  return outcome;
}

function written(
  { desk, signer }: { desk: Desk; signer: SendDeps['signer'] },
  { letter, ref, id, reader }: { letter: HeldLetter; ref: TicketRef; id: string; reader: Agent },
): OutgoingMail {
  const { item, template, given } = letter;
  const facts = factsAboutHeld(reader, desk, given);
  const { subject, body } = renderMailText(mailTextNamed(desk.replies, template), facts);
  return {
    from: { name: displayName(desk.name), address: `noreply@${desk.mailDomain}` },
    to: { name: displayName(reader.name), address: reader.address },
    replyTo: heldAddress({ agent: reader.id, item }, desk.mailDomain, signer.current, signer.mac),
    subject: headerText(subject, 250),
    text: body,
    headers: mailHeaders({
      class: 'notification',
      rootId: `${ref}@${desk.mailDomain}`,
      answers: undefined,
      loopId: desk.mailDomain,
      delivery: `${ref}.${id}`,
    }),
    attachments: [],
    tags: { ref, delivery: id, participant: '0' },
  };
}
