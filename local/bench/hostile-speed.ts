import type { Desk } from '../../functions/core/desk.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import { hostileMails } from '../hostile-mails/all-hostile-mails.ts';
import { ownMailOf, receiptOf } from './bench-receipt.ts';
import { spentOn } from './measuring.ts';
import type { Measured } from './measuring.ts';

const LONGEST_MILLIS = 1_000;
/** Twice, with what caches and the collection of garbage add to it. */
const LARGEST_RATIO = 2.6;
/** What takes less cannot be compared: the noise is larger. */
const COMPARABLE_MILLIS = 20;

/**
 * The processor's time for reading each mail that was made to take long, and how much more than for half of it.
 * @param options.share of the size at which it must be read in a second.
 */
export async function measureHostileMails(
  desk: Desk,
  options: { share: number; rounds: number },
): Promise<Measured[]> {
  const rows: Measured[] = [];
  let worst = { name: 'none', ratio: 0 };
  for (const { name, size, make } of hostileMails) {
    const whole = Math.ceil(size * options.share);
    const millis = await fastest(desk, make(whole), options.rounds);
    const half = await fastest(desk, make(Math.ceil(whole / 2)), options.rounds);
    const ratio = half >= COMPARABLE_MILLIS ? millis / half : null;
    if (ratio && ratio > worst.ratio) worst = { name, ratio };
    const doubled = ratio ? `, ${ratio.toFixed(1)} times its half` : '';
    rows.push({ what: name, value: millis, unit: `ms${doubled}`, goal: LONGEST_MILLIS });
  }
  const last = `most of all by doubling: ${worst.name}`;
  return [...rows, { what: last, value: worst.ratio, unit: 'times', goal: LARGEST_RATIO }];
}

async function fastest(desk: Desk, raw: Uint8Array, rounds: number): Promise<number> {
  const mail = { raw, receipt: receiptOf('hostile'), own: ownMailOf(desk) };
  const samples: number[] = [];
  for (let round = 0; round < rounds; round++) samples.push((await spentOn(async () => readMail(mail))).cpu);
  return Math.min(...samples);
}
