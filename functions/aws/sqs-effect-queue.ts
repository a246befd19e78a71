import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { CallQueue, MailQueue } from '../app/ports.ts';

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
