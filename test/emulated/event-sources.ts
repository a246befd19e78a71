import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { region } from './deployed-template.ts';
import type { DeployedTemplate, Resource } from './deployed-template.ts';
import { fitsPattern } from './event-pattern.ts';
import type { EventPattern } from './event-pattern.ts';

/** Brings waiting entries of a queue or stream to a function, as the Lambda service does in the function's role. */
export interface EventSource {
  kind: 'queue' | 'stream';
  /** True when there was something. Throws when the function hands an entry back: in a story nothing may fail. */
  deliver(): Promise<boolean>;
}

export interface SourceOptions {
  template: DeployedTemplate;
  endpoint: string;
  /** Of the table as it is now; its name changes with every table. */
  streamArn: string;
  invoke: (functionName: string, event: unknown) => Promise<unknown>;
}

const mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number(),
  FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
});
const batchAnswer = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

type Mapping = z.infer<typeof mapping>;

export function eventSources(options: SourceOptions): EventSource[] {
  return options.template.ofType('AWS::Lambda::EventSourceMapping').map(({ properties }) => {
    const source = mapping.parse(properties);
    return source.EventSourceArn.includes(':sqs:')
      ? queueSource(source, options)
      : streamSource(source, options);
  });
}

function clientOptions(endpoint: string, functionName: string) {
  return { endpoint, region, credentials: { accessKeyId: functionName, secretAccessKey: 'emulated' } };
}

function queueSource(
  { EventSourceArn, FunctionName, BatchSize }: Mapping,
  { endpoint, invoke }: SourceOptions,
): EventSource {
  const client = new SQSClient(clientOptions(endpoint, FunctionName));
  const [, , , , account = '', name = ''] = EventSourceArn.split(':');
  const QueueUrl = `${endpoint}/${account}/${name}`;
  return {
    kind: 'queue',
    async deliver() {
      await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] }),
      );
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BatchSize }),
      );
      if (Messages.length === 0) return false;
      const Records = Messages.map(({ MessageId, ReceiptHandle, Body }) => ({
        messageId: MessageId,
        receiptHandle: ReceiptHandle,
        body: Body,
        attributes: {},
        messageAttributes: {},
        eventSource: 'aws:sqs',
        eventSourceARN: EventSourceArn,
        awsRegion: region,
      }));
      refuseFailures(FunctionName, await invoke(FunctionName, { Records }));
      for (const { ReceiptHandle } of Messages)
        await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      return true;
    },
  };
}

function streamSource(source: Mapping, { endpoint, streamArn, invoke }: SourceOptions): EventSource {
  const { FunctionName, FilterCriteria } = source;
  const client = new DynamoDBStreamsClient(clientOptions(endpoint, FunctionName));
  const patterns = (FilterCriteria?.Filters ?? []).map(({ Pattern }) => JSON.parse(Pattern) as EventPattern);
  /** By shard: where to read on. */
  const iterators = new Map<string, string | undefined>();

  async function findShards(): Promise<void> {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (!ShardId || iterators.has(ShardId)) continue;
      const from = { StreamArn: streamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
      const { ShardIterator } = await client.send(new GetShardIteratorCommand(from));
      iterators.set(ShardId, ShardIterator);
    }
  }

  return {
    kind: 'stream',
    async deliver() {
      await findShards();
      let found = false;
      for (const [shard, ShardIterator] of iterators) {
        if (!ShardIterator) continue;
        const { Records = [], NextShardIterator } = await client.send(
          new GetRecordsCommand({ ShardIterator }),
        );
        iterators.set(shard, NextShardIterator);
        const wanted = Records.filter((record) => patterns.some((pattern) => fitsPattern(pattern, record)));
        found ||= Records.length > 0;
        if (wanted.length > 0) refuseFailures(FunctionName, await invoke(FunctionName, { Records: wanted }));
      }
      return found;
    },
  };
}

function refuseFailures(functionName: string, answer: unknown): void {
  const { batchItemFailures } = batchAnswer.parse(answer);
  if (batchItemFailures.length > 0)
    throw new Error(`${functionName} handed ${batchItemFailures.length} entries back`);
}

/** The functions that an event on the bus goes to. */
export function ruleTargets(template: DeployedTemplate, event: unknown): string[] {
  return template.ofType('AWS::Events::Rule').flatMap((rule) => {
    const { EventPattern, Targets } = eventRule.parse(rule.properties);
    if (!EventPattern || !fitsPattern(EventPattern as EventPattern, event)) return [];
    return Targets.map(({ Arn }) => functionOf(template, Arn).name);
  });
}

/** The functions that a schedule calls. */
export function scheduled(template: DeployedTemplate): string[] {
  return template.ofType('AWS::Events::Rule').flatMap((rule) => {
    const { ScheduleExpression, Targets } = eventRule.parse(rule.properties);
    return ScheduleExpression === undefined ? [] : Targets.map(({ Arn }) => functionOf(template, Arn).name);
  });
}

const eventRule = z.object({
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  Targets: z.array(z.object({ Arn: z.string() })),
});

export function functionOf(template: DeployedTemplate, arn: string): Resource {
  const found = template.ofType('AWS::Lambda::Function').find((one) => one.arn === arn);
  if (!found) throw new Error(`the template has no function ${arn}`);
  return found;
}
