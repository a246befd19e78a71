import { tableLayout } from './contract.ts';
import { itemSize } from './item-size.ts';
import { refuseTooLarge } from './table.ts';
import type { Condition, Key, Put } from './table.ts';

/** How a row of the store lies in DynamoDB: its keys and expiry beside the body, which is a map. */
export interface DynamoRow<Body> {
  pk: string;
  sk: string;
  body?: Body;
  ttl?: number;
  timePk?: string;
  timeSk?: string;
}

interface ConditionExpression {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

const { partitionKey, sortKey, byTime } = tableLayout;

export function keyOf(key: { pk: string; sk: string }): Key<never> {
  return { [partitionKey]: key.pk, [sortKey]: key.sk };
}

export function rowOf<Body>({ key, body, time, ttl }: Put<Body>): DynamoRow<Body> & Record<string, unknown> {
  const row = {
    ...keyOf(key),
    body,
    ...(time ? { [byTime.partitionKey]: time.partition, [byTime.sortKey]: time.sort } : {}),
    ...(ttl === undefined ? {} : { [tableLayout.ttl]: ttl }),
  };
  refuseTooLarge(key, itemSize(row));
  return row;
}

/** @param now seconds since 1970: a row past its expiry counts as absent. */
export function conditionOf(condition: Condition | undefined, now: number): ConditionExpression {
  switch (condition?.kind) {
    case undefined:
      return {};
    case 'absent':
      return {
        ConditionExpression: 'attribute_not_exists(#pk) OR #ttl <= :now',
        ExpressionAttributeNames: { '#pk': partitionKey, '#ttl': tableLayout.ttl },
        ExpressionAttributeValues: { ':now': now },
      };
    case 'equals': {
      const path = ['body', ...condition.field.split('.')];
      return {
        ConditionExpression: `${path.map((_, depth) => `#p${depth}`).join('.')} = :expected`,
        ExpressionAttributeNames: Object.fromEntries(path.map((name, depth) => [`#p${depth}`, name])),
        ExpressionAttributeValues: { ':expected': condition.value },
      };
    }
  }
}
