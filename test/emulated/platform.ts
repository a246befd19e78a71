import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import type { FauxqsServer } from 'fauxqs';
import { inject } from 'vitest';
import * as z from 'zod';
import type { Desk } from '../../functions/core/desk.ts';
import { loadDesk } from '../../functions/desk-folder/load-desk.ts';
import { storyDesk } from '../stories/story-desk.ts';
import { openCalledSystems } from './called-systems.ts';
import type { CalledSystems } from './called-systems.ts';
import { accessOf } from './access.ts';
import type { Access } from './access.ts';
import { deployFunctions } from './deployed-functions.ts';
import type { DeployedFunctions } from './deployed-functions.ts';
import { deployTemplate, region } from './deployed-template.ts';
import type { DeployedTemplate } from './deployed-template.ts';
import { openServiceEndpoint } from './service-endpoint.ts';
import type { ServiceEndpoint } from './service-endpoint.ts';

/** Everything that takes seconds to start and that one story may use after another. */
export interface Platform {
  desk: Desk;
  template: DeployedTemplate;
  access: Access;
  endpoint: ServiceEndpoint;
  functions: DeployedFunctions;
  queues: FauxqsServer;
  systems: CalledSystems;
  dynamo: DynamoDBClient;
  s3: S3Client;
  dynamoEndpoint: string;
  /** Milliseconds since 1970 for everybody. */
  clock: Float64Array;
  close(): Promise<void>;
}

export async function startPlatform(): Promise<Platform> {
  const loaded = loadDesk('desk');
  if (loaded.kind === 'refused') throw new Error(JSON.stringify(loaded.faults));
  const systems = await openCalledSystems();
  const told = storyDesk(loaded.desk);
  const hooks = told.hooks.map((hook) => ({ ...hook, url: systems.urlOf(hook.id) }));
  const desk = { ...told, hooks, attachments: { ...told.attachments, scan: 'guardduty' as const } };
  const endpoint = await openServiceEndpoint();
  const template = deployTemplate(desk, endpoint.url);
  const queues = await startFauxqs({ port: 0, logger: false, defaultRegion: region });
  const clock = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  const functions = await deployFunctions({ template, desk, endpoint: endpoint.url, clock });
  const dynamoEndpoint = inject('dynamoEndpoint');
  const own = { region, credentials: { accessKeyId: 'story', secretAccessKey: 'none' } };
  return {
    desk,
    template,
    access: accessOf(template),
    endpoint,
    functions,
    queues,
    systems,
    dynamo: new DynamoDBClient({ ...own, endpoint: dynamoEndpoint }),
    s3: new S3Client({ ...own, endpoint: queues.address, forcePathStyle: true }),
    dynamoEndpoint,
    clock: new Float64Array(clock),
    async close() {
      await functions.close();
      await endpoint.close();
      await queues.stop();
      await systems.close();
    },
  };
}

const subscription = z.object({
  TopicArn: z.string(),
  Endpoint: z.string(),
  Protocol: z.literal('sqs'),
  RawMessageDelivery: z.literal(true),
});

/** Empty queues, topics and buckets as the template has them. */
export function makeQueuesAndBuckets({ queues, template }: Pick<Platform, 'queues' | 'template'>): void {
  queues.purgeAll();
  for (const { name } of template.ofType('AWS::SQS::Queue')) queues.createQueue(name);
  for (const { name } of template.ofType('AWS::SNS::Topic')) queues.createTopic(name);
  for (const { name } of template.ofType('AWS::S3::Bucket')) queues.createBucket(name);
  for (const { properties } of template.ofType('AWS::SNS::Subscription')) {
    const read = subscription.safeParse(properties);
    if (!read.success) continue;
    const last = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);
    queues.subscribe({
      topic: last(read.data.TopicArn),
      queue: last(read.data.Endpoint),
      attributes: { RawMessageDelivery: 'true' },
    });
  }
}
