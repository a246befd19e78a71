import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { tableLayout } from '../../functions/aws/contract.ts';

/** A table as the contract describes it; infra's tests hold the stack against the same contract. */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<{ streamArn: string }> {
  const { partitionKey, sortKey, byTime } = tableLayout;
  const names = [partitionKey, sortKey, byTime.partitionKey, byTime.sortKey];
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: byTime.name,
          Projection: { ProjectionType: 'KEYS_ONLY' },
          KeySchema: [
            { AttributeName: byTime.partitionKey, KeyType: 'HASH' },
            { AttributeName: byTime.sortKey, KeyType: 'RANGE' },
          ],
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    }),
  );
  return { streamArn: TableDescription?.LatestStreamArn ?? '' };
}
