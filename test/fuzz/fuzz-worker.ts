import { parentPort, workerData } from 'node:worker_threads';
import { fixture, fixtureNames, readBytes } from '../intake/fixture-mail.ts';
import { mutateMail } from './mutate-mail.ts';
import { randomFrom } from './random.ts';
import { takingIn } from './taken-in.ts';
import { unsoundnessOf } from './well-formed.ts';

/** `from` included, `to` not; a mail depends on the seed and its own number alone. */
export interface Slice {
  seed: number;
  from: number;
  to: number;
}

export type FuzzReport =
  | { kind: 'begun'; number: number; description: string }
  | { kind: 'problem'; number: number; description: string; problem: string }
  | { kind: 'done' };

const { seed, from, to } = workerData as Slice;
const lossOf = takingIn();
const mails = fixtureNames().map((name) => ({ name, raw: fixture(name) }));

for (let number = from; number < to; number++) {
  const random = randomFrom(Math.imul(seed, 1_000_003) + number);
  const { name, raw } = random.pick(mails);
  const { mail, damages } = mutateMail(raw, { random, other: random.pick(mails).raw });
  const description = `${name}: ${damages.join(', ')}`;
  report({ kind: 'begun', number, description });
  const problem = await problemOf(mail, number);
  if (problem) report({ kind: 'problem', number, description, problem });
}
report({ kind: 'done' });

async function problemOf(mail: Buffer, number: number): Promise<string | null> {
  try {
    return unsoundnessOf(await readBytes(mail)) ?? (await lossOf(mail, number));
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

function report(what: FuzzReport): void {
  parentPort?.postMessage(what);
}
