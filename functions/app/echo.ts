import type { TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { millisOf } from '../core/instant.ts';
import type { Instant } from '../core/instant.ts';
import type { Delivery } from '../core/outbox.ts';
import { formOf, isAsked } from '../core/process-template.ts';
import { similarity } from '../core/similarity.ts';
import type { Author } from '../core/threading.ts';
import type { Step } from '../core/ticket.ts';
import type { Store, TicketState } from './ports.ts';
import type { TakingIn } from './taking-in.ts';

/** Nobody reads a mail, thinks and answers so fast. */
const AT_ONCE_MS = 30_000;
const SAME_WORDS = 0.9;
/** In characters. "Yes, it works" is said twice by people, and as fast as that. */
const SHORTEST_ECHO = 60;
/** Mail is sent within this time after the ticket changed, or something is in its way. */
const SENT_WITHIN_MS = 5 * 60_000;
const MESSAGES_LOOKED_AT = 100;

/**
 * What looks like a person's answer and is a machine's that answers whatever it gets: it came within half a minute after
 * a mail that the desk sent by itself, says again what was said on the ticket, and brings nothing else. It counts as an
 * automatic reply, and is shown to whoever works on the ticket. That takes three reads, and only for answers that come
 * within minutes after something happened.
 */
export async function unlessEcho(
  store: Store,
  taking: TakingIn,
  { state, author }: { state: TicketState; author: Author },
): Promise<TakingIn> {
  const { message, record } = taking;
  if (author.kind === 'agent' || !(await isEcho(store, message, state))) return taking;
  return {
    ...taking,
    message: { ...message, class: 'auto_reply', answerable: false },
    record: { ...record, class: 'auto_reply', flags: [...record.flags, 'echo'] },
  };
}

async function isEcho(
  store: Store,
  message: InboundMessage,
  { ticket, steps }: TicketState,
): Promise<boolean> {
  const { channel, receivedAt, reply, attachments } = message;
  if (channel !== 'mail' || message.class !== 'human' || reply.length < SHORTEST_ECHO) return false;
  if (attachments.some(({ inline }) => !inline) || steps.some(asksForCorrection)) return false;
  if (millisOf(receivedAt) - millisOf(ticket.updatedAt) > SENT_WITHIN_MS) return false;
  if (!(await wasJustWrittenTo(store, ticket.ref, receivedAt))) return false;
  const { items } = await store.messages(ticket.ref, { limit: MESSAGES_LOOKED_AT });
  return items.some(({ text }) => similarity(text, reply) > SAME_WORDS);
}

/** Whoever fills in a form again writes nearly the same again. */
function asksForCorrection({ definition, state }: Step): boolean {
  return state.kind === 'open' && isAsked(definition) && Object.keys(formOf(definition)).length > 0;
}

async function wasJustWrittenTo(store: Store, ref: TicketRef, at: Instant): Promise<boolean> {
  const just = (await store.deliveries(ref)).filter((delivery) => wasJustSent(delivery, at));
  const classes = await Promise.all(
    just.map(async ({ id }) => {
      const [seq, index] = id.split('.').map(Number);
      const effect = (await store.outboxItem(ref, seq ?? 0))?.effects[index ?? 0];
      return effect?.kind === 'send_mail' ? effect.mail.class : null;
    }),
  );
  return classes.some((kind) => kind === 'auto_reply' || kind === 'notification');
}

function wasJustSent({ state }: Delivery, at: Instant): boolean {
  const since = state.kind === 'sent' ? millisOf(at) - millisOf(state.at) : -1;
  return since >= 0 && since < AT_ONCE_MS;
}
