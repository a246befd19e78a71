import type { Desk } from '../core/desk.ts';
import { whereItBelongs } from '../core/evidence.ts';
import type { Belonging, Named } from '../core/evidence.ts';
import { externalKey, externalReferences } from '../core/external-reference.ts';
import type { TicketRef } from '../core/ids.ts';
import type { InboundMessage } from '../core/inbound-message.ts';
import { authorOf } from '../core/threading.ts';
import type { Clues } from '../core/threading.ts';
import type { EvidenceKind } from '../core/ticket.ts';
import { goesOnAs } from './merged-tickets.ts';
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
  const known = await ticketsNamed(store, [
    ['door', clues.door],
    ['reply_address', clues.token?.ref],
    ['root_id', clues.root],
    ['message_id', await ticketOfIds(store, message, clues)],
  ]);
  const strong = [...(await splitOff(store, known, clues)), ...known];
  const first = judge(strong);
  if (first.kind === 'append') return first;
  const cited = await ticketCited(store, message, clues);
  const weak = await ticketsNamed(store, [
    ['external_reference', cited.external],
    ['body_marker', clues.marker],
    ['subject_reference', clues.subject],
    ['shared_ancestry', cited.ancestor],
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

/**
 * The ticket that somebody has named for a message, whatever that answers.
 * @throws Error when there is none.
 */
export async function belongsWhereTold(
  { store, desk }: { store: Store; desk: Desk },
  message: InboundMessage,
  told: { clues: Clues; ref: TicketRef },
): Promise<Belonging<TicketState>> {
  const named = await store.ticket(told.ref);
  if (!named) throw new Error(`no ticket ${told.ref}`);
  const state = await goesOnAs(store, named);
  const clues = { ...told.clues, door: null };
  const author = authorOf(message, clues, state, desk.agents);
  const receipt = { by: 'recovery', rejected: clues.rejected };
  return {
    kind: 'append',
    by: 'door',
    state,
    author,
    clues,
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

/** A message that became a ticket of its own says more than the beginning of the conversation in which it came. */
async function splitOff(
  store: Store,
  known: Named<TicketState>[],
  { messageIds }: Clues,
): Promise<Named<TicketState>[]> {
  const [first] = known;
  const refs = first?.state.ticket.links?.flatMap(({ kind, ref }) => (kind === 'split_into' ? [ref] : []));
  if (first?.kind !== 'root_id' || !refs || refs.length === 0) return [];
  const found = await store.ticketOfMessageIds(messageIds);
  return found && refs.includes(found.ref) ? ticketsNamed(store, [['message_id', found.ref]]) : [];
}

/**
 * What names a ticket without being a mail of it: a number of the sender's own help desk, or an id that the ticket's first
 * mail cites; somebody may have answered this very mail before it came.
 */
async function ticketCited(
  store: Store,
  message: InboundMessage,
  { messageIds }: Clues,
): Promise<{ external: TicketRef | null; ancestor: TicketRef | null }> {
  const { messageId } = message;
  const external = externalReferences(message).map(externalKey);
  const ids = [...external, ...messageIds, ...(messageId ? [messageId] : [])];
  const found = ids.length > 0 ? await store.ticketOfCitedIds(ids) : null;
  if (!found) return { external: null, ancestor: null };
  return external.includes(found.messageId)
    ? { external: found.ref, ancestor: null }
    : { external: null, ancestor: found.ref };
}

async function ticketsNamed(
  store: Store,
  refs: [EvidenceKind, TicketRef | null | undefined][],
): Promise<Named<TicketState>[]> {
  const found: Named<TicketState>[] = [];
  for (const [kind, ref] of refs) {
    const known = found.find(({ state, mergedAway = state }) => mergedAway.ticket.ref === ref);
    const named = known?.mergedAway ?? known?.state ?? (ref ? await store.ticket(ref) : null);
    if (!named) continue;
    const state = known?.state ?? (await goesOnAs(store, named));
    found.push({
      kind,
      state,
      ...(state === named ? {} : { mergedAway: named }),
      isMailing: kind === 'message_id' && (await isMailing(store, named)),
    });
  }
  return found;
}

async function isMailing(store: Store, { ticket }: TicketState): Promise<boolean> {
  const { items } = await store.messages(ticket.ref, { limit: 1 });
  return items[0]?.class === 'bulk';
}
