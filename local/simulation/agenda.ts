import type { Instant } from '../../functions/core/instant.ts';

/** What will be done when: the earliest first, and of two at the same moment the one that was put down first. */
export interface Agenda {
  add(at: Instant, act: () => Promise<void>): void;
  nextAt(): Instant | null;
  performNext(): Promise<void>;
}

export function openAgenda(): Agenda {
  /** The latest first: the next one is taken off the end. */
  const entries: { at: Instant; act: () => Promise<void> }[] = [];
  return {
    add: (at, act) => {
      const place = entries.findLastIndex((entry) => entry.at > at) + 1;
      entries.splice(place, 0, { at, act });
    },
    nextAt: () => entries.at(-1)?.at ?? null,
    performNext: async () => {
      await entries.pop()?.act();
    },
  };
}
