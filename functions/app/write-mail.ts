import { isInConfidence } from '../core/audience.ts';
import { cutText } from '../core/cut-text.ts';
import { inboxOf, isOwnAddress } from '../core/desk.ts';
import type { Desk } from '../core/desk.ts';
import { COMPLAINT } from '../core/delivery-report.ts';
import { heldAddress } from '../core/held-address.ts';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import { mailFacts } from '../core/mail-facts.ts';
import type { MailIntent } from '../core/outbox.ts';
import { bodyText, displayName, headerText, mailHeaders } from '../core/outgoing-mail.ts';
import { threadHeaders } from '../core/outlook-thread.ts';
import { filePath, pageToken, textPath } from '../core/page-link.ts';
import { replyAddress, stepCode } from '../core/reply-address.ts';
import { rootMessageId } from '../core/root-message-id.ts';
import { textWithLinks } from '../core/text-links.ts';
import type { Message, Participant, Step } from '../core/ticket.ts';
import { filesForMail } from './mail-files.ts';
import type { FileLeft } from './mail-files.ts';
import { mailTextNamed, renderMailText } from './mail-texts.ts';
import type { Blobs, OutgoingMail, Signer, Store, TicketState } from './ports.ts';

export interface WriteDeps {
  store: Pick<Store, 'message' | 'fileVerdicts'>;
  blobs: Pick<Blobs, 'get'>;
  desk: Desk;
  signer: Signer;
  /** Where the status pages are, without a slash at the end. */
  pagesUrl: string;
}

/** Why somebody gets no mail. */
export type RefusalReason =
  | 'no_address'
  | 'bad_address'
  | 'own_address'
  | 'undeliverable'
  | 'not_in_confidence'
  | 'message_gone'
  | 'seen_in_chat'
  | 'surveyed_lately'
  | 'too_much_automatic_mail';

export type Written = { kind: 'written'; mail: OutgoingMail } | { kind: 'refused'; reason: RefusalReason };

const GIVEN_UP_MS = 60 * 24 * 60 * 60_000;
/** A notification shows the beginning of very long words; an answer to a customer, and who has no page, gets all. */
const NOTIFIED_CHARACTERS = 20_000;

/** A message with everything of it that lies elsewhere. */
interface Words {
  content: Message;
  text: string;
  files: OutgoingMail['attachments'];
  left: FileLeft[];
}

/**
 * Makes the mail of an intent from the ticket as it is now.
 * @param order.delivery `<outbox seq>.<effect index>`.
 * @throws Error for a text that is missing or broken, and for people or steps that the ticket does not have.
 */
export async function writeMail(
  deps: WriteDeps,
  order: { state: TicketState; intent: MailIntent; delivery: string; at: Instant },
): Promise<Written> {
  const { desk, signer } = deps;
  const { state, intent, delivery } = order;
  const { ticket, participants, steps } = state;
  const participant = participants.find(({ id }) => id === intent.to);
  if (!participant) throw new Error(`${ticket.ref} has no participant ${intent.to}`);
  const obstacle = obstacleOf(participant, { desk, intent, at: order.at });
  if (obstacle) return { kind: 'refused', reason: obstacle };
  if (ticket.confidential && !mayKnow(participant, order, desk))
    return { kind: 'refused', reason: 'not_in_confidence' };
  const token = pageToken({ ref: ticket.ref, participant: participant.id }, signer.current, signer.mac);
  const statusUrl = `${deps.pagesUrl}/t/${token}`;
  const page = participant.role === 'external' ? null : statusUrl;
  const words = intent.message ? await wordsOf(deps, ticket.ref, { id: intent.message, intent, page }) : null;
  if (intent.message && !words) return { kind: 'refused', reason: 'message_gone' };
  const step = stepOf(steps, intent, participant);

  const facts = mailFacts({
    desk,
    ticket,
    participants,
    participant,
    intent,
    message: words,
    step,
    statusUrl,
  });
  const { subject, body } = renderMailText(mailTextNamed(desk.replies, intent.template), facts);
  const mail: OutgoingMail = {
    from: { name: senderName(order, words, desk), address: ticket.inbox },
    to: { name: displayName(participant.name), address: participant.address },
    replyTo: answerAddress(deps, order, participant),
    subject: headerText(ticket.confidential ? neutralSubject(state, participant) : subject, 250),
    text: body,
    headers: {
      ...mailHeaders({
        class: intent.class,
        rootId: rootMessageId(ticket.ref, desk.mailDomain, signer.current, signer.mac),
        answers: participant.lastMessageId,
        loopId: desk.mailDomain,
        delivery: `${ticket.ref}.${delivery}`,
      }),
      ...threadHeaders(participant.outlookThread, order.at),
    },
    attachments: words?.files ?? [],
    tags: { ref: ticket.ref, delivery, participant: String(participant.id) },
  };
  return { kind: 'written', mail };
}

