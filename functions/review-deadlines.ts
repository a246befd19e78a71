import { reviewDeadlines } from './app/review-deadlines.ts';
import type { ReviewInput, ReviewOutput } from './app/review-deadlines.ts';
import { clock, log, storeIn } from './aws/adapters.ts';
import { environmentOf } from './aws/contract.ts';
import { readDeskFile } from './aws/desk-file.ts';
import { once } from './aws/once.ts';

const ports = once(async () => {
  const env = environmentOf('review-deadlines');
  return { store: storeIn(env), desk: readDeskFile(env.DESK_FILE), clock, log };
});

/** A deadline machine has waited long enough. */
export async function handler(input: ReviewInput): Promise<ReviewOutput> {
  return reviewDeadlines(await ports(), input);
}
