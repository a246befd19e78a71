import { refusedOrder } from './agent-ordering.ts';
import type { AgentOrdering, Planned } from './agent-ordering.ts';
import type { Command } from './command-grammar.ts';
import { merge, mergeRefusal, unmerge, unmergeRefusal } from './merge.ts';
import { splitTicket } from './split.ts';

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

function possible(carryOut: () => void): Planned {
  return { kind: 'possible', carryOut };
}
