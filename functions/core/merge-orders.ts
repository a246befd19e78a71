import type { Endings } from './agent-endings.ts';
import { called, refusedOrder } from './agent-ordering.ts';
import type { AgentOrdering, Planned } from './agent-ordering.ts';
import type { Command } from './command-grammar.ts';
import type { AgentWords } from './commands.ts';
import type { TicketRef } from './ids.ts';
import { merge, mergeRefusal, unmerge, unmergeRefusal } from './merge.ts';
import { splitTicket } from './split.ts';
import type { Step } from './ticket.ts';

/** Orders about several tickets: one goes on as another, is taken out again, or a message becomes one of its own. */

type Of<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

export function planMerge(ordering: AgentOrdering, { into: ref, isSure }: Of<'merge'>): Planned {
  const { draft, author, others } = ordering;
  const { into } = others;
  if (!into) return refusedOrder(`there is no ticket ${ref}`);
  const order = { author, isSure };
  const refusal = mergeRefusal(draft, into, order);
  return refusal ? refusedOrder(refusal) : possible(() => merge(draft, into, order));
}

export function planUnmerge({ draft, author, others }: AgentOrdering, { ref }: Of<'unmerge'>): Planned {
  const { out } = others;
  if (!out)
    return refusedOrder(
      ref
        ? `there is no ticket ${ref}`
        : 'name the ticket that goes on by itself again: #unmerge T-7K3M-9QXA',
    );
  const refusal = unmergeRefusal(out, draft);
  return refusal ? refusedOrder(refusal) : possible(() => unmerge(out, draft, { author }));
}

export function planSplit({ draft, author, others }: AgentOrdering, { nth }: Of<'split'>): Planned {
  const { split, begun } = others;
  if (!split) return refusedOrder('nobody has written anything here');
  const place = (nth ?? 1) - 1;
  const message = split.written[place];
  if (!message) return refusedOrder('customers have not written that often here');
  if (message.id === split.first) return refusedOrder('this ticket began with it');
  if (nth === null && !message.flags.includes('topic_changed'))
    return refusedOrder(
      'what the customer wrote last goes by the subject of this ticket: write #split last if it is a matter of its own',
    );
  const order = { message, earlier: split.written.slice(place + 1), ref: split.ref, author };
  return possible(() => void begun.push(splitTicket(draft, order)));
}

/** Whom the words are for, and what undoes the merger: these may stand in answer to a mail of either ticket. */
const ofBoth: ReadonlySet<Command['kind']> = new Set(['note', 'public', 'unmerge']);

/**
 * What is ordered in answer to a mail about a ticket that was merged away was meant for what its writer had before him.
 * The other one has work that he may not have looked at; none of it is done or changed, and he is told what is open
 * there. Null for words without any order.
 * @param given.found what of the other one he would end without knowing.
 */
export function strayOrders(
  { draft }: AgentOrdering,
  given: { of: TicketRef; words: AgentWords; steps: Step[]; found: Endings },
): { reason: string; step: Step | null } | null {
  const { of, words, steps, found } = given;
  const lines = [...words.commands.filter(({ kind }) => !ofBoth.has(kind)), ...words.refused];
  const endsNothing = found.kind === 'found' && found.endings.length === 0;
  if (lines.length === 0 && endsNothing) return null;
  const what = lines.length > 0 ? lines.map(({ line }) => line).join(', ') : 'the answers to a form';
  const { ref } = draft.ticket;
  const [first, ...more] = steps;
  const open = steps.map(called).join(' and ');
  const remedy = first
    ? `Open on ${ref}: ${open}. If you mean that, ${more.length > 0 ? 'answer its own mail' : 'answer this mail with the same lines'}.`
    : `No step of ${ref} is open for you.`;
  return {
    reason: `It answers a mail about ${of}, which was merged and goes on as ${ref}; what it orders (${what}) was not meant for work there. ${remedy}`,
    step: first && more.length === 0 ? first : null,
  };
}

function possible(carryOut: () => void): Planned {
  return { kind: 'possible', carryOut };
}
