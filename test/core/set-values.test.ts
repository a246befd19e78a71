import { describe, expect, test } from 'vitest';
import { stepDefinition } from '../../functions/core/process-template.ts';
import type { SetStep } from '../../functions/core/process-template.ts';
import { changeTicket, setValues } from '../../functions/core/set-values.ts';
import type { Ticket } from '../../functions/core/ticket.ts';
import { TicketDraft } from '../../functions/core/ticket-draft.ts';
import { aParticipant, aTicket } from '../contract/ticket-builders.ts';
import { smallDesk } from './small-desk.ts';

function draftOf(given: Partial<Ticket> = {}): TicketDraft {
  const ticket = aTicket({ ref: 'T-7K3M-9QXA', clocks: [], priority: 'P3', ...given });
  const now = '2026-11-23T09:00:00.000Z';
  return new TicketDraft({ ticket, participants: [aParticipant()], steps: [] }, { now, desk: smallDesk });
}

function setStep(rules: object[]): SetStep {
  return stepDefinition.parse({ kind: 'set', rules, on: { done: 'next' } }) as SetStep;
}

function afterRules(
  rules: object[],
  given: { holds?: boolean[]; words?: string; computed?: Record<string, unknown> },
) {
  const draft = draftOf({ tags: ['vip'] });
  const { holds = [], words = '', computed = {} } = given;
  setValues(draft, { step: 'sort', definition: setStep(rules), holds, computed, words, desk: smallDesk });
  return draft;
}

describe('the rules of a set step', () => {
  const billing = { words: ['rechnung', 'Invoice'], set: { tags: ['billing'], priority: 'P2' } };
  const urgent = { words: ['urgent'], set: { tags: ['hurry'], priority: 'P1' } };

  test.each([
    ['no word, no change', 'Something else', ['vip'], 'P3'],
    ['a word, whatever its case', 'The INVOICE is wrong', ['vip', 'billing'], 'P2'],
    [
      'the first rule with a value gives it, all give their tags',
      'Urgent: the invoice',
      ['vip', 'billing', 'hurry'],
      'P2',
    ],
  ])('%s', (_, words, tags, priority) => {
    const { ticket } = afterRules([billing, urgent], { words });
    expect([ticket.tags, ticket.priority]).toEqual([tags, priority]);
  });

  test.each([
    ['down', 'The shop is DOWN!', true],
    ['down', 'The download is slow', false],
    ['lent', 'Excellent work', false],
    ['rechnung*', 'Die Rechnungsnummer fehlt', true],
    ['rechnung', 'Die Rechnungsnummer fehlt', false],
    ['fora do ar', 'O site está fora do ar.', true],
    ['c++', 'My C++ program', true],
    ['故障', 'サーバーが故障しました', true],
  ])('the word %s in %j: %s', (word, words, isThere) => {
    const { ticket } = afterRules([{ words: [word], set: { tags: ['found'] } }], { words });
    expect(ticket.tags?.includes('found')).toBe(isThere);
  });

  test('a rule whose condition does not hold sets nothing', () => {
    const rules = [
      { when: 'requester.isAgent', set: { tags: ['internal'] } },
      { when: 'calendar.open', set: { tags: ['by day'] } },
    ];
    expect(afterRules(rules, { holds: [false, true] }).ticket.tags).toEqual(['vip', 'by day']);
  });

  test('impact and urgency make the priority, unless a rule names one', () => {
    const assessed = { set: { impact: 'high', urgency: 'high' } };
    expect(afterRules([assessed], {}).ticket.priority).toBe('P1');
    expect(afterRules([{ set: { priority: 'P4' } }, assessed], {}).ticket.priority).toBe('P4');
  });

  test('what is computed becomes a field; what is no plain value does not', () => {
    const computed = { area: 'api', size: 4, list: ['a'], nothing: null };
    expect(afterRules([], { computed }).ticket.fields).toEqual({ area: 'api', size: 4 });
  });

  test.each(['nobody', 'constructor'])('%s, a team that desk.yaml does not have, stays unsaid', (team) => {
    expect(afterRules([{ set: { team } }], {}).ticket.team).toBe(draftOf().ticket.team);
  });
});

test('one level alone makes no priority', () => {
  const draft = draftOf();
  changeTicket(draft, { impact: 'high' }, { desk: smallDesk, by: 'participant:2' });
  expect(draft.ticket).toMatchObject({ impact: 'high', priority: 'P3' });
  changeTicket(draft, { urgency: 'low' }, { desk: smallDesk, by: 'participant:2' });
  expect(draft.ticket.priority).toBe(smallDesk.priorityMatrix.high.low);
  expect(draft.finish().events.map(({ type }) => type)).toContain('ticket_changed');
});
