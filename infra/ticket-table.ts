import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { tableLayout } from '../functions/aws/contract.ts';
import type { FunctionName } from '../functions/aws/contract.ts';
import type { DeskFunction } from './desk-function.ts';

/** What of DynamoDB the store calls; a transaction needs the right to each kind of write in it. */
export type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem';

const string = (name: string) => ({ name, type: AttributeType.STRING });

/** Everything the desk knows, in one table. It outlives the stack. */
export class TicketTable extends Construct {
  readonly table: TableV2;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: string(tableLayout.partitionKey),
      sortKey: string(tableLayout.sortKey),
      timeToLiveAttribute: tableLayout.ttl,
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.awsManagedKey(),
      dynamoStream: StreamViewType.NEW_IMAGE,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      globalSecondaryIndexes: [
        {
          indexName: tableLayout.byTime.name,
          partitionKey: string(tableLayout.byTime.partitionKey),
          sortKey: string(tableLayout.byTime.sortKey),
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }

  get name(): string {
    return this.table.tableName;
  }

  allow(desk: DeskFunction<FunctionName>, actions: TableAction[]): void {
    desk.allow(
      actions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
  }

  /** Reads what is due, pending or held, by time. */
  allowByTime(desk: DeskFunction<FunctionName>): void {
    desk.allow(['dynamodb:Query'], [`${this.table.tableArn}/index/${tableLayout.byTime.name}`]);
  }
}
