import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { patiently } from '../../functions/aws/dynamo-conflicts.ts';

function cancelled(...codes: string[]) {
  const CancellationReasons = codes.map((Code) => ({ Code }));
  return new TransactionCanceledException({ message: 'cancelled', $metadata: {}, CancellationReasons });
}

function failingTwice(error: Error) {
  let calls = 0;
  return async () => {
    calls += 1;
    if (calls <= 2) throw error;
    return calls;
  };
}

test.each([
  ['another transaction', cancelled('None', 'TransactionConflict')],
  ['throttling', cancelled('ThrottlingError', 'None')],
  [
    'a transaction on the row of a single write',
    new TransactionConflictException({ message: 'busy', $metadata: {} }),
  ],
])('%s is waited out', async (_, error) => {
  expect(await patiently(failingTwice(error))).toBe(3);
});

test.each([
  ['a refused condition', cancelled('ConditionalCheckFailed', 'TransactionConflict')],
  ['a faulty request', cancelled('ValidationError')],
  ['any other fault', new Error('no network')],
])('%s is told at once', async (_, error) => {
  let calls = 0;
  const request = async () => {
    calls += 1;
    throw error;
  };
  await expect(patiently(request)).rejects.toBe(error);
  expect(calls).toBe(1);
});
