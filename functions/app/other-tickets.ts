import { noOthers } from '../core/agent-ordering.ts';
import type { OtherTickets } from '../core/agent-ordering.ts';
import { readAgentWords } from '../core/commands.ts';
import type { GivenCommand } from '../core/commands.ts';
import { newTicketRef } from '../core/ids.ts';
import type { RandomBytes, TicketRef } from '../core/ids.ts';
import { isSplitOff } from '../core/split.ts';
import type { Message } from '../core/ticket.ts';
import { TicketDraft } from '../core/ticket-draft.ts';
import { goesOnAs } from './merged-tickets.ts';
import type { Change, Store } from './ports.ts';
import { changesOf } from './ticket-changes.ts';

/** Tickets beside the one that an agent's mail belongs to: what his orders need to know of them, and do to them. */

const READ_AT_ONCE = 100;

/** Reads what the orders in a text name; nothing for a text without any such order. */
export async function othersMeant(
  { store, randomBytes }: { store: Store; randomBytes: RandomBytes },
  draft: TicketDraft,
  text: string,
): Promise<OtherTickets> {
  const others = noOthers();
  for (const command of readAgentWords(text, []).commands) {
    if (command.kind === 'merge') others.into = await ticketToJoin(store, draft, command.into);
    if (command.kind === 'unmerge') others.out = await ticketTakenOut(store, draft, command);
    if (command.kind === 'split') others.split = await whatWasWritten(store, draft, randomBytes);
  }
  return others;
}

/** The writes of other tickets than the one that is written anyway. */
export function changesOfOthers({ into, out, begun }: OtherTickets, ref: TicketRef): Change[] {
  return [
    ...[into, out].flatMap((draft) =>
      draft && draft.ticket.ref !== ref && draft.isChanged ? changesOf(draft.finish(), 'update_ticket') : [],
    ),
    ...begun.flatMap((draft) => {
      const drafted = draft.finish();
      const ids = drafted.messages.flatMap(({ messageId }) => messageId ?? []);
      return [
        ...changesOf(drafted, 'create_ticket'),
        ...ids.map((messageId): Change => ({
          kind: 'move_message_id',
          messageId,
          from: ref,
          to: draft.ticket.ref,
        })),
      ];
    }),
  ];
}

async function ticketToJoin(store: Store, draft: TicketDraft, ref: TicketRef): Promise<TicketDraft | null> {
  const state = await store.ticket(ref);
  const there = state && (await goesOnAs(store, state));
  if (there?.ticket.ref === draft.ticket.ref) return draft;
  return there && new TicketDraft(there, draft);
}

/** Without a reference the only one that was merged is meant. */
async function ticketTakenOut(
  store: Store,
  draft: TicketDraft,
  { ref }: Extract<GivenCommand, { kind: 'unmerge' }>,
): Promise<TicketDraft | null> {
  const merged = (draft.ticket.links ?? []).filter(({ kind }) => kind === 'merged');
  const meant = ref ?? (merged.length === 1 ? merged[0]?.ref : undefined);
  const state = meant ? await store.ticket(meant) : null;
  return state && new TicketDraft(state, draft);
}

async function whatWasWritten(
  store: Store,
  { ticket, participants }: TicketDraft,
  randomBytes: RandomBytes,
): Promise<OtherTickets['split']> {
  const messages: Message[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<Store['messages']>> = await store.messages(ticket.ref, {
      limit: READ_AT_ONCE,
      after,
    });
    messages.push(...page.items);
    after = page.next;
  } while (after !== null);
  const agents = new Set(participants.flatMap(({ id, agentId }) => (agentId ? [id] : [])));
  const isWritten = (message: Message) =>
    message.class === 'human' &&
    message.channel !== 'process' &&
    !(message.author !== null && agents.has(message.author)) &&
    !isSplitOff(message);
  const [first] = messages;
  const written = messages.filter(isWritten).toReversed();
  return first ? { ref: newTicketRef(randomBytes), written, first: first.id } : null;
}
