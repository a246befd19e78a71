import type { SQSEvent } from 'aws-lambda';
import { receiveMail } from './app/receive-mail.ts';
import { doorPorts } from './aws/adapters.ts';
import { handleEach } from './aws/batch.ts';
import type { BatchAnswer } from './aws/batch.ts';
import { environmentOf } from './aws/contract.ts';
import { once } from './aws/once.ts';
import { textRecords } from './aws/text-records.ts';
import { answerReadings, mailThread } from './intake/mail-thread.ts';
import { readSesNotification } from './intake/ses-notification.ts';

const ports = once(() => doorPorts(environmentOf('receive-email')));
/** This very file, which is one bundle when it is deployed, is what runs in the thread. */
const { readMail } = mailThread({ script: new URL(import.meta.url) });
answerReadings();

/** SES has stored a mail and announces it with its receipt. */
export async function handler(event: SQSEvent): Promise<BatchAnswer> {
  const deps = await ports();
  return handleEach(event.Records, {
    log: deps.log,
    idOf: (record) => record.messageId,
    work: async ({ body }) => {
      const notification = readSesNotification(body);
      if (notification.kind === 'unreadable') throw new Error(notification.reason);
      if (notification.kind === 'receipt')
        await receiveMail({ ...deps, readMail, textRecords }, notification.receipt);
    },
  });
}
