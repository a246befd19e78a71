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

/** Rounds of several things in turn, so that whatever slows the machine slows all of them. */
export async function sideBySide<Name extends string>(
  rounds: number,
  things: Record<Name, () => Promise<unknown>>,
): Promise<Record<Name, Timings>> {
  const names = Object.keys(things) as Name[];
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const name of names) samples.get(name)?.push(await timed(things[name]));
  return Object.fromEntries(names.map((name) => [name, timingsOf(samples.get(name) ?? [])])) as Record<Name, Timings>;
}

/** Milliseconds that something takes. */
export async function timed(thing: () => Promise<unknown>): Promise<number> {
  const before = performance.now();
  await thing();
  return performance.now() - before;
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
    const goal = row.goal === undefined ? '' : `  goal ${number(row.goal)}: ${row.value <= row.goal ? 'met' : 'MISSED'}`;
    console.log(`  ${row.what.padEnd(58)} ${number(row.value).padStart(9)} ${row.unit}${range}${goal}`);
  }
}

function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
