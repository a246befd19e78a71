import * as z from 'zod';
import type { Need } from './access.ts';
import { account, region } from './deployed-template.ts';
import type { DeployedTemplate } from './deployed-template.ts';

/** A call of the AWS SDK as it comes over the wire. */
export interface ServiceCall {
  service: string;
  /** From `X-Amz-Target`, without the service's version; empty where the path says it all. */
  operation: string;
  method: string;
  path: string;
  body: Buffer;
}

/**
 * What the caller must be allowed to do. Keys of an encrypted bucket are used on the caller's behalf; a transaction
 * needs the right to each kind of write in it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function neededRights(call: ServiceCall, template: DeployedTemplate): Need[] {
  switch (call.service) {
    case 'dynamodb':
      return tableRights(call, template);
    case 's3':
      return bucketRights(call, template);
    case 'sqs':
      return [
        {
          action: `sqs:${call.operation}`,
          resource: queueArn(read(call, z.object({ QueueUrl: z.string() })).QueueUrl),
        },
      ];
    case 'states':
      return stateRights(call, template);
    case 'secretsmanager':
      return [
        {
          action: `secretsmanager:${call.operation}`,
          resource: read(call, z.object({ SecretId: z.string() })).SecretId,
        },
      ];
    case 'ses':
      return mailRights(call, template);
    default:
      throw new Error(`nobody has said what a call of ${call.service} needs`);
  }
}

function read<Shape>(call: ServiceCall, shape: z.ZodType<Shape>): Shape {
  return shape.parse(JSON.parse(call.body.toString()));
}

const transaction = z.object({
  TransactItems: z.array(z.record(z.string(), z.object({ TableName: z.string() }))),
});
const TRANSACTION_ACTIONS: Record<string, string> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
};

function tableRights(call: ServiceCall, template: DeployedTemplate): Need[] {
  const tableArn = (name: string) => `arn:aws:dynamodb:${region}:${account}:table/${name}`;
  const { operation } = call;
  if (operation === 'TransactWriteItems') {
    const writes = read(call, transaction).TransactItems.flatMap((item) => Object.entries(item));
    return writes.map(([kind, { TableName }]) => ({
      action: `dynamodb:${TRANSACTION_ACTIONS[kind] ?? kind}`,
      resource: tableArn(TableName),
    }));
  }
  if (operation === 'BatchGetItem') {
    const { RequestItems } = read(call, z.object({ RequestItems: z.record(z.string(), z.unknown()) }));
    return Object.keys(RequestItems).map((name) => ({
      action: 'dynamodb:BatchGetItem',
      resource: tableArn(name),
    }));
  }
  if (['DescribeStream', 'GetShardIterator', 'GetRecords'].includes(operation)) {
    const tables = template.ofType('AWS::DynamoDB::GlobalTable');
    return tables.map(({ arn }) => ({ action: `dynamodb:${operation}`, resource: `${arn}/stream/latest` }));
  }
  const { TableName, IndexName } = read(
    call,
    z.object({ TableName: z.string(), IndexName: z.string().optional() }),
  );
  const index = IndexName === undefined ? '' : `/index/${IndexName}`;
  return [{ action: `dynamodb:${operation}`, resource: `${tableArn(TableName)}${index}` }];
}

const BUCKET_ACTIONS: Record<string, { action: string; key: string }> = {
  GET: { action: 's3:GetObject', key: 'kms:Decrypt' },
  PUT: { action: 's3:PutObject', key: 'kms:GenerateDataKey' },
};

function bucketRights({ method, path }: ServiceCall, template: DeployedTemplate): Need[] {
  const rights = BUCKET_ACTIONS[method];
  if (!rights) throw new Error(`nobody has said what ${method} needs of a bucket`);
  const resource = `arn:aws:s3:::${decodeURIComponent(path.split('?')[0] ?? '').slice(1)}`;
  const keys = template.ofType('AWS::KMS::Key').map((key) => ({ action: rights.key, resource: key.arn }));
  return [{ action: rights.action, resource }, ...keys];
}

function queueArn(url: string): string {
  return `arn:aws:sqs:${region}:${account}:${url.split('/').at(-1)}`;
}

const stateTarget = z.object({ stateMachineArn: z.string().optional(), executionArn: z.string().optional() });

/** A token does not say whose it is: the right to redeem it is held against every machine that gives tokens out. */
function stateRights(call: ServiceCall, template: DeployedTemplate): Need[] {
  const { stateMachineArn, executionArn } = read(call, stateTarget);
  const machines = template.ofType('AWS::StepFunctions::StateMachine').map(({ arn }) => arn);
  const resources =
    call.operation === 'SendTaskSuccess'
      ? machines.filter((arn) => arn.includes('-process-'))
      : [stateMachineArn ?? executionArn ?? ''];
  return resources.map((resource) => ({ action: `states:${call.operation}`, resource }));
}

const sentMail = z.object({ FromEmailAddress: z.string(), ConfigurationSetName: z.string() });

function mailRights(call: ServiceCall, template: DeployedTemplate): Need[] {
  const { FromEmailAddress, ConfigurationSetName } = read(call, sentMail);
  const address = /<([^>]+)>/.exec(FromEmailAddress)?.[1] ?? FromEmailAddress;
  const [identity] = template
    .ofType('AWS::SES::EmailIdentity')
    .filter(({ name }) => address.endsWith(`@${name}`));
  const prefix = `arn:aws:ses:${region}:${account}`;
  const context = { 'ses:FromAddress': address };
  return [`identity/${identity?.name ?? address}`, `configuration-set/${ConfigurationSetName}`].map(
    (name) => ({
      action: 'ses:SendEmail',
      resource: `${prefix}:${name}`,
      context,
    }),
  );
}
