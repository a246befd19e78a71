import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inject } from 'vitest';
import { openDynamoTable } from '../../functions/aws/dynamo-table.ts';
import { tableStore } from '../../functions/aws/table-store.ts';
import { storeContract } from '../contract/store.contract.ts';
import { createTable } from './create-table.ts';

storeContract('the store on DynamoDB', async (clock) => {
  const client = new DynamoDBClient({
    endpoint: inject('dynamoEndpoint'),
    region: 'eu-west-1',
    credentials: { accessKeyId: 'contract', secretAccessKey: 'none' },
  });
  await createTable(client, 'store-contract');
  return tableStore(openDynamoTable({ client, tableName: 'store-contract', clock }), clock);
});
