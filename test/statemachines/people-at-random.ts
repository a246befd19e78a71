import type { People } from './process-world.ts';

/** People who do anything at all, for ever. */
export function anybody(random: () => number): People {
  return ({ definition }) => {
    const outcomes = Object.keys(definition?.on ?? {});
    const outcome = outcomes[Math.floor(random() * outcomes.length)] ?? '';
    return { outcome, answers: { amount: Math.floor(random() * 20) } };
  };
}

/** A small generator of our own, so that a failing run can be told again. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
