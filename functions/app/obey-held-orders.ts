import { causeWords } from '../core/cause-words.ts';
import type { HeldDecider } from '../core/held-decider.ts';
import { MOST_ORDERS, readHeldOrders } from '../core/held-orders.ts';
import type { HeldOrder } from '../core/held-orders.ts';
import { newUlid } from '../core/ids.ts';
import type { Ulid } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { HeldOrdersAnswer } from '../core/outbox.ts';
import { headerText } from '../core/outgoing-mail.ts';
import { whyUnproven } from '../core/refusals.ts';
import { asSentence } from '../core/sentence.ts';
import type { SuspendedItem } from '../core/suspended-item.ts';
import { wordsToUnproven } from '../core/unheeded-message.ts';
import { spendAll } from './budgets.ts';
import { isHeldInConfidence } from './held-in-confidence.ts';
import { discardHeld, recoverHeld, showHeld } from './held-items.ts';
import { nameOfHeld } from './held-names.ts';
import { discardWords, recoverWords, senderWords } from './held-words.ts';
import type { Change } from './ports.ts';
import type { ReceiveDeps } from './read-stored-mail.ts';
import { heldOrdersRef } from './send-held-mail.ts';
import { allowSender, blockSender } from './sender-rules.ts';
import { takeInMessage } from './take-in-message.ts';
import type { TakeInOutcome } from './taking-in.ts';

type Agent = Extract<HeldDecider, { kind: 'agent' }>;
type Unproven = Extract<HeldDecider, { kind: 'unproven' }>;

/** Of each kind. A machine that does not say so answers every mail, and who knows the address could have him flooded. */
const IDLE_ANSWERS_A_DAY = 5;
const DAY = 24 * 60;
const MOST_FILES = 10;

/**
 * Does what an agent's answer to a mail about held mail says, and has him told what came of it. Nothing is done when a
 * line cannot be read, of which he is told a few times a day; otherwise each line is carried out by itself. All of it may
 * be done again, for the process may die before the delivery is claimed: what was decided stays decided, and a cause met
 * since the mail came is not meant.
 */
export async function obeyHeldOrders(
  deps: ReceiveDeps,
  message: InboundMessage,
  decider: HeldDecider,
): Promise<TakeInOutcome | { kind: 'ordered' }> {
  if (decider.kind === 'unproven') return holdUnproven(deps, message, decider);
  const { channel, door, deliveryId } = message;
  const earlier = await deps.store.claimed(channel, door, deliveryId);
  if (earlier) return { kind: 'duplicate', ref: earlier.ref };
  const { agent, item } = decider;
  const said = await carryOut(deps, message, decider);
  const messageId = newUlid(millisOf(message.receivedAt), deps.randomBytes);
  const outcome = await deps.store.commit([
    { kind: 'claim', channel, door, deliveryId, ref: null, messageId },
    ...(said.length > 0 ? [answerOf(deps, messageId, { reader: agent.id, item, said })] : []),
  ]);
  deps.log('held_orders', { agent: agent.id, lines: said.length, outcome: outcome.kind });
  return outcome.kind === 'already_taken_in' ? { kind: 'duplicate', ref: outcome.ref } : { kind: 'ordered' };
}

/** If he wrote it he must hear of it, at his own address. */
async function holdUnproven(
  deps: ReceiveDeps,
  message: InboundMessage,
  { agent, item, why }: Unproven,
): Promise<TakeInOutcome> {
  const taken = await takeInMessage(deps, message, {
    cause: 'agent_auth_failed',
    explanation: whyUnproven[why],
  });
  if (taken.kind !== 'suspended' || !(await mayBeToldAgain(deps, agent.id, why))) return taken;
  const said = [{ line: '', says: wordsToUnproven(why, message) }];
  const id = newUlid(millisOf(message.receivedAt), deps.randomBytes);
  await deps.store.commit([answerOf(deps, id, { reader: agent.id, item, said })]);
  return taken;
}

