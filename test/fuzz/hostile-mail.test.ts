import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { FuzzReport, Slice } from './fuzz-worker.ts';

/**
 * Thousands of damaged mails: each must be read as a sound message, and be found on a ticket or held for a named cause
 * when it was taken in. A failure names the mail; `FUZZ_SEED=… FUZZ_FROM=… FUZZ_RUNS=1 npm run test:fuzz` reads that one alone.
 */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1 + Math.floor(Math.random() * 1_000_000));
const FROM = Number(process.env['FUZZ_FROM'] ?? 0);
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 10_000);
const WORKERS = 2;
/** Far more than any mail needs, on a busy machine too. */
const LONGEST_MS = 20_000;

console.log(`FUZZ_SEED=${SEED} FUZZ_FROM=${FROM} FUZZ_RUNS=${RUNS}`);

const slices = Array.from({ length: WORKERS }, (_, index): Slice => ({
  seed: SEED,
  from: FROM + Math.floor((RUNS * index) / WORKERS),
  to: FROM + Math.floor((RUNS * (index + 1)) / WORKERS),
}));

test.concurrent.each(slices)('damaged mails $from to $to of seed $seed are read', async (slice) => {
  expect(await problemsOf(slice)).toEqual([]);
});

async function problemsOf(slice: Slice): Promise<string[]> {
  const worker = new Worker(new URL('./fuzz-worker.ts', import.meta.url), { workerData: slice });
  const problems: string[] = [];
  let current = 'no mail yet';
  try {
    await new Promise<void>((resolve, reject) => {
      const hangs = (): void => reject(new Error(`hangs: ${current}`));
      let watch = setTimeout(hangs, LONGEST_MS);
      worker.on('error', (cause) => reject(new Error(`crashes: ${current}`, { cause })));
      worker.on('message', (report: FuzzReport) => {
        clearTimeout(watch);
        if (report.kind === 'done') return resolve();
        current = `FUZZ_SEED=${slice.seed} FUZZ_FROM=${report.number} (${report.description})`;
        if (report.kind === 'problem') problems.push(`${current}: ${report.problem}`);
        watch = setTimeout(hangs, LONGEST_MS);
      });
    });
  } finally {
    await worker.terminate();
  }
  return problems;
}
