import { expect, test } from 'vitest';
import * as z from 'zod';
import { resourcesOf, statement, synthesise } from './synthesised.ts';

const template = synthesise();

const arnOf = z
  .object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) })
  .transform((ref) => ref['Fn::GetAtt'][0]);
const queue = z.object({
  RedrivePolicy: z.object({ deadLetterTargetArn: arnOf, maxReceiveCount: z.number() }).optional(),
  VisibilityTimeout: z.number().optional(),
  SqsManagedSseEnabled: z.literal(true),
  MessageRetentionPeriod: z.literal(14 * 24 * 60 * 60),
});
const queues = resourcesOf(template, 'AWS::SQS::Queue', queue);
const working = [...queues].filter(([, { RedrivePolicy }]) => RedrivePolicy);
const deadLetters = [...queues].filter(([, { RedrivePolicy }]) => !RedrivePolicy).map(([id]) => id);

const alarm = z.object({
  MetricName: z.string(),
  Namespace: z.string(),
  Threshold: z.number(),
  AlarmActions: z.array(z.object({ Ref: z.string() })).nonempty(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })).default([]),
});
const alarms = [...resourcesOf(template, 'AWS::CloudWatch::Alarm', alarm).values()];

function ringsFor(queueId: string, metric: string): boolean {
  const name = { 'Fn::GetAtt': [queueId, 'QueueName'] };
  return alarms.some(
    ({ MetricName, Dimensions }) =>
      MetricName === metric && Dimensions.some(({ Value }) => JSON.stringify(Value) === JSON.stringify(name)),
  );
}

test('received mail, mail to send and calls to make wait in queues that give up into another', () => {
  expect(working.map(([id]) => id)).toEqual([
    expect.stringContaining('MailToSend'),
    expect.stringContaining('CallsToMake'),
    expect.stringContaining('ReceivedMail'),
  ]);
  for (const [, { RedrivePolicy }] of working)
    expect(deadLetters).toContain(RedrivePolicy?.deadLetterTargetArn);
});

test('every dead letter rings', () => {
  expect(deadLetters).toHaveLength(6);
  expect(deadLetters.filter((id) => !ringsFor(id, 'ApproximateNumberOfMessagesVisible'))).toEqual([]);
});

test('every queue rings when its oldest entry gets old', () => {
  expect(working.filter(([id]) => !ringsFor(id, 'ApproximateAgeOfOldestMessage'))).toEqual([]);
});

test('what failed once and comes again after that time rings for nobody', () => {
  const ages = alarms.filter(({ MetricName }) => MetricName === 'ApproximateAgeOfOldestMessage');
  for (const [id, { VisibilityTimeout = 0 }] of working) {
    const own = ages.find(({ Dimensions }) => JSON.stringify(Dimensions).includes(id));
    expect(own?.Threshold).toBeGreaterThan(VisibilityTimeout);
  }
});

test('the outbox rings when nobody performs what was decided', () => {
  const lags = alarms.filter(({ MetricName }) => MetricName === 'IteratorAge');
  expect(lags.map(({ Namespace, Threshold }) => [Namespace, Threshold])).toEqual([['AWS/Lambda', 600_000]]);
});

test('a batch has six times the time of its function before it is handed out again', () => {
  const timeouts = working.map(([, { VisibilityTimeout }]) => VisibilityTimeout);
  expect(timeouts).toEqual([6 * 60, 6 * 60, 6 * 120]);
});

test('queues, the stream and asynchronous calls lose nothing', () => {
  const source = z.object({
    FunctionResponseTypes: z.tuple([z.literal('ReportBatchItemFailures')]),
    DestinationConfig: z.object({ OnFailure: z.object({ Destination: arnOf }) }).optional(),
    FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
    BisectBatchOnFunctionError: z.boolean().optional(),
  });
  const sources = [...resourcesOf(template, 'AWS::Lambda::EventSourceMapping', source).values()];
  expect(sources).toHaveLength(4);
  const [stream, ...others] = sources.filter(({ FilterCriteria }) => FilterCriteria);
  expect(others).toEqual([]);
  expect(deadLetters).toContain(stream?.DestinationConfig?.OnFailure.Destination);
  expect(stream?.BisectBatchOnFunctionError).toBe(true);
  expect(stream?.FilterCriteria?.Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)).toEqual([
    { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'O#' }] } } } },
  ]);

  const rule = z.object({
    Targets: z.array(z.object({ DeadLetterConfig: z.object({ Arn: arnOf }) })).nonempty(),
  });
  const targets = [...resourcesOf(template, 'AWS::Events::Rule', rule).values()].flatMap(
    ({ Targets }) => Targets,
  );
  const invoked = z.object({ DestinationConfig: z.object({ OnFailure: z.object({ Destination: arnOf }) }) });
  const invocations = [...resourcesOf(template, 'AWS::Lambda::EventInvokeConfig', invoked).values()];
  expect([targets.length, invocations.length]).toEqual([2, 2]);
  for (const { DeadLetterConfig } of targets) expect(deadLetters).toContain(DeadLetterConfig.Arn);
  for (const { DestinationConfig } of invocations)
    expect(deadLetters).toContain(DestinationConfig.OnFailure.Destination);
});

test('alarms reach a topic that the account may publish to', () => {
  const [topic] = alarms.flatMap(({ AlarmActions }) => AlarmActions.map(({ Ref }) => Ref));
  const policy = z.object({
    Topics: z.array(z.object({ Ref: z.string() })),
    PolicyDocument: z.object({ Statement: z.array(statement) }),
  });
  const policies = [...resourcesOf(template, 'AWS::SNS::TopicPolicy', policy).values()];
  const own = policies.find(({ Topics }) => Topics.some(({ Ref }) => Ref === topic));
  expect(own?.PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({
      Effect: 'Allow',
      Action: ['sns:Publish'],
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    }),
  );
});
