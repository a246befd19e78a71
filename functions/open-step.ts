import { openStep } from './app/open-step.ts';
import type { OpenStepInput, OpenStepOutput } from './app/step-entry.ts';
import { clock, log, random, storeIn } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { readDeskFile } from './aws/desk-file.ts';
import { once } from './aws/once.ts';

const ports = once(async () => {
  const env = environmentOf('open-step');
  return { store: storeIn(env), desk: readDeskFile(env.DESK_FILE), clock, randomBytes: random, log };
});

/** A process machine enters a step. */
export async function handler(input: OpenStepInput): Promise<OpenStepOutput> {
  return openStep(await ports(), input);
}
