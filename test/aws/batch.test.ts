import { expect, test } from 'vitest';
import { handleEach } from '../../functions/aws/batch.ts';
import { once } from '../../functions/aws/once.ts';

test('an entry that fails is reported and logged, and the others are done', async () => {
  const done: string[] = [];
  const logged: unknown[] = [];
  const answer = await handleEach(['a', 'b', 'c'], {
    idOf: (entry) => `id-${entry}`,
    log: (event, ids) => logged.push([event, ids['id']]),
    work: async (entry) => {
      if (entry === 'b') throw new Error('no');
      done.push(entry);
    },
  });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: 'id-b' }] });
  expect(done).toEqual(['a', 'c']);
  expect(logged).toEqual([['entry_failed', 'id-b']]);
});

test('what is made once is made once, unless it failed', async () => {
  let calls = 0;
  const value = once(async () => {
    calls += 1;
    if (calls === 1) throw new Error('not yet');
    return calls;
  });
  await expect(value()).rejects.toThrow('not yet');
  expect(await Promise.all([value(), value()])).toEqual([2, 2]);
});
