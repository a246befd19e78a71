import { describe, expect, test } from 'vitest';
import { customerSteps } from '../../functions/core/customer-steps.ts';
import { processTemplate } from '../../functions/core/process-template.ts';
import type { Step } from '../../functions/core/ticket.ts';
import { aStep } from '../contract/ticket-builders.ts';

const staffed = { owner: 'team:frontline', due: '1h' };
const asked = { message: 'replies/ask.liquid', expires: { after: '5d', outcome: 'silent' } };

/** triage (not shown) → investigate ⇄ ask → verify → closing work in two branches → solved */
const template = processTemplate.parse({
  id: 'support',
  title: { internal: 'Support', customer: 'Your request' },
  onReopen: 'investigate',
  sla: 'standard',
  steps: {
    triage: { kind: 'task', ...staffed, on: { done: 'investigate', spam: 'spam' } },
    investigate: { kind: 'task', customer: 'Looking', ...staffed, on: { done: 'verify', need_info: 'ask' } },
    ask: {
      kind: 'customer',
      customer: 'Your answer',
      ...asked,
      on: { replied: 'investigate', silent: 'unreachable' },
    },
    verify: {
      kind: 'verify',
      customer: 'Does it work',
      ...asked,
      on: { confirmed: 'closing', rejected: 'investigate', silent: 'closing' },
    },
    closing: {
      kind: 'parallel',
      customer: 'Learning',
      branches: ['cause', 'article'],
      on: { done: 'solved' },
    },
    cause: { kind: 'form', ...staffed, on: { done: 'review' } },
    review: { kind: 'task', ...staffed, on: { done: 'join' } },
    article: { kind: 'form', ...staffed, on: { done: 'join' } },
    solved: { kind: 'close', customer: 'Solved', code: 'presumed' },
    unreachable: { kind: 'close', customer: 'Not reached', code: 'unreachable' },
    spam: { kind: 'close', code: 'spam' },
  },
});

/** `investigate:done` has ended with that outcome, in this order; `ask` is open. */
function steps(...written: string[]): Step[] {
  return written.map((text, index) => {
    const [id = '', outcome] = text.split(':');
    const at = `2026-11-23T0${index}:00:00.000Z`;
    return aStep({
      id,
      visit: index + 1,
      state: outcome ? { kind: 'done', at, outcome, answers: {}, by: 'desk' } : { kind: 'open' },
    });
  });
}

function shown(visits: Step[], closed = false): string {
  const marks = { done: '+', current: '>', ahead: '-' };
  return customerSteps(template, { steps: visits, closed }, [])
    .map(({ label, state }) => `${marks[state]}${label}`)
    .join(' ');
}

describe('the way of a ticket, as its customer sees it', () => {
  test.each<[string, string[], string]>([
    ['before anything began', [], '>Looking -Does it work -Learning -Solved'],
    ['in a step that is not shown', ['triage'], '-Looking -Does it work -Learning -Solved'],
    ['at work', ['triage:done', 'investigate'], '>Looking -Does it work -Learning -Solved'],
    ['asked', ['investigate:need_info', 'ask'], '>Your answer -Looking -Does it work -Learning -Solved'],
    [
      'at work after an answer',
      ['investigate:need_info', 'ask:replied', 'investigate'],
      '+Your answer >Looking -Does it work -Learning -Solved',
    ],
    ['between two steps', ['investigate:done'], '+Looking >Does it work -Learning -Solved'],
    ['asked whether it works', ['investigate:done', 'verify'], '+Looking >Does it work -Learning -Solved'],
    [
      'back at work',
      ['investigate:done', 'verify:rejected', 'investigate'],
      '>Looking -Does it work -Learning -Solved',
    ],
    [
      'sent back to work',
      ['investigate:done', 'verify:rejected'],
      '>Looking -Does it work -Learning -Solved',
    ],
    [
      'in both branches',
      ['investigate:done', 'verify:confirmed', 'cause', 'article'],
      '+Looking +Does it work >Learning -Solved',
    ],
    [
      'deep in one branch',
      ['investigate:done', 'verify:confirmed', 'article:done', 'cause:done', 'review'],
      '+Looking +Does it work >Learning -Solved',
    ],
  ])('%s', (_what, visits, expected) => {
    expect(shown(steps(...visits))).toBe(expected);
  });

  test.each<[string, string[], string]>([
    [
      'solved',
      ['investigate:done', 'verify:confirmed', 'article:done', 'cause:done', 'review:done'],
      '+Looking +Does it work +Learning +Solved',
    ],
    ['for want of an answer', ['investigate:need_info', 'ask:silent'], '+Looking +Your answer +Not reached'],
    ['as spam', ['triage:spam'], ''],
  ])('closed %s', (_what, visits, expected) => {
    expect(shown(steps(...visits), true)).toBe(expected);
  });

  test('ends where a template runs in a circle', () => {
    const circle = processTemplate.parse({
      ...template,
      steps: {
        one: { kind: 'task', customer: 'One', ...staffed, on: { done: 'two' } },
        two: { kind: 'task', customer: 'Two', ...staffed, on: { done: 'one' } },
      },
    });
    expect(customerSteps(circle, { steps: steps('one'), closed: false }, [])).toEqual([
      { label: 'One', state: 'current' },
      { label: 'Two', state: 'ahead' },
    ]);
  });
});
