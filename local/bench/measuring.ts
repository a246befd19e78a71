import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Several timings of one thing, in milliseconds. */
export interface Timings {
  median: number;
  lowest: number;
  highest: number;
}

export function timingsOf(samples: number[]): Timings {
  const sorted = samples.toSorted((first, second) => first - second);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { median, lowest: sorted[0] ?? 0, highest: sorted.at(-1) ?? 0 };
}

/** Milliseconds of the clock on the wall, and of the work of all our threads; a busy machine changes the second far less. */
export interface Spent {
  wall: number;
  cpu: number;
}

export async function spentOn(thing: () => Promise<unknown>): Promise<Spent> {
  const before = { wall: performance.now(), cpu: cpuMillis(process.cpuUsage()) };
  await thing();
  return { wall: performance.now() - before.wall, cpu: cpuMillis(process.cpuUsage()) - before.cpu };
}

export function cpuMillis({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}

/** Milliseconds of work of the calling thread alone. */
export function threadMillis(): number {
  return cpuMillis(process.threadCpuUsage());
}

/** Before a timing, so that it does not pay for what came before it; V8 has it only behind a flag. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
}

/** One line of the printed table; `goal` is what the ratio or number must not exceed. */
export interface Measured {
  what: string;
  value: number;
  unit: string;
  range?: [number, number];
  goal?: number;
}

export function printMeasured(title: string, rows: Measured[]): void {
  console.log(`\n${title}`);
  for (const row of rows) {
    const range = row.range ? ` (${number(row.range[0])} to ${number(row.range[1])})` : '';
    const goal =
      row.goal === undefined ? '' : `  goal ${number(row.goal)}: ${row.value <= row.goal ? 'met' : 'MISSED'}`;
    console.log(`  ${row.what.padEnd(58)} ${number(row.value).padStart(9)} ${row.unit}${range}${goal}`);
  }
}

function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
