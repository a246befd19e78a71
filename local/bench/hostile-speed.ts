import type { Desk } from '../../functions/core/desk.ts';
import { readMail } from '../../functions/intake/read-mail.ts';
import { hostileMails } from '../hostile-mails/all-hostile-mails.ts';
import { ownMailOf, receiptOf } from './bench-receipt.ts';
import { collectGarbage, threadMillis } from './measuring.ts';
import type { Measured } from './measuring.ts';

const LONGEST_MILLIS = 1_000;
/** Twice, with what larger memory costs; the square of the size would give four. */
const LARGEST_RATIO = 2.6;
/** A mail is compared with an eighth of it, read eight times. */
const DOUBLINGS = 3;
/** What takes less cannot be compared: the noise is larger. */
const COMPARABLE_MILLIS = 20;

/**
 * The time of the reading thread for each mail that was made to take long, and how much more it takes with each
 * doubling of the mail. What other threads do to collect garbage is left out: it comes when it wants to, and one mail
 * would pay for another.
 * @param options.share of the size at which it must be read in a second.
 */
export function measureHostileMails(desk: Desk, options: { share: number; rounds: number }): Measured[] {
  const rows: Measured[] = [];
  let worst = { name: 'none', ratio: 0 };
  for (const { name, size, make } of hostileMails) {
    const whole = Math.ceil(size * options.share);
    const millis = fastest(desk, { raw: make(whole), times: 1, rounds: options.rounds });
    const ratio = millis < COMPARABLE_MILLIS ? null : growth(millis);
    if (ratio && ratio > worst.ratio) worst = { name, ratio };
    const doubled = ratio ? `, ${ratio.toFixed(1)} times with each doubling` : '';
    rows.push({ what: name, value: millis, unit: `ms${doubled}`, goal: LONGEST_MILLIS });

    function growth(millis: number): number {
      const times = 2 ** DOUBLINGS;
      const raw = make(Math.ceil(whole / times));
      const part = fastest(desk, { raw, times, rounds: options.rounds }) / times;
      return (millis / part) ** (1 / DOUBLINGS);
    }
  }
  const last = `most of all by doubling: ${worst.name}`;
  return [...rows, { what: last, value: worst.ratio, unit: 'times', goal: LARGEST_RATIO }];
}

function fastest(desk: Desk, options: { raw: Uint8Array; times: number; rounds: number }): number {
  const mail = { raw: options.raw, receipt: receiptOf('hostile'), own: ownMailOf(desk) };
  const samples: number[] = [];
  for (let round = 0; round < options.rounds; round++) {
    collectGarbage();
    const before = threadMillis();
    for (let time = 0; time < options.times; time++) readMail(mail);
    samples.push(threadMillis() - before);
  }
  return Math.min(...samples);
}
