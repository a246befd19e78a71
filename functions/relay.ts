import type { DynamoDBStreamEvent } from 'aws-lambda';
import { relayOutbox } from './app/relay.ts';
import { effectPorts } from './aws/adapters.ts';
import { handleEach } from './aws/batch.ts';
import type { BatchAnswer } from './aws/batch.ts';
import { environmentOf, tableLayout } from './aws/contract.ts';
import { readOutboxKey } from './aws/items.ts';
import { once } from './aws/once.ts';

const ports = once(async () => effectPorts(environmentOf('relay')));

/** Outbox items have been written to the table. */
export async function handler(event: DynamoDBStreamEvent): Promise<BatchAnswer> {
  const deps = await ports();
  return handleEach(event.Records, {
    log: deps.log,
    idOf: (record) => record.dynamodb?.SequenceNumber ?? '',
    work: async ({ dynamodb }) => {
      const keyPart = (name: string) => dynamodb?.Keys?.[name]?.S ?? '';
      const item = readOutboxKey({ pk: keyPart(tableLayout.partitionKey), sk: keyPart(tableLayout.sortKey) });
      if (item) await relayOutbox(deps, item);
    },
  });
}
