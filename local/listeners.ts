/** Those who want to hear of something; adding one returns how to stop it. */
export function listeners(): { add(listener: () => void): () => void; tell(): void } {
  const all = new Set<() => void>();
  return {
    add: (listener) => {
      all.add(listener);
      return () => all.delete(listener);
    },
    tell: () => {
      for (const listener of all) listener();
    },
  };
}

/** Remembers that it was rung until somebody asks: a ring while nobody waits is not lost. */
export function doorbell(): { ring(): void; rung(atMostMillis: number): Promise<void> } {
  let hasRung = false;
  let answer: (() => void) | null = null;
  return {
    ring: () => {
      hasRung = true;
      answer?.();
    },
    rung: async (atMostMillis) => {
      if (!hasRung) await waitFor(atMostMillis, (resolve) => (answer = resolve));
      hasRung = false;
      answer = null;
    },
  };
}

function waitFor(atMostMillis: number, resolvedBy: (resolve: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const alarm = setTimeout(resolve, atMostMillis);
    resolvedBy(() => {
      clearTimeout(alarm);
      resolve();
    });
  });
}
