import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { CallQueue, EffectName, MailQueue } from '../app/ports.ts';

/** What lies in the queues of mails and of calls: which effect of which outbox item is to be performed. */
const queuedEffect: z.ZodType<EffectName> = z.object({
  ref: z.string(),
  seq: z.number().int(),
  index: z.number().int(),
});

export function sqsEffectQueue({
  client,
  queueUrl,
}: {
  client: SQSClient;
  queueUrl: string;
}): MailQueue & CallQueue {
  return {
    async enqueue(effect) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(effect) }));
    },
  };
}

/** @throws Error for a body that is none of ours. */
export function readQueuedEffect(body: string): EffectName {
  return queuedEffect.parse(JSON.parse(body));
}
