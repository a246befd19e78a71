import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { MailQueue } from '../app/ports.ts';

/** What lies in the mail queue: which effect of which outbox item is a mail to send. */
const queuedMail = z.object({ ref: z.string(), seq: z.number().int(), index: z.number().int() });

export function sqsMailQueue({ client, queueUrl }: { client: SQSClient; queueUrl: string }): MailQueue {
  return {
    async enqueue(mail) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(mail) }));
    },
  };
}

/** @throws Error for a body that is none of ours. */
export function readQueuedMail(body: string): z.infer<typeof queuedMail> {
  return queuedMail.parse(JSON.parse(body));
}
