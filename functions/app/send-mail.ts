import type { TicketRef } from '../core/ids.ts';
import { instantOf, millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { Delivery, MailIntent, OutboxItem } from '../core/outbox.ts';
import type { Clock, Log, Mailer, Store, TicketState } from './ports.ts';
import { mayBeSent } from './automatic-mail.ts';
import { recordMailRefusal } from './record-mail-event.ts';
import { writeMail } from './write-mail.ts';
import type { WriteDeps, Written } from './write-mail.ts';

export type SendDeps = Omit<WriteDeps, 'store'> & { store: Store; mailer: Mailer; clock: Clock; log: Log };

export type SendOutcome =
  | { kind: 'sent'; messageIds: string[] }
  | { kind: 'refused'; reason: string }
  /** An earlier sender died without saying whether it was sent; automatic mail is not sent a second time. */
  | { kind: 'unknown' }
  /** It was done with before. */
  | { kind: 'settled' }
  /** Not done: somebody else is at it, or the mail service is too busy. Ask again at that time. */
  | { kind: 'busy'; until: Instant };

/** A sender that has said nothing for so long is dead. */
const LEASE_MS = 5 * 60_000;
const PAUSE_MS = 60_000;
const SURVEY_PAUSE_MS = 14 * 24 * 60 * 60_000;
/** A visitor who has not looked for so long has left. */
const VISITOR_GONE_AFTER_MS = 2 * 60_000;

/** No claim is older than this: writing it gives a claim back. */
const LONG_AGO = instantOf(0);

/**
 * Sends one mail of the outbox, once, however often it is asked to. Between sending and recording nobody can be sure:
 * a person's words are then sent again (under the same `X-Stepdesk-Delivery`), for a lost answer is worse than a
 * double one; automatic mail is not.
 * @throws Error when the outbox has no such mail, when its text cannot be made, and when the mail service fails.
 */
export async function sendMail(
  deps: SendDeps,
  order: { ref: TicketRef; seq: number; index: number },
): Promise<SendOutcome> {
  const { ref, seq, index } = order;
  const id = `${seq}.${index}`;
  const [state, outbox] = await Promise.all([deps.store.ticket(ref), deps.store.outboxItem(ref, seq)]);
  const effect = outbox?.effects[index];
  if (!state || !outbox || effect?.kind !== 'send_mail')
    throw new Error(`the outbox of ${ref} has no mail ${id}`);
  const intent = effect.mail;

  const outcome = await sendUnlessSeen(deps, { state, outbox, intent, id });
  deps.log('mail', {
    ref,
    delivery: id,
    template: intent.template,
    outcome: outcome.kind,
    reason: outcome.kind === 'refused' ? outcome.reason : null,
  });
  return outcome;
}

/** A visitor of the chat is written to once he has stopped looking, and not if he has looked since. */
async function sendUnlessSeen(
  deps: SendDeps,
  mail: { state: TicketState; outbox: OutboxItem; intent: MailIntent; id: string },
): Promise<SendOutcome> {
  const { state, outbox, intent, id } = mail;
  const { ref, chat } = state.ticket;
  const seenAt = (intent.unlessSeen && chat?.visitorSeenAt) || LONG_AGO;
  const goneAt = instantOf(millisOf(seenAt) + VISITOR_GONE_AFTER_MS);
  const isSeen = seenAt > outbox.at;
  if (!isSeen && deps.clock() < goneAt) return { kind: 'busy', until: goneAt };
  const written: Written = isSeen
    ? { kind: 'refused', reason: 'seen_in_chat' }
    : await writeMail(deps, { state, intent, delivery: id, at: deps.clock() });
  return sendOnce(deps, { ref, id, intent, written });
}

interface Order {
  ref: TicketRef;
  id: string;
  intent: MailIntent;
  written: Written;
}

/** Claims a mail, sends it, and records how that went; see `sendMail`. */
export async function sendOnce(deps: SendDeps, { ref, id, intent, written }: Order): Promise<SendOutcome> {
  const at = deps.clock();
  const claim = await deps.store.claimDelivery(ref, id, at, instantOf(millisOf(at) - LEASE_MS));
  if (claim.kind === 'taken') return afterSomebodyElse(claim.state);
  const record = (state: Delivery['state'], messageIds: string[] = []) =>
    deps.store.recordDelivery(ref, { id, state }, messageIds);
  const refuse = async (reason: string): Promise<SendOutcome> => {
    if (!isNoFault(reason)) await recordMailRefusal(deps, { ref, delivery: id, intent, reason });
    await record({ kind: 'refused', at, reason });
    return { kind: 'refused', reason };
  };

  if (written.kind === 'refused') return refuse(written.reason);
  const question = { address: written.mail.to.address, delivery: `${ref}/${id}` };
  if (intent.template === 'survey' && !(await mayBeSurveyed(deps, question)))
    return refuse('surveyed_lately');
  if (claim.attempt > 1 && intent.class !== 'reply') {
    await record({ kind: 'unknown', at });
    return { kind: 'unknown' };
  }
  if (!claim.again && !(await mayBeSent(deps, { ref, intent, mail: written.mail })))
    return refuse('too_much_automatic_mail');
  const sent = await deps.mailer.send(written.mail);
  switch (sent.kind) {
    case 'sent':
      await record({ kind: 'sent', at: deps.clock(), messageId: sent.messageIds[0] ?? '' }, sent.messageIds);
      return sent;
    case 'refused':
      return refuse(sent.reason);
    case 'later':
      await record({ kind: 'claimed', at: LONG_AGO, attempt: claim.attempt - 1 });
      return { kind: 'busy', until: instantOf(millisOf(at) + PAUSE_MS) };
  }
}

/**
 * Nobody is asked twice within two weeks how it went, however many requests of his are closed. Another try at the same
 * mail is no second question.
 */
async function mayBeSurveyed(
  { store, clock }: SendDeps,
  { address, delivery }: { address: string; delivery: string },
): Promise<boolean> {
  const expires = instantOf(millisOf(clock()) + SURVEY_PAUSE_MS);
  const isFirst = (window: string) =>
    store.spendBudget({ scope: `survey:${address}`, window, limit: 1, expires });
  return !(await isFirst(delivery)) || (await isFirst('latest'));
}

/** Why a mail that could be sent was not. */
function isNoFault(reason: string): boolean {
  return reason === 'seen_in_chat' || reason === 'surveyed_lately';
}

function afterSomebodyElse(state: Delivery['state']): SendOutcome {
  if (state.kind !== 'claimed') return { kind: 'settled' };
  // A claim may only be taken over once it is older than the lease, hence the millisecond.
  return { kind: 'busy', until: instantOf(millisOf(state.at) + LEASE_MS + 1) };
}
