import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Clock } from '../app/ports.ts';
import { millisOf } from '../core/instant.ts';
import { tableLayout } from './contract.ts';
import { patiently } from './dynamo-conflicts.ts';
import { conditionOf, keyOf, rowOf } from './dynamo-rows.ts';
import type { DynamoRow } from './dynamo-rows.ts';
import type { Key, KeyRange, Put, Table } from './table.ts';

const { partitionKey, sortKey, byTime } = tableLayout;
/** Of one BatchGetItem. */
const MOST_KEYS = 100;
const TTL_NAME = { '#ttl': tableLayout.ttl };

/** A DynamoDB table. A row that has expired counts as absent, however late DynamoDB deletes it. */
export function openDynamoTable({
  client,
  tableName,
  clock,
}: {
  client: DynamoDBClient;
  tableName: string;
  clock: Clock;
}): Table {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const seconds = () => Math.floor(millisOf(clock()) / 1000);
  const alive = (row: DynamoRow<unknown>) => row.ttl === undefined || row.ttl > seconds();
  const writeOf = (write: Put<unknown>) => ({
    TableName: tableName,
    Item: rowOf(write),
    ...conditionOf(write.condition, seconds()),
  });

  async function getSome<Body>(keys: Key<Body>[]): Promise<DynamoRow<Body>[]> {
    const RequestItems = { [tableName]: { Keys: keys.slice(0, MOST_KEYS), ConsistentRead: true } };
    const answer = await patiently(() => documents.send(new BatchGetCommand({ RequestItems })));
    const rows = (answer.Responses?.[tableName] ?? []) as DynamoRow<Body>[];
    const unread = (answer.UnprocessedKeys?.[tableName]?.Keys ?? []) as Key<Body>[];
    const left = [...unread, ...keys.slice(MOST_KEYS)];
    return left.length > 0 ? [...rows, ...(await getSome(left))] : rows;
  }

  async function countAnew(key: Key<unknown>, ttl: number): Promise<boolean> {
    return holds(() =>
      documents.send(
        new UpdateCommand({
          TableName: tableName,
          Key: keyOf(key),
          UpdateExpression: 'SET #count = :one, #ttl = :ttl',
          ConditionExpression: '#ttl <= :now',
          ExpressionAttributeNames: { '#count': 'count', ...TTL_NAME },
          ExpressionAttributeValues: { ':one': 1, ':ttl': ttl, ':now': seconds() },
        }),
      ),
    );
  }

  const table: Table = {
    async get<Body>(key: Key<Body>) {
      const { Item } = await documents.send(
        new GetCommand({ TableName: tableName, Key: keyOf(key), ConsistentRead: true }),
      );
      const row = Item as DynamoRow<Body> | undefined;
      return row && alive(row) ? (row.body ?? null) : null;
    },

    async getAll<Body>(keys: Key<Body>[]) {
      if (keys.length === 0) return [];
      const distinct = new Map(keys.map((key) => [`${key.pk} ${key.sk}`, keyOf(key)]));
      const rows = await getSome<Body>([...distinct.values()]);
      const bodies = new Map(rows.filter(alive).map((row) => [`${row.pk} ${row.sk}`, row.body]));
      return keys.map((key) => bodies.get(`${key.pk} ${key.sk}`) ?? null);
    },

    async query<Body>({ range, after, limit }: { range: KeyRange<Body>; after?: string; limit?: number }) {
      const found: Body[] = [];
      let start: Record<string, unknown> | undefined = after
        ? { ...keyOf({ pk: range.pk, sk: after }) }
        : undefined;
      do {
        const answer = await documents.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
            ExpressionAttributeNames: { '#pk': partitionKey, '#sk': sortKey },
            ExpressionAttributeValues: { ':pk': range.pk, ':from': range.from, ':to': range.to },
            ...(start ? { ExclusiveStartKey: start } : {}),
            ...(limit === undefined ? {} : { Limit: limit - found.length }),
          }),
        );
        const rows = (answer.Items ?? []) as DynamoRow<Body>[];
        found.push(...rows.filter(alive).flatMap((row) => (row.body === undefined ? [] : [row.body])));
        start = answer.LastEvaluatedKey;
      } while (start && (limit === undefined || found.length < limit));
      return found;
    },

    async queryByTime({ partition, before, order, limit }) {
      const answer = await documents.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: byTime.name,
          KeyConditionExpression: before === undefined ? '#pk = :pk' : '#pk = :pk AND #sk < :before',
          ExpressionAttributeNames: {
            '#pk': byTime.partitionKey,
            ...(before === undefined ? {} : { '#sk': byTime.sortKey }),
          },
          ExpressionAttributeValues: {
            ':pk': partition,
            ...(before === undefined ? {} : { ':before': before }),
          },
          ScanIndexForward: order === 'ascending',
          Limit: limit,
        }),
      );
      const rows = (answer.Items ?? []) as DynamoRow<unknown>[];
      return rows.map((row) => ({ ...keyOf(row), time: row[byTime.sortKey] ?? '' }));
    },

    async put(write) {
      return holds(() => documents.send(new PutCommand(writeOf(write))));
    },

    async transact(writes) {
      const TransactItems = writes.map((write) => ({ Put: writeOf(write) }));
      try {
        await patiently(() => documents.send(new TransactWriteCommand({ TransactItems })));
        return { kind: 'written' };
      } catch (error) {
        const refused = refusedWrites(error);
        if (refused.length === 0) throw error;
        return { kind: 'refused', writes: refused };
      }
    },

    async settle(key, field, value) {
      await holds(() =>
        documents.send(
          new UpdateCommand({
            TableName: tableName,
            Key: keyOf(key),
            UpdateExpression: 'SET #body.#field = :value REMOVE #timePk, #timeSk',
            ConditionExpression: 'attribute_exists(#pk)',
            ExpressionAttributeNames: {
              '#pk': partitionKey,
              '#body': 'body',
              '#field': field,
              '#timePk': byTime.partitionKey,
              '#timeSk': byTime.sortKey,
            },
            ExpressionAttributeValues: { ':value': value },
          }),
        ),
      );
    },

    async countUp({ key, limit, ttl }) {
      const now = seconds();
      try {
        await patiently(() =>
          documents.send(
            new UpdateCommand({
              TableName: tableName,
              Key: keyOf(key),
              UpdateExpression: 'SET #count = if_not_exists(#count, :zero) + :one, #ttl = :ttl',
              ConditionExpression: 'attribute_not_exists(#pk) OR (#count < :limit AND #ttl > :now)',
              ExpressionAttributeNames: { '#pk': partitionKey, '#count': 'count', ...TTL_NAME },
              ExpressionAttributeValues: { ':zero': 0, ':one': 1, ':limit': limit, ':ttl': ttl, ':now': now },
              ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
            }),
          ),
        );
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const expired = Number(error.Item?.[tableLayout.ttl]?.N) <= now;
        return expired && ((await countAnew(key, ttl)) || table.countUp({ key, limit, ttl }));
      }
    },

    async next(key) {
      const { Attributes } = await patiently(() =>
        documents.send(
          new UpdateCommand({
            TableName: tableName,
            Key: keyOf(key),
            UpdateExpression: 'ADD #count :one',
            ExpressionAttributeNames: { '#count': 'count' },
            ExpressionAttributeValues: { ':one': 1 },
            ReturnValues: 'UPDATED_NEW',
          }),
        ),
      );
      return Number(Attributes?.['count']);
    },
  };
  return table;
}

async function holds(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await patiently(write);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function refusedWrites(error: unknown): number[] {
  if (!(error instanceof TransactionCanceledException)) return [];
  return (error.CancellationReasons ?? []).flatMap((reason, place) =>
    reason.Code === 'ConditionalCheckFailed' ? [place] : [],
  );
}
