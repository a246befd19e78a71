import type { SQSEvent } from 'aws-lambda';
import { callSystem } from './app/call-system.ts';
import { clock, log, storeIn, webhookSecretsOf } from './aws/adapters.ts';
import { handleEach } from './aws/batch.ts';
import type { BatchAnswer } from './aws/batch.ts';
import { environmentOf } from './aws/contract.ts';
import { readDeskFile } from './aws/desk-file.ts';
import { httpCaller } from './aws/http-caller.ts';
import { once } from './aws/once.ts';
import { readQueuedEffect } from './aws/queued-effect.ts';

const ports = once(async () => {
  const env = environmentOf('call-system');
  return {
    store: storeIn(env),
    caller: httpCaller(),
    secrets: await webhookSecretsOf(env),
    desk: readDeskFile(env.DESK_FILE),
    doorsUrl: env.PAGES_URL,
    clock,
    log,
  };
});

/** Calls to other systems wait to be made. */
export async function handler(event: SQSEvent): Promise<BatchAnswer> {
  const deps = await ports();
  return handleEach(event.Records, {
    log,
    idOf: (record) => record.messageId,
    work: async ({ body }) => {
      const outcome = await callSystem(deps, readQueuedEffect(body));
      // The queue gives the call back by and by; a call that was tried often enough ends by itself before that.
      if (outcome.kind === 'later') throw new Error(`not to be called before ${outcome.until}`);
    },
  });
}
