import { describe, expect, test } from 'vitest';
import { faultsOf } from './faults.ts';
import { close, parallel, task } from './templates.ts';

const bound = (outcome: string, then: string) => ({ loops: { [outcome]: { times: 3, then } } });
const message = (target: string) => ({
  kind: 'message',
  message: 'replies/goodbye.liquid',
  on: { sent: target },
});

/** Steps, where the bound is missing, and the cycle. */
const unbound: [string, Record<string, unknown>, string[], string][] = [
  ['one step', { a: task({ done: 'end', again: 'a' }) }, ['a', 'on', 'again'], 'a → a'],
  [
    'back from a second step',
    { a: task({ done: 'b' }), b: task({ done: 'end', again: 'a' }) },
    ['b', 'on', 'again'],
    'a → b → a',
  ],
  [
    'back from a step that does not wait',
    { a: task({ done: 'end', more: 'b' }), b: message('a') },
    ['a', 'on', 'more'],
    'a → b → a',
  ],
  [
    'over the way past a step',
    { a: task({ done: 'b' }), b: task({ done: 'end' }, { when: 'true', otherwise: 'a' }) },
    ['a', 'on', 'done'],
    'a → b → a',
  ],
  [
    'over the way behind a bound',
    {
      a: task({ done: 'b' }),
      b: task({ done: 'end', again: 'a' }, bound('again', 'c')),
      c: task({ done: 'a' }),
    },
    ['c', 'on', 'done'],
    'a → b → c → a',
  ],
  [
    'within a branch',
    { p: parallel('a', 'b'), a: task({ done: 'join', again: 'a' }), b: task({ done: 'join' }) },
    ['a', 'on', 'again'],
    'a → a',
  ],
];

describe('a cycle without a bound is named', () => {
  test.each(unbound)('%s', (_, steps, path, cycle) => {
    const faults = faultsOf({ ...steps, end: close() });
    expect(faults.map((fault) => [fault.path, fault.problem])).toEqual([
      [['steps', ...path], `${cycle} has no bound`],
    ]);
    expect(faults[0]?.remedy).toContain(`${path.at(-1)}: { times: 10, then: <step> }`);
  });

  test('each one, when there are several', () => {
    const a = task({ done: 'b', again: 'a' });
    const b = task({ done: 'end', again: 'b', back: 'a' });
    const faults = faultsOf({ a, b, end: close() });
    expect(faults.map(({ problem }) => problem)).toEqual([
      'a → a has no bound',
      'a → b → a has no bound',
      'b → b has no bound',
    ]);
  });

  test('even when nobody can bound it', () => {
    const faults = faultsOf({
      a: task({ done: 'end', more: 'b' }),
      b: message('c'),
      c: { ...message('b'), when: 'true', otherwise: 'end' },
      end: close(),
    });
    expect(faults).toMatchObject([{ problem: 'b → c → b has no bound', remedy: 'lead c elsewhere' }]);
  });
});

test('a bound anywhere in a cycle is enough', () => {
  const a = task({ done: 'b' }, bound('done', 'end'));
  expect(faultsOf({ a, b: task({ done: 'end', again: 'a' }), end: close() })).toEqual([]);
});
