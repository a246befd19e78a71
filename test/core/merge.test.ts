import fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge, mergeRefusal, unmerge, unmergeRefusal } from '../../functions/core/merge.ts';
import type { Participant, Ticket } from '../../functions/core/ticket.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { aParticipant, aTicket } from '../contract/ticket-builders.ts';
import { smallDesk } from './small-desk.ts';

const NOW = '2026-11-23T09:00:00.000Z';
const COUNT = 5;
const author = aParticipant({ id: 2, role: 'agent', agentId: 'one', address: 'one@team.example' });

interface State {
  ticket: Ticket;
  participants: Participant[];
}

/** Everybody has asked once; two of them are of one organisation. */
function begin(place: number): State {
  const ticket = aTicket({
    ref: `T-0000-000${place}`,
    process: { id: 'simple', run: 1 },
    requester: 1,
    participantCount: 2,
    clocks: [],
  });
  const house = place < 2 ? 'shop.example' : `house${place}.example`;
  return { ticket, participants: [aParticipant({ id: 1, address: `customer${place}@${house}` }), author] };
}

const draftOf = (state: State) => new TicketDraft({ ...state, steps: [] }, { now: NOW, desk: smallDesk });
const stateOf = (draft: TicketDraft): State => ({ ticket: draft.ticket, participants: draft.participants });

/** As which a ticket goes on in the end; throws on a ring. */
function endOf(states: State[], ref: string): string {
  const seen = new Set<string>();
  let current = ref;
  for (;;) {
    if (seen.has(current)) throw new Error(`a ring at ${current}`);
    seen.add(current);
    const into = states.find(({ ticket }) => ticket.ref === current)?.ticket.merged?.into;
    if (!into) return current;
    current = into;
  }
}

const place = fc.nat(COUNT - 1);
const orders = fc.array(fc.tuple(fc.boolean(), place, place), { maxLength: 30 });

test('whatever is merged and taken out, pointers and links agree, and no ticket leads to itself', () => {
  fc.assert(
    fc.property(orders, (given) => {
      const states = Array.from({ length: COUNT }, (_, index) => begin(index));
      for (const [isMerging, first, second] of given) {
        const [one, other] = [states[first], states[second]];
        if (!one || !other || one === other || one.ticket.merged !== undefined) continue;
        const into = draftOf(
          isMerging
            ? (states.find(({ ticket }) => ticket.ref === endOf(states, other.ticket.ref)) ?? other)
            : one,
        );
        const from = draftOf(isMerging ? one : other);
        if (from.ticket.ref === into.ticket.ref) continue;
        const refusal = isMerging
          ? mergeRefusal(from, into, { author, isSure: true })
          : unmergeRefusal(from, into);
        if (refusal) continue;
        if (isMerging) merge(from, into, { author, isSure: true });
        else unmerge(from, into, { author });
        for (const draft of [from, into])
          states[states.findIndex(({ ticket }) => ticket.ref === draft.ticket.ref)] = stateOf(draft);
      }
      for (const { ticket } of states) {
        expect(() => endOf(states, ticket.ref)).not.toThrow();
        expect(ticket.closed !== undefined).toBe(ticket.merged !== undefined);
        const pointing = states.filter((one) => one.ticket.merged?.into === ticket.ref);
        expect((ticket.links ?? []).map(({ ref }) => ref).toSorted()).toEqual(
          pointing.map((one) => one.ticket.ref).toSorted(),
        );
      }
    }),
  );
});

test('taken out again, a ticket and the other one are as they were, but for who works on them', () => {
  fc.assert(
    fc.property(place, place, (first, second) => {
      fc.pre(first !== second);
      const [from, into] = [draftOf(begin(first)), draftOf(begin(second))];
      merge(from, into, { author, isSure: true });
      unmerge(from, into, { author });
      const customers = into.participants.filter(({ role, left }) => role !== 'agent' && !left);
      expect(customers.map(({ id }) => id)).toEqual([1]);
      expect([from.ticket.merged, from.ticket.closed, from.ticket.status]).toEqual([
        undefined,
        undefined,
        'open',
      ]);
      expect(into.ticket.links).toEqual([]);
    }),
  );
});