function answerAddress(
  { desk, signer }: WriteDeps,
  { state, intent }: { state: TicketState; intent: MailIntent },
  { id, agentId }: Participant,
): string {
  const { ref } = state.ticket;
  const { held, step, answerAs: role } = intent;
  return held && agentId
    ? heldAddress({ agent: agentId, item: held }, desk.mailDomain, signer.current, signer.mac)
    : replyAddress(
        { ref, participant: id, role, ...(step ? { step: stepCode(step) } : {}) },
        desk.mailDomain,
        signer.current,
        signer.mac,
      );
}

/** The step it is about; else, for somebody of the desk, the work that he has open: what his commands would end. */
function stepOf(steps: Step[], intent: MailIntent, participant: Participant): Step | null {
  const named = intent.step;
  if (named) return steps.find(({ id, visit }) => id === named.id && visit === named.visit) ?? null;
  if (!participant.agentId) return null;
  const own = steps.filter(({ owner, state }) => owner === participant.id && state.kind === 'open');
  return own.find(({ definition }) => definition.kind === 'task') ?? own[0] ?? null;
}

function obstacleOf(
  participant: Participant,
  { desk, intent, at }: { desk: Desk; intent: MailIntent; at: Instant },
): RefusalReason | null {
  const { address } = participant;
  if (address === '') return 'no_address';
  if (!/^[^\s<>()[\]\\,;:@"]+@[^\s<>()[\]\\,;:@"]+$/.test(address)) return 'bad_address';
  if (isOwnAddress(desk, address)) return 'own_address';
  return isGivenUp(participant, { intent, at }) ? 'undeliverable' : null;
}

/** An address that did not work may work again some day; who complained of our mail gets none but what a person wrote. */
function isGivenUp(
  { undeliverable }: Participant,
  { intent, at }: { intent: MailIntent; at: Instant },
): boolean {
  if (!undeliverable) return false;
  if (millisOf(at) - millisOf(undeliverable.since) <= GIVEN_UP_MS) return true;
  return undeliverable.code.startsWith(COMPLAINT) && intent.class !== 'reply';
}

/** That a step cannot be entered says nothing of the matter, and somebody must hear of it. */
function mayKnow(
  participant: Participant,
  { state, intent }: { state: TicketState; intent: MailIntent },
  desk: Desk,
): boolean {
  return intent.template === 'attention-needed' || isInConfidence(participant, state, desk);
}

/** What a confidential request is about stands in no subject: others see the list of somebody's mails. */
function neutralSubject({ ticket }: TicketState, { id }: Participant): string {
  return `${id === ticket.requester ? 'Your' : 'Confidential'} request [${ticket.ref}]`;
}

/** A customer sees who of the desk wrote to him, at the desk's address; everything else comes from the desk. */
function senderName(
  order: { state: TicketState; intent: MailIntent },
  words: Words | null,
  desk: Desk,
): string {
  const { ticket, participants } = order.state;
  const inbox = displayName(inboxOf(desk, ticket.inbox)?.name ?? desk.name);
  const author = participants.find(({ id }) => id === words?.content.author);
  const agent = order.intent.class === 'reply' && author?.agentId ? displayName(author.name) : '';
  return agent ? `${agent} via ${inbox}` : inbox;
}

async function wordsOf(
  deps: WriteDeps,
  ref: string,
  { id, intent, page }: { id: string; intent: MailIntent; page: string | null },
): Promise<Words | null> {
  const content = await deps.store.message(ref, id);
  if (!content) return null;
  const whole = bodyText(await wholeText(deps, content));
  const isCut = page !== null && intent.class !== 'reply' && whole.length > NOTIFIED_CHARACTERS;
  const text = isCut
    ? `${cutText(whole, NOTIFIED_CHARACTERS)}\n\n[There is more. All of it: ${page}${textPath(id)}]`
    : whole;
  // Who gets his own words back has his files.
  const attachments = intent.class === 'auto_reply' ? [] : content.attachments;
  const urlOf = (index: number) => (page === null ? '' : page + filePath({ message: id, index }));
  return { content, text, ...(await filesForMail(deps, { attachments, urlOf })) };
}

async function wholeText({ blobs }: WriteDeps, message: Message): Promise<string> {
  const bytes = message.textKey ? await blobs.get(message.textKey) : null;
  const text = bytes ? new TextDecoder().decode(bytes) : message.text;
  return textWithLinks({ ...message, text });
}
