import type { Desk } from '../core/desk.ts';
import { whereItBelongs } from '../core/evidence.ts';
import type { Belonging, Named } from '../core/evidence.ts';
import type { TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import type { Clues } from '../core/threading.ts';
import type { EvidenceKind } from '../core/ticket.ts';
import type { Store, TicketState } from './ports.ts';

/**
 * Looks up what a message names and has it judged. Strong evidence is read first, and when it leads somewhere the weak
 * one is not: most answers cost one ticket, most first mails one small row.
 */
export async function findTicket(
  { store, desk }: { store: Store; desk: Desk },
  message: InboundMessage,
  clues: Clues,
): Promise<Belonging<TicketState>> {
  const judge = (named: Named<TicketState>[]) =>
    whereItBelongs(message, { named, clues, agents: desk.agents, desk });
  const strong = await ticketsNamed(store, [
    ['door', clues.door],
    ['reply_address', clues.token?.ref],
    ['root_id', clues.root],
    ['message_id', await ticketOfIds(store, message, clues)],
  ]);
  const first = judge(strong);
  if (first.kind === 'append') return first;
  const weak = await ticketsNamed(store, [
    ['body_marker', clues.marker],
    ['subject_reference', clues.subject],
    ['shared_ancestry', await ticketOfAncestors(store, message, clues)],
  ]);
  return weak.length > 0 ? judge([...strong, ...weak]) : first;
}

/** A ticket of its own, whatever it names. */
export function belongsNowhere(message: InboundMessage, clues: Clues): Belonging<TicketState> {
  const receipt = { by: 'new', rejected: clues.rejected };
  return {
    kind: 'new',
    related: null,
    receipt: message.identity ? { ...receipt, identity: message.identity } : receipt,
  };
}

async function ticketOfIds(
  store: Store,
  { bounce }: InboundMessage,
  { door, token, root, messageIds }: Clues,
): Promise<TicketRef | null> {
  if (door ?? token ?? root) return null;
  const ids = bounce?.originalMessageId ? [bounce.originalMessageId, ...messageIds] : messageIds;
  return ids.length > 0 ? ((await store.ticketOfMessageIds(ids))?.ref ?? null) : null;
}

/** Somebody may have answered this very mail before it came. */
async function ticketOfAncestors(
  store: Store,
  { messageId }: InboundMessage,
  { messageIds }: Clues,
): Promise<TicketRef | null> {
  const ids = [...messageIds, ...(messageId ? [messageId] : [])];
  return ids.length > 0 ? ((await store.ticketOfCitedIds(ids))?.ref ?? null) : null;
}

async function ticketsNamed(
  store: Store,
  refs: [EvidenceKind, TicketRef | null | undefined][],
): Promise<Named<TicketState>[]> {
  const found: Named<TicketState>[] = [];
  for (const [kind, ref] of refs) {
    const known = found.find(({ state }) => state.ticket.ref === ref)?.state;
    const state = known ?? (ref ? await store.ticket(ref) : null);
    if (state)
      found.push({ kind, state, isMailing: kind === 'message_id' && (await isMailing(store, state)) });
  }
  return found;
}

async function isMailing(store: Store, { ticket }: TicketState): Promise<boolean> {
  const { items } = await store.messages(ticket.ref, { limit: 1 });
  return items[0]?.class === 'bulk';
}
