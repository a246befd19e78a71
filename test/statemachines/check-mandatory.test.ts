import { describe, expect, test } from 'vitest';
import { faultsOf, problemsAt } from './faults.ts';
import { approval, close, parallel, task } from './templates.ts';

const end = close();
const mandatory = (on: Record<string, string>, more: Record<string, unknown> = {}) =>
  task(on, { mandatory: true, ...more });

describe('a mandatory step cannot', () => {
  test.each<[string, Record<string, unknown>, (string | number)[], string]>([
    [
      'have a when',
      { a: mandatory({ done: 'end' }, { when: 'ticket.reopened = 0' }) },
      ['when'],
      'may pass it over',
    ],
    ['be waived', { a: mandatory({ done: 'end' }, { waivable: true }) }, ['waivable'], 'may waive it'],
    [
      'expire',
      { a: mandatory({ done: 'end', over: 'end' }, { expires: { after: '9d', outcome: 'over' } }) },
      ['expires'],
      'expires by itself',
    ],
    [
      'be completed by a rung',
      { a: mandatory({ done: 'end' }, { ladder: [{ at: '100%', do: 'complete', outcome: 'done' }] }) },
      ['ladder', 0, 'do'],
      'a rung completes it',
    ],
    [
      'be where only one branch has to end',
      {
        p: { ...parallel('a', 'b'), join: 'any' },
        a: mandatory({ done: 'join' }),
        b: task({ done: 'join' }),
      },
      ['mandatory'],
      'another branch of p may be first',
    ],
    [
      'be deep within where only one branch has to end',
      {
        p: { ...parallel('q', 'b'), join: 'any' },
        q: { ...parallel('a', 'c'), on: { done: 'join' } },
        a: mandatory({ done: 'join' }),
        b: task({ done: 'join' }),
        c: task({ done: 'join' }),
      },
      ['mandatory'],
      'another branch of p may be first',
    ],
    [
      'be passed over with the parallel step that it is in',
      {
        p: { ...parallel('a', 'b'), when: 'requester.isAgent' },
        a: mandatory({ done: 'join' }),
        b: task({ done: 'join' }),
      },
      ['mandatory'],
      'p → end goes round it',
    ],
    [
      'be gone round over the way past another step',
      {
        b: task({ done: 'a' }, { when: 'requester.isAgent', otherwise: 'end' }),
        a: mandatory({ done: 'end' }),
      },
      ['mandatory'],
      'b → end goes round it',
    ],
    [
      'be gone round over the way behind a bound',
      {
        b: task({ done: 'a', again: 'b' }, { loops: { again: { times: 2, then: 'end' } } }),
        a: mandatory({ done: 'end' }),
      },
      ['mandatory'],
      'b → end goes round it',
    ],
  ])('%s', (_, steps, path, problem) => {
    expect(problemsAt(['steps', 'a', ...path], faultsOf({ ...steps, end }))).toContain(problem);
  });
});

test('a rung does not close a ticket as worked on, past what is mandatory', () => {
  const b = task({ done: 'a' }, { ladder: [{ at: '100%', do: 'close', code: 'presumed' }] });
  const faults = faultsOf({ b, a: mandatory({ done: 'end' }), end });
  expect(problemsAt(['steps', 'b', 'ladder', 0, 'code'], faults)).toContain('past every mandatory step');
  expect(
    faultsOf({ b: task({ done: 'end' }, { ladder: [{ at: '1d', do: 'close', code: 'presumed' }] }), end }),
  ).toEqual([]);
});

test('a mandatory approval says as what it expires', () => {
  const a = approval({ approved: 'end', declined: 'end' }, { mandatory: true });
  expect(faultsOf({ a, end })).toEqual([]);
});
