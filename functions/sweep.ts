import { sweep } from './app/sweep.ts';
import { callQueueOf, clock, engineOf, log, mailQueueOf, random, storeIn } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { readDeskFile } from './aws/desk-file.ts';
import { once } from './aws/once.ts';

const ports = once(async () => {
  const env = environmentOf('sweep');
  return {
    store: storeIn(env),
    engine: engineOf(env),
    mailQueue: mailQueueOf(env),
    callQueue: callQueueOf(env),
    desk: readDeskFile(env.DESK_FILE),
    clock,
    randomBytes: random,
    log,
  };
});

/** Every quarter of an hour. */
export async function handler(): Promise<void> {
  await sweep(await ports());
}
