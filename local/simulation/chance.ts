/** A source of numbers that a seed decides: the same seed, the same tickets. */
export interface Chance {
  /** At least 0, below 1. */
  next(): number;
  /** True in so many of all cases, `0.3` in three of ten. */
  happens(share: number): boolean;
  /** One of the names, each as often as its weight says. */
  pick(weights: Record<string, number>): string;
  /** Log-normal: half of all below `median`, most between a third of it and three times it. */
  around(median: number): number;
}

/** @param seed any whole number. */
export function seededChance(seed: number): Chance {
  let state = seed >>> 0;
  /** Mulberry32: small, fast, and good enough for play. */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return {
    next,
    happens: (share) => next() < share,
    pick: (weights) => {
      const entries = Object.entries(weights);
      const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
      let left = next() * total;
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return entries.at(-1)?.[0] ?? '';
    },
    around: (median) => median * Math.exp(0.75 * normal(next)),
  };
}

/** Standard normal, by Box and Muller. */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
