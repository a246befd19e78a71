import { describe, expect, test } from 'vitest';
import { faultsOf } from './faults.ts';
import { close, task } from './templates.ts';

const form = {
  amount: { type: 'number' },
  category: { type: 'choice', options: ['billing', 'technical'] },
  name: { type: 'text' },
  urgent: { type: 'bool' },
  parts: { type: 'multi', options: ['case', 'cable'] },
};
const rules = [{ set: { fields: { area: 'billing' } } }];

/** Everything else of the process is sound. */
function faultsWith(when: string) {
  return faultsOf({
    ask: task({ done: 'sort' }, { form }),
    sort: { kind: 'set', rules, compute: { score: 'answers.amount * 2' }, on: { done: 'guarded' } },
    guarded: task({ done: 'end' }, { when }),
    end: close(),
  });
}

test.each([
  "ticket.priority = 'P1'",
  "ticket.priority in ['P1', 'P2'] and answers.category = 'billing'",
  "'vip' in ticket.tags or $count(ticket.tags[$ != 'old']) > 2",
  'answers.amount > 1000 and $not(answers.urgent)',
  "ticket.fields.area = 'billing' and ticket.fields.score > 10",
  "requester.domain = 'shop.example' or requester.isAgent",
  "calendar.open and calendar.weekday in ['sat', 'sun'] and calendar.today > '2026-12-01'",
  '($limit := 100; $over := function($n) { $n > $limit }; $over(answers.amount))',
  "$contains($lowercase(answers.name), 'printer')",
  "answers.parts[0] = 'case' or $exists(answers.parts[$ = 'cable'])",
  "$filter(ticket.tags, function($tag, $index) { $index < 3 and $tag = 'x' })",
  'answers.amount > 5 ? answers.urgent : requester.isAgent',
  "$.ticket.team & '-' & answers.category = 'frontline-billing'",
  "ticket.(priority = 'P1' or reopened > 1)",
  "(answers.name ~> $trim() ~> $uppercase()) = 'YES'",
  "$lookup(answers, 'name') = 'x' or $keys(answers)^(>$)[0] = 'name'",
  'answers.parts@$part#$place.($part = $place)',
  "$match(answers.name, /in(k|c)/i).match = 'ink'",
])('can be read: %s', (when) => {
  expect(faultsWith(when)).toEqual([]);
});

describe('cannot be read:', () => {
  test.each([
    ['ticket.priority = ', 'this is no JSONata', 'try.jsonata.org'],
    ["prio = 'P1'", 'nothing is called prio', 'name one of ticket, requester, calendar, answers'],
    ["ticket.prio = 'P1'", 'ticket has no prio', 'name one of ref, priority,'],
    ["requester.address = 'x'", 'requester has no address', 'name one of domain, isAgent'],
    ['answers.sum > 3', 'answers has no sum', 'name one of amount, category,'],
    ['ticket.fields.none', 'ticket.fields has no none', 'name one of area, score'],
    ["ticket.(prio = 'P1')", 'ticket has no prio', 'name one of'],
    ["$exists(ticket[prio = 'P1'])", 'ticket has no prio', 'name one of'],
    ['$states.input.ref', 'nothing is called $states', '$name :='],
    ['$$.ticket', 'nothing is called $$', ''],
    ["$eval('1')", 'nothing is called $eval', 'docs.jsonata.org'],
    ['($x := 1; $y = 1)', 'nothing is called $y', ''],
    ['answers.name.first', 'a text has no first', 'last point'],
    ['answers.name > 3', '> compares two numbers or two texts', 'number field'],
    ['answers.urgent >= true', '>= compares two numbers or two texts', ''],
    ['answers.name + 1 = 2', '+ is for numbers only', '&'],
    ["answers.category = 'biling'", 'it is never biling', 'billing, technical'],
    ["ticket.priority in ['P1', 'P5']", 'it is never P5', 'P1, P2, P3, P4'],
    ['$contains(answers.amount, "1")', '$contains is for texts only', '$string'],
    ['$round(answers.name) = 1', '$round is for numbers only', ''],
  ])('%s', (when, problem, remedy) => {
    const [fault, ...more] = faultsWith(when);
    expect(more).toEqual([]);
    expect(fault?.path).toEqual(['steps', 'guarded', 'when']);
    expect(fault?.problem).toContain(problem);
    expect(fault?.remedy).toContain(remedy);
  });
});

test('every place where an expression stands is looked at', () => {
  const faults = faultsOf({
    sort: {
      kind: 'set',
      rules: [
        { when: 'true', set: {} },
        { when: 'none', set: {} },
      ],
      compute: { x: 'none' },
      on: { done: 'call' },
    },
    call: {
      kind: 'call',
      hook: 'robot',
      send: { y: 'none' },
      limit: '1h',
      on: { done: 'end', failed: 'by_hand' },
    },
    by_hand: task({ done: 'end' }),
    end: close(),
  });
  expect(faults.map(({ path }) => path.join('.'))).toEqual([
    'steps.sort.rules.1.when',
    'steps.sort.compute.x',
    'steps.call.send.y',
  ]);
});

test('a process without forms and set steps says where names are declared', () => {
  const faults = faultsOf({
    a: task({ done: 'end' }, { when: 'answers.x = ticket.fields.y' }),
    end: close(),
  });
  expect(faults.map(({ remedy }) => remedy)).toEqual([
    'declare it first: in the form of a step',
    'declare it first: in a set step',
  ]);
});
