import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type {
  Blobs,
  Clock,
  Downloads,
  EffectPorts,
  Log,
  Mailer,
  RandomBytes,
  Signer,
  Store,
} from '../app/ports.ts';
import type { Desk } from '../core/desk.ts';
import { instantOf } from '../core/instant.ts';
import { readDeskFile } from './desk-file.ts';
import { openDynamoTable } from './dynamo-table.ts';
import { s3Blobs } from './s3-blobs.ts';
import { s3Downloads } from './s3-downloads.ts';
import { secretsSigner, webhookSecrets } from './secrets-signer.ts';
import { sesMailer } from './ses-mailer.ts';
import { sqsEffectQueue } from './sqs-effect-queue.ts';
import { stepFunctionsEngine } from './step-functions-engine.ts';
import { tableStore } from './table-store.ts';

/** A function's environment → its ports. Each function calls only those it needs, so that it brings only those along. */

export const clock: Clock = () => instantOf(Date.now());

export const random: RandomBytes = (count) => randomBytes(count);

/** One JSON object a line: the functions log in JSON. */
export const log: Log = (event, ids) => {
  console.info({ event, ...ids });
};

export function storeIn({ TABLE_NAME }: { TABLE_NAME: string }): Store {
  return tableStore(openDynamoTable({ client: new DynamoDBClient({}), tableName: TABLE_NAME, clock }), clock);
}

export function blobsIn({ BUCKET_NAME }: { BUCKET_NAME: string }): Blobs {
  return s3Blobs({ client: new S3Client({}), bucket: BUCKET_NAME });
}

export function downloadsFrom({ BUCKET_NAME }: { BUCKET_NAME: string }): Downloads {
  return s3Downloads({ client: new S3Client({}), bucket: BUCKET_NAME, clock });
}

export function mailerOf(env: { CONFIGURATION_SET: string; AWS_REGION: string }): Mailer {
  return sesMailer({
    client: new SESv2Client({}),
    configurationSet: env.CONFIGURATION_SET,
    region: env.AWS_REGION,
    log,
  });
}

export function signerOf({ SIGNING_SECRET_ARN }: { SIGNING_SECRET_ARN: string }): Promise<Signer> {
  return secretsSigner({ client: new SecretsManagerClient({}), secretArn: SIGNING_SECRET_ARN });
}

export function webhookSecretsOf(env: {
  WEBHOOK_SECRET_ARN: string;
}): Promise<(source: string) => Promise<string[]>> {
  return webhookSecrets({ client: new SecretsManagerClient({}), secretArn: env.WEBHOOK_SECRET_ARN, clock });
}

/** What everything needs that performs what a transaction decided. */
export function effectPorts(env: {
  TABLE_NAME: string;
  DESK_FILE: string;
  PROCESS_MACHINE_ARN_PREFIX: string;
  DEADLINE_MACHINE_ARN: string;
  MAIL_QUEUE_URL: string;
  CALL_QUEUE_URL: string;
}): EffectPorts {
  const queues = new SQSClient({});
  return {
    store: storeIn(env),
    engine: stepFunctionsEngine({
      client: new SFNClient({}),
      processMachineArnPrefix: env.PROCESS_MACHINE_ARN_PREFIX,
      deadlineMachineArn: env.DEADLINE_MACHINE_ARN,
    }),
    mailQueue: sqsEffectQueue({ client: queues, queueUrl: env.MAIL_QUEUE_URL }),
    callQueue: sqsEffectQueue({ client: queues, queueUrl: env.CALL_QUEUE_URL }),
    desk: readDeskFile(env.DESK_FILE),
    clock,
    randomBytes: random,
    log,
  };
}

export interface DoorPorts {
  store: Store;
  blobs: Blobs;
  desk: Desk;
  signer: Signer;
  clock: Clock;
  randomBytes: RandomBytes;
  log: Log;
}

/** What everything needs that takes messages in. */
export async function doorPorts(env: {
  TABLE_NAME: string;
  BUCKET_NAME: string;
  DESK_FILE: string;
  SIGNING_SECRET_ARN: string;
}): Promise<DoorPorts> {
  return {
    store: storeIn(env),
    blobs: blobsIn(env),
    desk: readDeskFile(env.DESK_FILE),
    signer: await signerOf(env),
    clock,
    randomBytes: random,
    log,
  };
}