function mayBeToldAgain(
  deps: ReceiveDeps,
  agent: string,
  what: Unproven['why'] | 'refused',
): Promise<boolean> {
  return spendAll(deps, DAY, [[`held-${what}:${agent}`, IDLE_ANSWERS_A_DAY]]);
}

/** The mail goes out after the transaction, like those of tickets. */
function answerOf({ clock }: ReceiveDeps, id: Ulid, answer: HeldOrdersAnswer): Change {
  return {
    kind: 'add_outbox',
    ref: heldOrdersRef(id),
    item: { seq: 1, at: clock(), state: 'pending', effects: [{ kind: 'answer_held_orders', answer }] },
  };
}

/** What is to be said of it; nothing when he was told often enough that nothing was done. */
async function carryOut(
  deps: ReceiveDeps,
  message: InboundMessage,
  decider: Agent,
): Promise<HeldOrdersAnswer['said']> {
  const words = readHeldOrders(message.reply, decider);
  if (words.kind === 'refused') {
    const isTold = await mayBeToldAgain(deps, decider.agent.id, 'refused');
    return isTold ? words.lines.map(({ line, why }) => ({ line, says: why })) : [];
  }
  const said: HeldOrdersAnswer['said'] = [];
  for (const order of words.orders)
    said.push({ line: order.line, says: await carryOutOne(deps, message, { order, decider }) });
  return said;
}

async function carryOutOne(
  deps: ReceiveDeps,
  { receivedAt }: InboundMessage,
  { order, decider }: { order: HeldOrder; decider: Agent },
): Promise<string> {
  const by = decider.agent.id;
  switch (order.kind) {
    case 'show':
      return show(deps, order.id, decider);
    case 'recover':
      return recover(deps, order, { decider, asked: receivedAt });
    case 'discard':
      return discardWords(await nameOfHeld(deps, order.id), await discardHeld(deps, { ...order, by })).says;
    case 'allow':
      return senderWords(await allowSender(deps, { ...order, by, days: null }), MOST_ORDERS).says;
    case 'block':
      return senderWords(await blockSender(deps, { ...order, by, days: null }), MOST_ORDERS).says;
  }
}

async function recover(
  deps: ReceiveDeps,
  { id, as }: Extract<HeldOrder, { kind: 'recover' }>,
  { decider, asked }: { decider: Agent; asked: Instant },
): Promise<string> {
  const outcome = await recoverHeld(deps, { id, as, by: decider.agent.id, asked });
  const name = await nameOfHeld(deps, id);
  if (outcome.kind !== 'still_held') return recoverWords(name, outcome).says;
  const item = await deps.store.heldItem(id);
  const isSecret = item && (await isSecretTo(deps, item, decider));
  const explanation = isSecret ? asSentence(causeWords[outcome.cause]) : outcome.explanation;
  return recoverWords(name, { ...outcome, explanation }).says;
}

/** Each line behind a mark, so that nobody's words pass for the desk's, nor for orders when the mail is quoted. */
async function show(deps: ReceiveDeps, id: Ulid, decider: Agent): Promise<string> {
  const shown = await showHeld(deps, id);
  if (!shown) return `Nothing is held as ${id}.`;
  const { item, firstLines, attachments } = shown;
  if (await isSecretTo(deps, item, decider))
    return `${id} is for a confidential request; only whoever works on that, or runs the desk, is shown it.`;
  const names = attachments.slice(0, MOST_FILES).map(({ name }) => headerText(name, 100));
  const more = attachments.length > MOST_FILES ? [`${attachments.length - MOST_FILES} more`] : [];
  return [
    headerText(item.explanation, 300),
    `From ${headerText(item.from, 320) || 'nobody that can be read'}: ${headerText(item.subject, 250)}`,
    ...firstLines.map((line) => `| ${headerText(line, 160)}`),
    ...(names.length > 0 ? [`Files: ${[...names, ...more].join(', ')}`] : []),
  ].join('\n  ');
}

/** Who was told of this very item works on its ticket. */
async function isSecretTo(deps: ReceiveDeps, item: SuspendedItem, decider: Agent): Promise<boolean> {
  return decider.item !== item.id && (await isHeldInConfidence(deps, item));
}
