import { sweep } from './app/sweep.ts';
import { effectPorts } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { once } from './aws/once.ts';

const ports = once(async () => effectPorts(environmentOf('sweep')));

/** Every quarter of an hour. */
export async function handler(): Promise<void> {
  await sweep(await ports());
}
