import type { SQSEvent } from 'aws-lambda';
import { sendQueued } from './app/send-queued.ts';
import { blobsIn, clock, log, mailerOf, signerOf, storeIn } from './aws/adapters.ts';
import { handleEach } from './aws/batch.ts';
import type { BatchAnswer } from './aws/batch.ts';
import { environmentOf } from './aws/contract.ts';
import { readDeskFile } from './aws/desk-file.ts';
import { once } from './aws/once.ts';
import { readQueuedMail } from './aws/queued-effect.ts';

const ports = once(async () => {
  const env = environmentOf('send-mail');
  const desk = readDeskFile(env.DESK_FILE);
  const signer = await signerOf(env);
  return {
    store: storeIn(env),
    blobs: blobsIn(env),
    mailer: mailerOf(env),
    desk,
    signer,
    clock,
    log,
    pagesUrl: env.PAGES_URL,
  };
});

/** Mails of the outbox wait to be written and sent. */
export async function handler(event: SQSEvent): Promise<BatchAnswer> {
  const deps = await ports();
  return handleEach(event.Records, {
    log,
    idOf: (record) => record.messageId,
    work: async ({ body }) => {
      const outcome = await sendQueued(deps, readQueuedMail(body));
      // The queue gives the mail back by and by; when it comes again, whoever is at it has finished or is dead.
      if (outcome.kind === 'busy') throw new Error(`not to be sent before ${outcome.until}`);
    },
  });
}
