import { sweep } from './app/sweep.ts';
import { clock, engineOf, log, mailQueueOf, storeIn } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { readDeskFile } from './aws/desk-file.ts';
import { once } from './aws/once.ts';

const ports = once(async () => {
  const env = environmentOf('sweep');
  const desk = readDeskFile(env.DESK_FILE);
  return { store: storeIn(env), desk, engine: engineOf(env), mailQueue: mailQueueOf(env), clock, log };
});

/** Every quarter of an hour. */
export async function handler(): Promise<void> {
  await sweep(await ports());
}
